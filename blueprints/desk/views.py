"""What an address asks of the desk's calendar. Whatever makes no sense is left out: an address is never an error."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from flask import url_for
from werkzeug.datastructures import MultiDict

from models.month import YEARS, Month
from models.week import monday

VIEWS = ("month", "week", "day", "list")
ROWS = ("rooms", "hosts")
MORNING = time(10)
LISTED = 28
"""The days that the list shows."""


@dataclass(frozen=True)
class CalendarView:
    """A view of the calendar, the day around which it lies, and what has a row of its own: nothing, rooms or hosts."""

    name: str
    day: date
    today: date
    rows: str = ""

    @classmethod
    def from_arguments(cls, arguments: MultiDict[str, str], today: date) -> Self:
        name, rows = arguments.get("view", ""), arguments.get("rows", "")
        name = name if name in VIEWS else "week"
        return cls(
            name, _date(arguments.get("date", "")) or today, today, rows if rows in ROWS and name in ("week", "day") else ""
        )

    @property
    def month(self) -> Month:
        return Month(self.day.year, self.day.month)

    @property
    def first(self) -> date:
        return {"month": self.month.start, "day": self.day}.get(self.name, monday(self.day))

    @property
    def number(self) -> int:
        """How many days are shown."""
        days = {"month": (self.month.end - self.month.start).days + 1, "day": 1, "list": LISTED}
        return days.get(self.name, 7)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.number - 1)

    @property
    def before(self) -> date:
        return self.month.before if self.name == "month" else self.day - timedelta(days=self.number)

    @property
    def after(self) -> date:
        return self.month.after if self.name == "month" else self.day + timedelta(days=self.number)

    @staticmethod
    def morning(day: date) -> datetime:
        """When an event of a day begins as a rule, for whoever chose no hour."""
        return datetime.combine(day, MORNING)

    @property
    def fields(self) -> dict[str, str]:
        """What the address says, for forms that come back to it."""
        return {"view": self.name, "date": self.day.isoformat(), **({"rows": self.rows} if self.rows else {})}

    def address(self, **other: str | date) -> str:
        """Where a view is, with some of what it says changed; empty words are left out."""
        said = {name: str(value) for name, value in {**self.fields, **other}.items() if value}
        return url_for("desk.show", **said)  # type: ignore[arg-type]


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS and found.isoformat() == text else None
