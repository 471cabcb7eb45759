"""The entries of feeds as bytes, each written once for each revision and language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.calendar_entry import CalendarEntry, Rendered
from models.calendar_forms import ICALENDAR, Form
from models.closing_entry import closing_entry
from models.deadline import Deadline
from models.deadline_entry import deadline_entry
from models.event import Event
from models.event_entry import event_entry
from models.kept import Kept
from support.orm import session
from support.settings import current

Row = Any
"""What a feed reads of each thing (`feed_rows.portion`): `of`, `id`, `uid` and `calendar_revision`."""
Writer = Callable[[Sequence[int], str], Iterable[tuple[int, CalendarEntry]]]
"""Reads the rows with these ids, all in one query, and says what each one's entry is in a language: (id, entry) pairs."""

_writers: dict[str, Writer] = {}
STAND_IN = timedelta(days=1)
"""The reminder with which entries are written and kept: strangers may ask for thousands of others."""
_kept: Kept[tuple[Any, ...], Rendered] = Kept(20_000)


def entries_of(of: str) -> Callable[[Writer], Writer]:
    """Decorates the writer of a kind of rows: "event", "deadline", "closing"; whoever has another kind tells of it here.

        @entries_of("registration")
        def _held(numbers, code):
            held = select(Registration).where(Registration.id.in_(numbers))
            return ((one.id, held_entry(one)) for one in session().scalars(held))

    Two kinds may show the same thing, under one UID, differently: their bytes are kept apart.
    """

    def told(writer: Writer) -> Writer:
        _writers[of] = writer
        return writer

    return told


def rendered_entries(rows: Sequence[Row], code: str, form: Form = ICALENDAR, alarm: timedelta | None = None) -> list[Rendered]:
    """An entry for each row, in their order. Only what no one has asked for at this revision is read whole and written.

    `alarm` is how long before its start each entry rings, in forms that know of alarms.
    """
    place = code, form.suffix, alarm is not None, current().base_url, current().timezone
    keys = {row[:2]: (*row, *place) for row in rows}
    found = {what: kept for what, key in keys.items() if (kept := _kept.get(key))}
    wanted: dict[str, list[int]] = {}
    for of, number in keys.keys() - found.keys():
        wanted.setdefault(of, []).append(number)
    for of, numbers in wanted.items():
        for number, entry in _writers[of](numbers, code):
            found[of, number] = _kept[keys[of, number]] = form.entry(entry, code, alarm and STAND_IN)
    written = [found[what] for what in keys if what in found]
    return [_ringing(one, form, alarm) for one in written] if alarm else written


def _ringing(entry: Rendered, form: Form, alarm: timedelta) -> Rendered:
    return entry._replace(content=entry.content.replace(form.trigger(STAND_IN), form.trigger(alarm)))


@entries_of("event")
def _events(numbers: Sequence[int], code: str) -> Iterable[tuple[int, CalendarEntry]]:
    events = select(Event).options(selectinload(Event.programmes)).where(Event.id.in_(numbers))
    return ((event.id, event_entry(event, code)) for event in session().scalars(events))


@entries_of("closing")
def _closings(numbers: Sequence[int], code: str) -> Iterable[tuple[int, CalendarEntry]]:
    events = select(Event).options(selectinload(Event.programmes)).where(Event.id.in_(numbers))
    return ((event.id, closing_entry(event, code)) for event in session().scalars(events))


@entries_of("deadline")
def _deadlines(numbers: Sequence[int], code: str) -> Iterable[tuple[int, CalendarEntry]]:
    deadlines = Deadline.lists().where(Deadline.id.in_(numbers))
    return ((deadline.id, deadline_entry(deadline, code)) for deadline in session().scalars(deadlines))
