"""A day on a calendar's grid: which quarter of an hour each event begins in, how long it is, and what lies beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from models.event import Event

QUARTERS = 96
SHORTEST = 2
"""In quarters of an hour: with less, a block has no room for its own words."""


@dataclass(frozen=True)
class Piece:
    """The part of an event that falls on one day, in quarters from midnight; the end is not part of it."""

    event: "Event"
    start: int
    end: int
    since_before: bool = False
    goes_on: bool = False

    @classmethod
    def of(cls, event: "Event", zone: ZoneInfo) -> Iterator[tuple[date, "Piece"]]:
        """An event's pieces, a day each, on the clock of a zone; the hour that a clock passes twice has no length of its own."""
        if not event.starts_at or not event.ends_at:
            return
        first, last = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
        for number in range((last.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=number)
            start = 0 if number else _minutes(first)
            end = 1440 if day < last.date() else _minutes(last)
            if end or not number:
                yield day, cls._rounded(event, start, end, since_before=bool(number), goes_on=_goes_on(day, last))

    @classmethod
    def _rounded(cls, event: "Event", start: int, end: int, *, since_before: bool, goes_on: bool) -> "Piece":
        first = min(start // 15, QUARTERS - SHORTEST)
        return cls(event, first, max(-(-end // 15), first + SHORTEST), since_before, goes_on)


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _goes_on(day: date, end: datetime) -> bool:
    """Whether it lasts beyond the midnight after a day."""
    return end.replace(tzinfo=None) > datetime.combine(day + timedelta(days=1), time())


@dataclass(frozen=True)
class Block:
    """A piece in its lane, the first being 1; one without a lane has found no place and is counted in a `Rest`."""

    piece: Piece
    lane: int | None
    lanes: int


@dataclass(frozen=True)
class Rest:
    """How many blocks found no place beside those that begin at a quarter of an hour."""

    start: int
    number: int


@dataclass
class DayGrid:
    """The pieces of a day in at most so many lanes."""

    date: date
    lanes: int = 2
    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """In the order of the day."""
        return [block for crowd in self._crowds for block in _in_lanes(crowd, self.lanes)]

    @cached_property
    def rests(self) -> Sequence[Rest]:
        """What found no place, one entry for each crowd of events that touch each other."""
        without = [[block.piece for block in _in_lanes(crowd, self.lanes) if block.lane is None] for crowd in self._crowds]
        return [Rest(pieces[0].start, len(pieces)) for pieces in without if pieces]

    def free(self, hours: Iterable[int]) -> list[int]:
        """The first free quarter of each hour that is not full."""
        taken = {quarter for piece in self.pieces for quarter in range(piece.start, piece.end)}
        firsts = (next((q for q in range(hour * 4, hour * 4 + 4) if q not in taken), None) for hour in hours)
        return [quarter for quarter in firsts if quarter is not None]

    def moment(self, quarter: int) -> datetime:
        """What the wall clock shows at a quarter."""
        return datetime.combine(self.date, time()) + timedelta(minutes=15 * quarter)

    @cached_property
    def _crowds(self) -> list[list[Piece]]:
        """The pieces in order, those that touch each other together."""
        crowds: list[list[Piece]] = []
        until = 0
        for piece in sorted(self.pieces, key=lambda piece: (piece.start, -piece.end, piece.event.id)):
            if not crowds or piece.start >= until:
                crowds.append([])
            crowds[-1].append(piece)
            until = max(until, piece.end)
        return crowds


def _in_lanes(crowd: Sequence[Piece], most: int) -> list[Block]:
    """Each piece in the first lane that is free when it begins; what comes too late for the last lane gets none."""
    ends: list[int] = []
    found: list[tuple[Piece, int | None]] = []
    for piece in crowd:
        lane = next((number for number, end in enumerate(ends) if end <= piece.start), None)
        if lane is None and len(ends) < most:
            lane = len(ends)
            ends.append(0)
        if lane is not None:
            ends[lane] = piece.end
        found.append((piece, None if lane is None else lane + 1))
    return [Block(piece, lane, len(ends)) for piece, lane in found]
