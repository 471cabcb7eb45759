"""What was deleted, and how it comes back."""

from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from blueprints.scoping import current_account, staff_only
from blueprints.trash import bp
from blueprints.trash.listing import Lying, left, name_of
from models import Event
from models.conflicts import Conflicts
from models.trash import Trash, name_of_kind
from support.db import db
from support.htmx import leave_for
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
    """Bring a thing back as it was."""
    trash = Trash(current_account())
    thing: Any = trash.find(kind, number) or abort(404)
    if not trash.may_restore(kind):
        abort(403)
    thing.restore()
    db.session.flush()
    taken = isinstance(thing, Event) and Conflicts.of(thing, reader=current_account()).hard
    db.session.commit()
    flash(_("It is back, as it was."), "ok")
    if taken:
        flash(_("Meanwhile others have taken its room or its people: see its form."), "bad")
    return leave_for(url_for("events.show", slug=thing.slug) if isinstance(thing, Event) else url_for(".index"))
