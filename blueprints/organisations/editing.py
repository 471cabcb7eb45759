"""Organisations as staff write them down."""

from functools import partial

from flask import Response
from flask_babel import gettext as _

from blueprints.editing.entries import discard_entry, save_entry
from blueprints.organisations import bp
from blueprints.organisations.forms import OrganisationForm
from blueprints.scoping import entry_at, staff_only
from models import Organisation
from support.htmx import page


@bp.get("/organisations/new")
@staff_only
def new() -> Response:
    """The empty form."""
    return _form(OrganisationForm.of(Organisation()), Organisation())


@bp.post("/organisations")
@staff_only
def create() -> Response:
    """Add an organisation."""
    return _save(Organisation())


@bp.get("/organisations/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    organisation = entry_at(Organisation, number)
    return _form(OrganisationForm.of(organisation), organisation)


@bp.post("/organisations/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change what is known."""
    return _save(entry_at(Organisation, number))


@bp.post("/organisations/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put it into the trash."""
    return discard_entry(entry_at(Organisation, number))


def _save(organisation: Organisation) -> Response:
    form = OrganisationForm.of(organisation)
    stored = OrganisationForm.of(organisation, formdata=None)
    return save_entry(form, organisation, stored, partial(_form, form, organisation))


def _form(form: OrganisationForm, organisation: Organisation, status: int = 200) -> Response:
    title = organisation.label() or _("New organisation")
    return page(
        "organisations/edit.html",
        fragment="organisations/_form.html",
        status=status,
        form=form,
        organisation=organisation,
        title=title,
    )
