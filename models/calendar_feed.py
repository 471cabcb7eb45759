"""Feeds: what is in each, and its bytes, which are made once for each state of what it shows."""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from models.calendar_frame import calendar_of
from models.calendar_state import SHOWN, CalendarState, State
from models.feed_rows import Portion, rows_of, since_when, this_morning
from models.kept import Kept
from models.rendered_entries import rendered_entries
from support import clock
from support.settings import current

MEMORY = 64 * 1024 * 1024
"""Bytes of joined feeds that a process keeps."""
TRUSTED = timedelta(minutes=5)
"""After so long a feed's rows are looked at again though no topic has changed: a net for what no listener hears of."""


@dataclass(frozen=True)
class Feed:
    """A feed's bytes in a language, plain and packed, and what HTTP wants to know of them."""

    content: bytes
    changed_at: datetime
    language: str
    private: bool = False

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.content, compresslevel=6, mtime=0)

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]


class _Made(NamedTuple):
    """A feed as it was made, under which state, when its rows were last looked at, and what they were."""

    states: tuple[State, ...]
    looked_at: datetime
    rows: Hashable
    feed: Feed


_feeds: Kept[tuple[Any, ...], _Made] = Kept(MEMORY, lambda made: 2 * len(made.feed.content))


@dataclass(frozen=True, kw_only=True)
class CalendarFeed:
    """A feed for some reader.

    `key` tells it from all others, whatever its address: what is kept of it is kept under that. `portions` are the kinds of
    rows in it (`feed_rows.events_portion(which, seen_by)`, `deadlines_portion`, `closings_portion`, or one's own of a kind that
    `rendered_entries.entries_of` knows). `titled` says its name in a language, `source` its address in a language, "" for a
    private one: that would hold a token. `topics` are what its content hangs on (`calendar_state.watch`): a private one that
    tells of registrations also asks for HELD.
    """

    key: tuple[Hashable, ...]
    titled: Callable[[str], str]
    portions: tuple[Portion, ...]
    colour: str = ""
    source: Callable[[str], str] = lambda code: ""
    private: bool = False
    topics: tuple[str, ...] = (SHOWN,)

    def in_language(self, code: str, *, publisher: str, since: date | None = None, alarm: timedelta | None = None) -> Feed:
        """The feed as it is now, or was within the last second.

        `publisher` is whose it is, for a list of calendars from everywhere; `since` a day from which on things are told of,
        None for three months back; `alarm` how long before its start each entry rings.
        """
        key = (*self.key, code, publisher, since, alarm, current().database_url, current().base_url, current().timezone)
        states, kept = CalendarState.of(self.topics), _feeds.get(key)
        if kept and states == kept.states and _is_recent(kept.looked_at):
            return kept.feed
        rows = rows_of([question(since_when(since)) for question in self.portions])
        name = " · ".join(part for part in (self.titled(code), publisher) if part)
        content = (name, clock.today(current().zone), rows)
        unchanged = kept.feed if kept and kept.rows == content else None
        feed = unchanged or self._made(rows, name, code, alarm, states)
        if states is not None:
            _feeds[key] = _Made(states, clock.now(), content, feed)
        return feed

    def _made(
        self, rows: tuple[Any, ...], name: str, code: str, alarm: timedelta | None, states: tuple[State, ...] | None
    ) -> Feed:
        """Last-Modified is no earlier than the last change of anything: something may have left, which nothing in it tells."""
        entries = rendered_entries(rows, code, alarm)
        source = "" if self.private else self.source(code)
        content = calendar_of(entries, name=name, colour=self.colour, source=source, comes_back=True)
        changes = [state.changed_at for state in states or () if state.changed_at]
        return Feed(content, max([this_morning(), *changes, *(entry.revised_at for entry in entries)]), code, self.private)


def _is_recent(looked_at: datetime) -> bool:
    """Whether rows were looked at a short while ago, and today: the window moves at midnight."""
    return looked_at >= this_morning() and timedelta() <= clock.now() - looked_at < TRUSTED
