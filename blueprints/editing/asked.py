"""What the address of the short form fills in before anybody types. Whatever makes no sense is left out."""

from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from models import Room
from models.month import YEARS
from support.db import db
from support.form_fields import numbered

AS_A_RULE = timedelta(hours=1)


def asked_for(arguments: MultiDict[str, str]) -> dict[str, Any]:
    """The hour and the room that somebody chose in a calendar, as `?starts=2026-11-24T10:00&room=3`."""
    start, room = _wall_clock(arguments.get("starts", "")), _room(arguments.get("room", ""))
    hours = {"starts_at": start, "ends_at": start + AS_A_RULE} if start else {}
    return {**hours, **({"place": room.label()} if room else {})}


def _wall_clock(text: str) -> datetime | None:
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _room(text: str) -> Room | None:
    identifier = numbered(text)
    room = db.session.get(Room, identifier) if identifier else None
    return room if room and not room.deleted else None
