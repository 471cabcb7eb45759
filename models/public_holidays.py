"""The public holidays of Kazakhstan of a year, worked out for both working weeks.

Where the rules come from:

- Which days are holidays: the Law on Holidays (13 December 2001, No. 267), articles 2 and 3, as the `holidays` library keeps it year
  by year. Constitution Day left 30 August with the Constitution of 2026 and is 15 March from 2027 on.
- A holiday that falls on a day off gives the next working day after it: article 5 of that law. The library reckons with free
  Saturdays alone, so this is done here: in a six-day week a holiday on a Saturday gives nothing, for Saturday is no day off there
  (Labour Code, article 84). Two on one weekend give the two next working days, one after the other.
- 7 January and the first day of Kurban Ait are days off whatever the working week (Labour Code, article 84, 5), but no holidays of
  the law: on a weekend they give nothing.
- The Government, today the ministry of labour, may move a day off for the sake of a bridge (Labour Code, article 85): such
  decrees stand in the library. What is moved from a Saturday concerns the five-day week only.
- Ramadan, Oraza Ait and Kurban Ait follow the moon. The library computes them; the muftiate says what holds, so that they are
  expected until somebody has looked. Nauryznama, 14 to 23 March, is kept since 2024.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from holidays import KZ, HolidayBase
from holidays.groups import IslamicHolidays

from models.holiday_names import CHRISTMAS, KURBAN_AIT, NAURYZNAMA, ORAZA_AIT, RAMADAN, free_for, holiday_called, worked_for
from models.special_day import SpecialDay
from models.working_week import WEEKENDS, WEEKS
from support.languages import Translated
from support.orm import session

YEARS = range(2010, 2061)
"""The years whose rules are known: three days of Nauryz, and Kurban Ait free."""
NEVER_MOVE = {CHRISTMAS, KURBAN_AIT}
DAY = timedelta(days=1)
SINCE_NAURYZNAMA = 2024


@dataclass(frozen=True)
class Proposed:
    """A special day as it would be stored; `source` is "law", "decree" or "moon"."""

    uid: str
    kind: str
    name: Translated
    starts_on: date
    ends_on: date
    week: str = ""
    expected: bool = False
    source: str = "law"

    @property
    def place(self) -> tuple[str, date, date, str]:
        """What a day somebody entered by hand is recognised by."""
        return self.kind, self.starts_on, self.ends_on, self.week


class Holidays:
    """What a year's calendar should hold, and what of it is missing."""

    @staticmethod
    def of(year: int) -> list[Proposed]:
        """The days of a year in their order. Raises ValueError for a year out of YEARS."""
        if year not in YEARS:
            raise ValueError(f"no rules are known for {year}")
        return sorted(
            [*_holidays(year), *_transferred(year), *_decreed(year), *_observances(year)], key=lambda day: day.starts_on
        )

    @classmethod
    def missing(cls, year: int) -> list[Proposed]:
        """Those of a year that the calendar does not have, neither proposed before nor entered by hand."""
        proposed = cls.of(year)
        stored = SpecialDay.between(min(day.starts_on for day in proposed), max(day.ends_on for day in proposed))
        known = {day.uid for day in stored} | {(day.kind, day.starts_on, day.ends_on, day.week) for day in stored}
        return [day for day in proposed if day.uid not in known and day.place not in known]

    @classmethod
    def adopt(cls, year: int, *, is_demo: bool = False) -> list[SpecialDay]:
        """Add what is missing of a year; what that was."""
        added = []
        for proposed in cls.missing(year):
            added.append(SpecialDay(is_demo=is_demo))
            with session().no_autoflush:
                added[-1].revise({name: getattr(proposed, name) for name in asdict(proposed)})
        return added


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


@lru_cache
def _names(year: int) -> dict[date, list[str]]:
    """The holidays of the law by their day, in Kazakh, without decrees."""
    calendar = KZ(years=year, observed=False, language="kk", islamic_show_estimated=False)
    decreed = {free for free, _worked in _decrees(year)}
    return {day: calendar.get_list(day) for day in sorted(calendar) if day not in decreed}


def _decrees(year: int) -> list[tuple[date, date]]:
    """(the day that is free, the weekend day that is worked for it) of each decree."""
    found: Any = KZ.special_public_holidays.get(year, ())
    rows = (found,) if found and isinstance(found[0], int) else found
    return [(date(year, row[0], row[1]), date(row[4] if len(row) > 4 else year, row[2], row[3])) for row in rows]


def _holidays(year: int) -> Iterator[Proposed]:
    """A row a holiday; days in a row that are called the same are one."""
    runs: list[tuple[str, date, date]] = []
    for day, names in _names(year).items():
        for name in names:
            run = next((run for run in runs if run[0] == name and run[2] == day - DAY), None)
            if run:
                runs.remove(run)
            runs.append((name, run[1] if run else day, day))
    for name, first, last in runs:
        moon = name == KURBAN_AIT
        uid = f"kz:{year}:kurban-ait" if moon else f"kz:{first.isoformat()}"
        yield Proposed(uid, "holiday", holiday_called(name), first, last, expected=moon, source="moon" if moon else "law")


def _moved(year: int, week: str) -> dict[date, date]:
    """The day off that each holiday on a weekend gives in a working week."""
    weekend, names = WEEKENDS[week], _names(year)
    taken = {*names, *(free for free, worked in _decrees(year) if worked.weekday() in weekend)}
    moved: dict[date, date] = {}
    for day in (day for day, called in names.items() if day.weekday() in weekend and set(called) - NEVER_MOVE):
        free = day + DAY
        while free.weekday() in weekend or free in taken:
            free += DAY
        taken.add(free)
        moved[day] = free
    return moved


def _transferred(year: int) -> Iterator[Proposed]:
    in_week = {week: _moved(year, week) for week in WEEKS}
    pairs = sorted({pair for moved in in_week.values() for pair in moved.items()})
    for day, free in pairs:
        weeks = [week for week in WEEKS if in_week[week].get(day) == free]
        name = free_for(day, holiday_called(next(name for name in _names(year)[day] if name not in NEVER_MOVE)))
        week = "" if len(weeks) == len(WEEKS) else weeks[0]
        yield Proposed(f"kz:{day.isoformat()}:moved:{week}", "transferred", name, free, free, week)


def _decreed(year: int) -> Iterator[Proposed]:
    for free, worked in _decrees(year):
        week = "five" if worked.weekday() not in WEEKENDS["six"] else ""
        yield Proposed(f"kz:{worked.isoformat()}:free", "transferred", free_for(worked), free, free, week, source="decree")
        yield Proposed(f"kz:{worked.isoformat()}:worked", "working", worked_for(free), worked, worked, week, source="decree")


def _observances(year: int) -> Iterator[Proposed]:
    moon = _Moon(years=(year, year + 1))
    ait = [day for day in sorted(moon) if moon[day] == "Oraza Ait"]
    for number, first in enumerate(day for day in sorted(moon) if day.year == year and moon[day] == "Ramadan"):
        last = min(day for day in ait if day > first) - DAY
        yield Proposed(f"kz:{year}:ramadan:{number}", "observance", RAMADAN, first, last, expected=True, source="moon")
    for number, first in enumerate(day for day in ait if day.year == year):
        last = first + 2 * DAY
        yield Proposed(f"kz:{year}:oraza-ait:{number}", "observance", ORAZA_AIT, first, last, expected=True, source="moon")
    if year >= SINCE_NAURYZNAMA:
        yield Proposed(f"kz:{year}:nauryznama", "observance", NAURYZNAMA, date(year, 3, 14), date(year, 3, 23))
