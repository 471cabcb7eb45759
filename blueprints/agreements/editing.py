"""Entering, changing and renewing agreements."""

from functools import partial

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _

from blueprints.agreements import bp
from blueprints.agreements.forms import AgreementForm, RenewalForm
from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.editing.naming import organisation_labels, people_labels
from blueprints.scoping import staff_only
from models import Agreement, Organisation, Programme
from models.renewable import NotLonger
from support.db import db
from support.form_fields import numbered
from support.htmx import leave_for, page


@bp.get("/agreements/new")
@staff_only
def new() -> Response:
    """The empty form; the address may name the programme that needs it and the partner."""
    agreement = Agreement()
    programme = Programme.with_slug(request.args.get("programme", "")[:200])
    partner = Organisation.with_number(numbered(request.args.get("partner")) or 0)
    agreement.programmes = [programme] if programme else []
    agreement.partners = [partner] if partner else []
    return _form(AgreementForm.of(agreement), agreement)


@bp.post("/agreements")
@staff_only
def create() -> Response:
    """Enter an agreement."""
    return _save(Agreement())


@bp.get("/agreements/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    agreement = known(number)
    return _form(AgreementForm.of(agreement), agreement)


@bp.post("/agreements/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change what is known."""
    return _save(known(number))


@bp.post("/agreements/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put it into the trash."""
    known(number).discard()
    return in_the_trash(url_for(".index"))


@bp.post("/agreements/<int:number>/renewal")
@staff_only
def renewal(number: int) -> Response:
    """Let it go on until another day."""
    agreement, form = known(number), RenewalForm()
    if not form.validate_on_submit():
        return shown(agreement, form, 422)
    try:
        agreement.renew(form.until.data)
    except NotLonger:
        form.until.errors = [_("This is no later than its last day now.")]
        return shown(agreement, form, 422)
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for(".show", number=number))


def known(number: int) -> Agreement:
    """The agreement of a number: else 404."""
    return db.session.scalar(Agreement.lists().where(Agreement.id == number)) or abort(404)


def shown(agreement: Agreement, form: RenewalForm, status: int = 200) -> Response:
    """The page of an agreement; for htmx the form of its renewal alone."""
    return page("agreements/show.html", fragment="agreements/_renewal.html", status=status, agreement=agreement, form=form)


def _save(agreement: Agreement) -> Response:
    form = AgreementForm.of(agreement)
    stored = AgreementForm.of(agreement, formdata=None)
    return save_entry(form, agreement, stored, partial(_form, form, agreement))


def _form(form: AgreementForm, agreement: Agreement, status: int = 200) -> Response:
    known_names = {"organisations": organisation_labels(), "people": people_labels()}
    return page(
        "agreements/edit.html", fragment="agreements/_form.html", status=status, form=form, agreement=agreement, **known_names
    )
