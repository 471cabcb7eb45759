"""What was deleted, and how it comes back."""

from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from blueprints.booking import settle, unsettled
from blueprints.scoping import current_account, staff_only
from blueprints.trash import bp
from blueprints.trash.listing import Lying, left, name_of
from models import Event
from models.event.proposal import Proposal
from models.trash import Trash, name_of_kind
from support.db import db
from support.htmx import leave_for, page
from support.settings import current


@bp.get("/trash")
@staff_only
def index() -> Response:
    """What lies there, who put it there, and for how long it stays."""
    known = {"trash": Trash(current_account()), "name_of": name_of, "kind_of": name_of_kind, "left": left, "zone": current().zone}
    return Lying().answer("trash/index.html", fragment="trash/_list.html", **known)


@bp.post("/trash/<kind>/<int:number>/restoration")
@staff_only
def restoration(kind: str, number: int) -> Response:
    """Bring a thing back as it was; an event once staff know who has taken its room or its people meanwhile."""
    trash = Trash(current_account())
    thing: Any = trash.find(kind, number) or abort(404)
    if not trash.may_restore(kind):
        abort(403)
    if not isinstance(thing, Event):
        return _back(thing, url_for(".index"))
    if thing.deleted and not thing.cancelled and (conflicts := unsettled(Proposal(thing, has_hour=thing.has_hour))):
        known = {"event": thing, "conflicts": conflicts, "asked": True}
        return page("trash/restoration.html", fragment="trash/_restoration_form.html", status=409, **known)
    return _back(thing, url_for("events.show", slug=thing.slug))


def _back(thing: Any, address: str) -> Response:
    thing.restore()
    db.session.flush()
    if isinstance(thing, Event):
        settle(thing)
    db.session.commit()
    flash(_("It is back, as it was."), "ok")
    return leave_for(address)
