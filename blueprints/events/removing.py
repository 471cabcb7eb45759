"""Putting an event into the trash."""

from flask import Response, abort, render_template, url_for
from flask_babel import gettext as _

from blueprints.editing.entries import in_the_trash
from blueprints.events import bp
from blueprints.scoping import managed_event, staff_only
from models.event.event import StillToCome


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
    return in_the_trash(url_for(f"{event.collection.replace('-', '_')}.index"))
