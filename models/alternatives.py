"""Where else, and when else: the ways out for an event whose room is taken."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any, NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.conflict import Conflict
from models.conflict_checks import expected_at
from models.occupation import Occupation, key_of
from models.room import Room
from support import clock
from support.orm import session
from support.settings import current

MOST = 3
DAY = time(8), time(20)
"""The hours of the office's day that are offered."""

Span = tuple[datetime, datetime]


class Alternatives(NamedTuple):
    """Rooms that are free at the hour that is wanted, and the next hour of that day at which the wanted `room` is, if any.

    Of what takes the others nothing is told but that they are taken.
    """

    room: Room
    rooms: list[Room]
    starts_at: datetime | None

    @classmethod
    def to(cls, conflicts: Iterable[Conflict]) -> Self | None:
        """The ways out of conflicts in which a room of the event itself is taken; None where none is.

        What is taken is asked of `Occupation` once, however many rooms there are.
        """
        taken = (one for one in conflicts if one.code == "room_taken" and hasattr(one.source, "booked") and not one.accepted)
        wanted = next((one.source for one in taken), None)
        if wanted is None or wanted.room is None:
            return None
        rooms = session().scalars(select(Room).where(Room.kept()).options(selectinload(Room.parts))).all()
        booked = {room: wanted.booked(room) for room in (*rooms, wanted.room)}
        spans = _taken(wanted, booked)
        free = [room for room in rooms if all(not _touch(one, booked[room]) for one in _spans_of(room, spans))]
        return cls(wanted.room, _nearest(wanted, free), _next_start(wanted, _spans_of(wanted.room, spans)))


def _taken(wanted: Any, booked: dict[Room, Span]) -> dict[str, list[Span]]:
    """When rooms are taken by others on the day of an event, by the room's key."""
    day = _day(wanted)
    start, end = min(day[0], *(one for one, _ in booked.values())), max(day[1], *(one for _, one in booked.values()))
    parts = {key_of(part) for room in booked for part in room.taken_with}
    columns = select(Occupation.resource, Occupation.starts_at, Occupation.ends_at)
    others = Occupation.resource.in_(parts), Occupation.event_id != (wanted.event_id or 0)
    found: dict[str, list[Span]] = {}
    for key, first, last in session().execute(columns.where(*others, Occupation.overlapping(start, end))):
        found.setdefault(key, []).append((first, last))
    return found


def _spans_of(room: Room, spans: dict[str, list[Span]]) -> Iterator[Span]:
    for part in room.taken_with:
        yield from spans.get(key_of(part), ())


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _nearest(wanted: Any, free: list[Room]) -> list[Room]:
    """The first few that seat all who may come, those that seat about as many first."""
    people = expected_at(wanted)
    seating = people or wanted.room.seats or 0
    enough = [room for room in free if not people or (room.seats or 0) >= people]
    return sorted(enough, key=lambda room: (room.seats is None, abs((room.seats or 0) - seating), room.id))[:MOST]


def _next_start(wanted: Any, taken: Iterable[Span]) -> datetime | None:
    """When the event could begin in its room later that day, with as long as it needs to set up and to clear."""
    first, last = wanted.booked(wanted.room)
    opens, closes = _day(wanted)
    before, spans = wanted.starts_at - first, sorted(taken)
    earliest = max(first, opens - before, clock.now())
    for begins in sorted({earliest, *(end for _start, end in spans if end > earliest)}):
        starts = begins + before
        fits = starts + (wanted.ends_at - wanted.starts_at) <= closes
        if fits and not any(_touch(one, (begins, begins + (last - first))) for one in spans):
            return starts  # type: ignore[no-any-return]  # a proposal's hours are known by then
    return None


def _day(wanted: Any) -> Span:
    """The hours of the office's day on which an event begins."""
    zone = current().zone
    on = wanted.starts_at.astimezone(zone).date()
    opens, closes = (datetime.combine(on, hour, zone).astimezone(UTC) for hour in DAY)
    return opens, closes
