"""What an event takes up while it lasts: rooms, people and the office's own staff."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.orm import Mapped

from models.conflict import AcceptedConflict
from models.occupation import Stretch
from models.room import Room
from support.orm import session

if TYPE_CHECKING:
    from models.event.agenda_session import AgendaSession
    from models.event.event import Event


class Occupying:
    """A booking includes setting up and clearing; minutes that are None are those the room asks for."""

    setup_minutes: Mapped[int | None]
    clearing_minutes: Mapped[int | None]

    def ask_again(self: "Event") -> None:
        """Forget which conflicts were passed over: at another time they are others."""
        session().execute(delete(AcceptedConflict).where(AcceptedConflict.event_id == self.id))

    def booked(self: "Event", room: Room | None) -> tuple[datetime, datetime] | None:
        """From when to when a room is taken; None for what has no hours, as archives have none."""
        if self.starts_at is None or self.ends_at is None or not self.has_hour:
            return None
        setup = room.setup_minutes if room and self.setup_minutes is None else self.setup_minutes
        clearing = room.clearing_minutes if room and self.clearing_minutes is None else self.clearing_minutes
        return self.starts_at - timedelta(minutes=setup or 0), self.ends_at + timedelta(minutes=clearing or 0)

    def stretches(self: "Event") -> Iterator[Stretch]:
        """Everything the event and the rows of its agenda take up; nothing once it is called off or deleted."""
        hours = self.booked(None)
        if self.cancelled or self.deleted or hours is None or self.starts_at is None or self.ends_at is None:
            return
        here = self.room.building_key if self.room and self.has_room else ""
        if self.room and self.has_room and (booked := self.booked(self.room)):
            yield from (Stretch(room, "room", *booked, self, here) for room in self.room.taken_with)
        for part in self.parts:
            if part.session is None and part.session_id is None:
                yield Stretch(part.person, part.role, self.starts_at, self.ends_at, self, here)
        for guest in self.guests:
            if guest.person:
                yield Stretch(guest.person, "guest", self.starts_at, self.ends_at, self, here)
        for member in self.team:
            yield Stretch(member, "team", self.starts_at, self.ends_at, self, here)
        for row in self.agenda:
            yield from self._of_row(row, here)

    def _of_row(self: "Event", row: "AgendaSession", here: str) -> Iterator[Stretch]:
        if row.starts_at is None or row.ends_at is None:
            return
        room = row.room
        there = room.building_key if room else here
        if room:
            yield from (Stretch(one, "room", row.starts_at, row.ends_at, row, there) for one in room.taken_with)
        for part in self.parts:
            if row.id and row.id == part.session_id:
                yield Stretch(part.person, part.role, row.starts_at, row.ends_at, row, there)
