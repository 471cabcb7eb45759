"""The list of formats that events choose from."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.editing.entries import in_the_trash
from blueprints.formats import bp
from blueprints.formats.forms import FormatForm
from blueprints.formats.listing import Formats
from blueprints.scoping import staff_only
from models import EventFormat
from models.event.event_format import InUse
from support.db import db
from support.htmx import leave_for, page


@bp.get("/formats")
@staff_only
def index() -> Response:
    """All of them, and the form of a new one."""
    return Formats().answer("formats/index.html", fragment="formats/_list.html", form=FormatForm())


@bp.post("/formats")
@staff_only
def create() -> Response:
    """Add one."""
    form = FormatForm()
    if not form.validate_on_submit():
        return page("formats/index.html", fragment="formats/_form.html", status=422, listing=Formats(), form=form)
    return _save(EventFormat(), form)


@bp.get("/formats/<slug>/edit")
@staff_only
def edit(slug: str) -> Response:
    """The form of one."""
    known = _known(slug)
    return page("formats/edit.html", fragment="formats/_form.html", form=FormatForm(data={"name": known.name}), format=known)


@bp.post("/formats/<slug>")
@staff_only
def update(slug: str) -> Response:
    """Rename one, for all events that have it."""
    known = _known(slug)
    form = FormatForm(data={"name": known.name})
    if status := form.refused(FormatForm(formdata=None, data={"name": known.name})):
        return page("formats/edit.html", fragment="formats/_form.html", status=status, form=form, format=known)
    return _save(known, form)


@bp.post("/formats/<slug>/removal")
@staff_only
def removal(slug: str) -> Response:
    """Put one into the trash, unless events have it."""
    try:
        _known(slug).discard()
    except InUse:
        flash(_("Events have this format. Give them another first."), "bad")
        return leave_for(url_for(".edit", slug=slug))
    return in_the_trash(url_for(".index"))


def _save(known: EventFormat, form: FormatForm) -> Response:
    known.revise({"name": form.name.rewritten()})
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for(".index"))


def _known(slug: str) -> EventFormat:
    return db.session.scalar(select(EventFormat).where(EventFormat.slug == slug, EventFormat.kept())) or abort(404)
