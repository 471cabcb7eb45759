"""The fourth step: from whom mails come, and a mail to see that they arrive."""

import secrets
from typing import Any

from flask import Response, flash, redirect
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.scoping import admin_only, current_account, office, staff_only
from blueprints.start import bp
from blueprints.start.forms import SenderForm
from blueprints.start.steps import onwards, step
from models import Message
from support.db import db
from support.languages import language
from support.ratelimit import limiter
from support.settings import current


@bp.get("/start/mail")
@staff_only
def show_mail() -> Response:
    """The sender, and how the last test went; for htmx only that."""
    return _page(SenderForm(obj=office(), formdata=None), fragment="_test_mail")


@bp.post("/start/mail")
@admin_only
def update_mail() -> Response:
    """Change the sender."""
    form = SenderForm(obj=office())
    if status := form.refused(SenderForm(obj=office(), formdata=None)):
        return _page(form, status=status)

    office().revise({"sender_name": form.sender_name.data or "", "sender_address": form.sender_address.data})
    db.session.commit()
    return onwards("mail")


@bp.post("/start/mail/tests")
@staff_only
@limiter.limit("20 per hour", key_func=lambda: str(getattr(current_account(), "id", "")))
def send_test() -> Response:
    """Write a mail to whoever asks for it."""
    account = current_account()
    key = f"test:{secrets.token_hex(8)}"
    Message.write("test", key=key, to=account.email, name=account.name, language=account.language or language())
    db.session.commit()
    flash(_("The test mail is in the outbox."), "ok")
    return redirect("/start/mail#test-mail", 303)  # type: ignore[return-value]


def _page(form: SenderForm, **more: Any) -> Response:
    own = select(Message).where(Message.occasion == "test", Message.to == current_account().email)
    last = db.session.scalar(own.order_by(Message.id.desc()).limit(1))
    return step("mail", form=form, message=last, mail_from=current().mail_from, zone=current().zone, **more)
