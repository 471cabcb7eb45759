"""What the filters of the list of events offer."""

from typing import Any

from sqlalchemy import Select, select

from blueprints import wording
from models import Event, Programme
from models.view_choices import faculties_at, hosts_at, language_in, spoken_at
from support.db import db
from support.languages import language


def choices_among(readable: Select[Event]) -> dict[str, list[tuple[str, Any]]]:
    """(value, name) pairs of each filter. Of organisations those alone that have to do with events this reader sees: a guest of
    a visit that is kept back must not be named by a menu."""
    seen = Event.id.in_(readable.with_only_columns(Event.id))
    return {
        "kind": list(wording.COLLECTIONS.items()),
        "programme": [
            (one.slug, one.name.shown().text) for one in db.session.scalars(select(Programme).order_by(Programme.by_name()))
        ],
        "host": [(str(one.id), one.label()) for one in hosts_at(seen)],
        "faculty": [(str(one.id), one.label()) for one in faculties_at(seen)],
        "audience": list(wording.AUDIENCES.items()),
        "language": [(code, language_in(code, language())) for code in spoken_at(seen)],
        "mode": list(wording.MODES.items()),
    }
