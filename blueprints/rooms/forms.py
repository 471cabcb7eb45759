"""The form of a room."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm

from blueprints.editing.entries import one_a_line
from blueprints.editing.forms import minutes, seats
from blueprints.editing.naming import person_named, require_one_person
from models import Room
from support.form_fields import (
    Many,
    TranslatedField,
    line,
    lines,
    options,
)
from support.versions import Versioned

TRANSLATED = ("name", "building", "address", "equipment")
MINUTES = ("setup_minutes", "clearing_minutes")


class RoomForm(Versioned, FlaskForm):
    """All that is known of a room; other names are one a line, people are named by typing."""

    name = TranslatedField(_lp("room", "Name"), 200, required=_l("Enter a name in one language at least."))
    building = TranslatedField(_l("Building"), 200)
    address = TranslatedField(_l("Address"), 200)
    seats = seats(_l("Seats"))
    equipment = TranslatedField(_l("Equipment"), 1000, kind=lines)
    key_holder = line(_l("Has the key"), 300)
    technician = line(_l("Technician"), 300)
    setup_minutes = minutes(_l("Minutes to set up"))
    clearing_minutes = minutes(_l("Minutes to clear"))
    parts = Many(_l("Joined of"), coerce=int)
    variants = lines(_l("Other names and spellings"), 2000)

    @classmethod
    def of(cls, room: Room, **more: Any) -> Self:
        """The form, filled in with what there is."""
        texts = {field: getattr(room, field) for field in (*TRANSLATED, *MINUTES, "seats")}
        people = {field: person.label() if (person := getattr(room, field)) else "" for field in ("key_holder", "technician")}
        form = cls(
            data={**texts, **people, "parts": [part.id for part in room.parts], "variants": "\n".join(room.variants or ())},
            **more,
        )
        form.room = room
        form.parts.choices = options((one.id, one.label()) for one in Room.in_order() if one is not room and not one.parts)
        return form

    room: Room

    def validate_key_holder(self, field: Any) -> None:
        require_one_person(field.data, self.room.key_holder)

    def validate_technician(self, field: Any) -> None:
        require_one_person(field.data, self.room.technician)

    def fill(self, room: Room) -> None:
        """Let the room be what was typed."""
        chosen = set(self.parts.data or [])
        changes: dict[str, Any] = {field: self[field].rewritten() for field in TRANSLATED}
        changes |= {field: self[field].data or 0 for field in MINUTES}
        changes |= {field: person_named(self[field].data, getattr(room, field)) for field in ("key_holder", "technician")}
        parts = [one for one in Room.in_order() if one.id in chosen]
        kept = room.parts if set(room.parts) == set(parts) else parts
        room.revise({**changes, "seats": self.seats.data, "parts": kept, "variants": one_a_line(self.variants.data)})
