"""Bringing a file, and what one has brought."""

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _

from blueprints.importing import bp
from blueprints.importing.forms import ChoicesForm, UploadForm
from blueprints.importing.plans import SHEETS, preview_of
from blueprints.importing.words import SORTS
from blueprints.scoping import current_account, staff_only
from models import Account, Upload
from models.importing import Unreadable
from support.db import db
from support.htmx import page
from support.settings import current


def me() -> Account:
    """Who is signed in; the routes have made sure of it."""
    account = current_account()
    assert account
    return account


@bp.get("/imports")
@staff_only
def index() -> Response:
    """The form, and what one has brought within the last day."""
    return _form(UploadForm(formdata=None))


@bp.post("/imports")
@staff_only
def create() -> Response:
    """Keep a file for its preview, unless nothing of it can be read."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _form(form, 422)
    options = {"kind": form.kind.data, "source": form.source.data or ""}
    upload = Upload(account_id=me().id, sort=form.sort.data, file_name=form.file_name, options=options, content=form.content)
    try:
        preview_of(upload, ChoicesForm(), me())
    except Unreadable as reason:
        field = form.file if form.file_name else form.pasted
        field.errors = [*field.errors, reason.said()]
        return _form(form, 422)
    db.session.add(upload)
    db.session.commit()
    return redirect(url_for(".show", number=upload.id), 303)  # type: ignore[return-value]


@bp.post("/imports/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Forget what one has brought."""
    if upload := Upload.of(me(), number):
        db.session.delete(upload)
        db.session.commit()
        flash(_("Forgotten. Nothing was changed."), "ok")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


def _form(form: UploadForm, status: int = 200) -> Response:
    return page(
        "importing/index.html", fragment="importing/_form.html", status=status, form=form, uploads=Upload.all_of(me()),
        sorts=SORTS, sheets=("events", *SHEETS), zone=current().zone,
    )  # fmt: skip
