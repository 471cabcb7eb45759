"""What somebody of the office wants to know first in the morning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ColumnElement, func, or_, select, type_coerce

from models.account import Account
from models.agreement import Agreement
from models.conflicts import Conflicts
from models.deadline import Deadline
from models.event import KINDS, Event, Part
from models.message import Message
from models.plan import Plan
from support import clock
from support.orm import session

SHOWN, COMING = 5, 8
AHEAD = timedelta(days=92)


class Pile(NamedTuple):
    """The first few of some things, and how many there are."""

    first: Sequence[Any]
    number: int


@dataclass
class Briefing:
    """Today, what comes next and what waits for this reader. Each answer costs one question or two, however much there is."""

    reader: Account
    zone: ZoneInfo
    languages: Sequence[str]

    @cached_property
    def today(self) -> Sequence[Event]:
        """What takes place today on the clock of the office's zone."""
        return self._first(self._published & self._on(0), COMING)

    @cached_property
    def tomorrow(self) -> Sequence[Event]:
        """What begins tomorrow."""
        return self._first(self._published & self._on(1) & (Event.starts_at >= self._midnight(1)), COMING)

    @cached_property
    def coming(self) -> Sequence[Event]:
        """The next events after today."""
        return self._first(self._published & (Event.starts_at >= self._midnight(1)), COMING)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """What this reader does in person, the next first."""
        return Part.coming_of(self.reader)

    @cached_property
    def drafts(self) -> Pile:
        """What nobody sees yet and is still to come, or has no date; what was entered of old years waits for nobody."""
        return self._pile(self._unseen)

    @cached_property
    def drafts_by_kind(self) -> Mapping[str, int]:
        """The same counted by the collection they are of."""
        counted = select(Event.kind, func.count()).where(self._mine(self._unseen)).group_by(Event.kind)
        numbers = {kind: number for kind, number in session().execute(counted)}
        return {collection: numbers.get(kind.kind_code(), 0) for collection, kind in KINDS.items()}

    @cached_property
    def clashes(self) -> Pile:
        """What is planned for the next weeks in a room, or with people, that something else has."""
        return self._pile(Conflicts.unsettled(clock.now(), clock.now() + AHEAD))

    @cached_property
    def late_lines(self) -> int:
        """How many lines of the plan had their month, and nothing has come of them."""
        return Plan(clock.today(self.zone).year, self.reader).late(clock.today(self.zone))

    @cached_property
    def agreements_to_renew(self) -> Pile:
        """What is to be renewed by now, the most urgent first; agreements are the office's, whoever reads."""
        return self._agreements("ends_soon", Agreement.ends_on.asc())

    @cached_property
    def agreements_lapsed(self) -> Pile:
        """What ended though it had to be renewed, the latest first: until it is renewed, or settled as not to be."""
        return self._agreements("lapsed", Agreement.ends_on.desc())

    @cached_property
    def deadlines(self) -> Sequence[Deadline]:
        """The next dates of calls, those for the university too."""
        return Deadline.coming(SHOWN, reader=self.reader)

    @cached_property
    def dates_to_check(self) -> Pile:
        """Dates still to come that nobody has compared with their source for long, the next first."""
        stale = Deadline.is_unchecked()
        first = session().scalars(Deadline.lists().where(stale).order_by(Deadline.sorted_at, Deadline.id).limit(SHOWN)).all()
        return Pile(first, session().scalar(select(func.count()).select_from(Deadline).where(stale)) or 0)

    @cached_property
    def untranslated(self) -> Pile:
        """What still comes, and lacks its title or its summary in a language on offer."""
        published = Event.published_at.is_not(None)
        return self._pile(published & (Event.ends_at > clock.now()) & or_(*_lacks(self.languages)))

    @cached_property
    def failed_mails(self) -> int:
        """How many mails the other side refused, as far as this reader sees them in the outbox."""
        refused = Message.visible_to(self.reader) & Message.failed_at.is_not(None)
        return session().scalar(select(func.count()).select_from(Message).where(refused)) or 0

    def has_more_before(self, day: date) -> bool:
        """Whether anything this reader sees still lasts or begins before a day."""
        seen = Event.visible_to(self.reader) & Event.cancelled_at.is_(None)
        within = (Event.ends_at > clock.now()) & (Event.starts_at < datetime.combine(day, time(), self.zone))
        return session().scalar(select(Event.id).where(seen & within).limit(1)) is not None

    @property
    def number_waiting(self) -> int:
        """How many things there are to do."""
        agreements = (self.agreements_to_renew, self.agreements_lapsed)
        piles = (self.drafts, self.untranslated, self.clashes, *agreements, self.dates_to_check)
        return len(self.tomorrow) + sum(pile.number for pile in piles) + self.failed_mails + self.late_lines

    @property
    def nothing_waits(self) -> bool:
        return not self.number_waiting

    @property
    def _published(self) -> ColumnElement[bool]:
        return Event.visible_to(self.reader) & Event.published_at.is_not(None) & Event.cancelled_at.is_(None)

    @property
    def _unseen(self) -> ColumnElement[bool]:
        return Event.published_at.is_(None) & (Event.starts_at.is_(None) | (Event.ends_at > clock.now()))

    def _mine(self, which: ColumnElement[bool]) -> ColumnElement[bool]:
        return Event.managed_by(self.reader) & Event.cancelled_at.is_(None) & which

    def _pile(self, which: ColumnElement[bool]) -> Pile:
        mine = self._mine(which)
        number = session().scalar(select(func.count()).select_from(Event).where(mine)) or 0
        return Pile(self._first(mine, SHOWN), number)

    def _agreements(self, state: str, order: ColumnElement[Any]) -> Pile:
        which = Agreement.in_state(state)
        first = session().scalars(Agreement.lists().where(which).order_by(order, Agreement.id).limit(SHOWN)).all()
        return Pile(first, session().scalar(select(func.count()).select_from(Agreement).where(which)) or 0)

    def _first(self, which: ColumnElement[bool], most: int) -> Sequence[Event]:
        return session().scalars(select(Event).where(which).order_by(Event.starts_at, Event.id).limit(most)).all()

    def _on(self, days: int) -> ColumnElement[bool]:
        return (Event.starts_at < self._midnight(days + 1)) & (Event.ends_at > self._midnight(days))

    def _midnight(self, days: int) -> datetime:
        """The beginning of a day from today."""
        return datetime.combine(clock.today(self.zone) + timedelta(days=days), time(), self.zone)


def _lacks(languages: Iterable[str]) -> list[ColumnElement[bool]]:
    """For each language: no title in it, or no summary though there is one in another."""
    title, summary = (type_coerce(column, JSON) for column in (Event.title, Event.summary))
    written = summary["source"].as_string().is_not(None)
    return [_missing(title, code) | (written & _missing(summary, code)) for code in languages]


def _missing(column: Any, code: str) -> ColumnElement[bool]:
    missing: ColumnElement[bool] = column[code].as_string().is_(None)
    return missing
