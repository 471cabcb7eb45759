"""What lasts longer than a block in the hours has room for: it stands above them, across its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from models.day_grid import DayGrid

T = TypeVar("T")


@dataclass(frozen=True)
class Strip(Generic[T]):
    """Something that lasts from one column to another, both counted from 0 and shown; it may begin before and end after."""

    thing: T
    first: int
    last: int
    since_before: bool
    goes_on: bool

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Lasting(Protocol):
    """An umbrella over several events, or a period of the academic year; both dates are part of it."""

    starts_on: Any
    ends_on: Any


def across(days: Sequence[DayGrid], thing: T, first: date, last: date) -> Strip[T] | None:
    """Something from one day to another, both part of it, as far as it lies within the days that are shown."""
    start, end = days[0].date, days[-1].date
    if first > end or last < start:
        return None
    shown = (max(first, start) - start).days, (min(last, end) - start).days
    return Strip(thing, *shown, since_before=first < start, goes_on=last > end)
