"""Which days are free in Kazakhstan in a year, and which days off the law moves, for both working weeks.

Where the rules come from:

- Which days are holidays: the Law on Holidays (13 December 2001, No. 267), articles 2 and 3, as the `holidays` library keeps it
  year by year. Constitution Day left 30 August with the Constitution of 2026 and is 15 March from 2027 on.
- A holiday that falls on a day off gives the next working day after it: article 5 of that law. The library reckons with free
  Saturdays alone, so this is done here: in a six-day week a holiday on a Saturday gives nothing, for Saturday is no day off there
  (Labour Code, article 84). Two on one weekend give the two next working days, one after the other.
- 7 January and the first day of Kurban Ait are days off whatever the working week (Labour Code, article 84, 5), but no holidays
  of the law: on a weekend they give nothing.
- The Government, today the ministry of labour, may move a day off for the sake of a bridge (Labour Code, article 85): such
  decrees stand in the library. What is moved from a Saturday concerns the five-day week only.
- Ramadan, Oraza Ait and Kurban Ait follow the moon. The library computes them; the muftiate says what holds, so that they are
  expected until somebody has looked. Nauryznama, 14 to 23 March, is kept since 2024.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from holidays import HolidayBase, country_holidays
from holidays.groups.islamic import IslamicHolidays

from models.holiday_names import CHRISTMAS, KURBAN_AIT
from models.working_week import WEEKENDS

NEVER_MOVE = {CHRISTMAS, KURBAN_AIT}
DAY = timedelta(days=1)


class _Moon(HolidayBase, IslamicHolidays):
    """The days that the library computes and the law does not know."""

    country = "KZ"
    start_year = 1991

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        IslamicHolidays.__init__(self, show_estimated=False)
        super().__init__(*args, **kwargs)

    def _populate_public_holidays(self) -> None:
        self._add_ramadan_beginning_day("Ramadan")
        self._add_eid_al_fitr_day("Oraza Ait")


class HolidayLaw:
    """The days of one year as the law has them."""

    def __init__(self, year: int) -> None:
        self.year = year
        calendar, marked = (self._calendar(estimated) for estimated in (False, True))
        found = calendar.special_public_holidays.get(year, ())
        self.decrees = [self._decree(row) for row in ((found,) if found and isinstance(found[0], int) else found)]
        """(the day that is free, the weekend day that is worked for it) of each decree."""
        free = {free for free, _worked in self.decrees}
        self.names: dict[date, list[str]] = {day: calendar.get_list(day) for day in sorted(calendar) if day not in free}
        """The Kazakh names of the holidays by their day."""
        self.uncertain = {day for day in self.names if calendar.get_list(day) != marked.get_list(day)}
        """Those of the moon that nobody has confirmed to the library."""

    @classmethod
    @lru_cache
    def of(cls, year: int) -> "HolidayLaw":
        return cls(year)

    def _calendar(self, estimated: bool) -> Any:
        return country_holidays("KZ", years=self.year, observed=False, language="kk", islamic_show_estimated=estimated)

    def _decree(self, row: Any) -> tuple[date, date]:
        return date(self.year, row[0], row[1]), date(row[4] if len(row) > 4 else self.year, row[2], row[3])

    @property
    def spans(self) -> list[tuple[str, date, date]]:
        """(Kazakh name, first, last) of each holiday; days in a row that are called the same are one."""
        spans: list[tuple[str, date, date]] = []
        for day, names in self.names.items():
            for name in names:
                before = next((span for span in spans if span[0] == name and span[2] == day - DAY), None)
                if before:
                    spans.remove(before)
                spans.append((name, before[1] if before else day, day))
        return spans

    def moving_name(self, day: date) -> str | None:
        """The holiday of a day that gives another day off where it falls on a weekend."""
        return next((name for name in self.names[day] if name not in NEVER_MOVE), None)

    def moved(self, week: str) -> dict[date, date]:
        """The day off that each holiday on a weekend gives in a working week."""
        weekend, moved = WEEKENDS[week], dict[date, date]()
        taken = {*self.names, *(free for free, worked in self.decrees if worked.weekday() in weekend)}
        for day in (day for day in self.names if day.weekday() in weekend and self.moving_name(day)):
            free = day + DAY
            while free.weekday() in weekend or free in taken:
                free += DAY
            taken.add(free)
            moved[day] = free
        return moved

    def fasts(self) -> Iterator[tuple[date, date]]:
        """(first, last) day of each Ramadan that begins in the year: one, or two in a year out of thirty-two."""
        moon = _Moon(years=(self.year, self.year + 1))
        feasts = [day for day in sorted(moon) if moon[day] == "Oraza Ait"]
        for first in (day for day in sorted(moon) if day.year == self.year and moon[day] == "Ramadan"):
            yield first, min(day for day in feasts if day > first) - DAY

    def feasts(self) -> list[date]:
        """The first day of each Oraza Ait of the year."""
        moon = _Moon(years=self.year)
        return [day for day in sorted(moon) if day.year == self.year and moon[day] == "Oraza Ait"]
