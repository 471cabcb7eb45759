"""Programmes as the office writes them."""

from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from blueprints.editing.entries import in_the_trash
from blueprints.programmes import bp
from blueprints.programmes.forms import ProgrammeForm
from blueprints.scoping import staff_only
from models import Programme
from support import clock
from support.db import db
from support.htmx import leave_for, page
from support.settings import current


@bp.get("/programmes/new")
@staff_only
def new() -> Response:
    """The empty form of a programme."""
    return _form(ProgrammeForm.of(Programme()), Programme())


@bp.post("/programmes")
@staff_only
def create() -> Response:
    """Add a programme to the catalogue, and go on to what it offers this year."""
    programme = Programme()
    if refused := _filled(programme):
        return refused
    db.session.commit()
    flash(_("Saved. Now say what it offers this year."), "ok")
    return leave_for(url_for(".edit_year", slug=programme.slug, year=clock.today(current().zone).year))


@bp.get("/programmes/<slug>/edit")
@staff_only
def edit(slug: str) -> Response:
    """The form of a programme as it is."""
    programme = _programme(slug)
    return _form(ProgrammeForm.of(programme), programme)


@bp.post("/programmes/<slug>")
@staff_only
def update(slug: str) -> Response:
    """Change a programme."""
    programme = _programme(slug)
    if refused := _filled(programme):
        return refused
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for(".show", slug=programme.slug))


@bp.post("/programmes/<slug>/removal")
@staff_only
def removal(slug: str) -> Response:
    """Put a programme into the trash, with the dates that are of no other."""
    _programme(slug).discard()
    return in_the_trash(url_for(".index"))


def _programme(slug: str) -> Programme:
    return Programme.with_slug(slug) or abort(404)


def _filled(programme: Programme) -> Response | None:
    """The form again where it cannot be stored; else the programme is what was typed."""
    form = ProgrammeForm.of(programme)
    if status := form.refused(ProgrammeForm.of(programme, formdata=None) if programme.id else None):
        return _form(form, programme, status=status)
    form.fill(programme)
    return None


def _form(form: ProgrammeForm, programme: Programme, status: int = 200) -> Response:
    known: dict[str, Any] = {"families": [name for name, _programmes in Programme.by_family(Programme.found_by("")) if name]}
    return page("programmes/edit.html", fragment="programmes/_form.html", status=status, form=form, programme=programme, **known)
