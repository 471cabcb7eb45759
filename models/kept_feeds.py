"""Feeds that have been made, each kept under what it hangs on."""

import gzip
import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from models.calendar_state import CalendarState, State
from models.feed_rows import this_morning
from models.kept import Kept
from models.reminder import spelt
from support import clock

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

    @property
    def arguments(self) -> dict[str, str]:
        """What an address says of how far back it reaches and when it rings."""
        return more_arguments(self.since, self.alarm)


def more_arguments(since: date | None, alarm: timedelta | None) -> dict[str, str]:
    """What an address says beside the language and the filters; what is not asked for is left out."""
    said = {"from": since.isoformat() if since else "", "alarm": spelt(alarm)}
    return {name: value for name, value in said.items() if value}


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


class Made(NamedTuple):
    """A feed as it was made, under which states, when its rows were last looked at, and what they were."""

    states: tuple[State, ...]
    looked_at: datetime
    shown: Hashable
    feed: Feed


made_feeds: Kept[Wish, Made] = Kept(MEMORY, lambda made: 2 * len(made.feed.content))


def kept_feed(wish: Wish) -> Feed | None:
    """The feed that was made for a wish, while nothing has changed that it hangs on (within the last second, perhaps)."""
    made = made_feeds.get(wish)
    fresh = made is not None and _is_recent(made.looked_at) and CalendarState.of(wish.topics) == made.states
    return made.feed if made is not None and fresh else None


def _is_recent(looked_at: datetime) -> bool:
    """Whether rows were looked at a short while ago, and today: the window moves at midnight."""
    return looked_at >= this_morning() and timedelta() <= clock.now() - looked_at < TRUSTED
