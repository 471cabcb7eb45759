"""What the calendars of the country and of the university say about some days: holidays, days off, periods, umbrellas."""

from datetime import date
from typing import Self

from sqlalchemy import select

from models.series import Series
from models.special_day import SpecialDay
from support.orm import session

SPANS = ("period", "observance")


class DayNotes:
    """Notes by their day, the days on which nobody works, and what lies over several days."""

    def __init__(self, days: list[SpecialDay], off: set[date], umbrellas: list[Series]) -> None:
        self.off, self.umbrellas = off, umbrellas
        self.periods = [day for day in days if day.kind in SPANS]
        self._notes: dict[date, list[SpecialDay]] = {}
        for day in days:
            for one in day.dates if day.kind not in SPANS else ():
                self._notes.setdefault(one, []).append(day)

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Those of a span of days, both included, in a handful of queries."""
        over = (Series.kind == "umbrella") & (Series.starts_on <= last) & (Series.ends_on >= first)
        umbrellas = list(session().scalars(select(Series).where(over).order_by(Series.starts_on, Series.id)))
        return cls(SpecialDay.between(first, last), SpecialDay.days_off(first, last), umbrellas)

    def on(self, day: date) -> list[SpecialDay]:
        """What a day's head says."""
        return self._notes.get(day, [])
