"""Entering and correcting what was held long ago."""

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.archive import bp
from blueprints.archive.forms import ArchiveForm
from blueprints.scoping import managed_event, staff_only
from models import Event
from models.event import KINDS
from support.db import db
from support.htmx import leave_for, page


@bp.get("/archive/new")
@staff_only
def new() -> str:
    """An empty form."""
    return render_template("archive/new.html", form=ArchiveForm.of(None))


@bp.post("/archive")
@staff_only
def create() -> Response:
    """Enter something that was held; readers see it in the archive at once."""
    form = ArchiveForm.of(None)
    if not form.validate_on_submit():
        return page("archive/new.html", fragment="archive/_form.html", status=422, form=form)
    return _saved(KINDS[form.kind.data].archived(form.date, form.fields))


@bp.get("/archive/<slug>/edit")
@staff_only
def edit(slug: str) -> str:
    """The form of an entry."""
    event = _entry(slug)
    return render_template("archive/edit.html", form=ArchiveForm.of(event), event=event)


@bp.post("/archive/<slug>")
@staff_only
def update(slug: str) -> Response:
    """Correct an entry."""
    event = _entry(slug)
    form = ArchiveForm.of(event)
    if status := form.refused(ArchiveForm.of(event, formdata=None)):
        return page("archive/edit.html", fragment="archive/_form.html", status=status, form=form, event=event)
    event.revise(form.fields)
    event.date_roughly(form.date)
    return _saved(event)


def _saved(event: Event) -> Response:
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for("events.show", slug=event.slug))


def _entry(slug: str) -> Event:
    """An entry of the archive that the reader manages, else 404."""
    event = managed_event(slug)
    return event if event.is_archived else abort(404)
