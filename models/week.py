"""A week, or another number of days, as a grid of hours: what is short in the days, what is long in strips above them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.day_grid import DayGrid, Piece
from models.strip import Lasting, Strip, across
from support import clock

if TYPE_CHECKING:
    from models.event import Event

HALF_A_DAY = timedelta(hours=6)
"""Half of the hours that a grid shows: what is longer would leave no room beside it."""
OFFICE_HOURS = range(8, 20)


class Week:
    """Days one after the other, on the clock of a zone. Without `strips` a long event has a piece in each of its days."""

    def __init__(self, first: date, number: int, zone: ZoneInfo, *, lanes: int = 2, strips: bool = True) -> None:
        self.zone, self.with_strips = zone, strips
        self.days = [DayGrid(first + timedelta(days=offset), lanes) for offset in range(number)]
        self.strips: list[Strip[Event]] = []
        self.bands: list[Strip[Lasting]] = []
        """What lies over the days without being an event."""
        self.loose: list[Event] = []
        """Of these no more is known than a month or a year."""

    @classmethod
    def around(cls, day: date, zone: ZoneInfo) -> "Week":
        """The week of a day, from its Monday."""
        return cls(monday(day), 7, zone)

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def hours(self) -> range:
        """Those of the office, and as many before and after them as the events need."""
        return hours_of([self])

    @property
    def number(self) -> int:
        """How many events there are, each counted once."""
        return len(self.events) + len(self.loose)

    @property
    def busiest(self) -> int:
        """How many events the fullest day has."""
        return max(len(day.pieces) for day in self.days)

    @property
    def events(self) -> Sequence["Event"]:
        """Each once, the first to begin first."""
        within = [piece.event for day in self.days for piece in day.pieces]
        unique = {event.id: event for event in [*(strip.thing for strip in self.strips), *within]}
        return sorted(unique.values(), key=lambda event: (event.starts_at or self.start, event.id))

    def put(self, events: Iterable["Event"]) -> "Week":
        """Enter events; those on other days are left out."""
        for event in events:
            if event.starts_at is None or event.ends_at is None:
                continue
            if event.precision not in ("moment", "day"):
                self.loose.append(event)
            elif self.with_strips and (not event.has_hour or event.ends_at - event.starts_at > HALF_A_DAY):
                self._put_above(event)
            else:
                self._put_in(event)
        return self

    def put_over(self, things: Iterable[Lasting]) -> "Week":
        """Enter umbrellas and periods; what has no dates lies over nothing."""
        for thing in things:
            if thing.starts_on and thing.ends_on and (strip := across(self.days, thing, thing.starts_on, thing.ends_on)):
                self.bands.append(strip)
        return self

    def beginning(self, column: int) -> list["Strip[Event]"]:
        """The strips whose first shown day this is."""
        return [strip for strip in self.strips if strip.first == column]

    def _put_in(self, event: "Event") -> None:
        for day, piece in Piece.of(event, self.zone):
            if self.first <= day <= self.last:
                self.days[(day - self.first).days].pieces.append(piece)

    def _put_above(self, event: "Event") -> None:
        if strip := across(self.days, event, *event.dates_in(self.zone)):
            self.strips.append(strip)

    def now(self, day: DayGrid) -> int | None:
        """The quarter in which we are, on its day."""
        here = clock.now().astimezone(self.zone)
        return (here.hour * 60 + here.minute) // 15 if here.date() == day.date else None


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def hours_of(weeks: Iterable[Week]) -> range:
    """The hours in which all that several weeks hold has room. What lasts for days does not ask for its nights."""
    pieces = [piece for week in weeks for day in week.days for piece in day.pieces]
    first = min((piece.start // 4 for piece in pieces if not (piece.since_before and _is_long(piece))), default=24)
    last = max((-(-piece.end // 4) for piece in pieces if not (piece.goes_on and _is_long(piece))), default=0)
    return range(min(OFFICE_HOURS.start, first), max(OFFICE_HOURS.stop, last))


def _is_long(piece: Piece) -> bool:
    return (piece.end - piece.start) * timedelta(minutes=15) > HALF_A_DAY
