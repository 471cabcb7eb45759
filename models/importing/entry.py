"""One thing that a calendar file says happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.importing.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry, or one occurrence of an entry that repeats.

    `starts` and `ends` are moments in the zone they were meant in, or days, the last being the first that is no part of it.
    `recurrence` tells the occurrences of one `uid` apart: the start that the series has for it, in UTC, or its day; "" where
    nothing repeats. `floating` says that the file names no zone, so that the one it was read with may be wrong.
    """

    line: int
    uid: str
    recurrence: str = ""
    title: str
    text: str = ""
    place: str = ""
    link: str = ""
    starts: date
    ends: date
    floating: bool = False
    cancelled: bool = False
    private: bool = False
    language: str = "en"

    @property
    def zone(self) -> str:
        """The name of its zone, "" for days."""
        tz = self.starts.tzinfo if isinstance(self.starts, datetime) else None
        return tz.key if isinstance(tz, ZoneInfo) else ""

    @property
    def first_day(self) -> date:
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts


@dataclass(frozen=True)
class Aside:
    """An entry that repeats, but not within the days that were asked for."""

    line: int
    title: str
    last: date | None = None
    uid: str = ""


class Window(NamedTuple):
    """Days, the last included; `asked` when somebody named them: they hold for everything then, not only for what repeats."""

    first: date
    last: date
    asked: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Reading:
    """What a calendar file says. `zone` is that which the calendar itself names, `read_in` the one
    floating times were given, `window` the days for which what repeats was spread out."""

    name: str
    zone: ZoneInfo | None
    read_in: ZoneInfo
    entries: Sequence[Entry]
    faults: Sequence[Fault]
    window: Window
    aside: Sequence[Aside] = field(default=())
    others: int = 0

    @property
    def floating(self) -> int:
        """How many entries name no zone."""
        return sum(entry.floating for entry in self.entries)

    @property
    def unreadable(self) -> Sequence[Fault]:
        return [fault for fault in self.faults if fault.lost]

    @property
    def mended(self) -> Sequence[Fault]:
        return [fault for fault in self.faults if not fault.lost]
