"""What the filters of the list of events offer."""

from typing import Any

from sqlalchemy import Select, or_, select

from blueprints import wording
from blueprints.editing.entries import spoken_choices
from models import Event, Organisation, Programme
from models.event.event import event_organisers
from support.db import db


def choices_among(readable: Select[Event]) -> dict[str, list[tuple[str, Any]]]:
    """(value, name) pairs of each filter. Of organisations those alone that have to do with events this reader sees: a guest of
    a visit that is kept back must not be named by a menu."""
    seen = readable.with_only_columns(Event.id)
    hosts = Organisation.id.in_(readable.with_only_columns(Event.host_id))
    organise = Organisation.id.in_(select(event_organisers.c.organisation_id).where(event_organisers.c.event_id.in_(seen)))
    return {
        "kind": list(wording.COLLECTIONS.items()),
        "programme": [(one.slug, one.name) for one in db.session.scalars(select(Programme).order_by(Programme.by_name()))],
        "host": _organisations(hosts),
        "faculty": _organisations(or_(hosts, organise), Organisation.kind == "faculty"),
        "audience": list(wording.AUDIENCES.items()),
        "language": spoken_choices(),
        "mode": list(wording.MODES.items()),
    }


def _organisations(*which: Any) -> list[tuple[str, str]]:
    found = db.session.scalars(select(Organisation).where(Organisation.kept(), *which).order_by(Organisation.by_name()))
    return [(str(one.id), one.label()) for one in found]
