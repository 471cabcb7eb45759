"""Entering and changing lines of mobility."""

from functools import partial

from flask import Response, abort, url_for

from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.editing.naming import organisation_labels
from blueprints.mobility import bp
from blueprints.mobility.forms import MobilityForm
from blueprints.scoping import staff_only
from models import MobilityRecord
from support import clock
from support.db import db
from support.htmx import page
from support.settings import current


@bp.get("/mobility/new")
@staff_only
def new() -> Response:
    """The empty form, for the academic year that is going on."""
    today = clock.today(current().zone)
    record = MobilityRecord(year=today.year if today.month >= 9 else today.year - 1)
    return _form(MobilityForm.of(record), record)


@bp.post("/mobility")
@staff_only
def create() -> Response:
    """Enter a line."""
    return _save(MobilityRecord())


@bp.get("/mobility/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    record = _known(number)
    return _form(MobilityForm.of(record), record)


@bp.post("/mobility/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change a line."""
    return _save(_known(number))


@bp.post("/mobility/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put a line into the trash."""
    _known(number).discard()
    return in_the_trash(url_for(".index"))


def _known(number: int) -> MobilityRecord:
    return db.session.scalar(MobilityRecord.lists().where(MobilityRecord.id == number)) or abort(404)


def _save(record: MobilityRecord) -> Response:
    form, stored = MobilityForm.of(record), MobilityForm.of(record, formdata=None)
    return save_entry(form, record, stored, partial(_form, form, record), lambda: url_for(".index"))


def _form(form: MobilityForm, record: MobilityRecord, status: int = 200) -> Response:
    return page(
        "mobility/edit.html", fragment="mobility/_form.html", status=status, form=form, record=record,
        organisations=organisation_labels(),
    )  # fmt: skip
