"""Feeds: what is in each, and its bytes, which are made once for each state of what it shows."""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from models.calendar_forms import ICALENDAR, Form, Head
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


class Wish(NamedTuple):
    """One feed as somebody wants it, and where that is kept. `topics` are what its content hangs on."""

    feed: tuple[Hashable, ...]
    topics: tuple[str, ...]
    language: str
    publisher: str
    since: date | None
    alarm: timedelta | None
    suffix: str
    place: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """A feed's bytes, plain and packed, and what HTTP wants to know of them."""

    wish: Wish
    content: bytes
    content_type: str
    changed_at: datetime
    private: bool = False

    @property
    def language(self) -> str:
        return self.wish.language

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.content, compresslevel=3, mtime=0)  # more than twice as quick as the usual 6, a quarter larger

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]


class _Made(NamedTuple):
    """A feed as it was made, under which states, when its rows were last looked at, and what they were."""

    states: tuple[State, ...]
    looked_at: datetime
    shown: Hashable
    feed: Feed


_feeds: Kept[Wish, _Made] = Kept(MEMORY, lambda made: 2 * len(made.feed.content))


def kept_feed(wish: Wish) -> Feed | None:
    """The feed that was made for a wish, while nothing has changed that it hangs on (within the last second, perhaps)."""
    made = _feeds.get(wish)
    fresh = made is not None and _is_recent(made.looked_at) and CalendarState.of(wish.topics) == made.states
    return made.feed if made is not None and fresh else None


@dataclass(frozen=True, kw_only=True)
class CalendarFeed:
    """A feed for some reader.

    `key` tells it from all others, whatever its address: what is kept of it is kept under that. `portions` are the kinds of
    rows in it (`feed_rows.events_portion(which, seen_by)`, `deadlines_portion`, `closings_portion`, or one's own of a kind that
    `rendered_entries.entries_of` knows). `titled` says its name in a language, `source` its address in a language and a form, and
    `page` that of the page about it: a private one has none, for that would hold a token. `topics` are what its content hangs on
    (`calendar_state.watch`): a private one that tells of registrations also asks for HELD.
    """

    key: tuple[Hashable, ...]
    titled: Callable[[str], str]
    portions: tuple[Portion, ...]
    colour: str = ""
    source: Callable[[str, str], str] = lambda code, suffix: ""
    page: Callable[[str], str] = lambda code: ""
    private: bool = False
    topics: tuple[str, ...] = (SHOWN,)

    def in_language(
        self,
        code: str,
        *,
        publisher: str,
        since: date | None = None,
        alarm: timedelta | None = None,
        form: Form = ICALENDAR,
    ) -> Feed:
        """The feed as it is now, or was within the last second.

        `publisher` is whose it is, for a list of calendars from everywhere; `since` a day from which on things are told of,
        None for three months back; `alarm` how long before its start each entry rings; `form` one of `calendar_forms.FORMS`.
        """
        place = current().database_url, current().base_url, current().timezone
        wish = Wish(self.key, self.topics, code, publisher, since, alarm, form.suffix, place)
        return kept_feed(wish) or self._looked_at(wish, form)

    def _looked_at(self, wish: Wish, form: Form) -> Feed:
        """Made anew only if the rows are others than last time."""
        states, before = CalendarState.of(self.topics), _feeds.get(wish)
        rows = rows_of([question(since_when(wish.since)) for question in self.portions])
        shown = self.titled(wish.language), clock.today(current().zone), rows
        unchanged = before.feed if before and before.shown == shown else None
        feed = unchanged or self._made(wish, form, rows, states)
        if CalendarState.is_settled():
            _feeds[wish] = _Made(states, clock.now(), shown, feed)
        return feed

    def _made(self, wish: Wish, form: Form, rows: tuple[Any, ...], states: tuple[State, ...]) -> Feed:
        """Last-Modified is no earlier than the last change of anything: something may have left, which nothing in it tells."""
        entries = rendered_entries(rows, wish.language, form, wish.alarm)
        changes = [state.changed_at for state in states if state.changed_at]
        changed_at = max([this_morning(), *changes, *(entry.revised_at for entry in entries)])
        content = form.whole(entries, self._head(wish, changed_at))
        return Feed(wish, content, form.content_type, changed_at, self.private)

    def _head(self, wish: Wish, changed_at: datetime) -> Head:
        code, base_url = wish.language, current().base_url
        return Head(
            name=" · ".join(part for part in (self.titled(code), wish.publisher) if part),
            publisher=wish.publisher,
            colour=self.colour,
            language=code,
            source="" if self.private else self.source(code, wish.suffix),
            page="" if self.private else self.page(code),
            identity=f"{base_url} {self.key} {code}",
            changed_at=changed_at,
        )


def _is_recent(looked_at: datetime) -> bool:
    """Whether rows were looked at a short while ago, and today: the window moves at midnight."""
    return looked_at >= this_morning() and timedelta() <= clock.now() - looked_at < TRUSTED
