"""The entries of feeds as bytes, each written once for each revision and language."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.calendar_entry import CalendarEntry, Rendered
from models.deadline import Deadline
from models.deadline_entry import deadline_entry
from models.event import Event
from models.event_entry import event_entry
from models.kept import Kept
from support.orm import session
from support.settings import current

Row = Any
"""What a feed reads of each thing: `of` ("event" or "deadline"), `id`, `uid` and `calendar_revision`."""

_kept: Kept[tuple[Any, ...], Rendered] = Kept(20_000)


def rendered_entries(rows: Sequence[Row], code: str) -> list[Rendered]:
    """An entry for each row, in their order. Only what no one has asked for at this revision is read whole and written."""
    place = current().base_url, current().timezone
    keys = {row.uid: (row.uid, row.calendar_revision, code, *place) for row in rows}
    found = {uid: kept for uid, key in keys.items() if (kept := _kept.get(key))}
    for entry in _entries([row for row in rows if row.uid not in found], code):
        found[entry.uid] = _kept[keys[entry.uid]] = entry.rendered()
    return [found[row.uid] for row in rows if row.uid in found]


def _entries(rows: Iterable[Row], code: str) -> Iterator[CalendarEntry]:
    wanted: dict[str, list[int]] = {"event": [], "deadline": []}
    for row in rows:
        wanted[row.of].append(row.id)
    if wanted["event"]:
        events = select(Event).options(selectinload(Event.programmes)).where(Event.id.in_(wanted["event"]))
        yield from (event_entry(event, code) for event in session().scalars(events))
    if wanted["deadline"]:
        deadlines = Deadline.lists().where(Deadline.id.in_(wanted["deadline"]))
        yield from (deadline_entry(deadline, code) for deadline in session().scalars(deadlines))
