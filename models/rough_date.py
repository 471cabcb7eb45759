"""As much of a date as somebody knows: a day, a month, a year, or nothing."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from support import clock

SPELLINGS = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.)?(?P<year>\d{4})"),
)
LENGTHS = {"year": 4, "month": 7, "day": 10}
YEARS = range(1900, 2101)


class RoughDate(NamedTuple):
    """The first and the last day it may mean, and its precision: "day", "month", "year" or "unknown"."""

    first: date | None
    last: date | None
    precision: str

    @classmethod
    def read(cls, text: str) -> Self:
        """What "2019", "2019-10", "10.2019", "2019-10-05" or "05.10.2019" means. Raises ValueError for anything else.

        Nothing at all is an unknown date.
        """
        if not text.strip():
            return cls(None, None, "unknown")
        found = next((match for spelling in SPELLINGS if (match := spelling.fullmatch(text.strip()))), None)
        if found is None or int(found["year"]) not in YEARS:
            raise ValueError(text)
        year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
        assert year
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
        return cls(first, last, "day" if day else "month" if month else "year")

    def until(self, last: "RoughDate") -> Self:
        """From this to the end of another."""
        return self._replace(last=last.last)

    def moments(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Its midnights in a zone, as Schedulable keeps them: of the first day, and after the last one."""
        if self.first is None or self.last is None:
            return None, None
        after = self.last + timedelta(days=1)
        return clock.moment_in(zone, datetime.combine(self.first, time())), clock.moment_in(zone, datetime.combine(after, time()))

    def __str__(self) -> str:
        """As `read` takes it."""
        if self.first is None:
            return ""
        return self.first.isoformat()[: LENGTHS[self.precision]]
