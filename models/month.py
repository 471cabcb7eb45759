"""A month as a grid of weeks, with the events of each day."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from models.event import Event


YEARS = range(1970, 2201)
"""Those that can be asked for; at the ends of what Python can count to, a zone's offset leads beyond them."""


@dataclass(frozen=True)
class Day:
    """A square of the grid."""

    date: date
    outside: bool
    events: list[Any]


class Month:
    """A month from its first Monday's week to its last."""

    def __init__(self, year: int, month: int) -> None:
        self.first = date(year, month, 1)
        self._dates = [day for week in calendar.Calendar().monthdatescalendar(year, month) for day in week]
        self._events: dict[date, list[Any]] = {}

    @classmethod
    def named(cls, text: str, today: date) -> "Month":
        """The month "2026-11", this month for anything else."""
        try:
            year, month = (int(part) for part in text.split("-"))
            return cls(year, month) if year in YEARS else cls(today.year, today.month)
        except ValueError:
            return cls(today.year, today.month)

    @property
    def start(self) -> date:
        return self._dates[0]

    @property
    def end(self) -> date:
        return self._dates[-1]

    @property
    def before(self) -> date:
        """A day of the month before."""
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date:
        """The first of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)

    def put(self, events: Iterable["Event"], zone: ZoneInfo | None = None) -> None:
        """Enter events on each day they last, on the clock of `zone` where it is given, else of their own; those of which only a
        month or year is known have no square."""
        for event in events:
            if event.dates is None or event.precision not in ("moment", "day"):
                continue
            first, last = event.dates_in(zone) if zone else event.dates
            for number in range(min((last - first).days, 60) + 1):
                self._events.setdefault(first + timedelta(days=number), []).append(event)

    def enter(self, things: Iterable[Any]) -> None:
        """Enter things each on its own day, `on`."""
        for thing in things:
            self._events.setdefault(thing.on, []).append(thing)

    def __iter__(self) -> Iterator[Day]:
        for day in self._dates:
            yield Day(day, day.month != self.first.month, self._events.get(day, []))
