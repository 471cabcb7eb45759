"""Staff's list of rooms."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.listing import Col, OneOf, StaffList, Words
from models import Room
from models.duplicates import Duplicates
from models.room import room_parts

SIZES = (10, 20, 50, 100, 200)


def known_buildings() -> dict[str, str]:
    return {room.building_key: room.building.shown().text for room in Room.in_order() if room.building_key}


def in_building(key: str) -> ColumnElement[bool]:
    return Room.id.in_([room.id for room in Room.in_order() if room.building_key == key])


def _joined(code: str) -> ColumnElement[bool]:
    whole = Room.id.in_(select(room_parts.c.joined_id))
    return whole if code == "joined" else ~whole


class Rooms(StaffList):
    """Where events are held, and who has the key."""

    id, title, order = "rooms", _l("Rooms"), "name"
    columns = (
        Col("name", _lp("room", "Name"), sort=Room.by_name, width=30),
        Col("building", _l("Building"), width=30),
        Col("seats", _l("Seats"), sort=lambda: Room.seats, number=True),
        Col("parts", _l("Joined of"), value=lambda room: ", ".join(part.name.shown().text for part in room.parts)),
        Col("key_holder", _l("Has the key"), value=lambda room: room.key_holder.name if room.key_holder else ""),
        Col("technician", _l("Technician"), value=lambda room: room.technician.name if room.technician else ""),
        Col("equipment", _l("Equipment"), on_page=False, width=40),
        Col("address", _l("Address"), on_page=False, width=40),
    )
    filters = (
        Words(Room.search_text, _l("Name or building")),
        OneOf("building", _l("Building"), known_buildings, in_building),
        OneOf(
            "seats",
            _l("Seats"),
            lambda: {str(size): _("%(num)s and more", num=size) for size in SIZES},
            lambda size: Room.seats >= int(size),
        ),
        OneOf("joined", _l("Joined"), {"joined": _l("Joined rooms"), "single": _l("Single rooms")}, _joined, more=True),
        OneOf(
            "twice",
            _l("Duplicates"),
            lambda: {"1": _("Suspected duplicates")},
            lambda _value: Room.id.in_({number for pair in Duplicates.of(Room) for number in pair[:2]}),
            more=True,
        ),
    )

    def query(self) -> Select[Any]:
        with_all = (selectinload(Room.parts), joinedload(Room.key_holder), joinedload(Room.technician))
        return select(Room).where(Room.kept()).options(*with_all)

    def counted(self, number: int) -> str:
        return ngettext("%(num)s room", "%(num)s rooms", number)
