"""Which event of ours an entry of a file is, as far as the one who brings it may see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, true

from models.account import Account
from models.deadline import Deadline
from models.event import AgendaSession, Event
from models.importing.event_facts import EntryFacts
from models.importing.identity import ImportedEntry
from models.importing.likeness import ANOTHER_THING, SAME_THING, are_one_place, likeness
from models.registration import Registration
from models.room import Room
from models.trashable import TRASH_TOO
from support.orm import session

SOME = 500
A_DAY = timedelta(days=1)


class Seen(NamedTuple):
    """As much of an event as tells whether an entry is it."""

    id: int
    starts_at: datetime | None
    precision: str
    titles: tuple[str, ...]
    places: tuple[str, ...]


class KnownEvents:
    """The events that a file may speak of: those its identities name, and those on its days."""

    def __init__(self, facts: Sequence[EntryFacts], reader: Account | None) -> None:
        self.seen_by: ColumnElement[bool] = Event.managed_by(reader) if reader else true()
        self.identities = ImportedEntry.with_uids(one.entry.uid for one in facts)
        self.seen = self._seen(facts)
        self.trashed = self._trashed()
        self.own = _own_uids({one.entry.uid for one in facts}, self.seen_by)
        self._on_day: dict[datetime, list[Seen]] = defaultdict(list)
        for event in self.seen.values():
            if event.starts_at:
                self._on_day[event.starts_at].append(event)
        self._by_uid: dict[str, list[ImportedEntry]] = defaultdict(list)
        for identity in self.identities:
            self._by_uid[identity.uid].append(identity)

    def by_identity(self, facts: EntryFacts, source: str, taken: set[int]) -> ImportedEntry | None:
        """The entry as it came before: of this calendar first, then of any other; never another thing under a reused UID."""
        entry, known = facts.entry, [one for one in self._by_uid[facts.entry.uid] if one.event_id not in taken]
        same = [one for one in known if one.recurrence == entry.recurrence]
        that_day = [one for one in known if entry.recurrence and one.recurrence[:8] == entry.recurrence[:8]]
        for one in sorted((*same, *that_day), key=lambda one: one.source != source):
            if self._is_still(facts, one, ours=one.source == source):
                return one
        return None

    def _is_still(self, facts: EntryFacts, identity: ImportedEntry, *, ours: bool) -> bool:
        event = self.seen.get(identity.event_id)
        if event is None:
            return identity.event_id in self.trashed
        content = facts.content
        kept = [name for name in ("title", "time") if identity.content.get(name) == content[name]]
        alike = likeness(facts.entry.title, event.titles)
        return bool(kept if ours else kept and alike >= ANOTHER_THING) or alike >= ANOTHER_THING + (0 if ours else 10)

    def by_likeness(self, facts: EntryFacts, taken: set[int]) -> int | None:
        """The event at the same time and place whose title is most alike; None where none is alike enough."""
        starts_at, _, _, precision = facts.bounds
        near = [one for one in self._on_day[starts_at] if one.id not in taken and one.precision == precision]
        fitting = [one for one in near if are_one_place(facts.entry.place, one.places)]
        rated = [(likeness(facts.entry.title, one.titles), -one.id) for one in fitting]
        best, number = max(rated, default=(0.0, 0))
        return -number if best >= SAME_THING else None

    def events(self, ids: Iterable[int]) -> dict[int, Event]:
        """These events whole."""
        wanted, found = sorted(ids), dict[int, Event]()
        for start in range(0, len(wanted), SOME):
            some = Event.lists().where(Event.id.in_(wanted[start : start + SOME]), self.seen_by, Event.kept())
            found |= {event.id: event for event in session().scalars(some)}
        return found

    def registered(self, ids: Iterable[int]) -> dict[int, int]:
        """How many hold a place or wait at these events, those that have any."""
        wanted, counted = sorted(ids), dict[int, int]()
        for start in range(0, len(wanted), SOME):
            here = Registration.event_id.in_(wanted[start : start + SOME]) & Registration.cancelled_at.is_(None)
            rows = select(Registration.event_id, func.count(Registration.id)).where(here).group_by(Registration.event_id)
            counted |= {event: number for event, number in session().execute(rows)}
        return counted

    def _seen(self, facts: Sequence[EntryFacts]) -> dict[int, Seen]:
        ids = sorted({one.event_id for one in self.identities})
        starts = sorted({one.bounds[0] for one in facts})
        found = [self._looked_up(Event.id.in_(ids[at : at + SOME])) for at in range(0, len(ids), SOME)]
        found += [self._looked_up(Event.starts_at.in_(starts[at : at + SOME])) for at in range(0, len(starts), SOME)]
        return {one.id: one for some in found for one in some}

    def _looked_up(self, which: ColumnElement[bool]) -> list[Seen]:
        return [_seen(row) for row in session().execute(_columns().where(which, self.seen_by, Event.kept()))]

    def _trashed(self) -> set[int]:
        """Those of the identities that lie in the trash, as far as everybody of the staff may know of them."""
        ids = sorted({one.event_id for one in self.identities} - self.seen.keys())
        found: set[int] = set()
        for start in range(0, len(ids), SOME):
            there = Event.id.in_(ids[start : start + SOME]) & Event.deleted_at.is_not(None) & (Event.visibility != "restricted")
            found |= set(session().scalars(select(Event.id).where(there).execution_options(**TRASH_TOO)))
        return found


def _columns() -> Select[tuple[Any, ...]]:
    columns: tuple[Any, ...] = (Event.id, Event.starts_at, Event.precision, Event.title, Event.place, Room.name, Room.building)
    return select(*columns).select_from(Event).outerjoin(Room, Room.id == Event.room_id)


def _seen(row: Sequence[Any]) -> Seen:
    id, starts_at, precision, title, place, *room = row
    rooms = [name for text in room if text for name in text.texts.values()]
    return Seen(id, starts_at, precision, tuple(title.texts.values()), (*place.texts.values(), *rooms))


def _own_uids(uids: set[str], seen_by: ColumnElement[bool]) -> set[str]:
    """Which of these identities we gave ourselves: to events, rows of their agendas and deadlines."""
    wanted, found = sorted(uid for uid in uids if uid), set[str]()
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        found |= set(session().scalars(select(Event.uid).where(Event.uid.in_(some), seen_by)))
        of_rows = select(AgendaSession.uid).join(Event, Event.id == AgendaSession.event_id)
        found |= set(session().scalars(of_rows.where(AgendaSession.uid.in_(some), seen_by)))
        found |= set(session().scalars(select(Deadline.uid).where(Deadline.uid.in_(some))))
    return found
