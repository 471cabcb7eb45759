"""Special days as the office enters and changes them."""

from functools import partial

from flask import Response, abort, url_for

from blueprints.days import bp
from blueprints.days.forms import DayForm
from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.scoping import staff_only
from models import SpecialDay
from support.db import db
from support.htmx import page


@bp.get("/days/new")
@staff_only
def new() -> Response:
    """The empty form."""
    return _form(DayForm.of(SpecialDay()))


@bp.post("/days")
@staff_only
def create() -> Response:
    """Add a day or a span of days."""
    return _save(SpecialDay())


@bp.get("/days/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form of a day as it is."""
    day = _day(number)
    return _form(DayForm.of(day), day)


@bp.post("/days/<int:number>/edit")
@staff_only
def update(number: int) -> Response:
    """Change a day."""
    return _save(_day(number))


@bp.post("/days/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put a day into the trash."""
    day = _day(number)
    year = day.starts_on.year
    day.discard()
    return in_the_trash(url_for(".index", year=year))


def _day(number: int) -> SpecialDay:
    return db.session.get(SpecialDay, number) or abort(404)


def _save(day: SpecialDay) -> Response:
    def place() -> str:
        return url_for(".index", year=day.starts_on.year, _anchor=f"day-{day.id}")

    form, stored = DayForm.of(day), DayForm.of(day, formdata=None)
    return save_entry(form, day, stored, partial(_form, form, day), place)


def _form(form: DayForm, day: SpecialDay | None = None, status: int = 200) -> Response:
    known = day if day and day.id else None
    return page("days/edit.html", fragment="days/_form.html", status=status, form=form, day=known)
