"""What taking in a calendar would do to our events."""

from dataclasses import dataclass
from typing import Any

from models.account import Account
from models.conflicts import Conflicts
from models.event import Event
from models.importing.clashes import mark_clashes
from models.importing.entry import Entry, Reading
from models.importing.event_facts import EntryFacts
from models.importing.event_matching import KnownEvents
from models.importing.event_verbs import publish_if_ready, take_away, whole_days
from models.importing.fault import N_, Fault
from models.importing.identity import ImportedEntry
from models.importing.row import Plan, Row
from models.room import Room
from support import clock
from support.orm import session

OWN = N_("It comes from this very calendar and was left alone.")
CALLED_OFF = N_("It is called off, and not known here.")
PRIVATE = N_("It is private: only you and administrators will see it.")
PRIVATE_OUT = N_("It is private, and nobody is signed in whose it could be.")
IN_TRASH = N_("It lies in the trash here; take it out of there if it shall come back.")
TOLD = N_("People who registered will be told: %(number)d.")
KEPT = N_("People are registered (%(number)d), so it stays. If it is off, cancel it on its own page.")
TOLD_OF = frozenset({"time", "place", "online_link", "cancelled"})


@dataclass(frozen=True)
class Intake:
    """How a calendar is taken in: what its new events become, the name it is remembered by, by whose hand (None: a command)."""

    kind: type[Event]
    source: str
    by: Account | None = None
    publish: bool = False


class CalendarPlan(Plan):
    """A row for every entry of a calendar, and one for every event that came from it before and is no longer there."""

    def __init__(self, reading: Reading, intake: Intake) -> None:
        self.reading, self.intake = reading, intake
        rooms: dict[str, Room | None] = {}
        self._facts = [EntryFacts(entry, reading.read_in, rooms) for entry in reading.entries]
        self._known = KnownEvents(self._facts, intake.by)
        self._taken: set[int] = set()
        self._not_looked_at = {fault.uid for fault in reading.unreadable} | {aside.uid for aside in reading.aside}
        self._earlier = {one.event_id: one for one in ImportedEntry.from_source(intake.source)}
        matched = self._matched()
        missing = [one for one in self._earlier.values() if one.event_id not in self._taken and self._may_be_gone(one)]
        ids = {*self._taken, *(one.event_id for one in missing)}
        self._events, self._registered = self._known.events(ids), self._known.registered(ids)
        rows = [self._row(facts, matched.get(number)) for number, facts in enumerate(self._facts)]
        gone = [self._gone(one) for one in missing if one.event_id in self._events]
        super().__init__([*rows, *(row for row in gone if row)], reading.faults)
        mark_clashes(rows, intake.by or Account(role="staff"))  # a command is told as much as staff on no team
        for row in rows if intake.by else ():
            row.ticked = row.ticked and not row.clashes

    def settle(self, row: Row, made: Any, reason: str) -> None:
        """A command gives no reason: what it takes in that clashes waits at the desk for one."""
        if row.clashes and self.intake.by:
            Conflicts.of(made, reader=self.intake.by).accept(made, reason)

    def _matched(self) -> dict[int, "_Match"]:
        """For each entry by its place in the file the event that it is: first by identity, then by likeness."""
        matched: dict[int, _Match] = {}
        for number, facts in enumerate(self._facts):
            identity = self._known.by_identity(facts, self.intake.source, self._taken)
            if identity and facts.entry.uid not in self._known.own:
                self._taken.add(identity.event_id)
                matched[number] = _Match(identity.event_id, identity)
        for number, facts in enumerate(self._facts):
            if number in matched or facts.entry.uid in self._known.own:
                continue
            if (event := self._known.by_likeness(facts, self._taken)) is not None:
                self._taken.add(event)
                matched[number] = _Match(event, self._earlier.get(event))
        return matched

    def _row(self, facts: EntryFacts, match: "_Match | None") -> Row:
        entry = facts.entry
        if entry.uid in self._known.own:
            return _plain_row(entry, "same", OWN)
        if match is None:
            return self._new(facts)
        event = self._events.get(match.event_id)
        if event is None:
            return _plain_row(entry, "left_out", IN_TRASH)
        changes = facts.changes(event, match.identity.content if match.identity else None)
        return self._known_row(facts, event, match, changes)

    def _known_row(self, facts: EntryFacts, event: Event, match: "_Match", changes: dict[str, tuple[str, str]]) -> Row:
        registered = self._registered.get(event.id, 0)
        told = registered and event.published and not event.over and not TOLD_OF.isdisjoint(changes)

        def remember() -> None:
            match.remembered(event, self.intake.source).see(facts.entry.uid, facts.entry.recurrence, facts.content)

        def act() -> Event:
            facts.bring(event, changes)
            remember()
            return event

        row = _plain_row(facts.entry, "changed" if changes else "same")
        row.thing, row.changes, row.registered, row.act = event, changes, registered, act
        row.proposed = facts.proposed(event, changes)
        row.remember = remember if not changes else lambda: None
        row.ticked = not (registered and "cancelled" in changes)
        row.note = Fault(row.line, TOLD, {"number": registered}, lost=False) if told else None
        return row

    def _new(self, facts: EntryFacts) -> Row:
        entry = facts.entry
        if entry.cancelled:
            return _plain_row(entry, "left_out", CALLED_OFF)
        if entry.private and self.intake.by is None:
            return _plain_row(entry, "left_out", PRIVATE_OUT)

        def act() -> Event:
            event = facts.draft(self.intake.kind, self.intake.by)
            if self.intake.publish and not entry.private:
                publish_if_ready(event)
            _Match(event.id, None).remembered(event, self.intake.source).see(entry.uid, entry.recurrence, facts.content)
            return event

        row = _plain_row(entry, "new", PRIVATE if entry.private else "")
        row.series = f"{entry.line}" if entry.recurrence else ""
        row.act, row.proposed = act, facts.proposed()
        return row

    def _may_be_gone(self, one: ImportedEntry) -> bool:
        """Not what we could not read, and no occurrence beyond the days that were looked at."""
        window = self.reading.window
        looked_at = f"{window.first:%Y%m%d}" <= one.recurrence[:8] <= f"{window.last:%Y%m%d}"
        return (not one.uid or one.uid not in self._not_looked_at) and (looked_at or not one.recurrence)

    def _gone(self, one: ImportedEntry) -> Row | None:
        """What has not begun yet and is no longer in its calendar; many programs forget what is past."""
        event = self._events[one.event_id]
        if event.cancelled or event.starts_at is None or event.starts_at < clock.now():
            return None
        registered = self._registered.get(event.id, 0)
        starts, ends = (event.local_start, event.local_end) if event.has_hour else whole_days(event)
        note = Fault(0, KEPT, {"number": registered}, lost=False) if registered else None
        return Row(
            "gone", event.title.shown().text, starts=starts, ends=ends, thing=event, note=note,
            ticked=False, may=not registered, registered=registered, act=lambda: take_away(event),
        )  # fmt: skip


@dataclass(frozen=True)
class _Match:
    event_id: int
    identity: ImportedEntry | None

    def remembered(self, event: Event, source: str) -> ImportedEntry:
        """What is known of it under this source, made now where it is new."""
        if self.identity and self.identity.source == source:
            return self.identity
        made = ImportedEntry(source=source, event_id=event.id)
        session().add(made)
        return made


def _plain_row(entry: Entry, state: str, note: str = "") -> Row:
    told = Fault(entry.line, note, {}, lost=False) if note else None
    return Row(state, entry.title, entry.line, entry.starts, entry.ends, note=told)
