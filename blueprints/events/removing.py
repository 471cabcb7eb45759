"""Putting an event into the trash."""

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.events import bp
from blueprints.scoping import managed_event, staff_only
from models.event.event import StillToCome
from support.db import db
from support.htmx import leave_for


@bp.get("/events/<slug>/removal")
@staff_only
def ask_to_remove(slug: str) -> str:
    """Say what goes with it, or that it has to be called off first."""
    event = managed_event(slug)
    return render_template("events/removal.html", event=event, held=event.seating.taken + event.seating.queued)


@bp.post("/events/<slug>/removal")
@staff_only
def removal(slug: str) -> Response:
    """Delete it: it is nowhere to be seen, and can be brought back for thirty days."""
    event = managed_event(slug)
    try:
        event.discard()
    except StillToCome:
        said = _(
            "Readers count on this event: it is published and still to come. Call it off first, so that all of them hear of it."
        )
        abort(409, said)
    db.session.commit()
    flash(_("It lies in the trash now, and can be taken out of it for 30 days."), "ok")
    return leave_for(url_for(f"{event.collection.replace('-', '_')}.index"))
