"""What else speaks against a time: too few seats, a language that an interpreter does not have, a day off, a date of a call.

Each check takes anything with a time and looks only at what that thing has, so that one without seats or programmes passes it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select

from models.call import call_programmes
from models.conflict import Conflict
from models.deadline import Deadline
from models.registration import Registration
from models.special_day import SpecialDay
from support.orm import session


def room_too_small(thing: Any) -> Iterator[Conflict]:
    """More people may come, or hold a seat already, than the room seats."""
    room = getattr(thing, "room", None)
    if room is None or room.seats is None or not getattr(thing, "has_room", True):
        return
    expected = expected_at(thing)
    if expected > room.seats:
        key = f"room_too_small|rooms:{room.id}|{thing.event_id or 'new'}|{expected}"
        yield Conflict("room_too_small", key, thing, room, facts=(expected, room.seats))


def expected_at(thing: Any) -> int:
    """How many may come: as many as there are seats, or hold one already; 0 where nobody said."""
    seated = Registration.confirmed_at.is_not(None) & Registration.cancelled_at.is_(None)
    counted = select(func.count()).where(Registration.event_id == thing.event_id, seated)
    taken = session().scalar(counted) or 0 if thing.event_id else 0
    return max(getattr(thing, "capacity", None) or 0, taken)


def language_missing(thing: Any) -> Iterator[Conflict]:
    """An interpreter is asked for a language that he or she does not interpret."""
    for part in getattr(thing, "parts", ()):
        if part.role != "interpreter" or not part.person.interprets:
            continue
        wanted = part.languages or (thing.languages_spoken if len(thing.languages_spoken) > 1 else [])
        missing = tuple(code for code in wanted if code not in part.person.interprets)
        if missing:
            key = f"language_missing|{part.person.booked_as}|{thing.event_id or 'new'}|{'+'.join(missing)}"
            yield Conflict("language_missing", key, thing, part.person, role="interpreter", facts=missing)


def day_off(thing: Any) -> Iterator[Conflict]:
    """A public holiday, a weekend that is not worked, Ramadan, examinations."""
    if not (dates := getattr(thing, "dates", None)):
        return
    named = SpecialDay.warnings_for(*dates)
    for day in named:
        yield Conflict(
            "day_off", f"day_off|{thing.event_id or 'new'}|{day.id}", thing, on=max(day.starts_on, dates[0]), about=day
        )
    short = (dates[1] - dates[0]).days < 7  # what lasts longer knows that there are weekends
    for free in sorted(SpecialDay.days_off(*dates)) if short else ():
        if any(day.starts_on <= free <= day.ends_on for day in named):
            continue
        yield Conflict("day_off", f"day_off|{thing.event_id or 'new'}|{free.isoformat()}", thing, on=free)


def deadline(thing: Any) -> Iterator[Conflict]:
    """A call of its own programmes ends while it lasts: those who should come are writing their application."""
    programmes = [programme.id for programme in getattr(thing, "programmes", ())]
    dates = getattr(thing, "dates", None)
    if not programmes or not dates:
        return
    calls = select(call_programmes.c.call_id).where(call_programmes.c.programme_id.in_(programmes))
    due = select(Deadline).where(Deadline.call_id.in_(calls), Deadline.on.between(*dates), Deadline.ending())
    for one in session().scalars(due.order_by(Deadline.sorted_at)):
        yield Conflict("deadline", f"deadline|{thing.event_id or 'new'}|{one.id}", thing, on=one.on, about=one)


CALENDAR_CHECKS: tuple[Callable[[Any], Iterator[Conflict]], ...] = (room_too_small, language_missing, day_off, deadline)
