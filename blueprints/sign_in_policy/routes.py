"""Whether staff need a second factor, who has one, and starting afresh."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import BooleanField

from blueprints.scoping import admin_only, current_account, office
from blueprints.sign_in_policy import bp
from models import Account
from support import clock
from support.db import db
from support.freshness import freshly


class PolicyForm(FlaskForm):
    """What is asked of everybody who runs events."""

    second_factor = BooleanField(_l("Staff and administrators need a second factor"))


@bp.get("/accounts/policy")
@admin_only
def show() -> str:
    """What is asked, and who has it already."""
    form = PolicyForm(formdata=None, data={"second_factor": office().requires_second_factor})
    people = select(Account).where(Account.active, Account.role != "faculty").options(selectinload(Account.webauthn))
    accounts = db.session.scalars(people.order_by(Account.name, Account.id)).all()
    return render_template("sign_in_policy/show.html", form=form, accounts=accounts)


@bp.post("/accounts/policy")
@admin_only
@freshly
def update() -> Any:
    """Ask for it, or no longer."""
    form = PolicyForm()
    if form.validate_on_submit() and form.second_factor.data != office().requires_second_factor:
        office().revise({"second_factor_required_at": clock.now() if form.second_factor.data else None})
        db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for("sign_in_policy.show"), 303)


@bp.get("/accounts/<int:number>/second-factor")
@admin_only
@freshly
def ask_reset(number: int) -> str | Response:
    """What starting afresh means, before it is done."""
    return render_template("sign_in_policy/reset.html", whose=_colleague(number))


@bp.post("/accounts/<int:number>/second-factor/reset")
@admin_only
@freshly
def reset(number: int) -> Any:
    """Forget somebody's app, passkeys and codes: their password alone signs them in again."""
    colleague = _colleague(number)
    colleague.forget_second_factors()
    db.session.commit()
    flash(
        _("The second factor of %(name)s is reset. They are signed out everywhere.", name=colleague.name or colleague.email), "ok"
    )
    return redirect(url_for("sign_in_policy.show"), 303)


def _colleague(number: int) -> Account:
    """Somebody else who has a second factor; one's own is changed on one's own page."""
    found = db.session.get(Account, number)
    if found is None or found is current_account() or not found.has_second_factor:
        abort(404)
    return found
