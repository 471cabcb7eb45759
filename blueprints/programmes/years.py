"""The years of an opportunity as the office writes them."""

from functools import partial
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.editing.rows import rearranged
from blueprints.programmes import bp
from blueprints.programmes.edition_form import EditionForm
from blueprints.programmes.forms import FIRST_YEAR, LAST_YEAR, StartForm
from blueprints.scoping import staff_only
from models import Edition, Programme
from models.programme import YearTaken
from support import clock
from support.db import db
from support.htmx import leave_for, page
from support.settings import current


@bp.get("/programmes/<slug>/years/new")
@staff_only
def new_year(slug: str) -> Response:
    """Which year begins; the one after the newest as a rule."""
    programme = Programme.with_slug(slug) or abort(404)
    newest = programme.edition
    return _start(StartForm(data={"year": newest.year + 1 if newest else clock.today(current().zone).year}), programme)


@bp.post("/programmes/<slug>/years")
@staff_only
def start_year(slug: str) -> Response:
    """Go on to the form of a year that is not written down yet: nothing is stored before that is saved."""
    programme = Programme.with_slug(slug) or abort(404)
    form = StartForm()
    if not form.validate():
        return _start(form, programme, status=422)
    try:
        draft = programme.draft(form.year.data)
    except YearTaken:
        form.year.errors = [_("That year is there already, or lies in the trash.")]
        return _start(form, programme, status=422)
    return leave_for(url_for(".edit_year", slug=slug, year=draft.year))


@bp.get("/programmes/<slug>/<int:year>/edit")
@staff_only
def edit_year(slug: str, year: int) -> Response:
    """The form of a year as it is, or as it would begin."""
    edition = edition_or_draft(slug, year)
    return _form(EditionForm.of(edition), edition)


@bp.post("/programmes/<slug>/<int:year>")
@staff_only
def update_year(slug: str, year: int) -> Response:
    """Change a year, an old one too, or start it; or only arrange the rows of the form."""
    edition = edition_or_draft(slug, year)
    if action := request.form.get("rows", ""):
        return _form(EditionForm.of(edition, rearranged(request.form, action)), edition, arranged=action)
    form, stored = EditionForm.of(edition), EditionForm.of(edition, stored=True)
    try:
        return save_entry(form, edition, stored, partial(_form, form, edition), lambda: url_for(".year", slug=slug, year=year))
    except YearTaken:  # somebody else has started it meanwhile: now it is a year that two people change
        db.session.rollback()
        return update_year(slug, year)


@bp.post("/programmes/<slug>/<int:year>/removal")
@staff_only
def remove_year(slug: str, year: int) -> Response:
    """Put a year into the trash."""
    programme = Programme.with_slug(slug) or abort(404)
    (programme.edition_of(year) or abort(404)).discard()
    return in_the_trash(url_for(".show", slug=slug))


def edition_or_draft(slug: str, year: int) -> Edition:
    """The year of an opportunity, where it is not written down its draft; 404 where it cannot begin."""
    programme = Programme.with_slug(slug) or abort(404)
    if edition := programme.edition_of(year):
        return edition
    try:
        return programme.draft(year) if FIRST_YEAR <= year <= LAST_YEAR else abort(404)
    except YearTaken:
        abort(404)


def _start(form: StartForm, programme: Programme, status: int = 200) -> Response:
    return page("programmes/start.html", fragment="programmes/_start.html", status=status, form=form, programme=programme)


def _form(form: EditionForm, edition: Edition, status: int = 200, **more: Any) -> Response:
    known = {"form": form, "edition": edition, "programme": edition.programme, **more}
    return page("programmes/edit_year.html", fragment="programmes/_year_form.html", status=status, **known)
