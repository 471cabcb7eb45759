"""Public feeds: what is in each, and its bytes, which are made once for each state of what it shows."""

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, true, union_all

from models.calendar_frame import calendar_of
from models.deadline import Deadline
from models.deadline_entry import COLOUR as DEADLINE_COLOUR
from models.event import Event
from models.event_entry import KINDS, KNOWN_DATES, N_
from models.kept import Kept
from models.programme import Programme
from models.rendered_entries import Row, rendered_entries
from support import clock
from support.languages import phrasebook
from support.orm import session
from support.settings import current

REACHES_BACK = timedelta(days=92)
CANCELLED_STAY = timedelta(weeks=4)
"""How long after its date a cancelled event is still told of."""


@dataclass(frozen=True)
class Feed:
    """A feed's bytes, plain and packed, and what HTTP wants to know of them."""

    content: bytes
    changed_at: datetime

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]


_feeds: Kept[tuple[str, str], tuple[Any, Feed]] = Kept(200)


@dataclass(frozen=True)
class CalendarFeed:
    """A feed by the name in its address. `events` and `deadlines` say which of them are in it, None: none."""

    name: str
    words: str = ""
    events: ColumnElement[bool] | None = None
    deadlines: ColumnElement[bool] | None = None
    colour: str = ""
    programme: Programme | None = None

    @classmethod
    def all(cls) -> "list[CalendarFeed]":
        """Every feed but those of programmes."""
        return list(FEEDS.values())

    @classmethod
    def named(cls, name: str) -> "CalendarFeed | None":
        """The feed of an address: "events", "programmes/jean-monnet-modules"."""
        folder, _, slug = name.rpartition("/")
        if folder != "programmes":
            return FEEDS.get(name)
        programme = session().scalar(select(Programme).where(Programme.slug == slug))
        return cls.about(programme) if programme else None

    @classmethod
    def about(cls, programme: Programme) -> "CalendarFeed":
        """The events and dates of a programme."""
        about = Event.programmes.any(Programme.id == programme.id)
        return cls(f"programmes/{programme.slug}", events=about, deadlines=Deadline.about(programme), programme=programme)

    @property
    def path(self) -> str:
        return f"/calendars/{self.name}.ics"

    def address(self, code: str) -> str:
        """The full address to subscribe to, in a language."""
        return f"{current().address(self.path)}?lang={code}"

    def title(self, code: str) -> str:
        return self.programme.name.shown(code).text if self.programme else phrasebook(code).gettext(self.words)

    def in_language(self, code: str, *, publisher: str) -> Feed:
        """The feed as it is now. `publisher` is whose it is, for a list of calendars from everywhere."""
        rows, name = self._rows(), " · ".join(part for part in (self.title(code), publisher) if part)
        key, state = (self.address(code), current().timezone), (name, clock.today(current().zone), rows)
        kept = _feeds.get(key)
        if kept is None or kept[0] != state:
            kept = (state, self._made(rows, name, code))
            _feeds[key] = kept
        return kept[1]

    def _made(self, rows: Sequence[Row], name: str, code: str) -> Feed:
        entries = rendered_entries(rows, code)
        content = calendar_of(entries, name=name, colour=self.colour, source=self.address(code))
        return Feed(content, max([_midnight(), *(entry.revised_at for entry in entries)]))

    def _rows(self) -> Sequence[Row]:
        """Which revision of what is in the feed, in its order: its whole state, in one query of a few columns."""
        parts = []
        if self.events is not None:
            parts.append(_columns("event", Event, Event.starts_at).where(self.events, *_public_events()))
        if self.deadlines is not None:
            recent = (~Deadline.superseded, Deadline.sorted_at >= _midnight() - REACHES_BACK)
            parts.append(_columns("deadline", Deadline, Deadline.sorted_at).where(self.deadlines, *recent))
        every = union_all(*parts).subquery().c
        return session().execute(select(*every[:-1]).order_by(every.moment, every.of, every.id)).all()


FEEDS = {
    feed.name: feed
    for feed in (
        CalendarFeed("all", N_("Events and deadlines"), events=true(), deadlines=true(), colour="teal"),
        CalendarFeed("events", N_("Events"), events=true(), colour="teal"),
        CalendarFeed("info-days", N_("Information days"), events=Event.kind == "info_day", colour=KINDS["info_day"][1]),
        CalendarFeed("conferences", N_("Conferences"), events=Event.kind == "conference", colour=KINDS["conference"][1]),
        CalendarFeed("delegations", N_("Visits"), events=Event.kind == "delegation", colour=KINDS["delegation"][1]),
        CalendarFeed("qa-sessions", N_("Q&A sessions"), events=Event.kind == "qa_session", colour=KINDS["qa_session"][1]),
        CalendarFeed("deadlines", N_("Deadlines"), deadlines=true(), colour=DEADLINE_COLOUR),
    )
}


def _columns(of: str, noun: type[Event] | type[Deadline], moment: Any) -> Select[Any]:
    return select(literal(of).label("of"), noun.id, noun.uid, noun.calendar_revision, moment.label("moment"))


def _public_events() -> tuple[ColumnElement[bool], ...]:
    """What strangers may see, with a known date that is not long past."""
    recent = Event.ends_at >= _midnight() - REACHES_BACK
    live = Event.cancelled_at.is_(None) | (Event.ends_at >= _midnight() - CANCELLED_STAY)
    return Event.visible_to(None), Event.precision.in_(KNOWN_DATES), Event.starts_at.is_not(None), recent, live


def _midnight() -> datetime:
    """When today began: the window moves once a day, and in between the same content gives the same bytes."""
    zone = current().zone
    return datetime.combine(clock.today(zone), time(), zone)
