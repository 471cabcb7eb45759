"""The public holidays and observances of a year as the calendar proposes them; `models.holiday_law` says where they come from."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from models.holiday_law import DAY, HolidayLaw
from models.holiday_names import KURBAN_AIT, NAURYZNAMA, ORAZA_AIT, RAMADAN, free_for, holiday_called, worked_for
from models.office import Office
from models.special_day import SpecialDay
from models.working_week import WEEKENDS, WEEKS
from support.languages import Translated
from support.orm import session

YEARS = range(2010, 2061)
"""The years whose rules are known: three days of Nauryz, and Kurban Ait free."""
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
        law = HolidayLaw.of(year)
        days = [*_holidays(law), *_transferred(law), *_decreed(law), *_observances(law)]
        return sorted(days, key=lambda day: day.starts_on)

    @classmethod
    def missing(cls, year: int) -> list[Proposed]:
        """Those of a year that the calendar does not have, neither proposed before nor entered by hand."""
        proposed = cls.of(year)
        stored = SpecialDay.between(min(day.starts_on for day in proposed), max(day.ends_on for day in proposed))
        known = {day.uid for day in stored} | {(day.kind, day.starts_on, day.ends_on, day.week) for day in stored}
        return [day for day in proposed if day.uid not in known and day.place not in known]

    @classmethod
    def adopt(cls, year: int, *, is_demo: bool = False) -> list[SpecialDay]:
        """Add what is missing of a year; what that was. Of two who ask at once the second waits, and finds nothing missing."""
        session().execute(select(Office.id).with_for_update())
        added = []
        for proposed in cls.missing(year):
            added.append(SpecialDay(is_demo=is_demo))
            with session().no_autoflush:
                added[-1].revise({name: getattr(proposed, name) for name in asdict(proposed)})
        return added


def _holidays(law: HolidayLaw) -> Iterator[Proposed]:
    for name, first, last in law.spans:
        uid, name_of = f"kz:{law.year}:{first.isoformat()}", holiday_called(name)
        if name == KURBAN_AIT:
            number = sum(1 for other in law.spans if other[0] == name and other[1] < first)
            uid = f"kz:{law.year}:kurban-ait:{number}"
            yield Proposed(uid, "holiday", name_of, first, last, expected=first in law.uncertain, source="moon")
        else:
            yield Proposed(uid, "holiday", name_of, first, last)


def _transferred(law: HolidayLaw) -> Iterator[Proposed]:
    in_week = {week: law.moved(week) for week in WEEKS}
    for day, free in sorted({pair for moved in in_week.values() for pair in moved.items()}):
        weeks = [week for week in WEEKS if in_week[week].get(day) == free]
        week = "" if len(weeks) == len(WEEKS) else weeks[0]
        name = free_for(day, holiday_called(law.moving_name(day) or ""))
        yield Proposed(f"kz:{law.year}:{day.isoformat()}:moved:{week}", "transferred", name, free, free, week)


def _decreed(law: HolidayLaw) -> Iterator[Proposed]:
    for free, worked in law.decrees:
        week, uid = "five" if worked.weekday() not in WEEKENDS["six"] else "", f"kz:{law.year}:{worked.isoformat()}"
        yield Proposed(f"{uid}:free", "transferred", free_for(worked), free, free, week, source="decree")
        yield Proposed(f"{uid}:worked", "working", worked_for(free), worked, worked, week, source="decree")


def _observances(law: HolidayLaw) -> Iterator[Proposed]:
    uid = f"kz:{law.year}"
    for number, (first, last) in enumerate(law.fasts()):
        yield Proposed(f"{uid}:ramadan:{number}", "observance", RAMADAN, first, last, expected=True, source="moon")
    for number, first in enumerate(law.feasts()):
        yield Proposed(f"{uid}:oraza-ait:{number}", "observance", ORAZA_AIT, first, first + 2 * DAY, expected=True, source="moon")
    if law.year >= SINCE_NAURYZNAMA:
        nauryz = date(law.year, 3, 14), date(law.year, 3, 23)
        yield Proposed(f"{uid}:nauryznama", "observance", NAURYZNAMA, *nauryz, source="law")
