"""Rooms from a table."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import select

from models.importing.fault import N_
from models.importing.headings import Column
from models.importing.sheet import Sheet
from models.importing.times import Lost
from models.room import Room
from support.languages import Translated, folded
from support.orm import session

MOST_SEATS, MOST_MINUTES = 100_000, 24 * 60
NO_NUMBER = N_("“%(value)s” is not a number between 0 and %(most)d.")
SEVERAL = N_("Several rooms have this name: give the building.")


class RoomSheet(Sheet):
    """Known by name and building."""

    sort, model = "rooms", Room
    columns = (
        Column("name", ("Room", "Name", "Hall", "Аудитория", "Зал", "Помещение", "Кабинет", "Название", "Бөлме", "Атауы"),
               "Blue Hall", translated=True, required=True),
        Column("building", ("Building", "Корпус", "Здание", "Ғимарат", "Ғимараты"), "Main Building", translated=True),
        Column("address", ("Address", "Street", "Адрес", "Мекенжай", "Мекенжайы"), "Abai Avenue 10", translated=True),
        Column("seats", ("Seats", "Capacity", "Places", "Мест", "Места", "Вместимость", "Количество мест", "Орын", "Орын саны"),
               "120"),
        Column("equipment", ("Equipment", "Оборудование", "Оснащение", "Жабдық", "Жабдықтар"), "Projector, two microphones",
               translated=True),
        Column("setup_minutes", ("Setup minutes", "Setting up", "Подготовка", "Дайындық"), "30"),
        Column("clearing_minutes", ("Clearing minutes", "Clearing", "Уборка", "Жинау"), "15"),
    )  # fmt: skip
    limits = {"name": 120, "equipment": 1000}

    def __init__(self) -> None:
        self._by_name: dict[str, list[Room]] = defaultdict(list)
        for room in session().scalars(select(Room).where(Room.kept()).order_by(Room.id)):
            for name in {folded(text) for text in (*room.name.texts.values(), *room.variants)}:
                self._by_name[name].append(room)

    def value(self, name: str, text: str) -> Any:
        if name not in ("seats", "setup_minutes", "clearing_minutes"):
            return text
        most = MOST_SEATS if name == "seats" else MOST_MINUTES
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) > most:
            raise Lost(NO_NUMBER, value=text[:40], most=most)
        return int(text)

    def find(self, fields: Mapping[str, Any]) -> Room | None:
        found = {room.id: room for text in fields["name"].values() for room in self._by_name[folded(text)]}
        if buildings := {folded(text) for text in fields.get("building", {}).values()}:
            found = {number: room for number, room in found.items() if not room.building or buildings & _folded(room.building)}
        if len(found) > 1:
            raise Lost(SEVERAL)
        return next(iter(found.values()), None)

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        return tuple(folded(next(iter(fields.get(name, {"": ""}).values()))) for name in ("name", "building"))


def _folded(text: Translated) -> set[str]:
    return {folded(one) for one in text.texts.values()}
