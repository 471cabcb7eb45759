"""Days that are not like others: public holidays, days off that were moved, and the periods of the academic year."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Index, case, select
from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from models.office import Office
from models.revisable import Revisable
from models.trashable import Vanishing
from models.working_week import WEEKENDS
from support.orm import Base, session

DAY_KINDS = ("holiday", "transferred", "working", "period", "observance")
DAYS_OFF = ("holiday", "transferred")


class SpecialDay(Named, Vanishing, Revisable, Base):
    """A day or a span of days, both ends included.

    `kind` is "holiday" (a public holiday), "transferred" (a day off for a holiday on a weekend, or moved by the Government),
    "working" (a weekend day that is worked in return), "period" (of the academic year: semester, examinations) or "observance"
    (Ramadan, the days of Nauryz: no day off, but no day for a reception either). `week` says in which working week it holds,
    "" for both. `uid` is what an import or a proposal knows it by. `expected` ones hang on the moon or on a decree to come.
    `warns` is False for what makes no day a bad choice, such as a semester.
    """

    __tablename__ = "special_days"
    __table_args__ = (Index(None, "starts_on", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str] = mapped_column(default="holiday")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    week: Mapped[str] = mapped_column(default="")
    warns: Mapped[bool] = mapped_column(default=True)
    expected: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def is_day_off(self) -> bool:
        return self.kind in DAYS_OFF

    @property
    def dates(self) -> list[date]:
        """Every day of it."""
        return [self.starts_on + timedelta(days=number) for number in range((self.ends_on - self.starts_on).days + 1)]

    def holds_in(self, week: str) -> bool:
        return self.week in ("", week)

    @classmethod
    def between(cls, first: date, last: date) -> list["SpecialDay"]:
        """Those that touch a span of days, both included, in their order; of one day the days off come first. One query."""
        rank = case({kind: place for place, kind in enumerate(DAY_KINDS)}, value=cls.kind)
        touching = select(cls).where(cls.starts_on <= last, cls.ends_on >= first)
        return list(session().scalars(touching.order_by(cls.starts_on, rank, cls.id)))

    @classmethod
    def warnings_for(cls, first: date, last: date, week: str | None = None) -> list["SpecialDay"]:
        """What makes a span of days a bad choice: days off, observances and periods that warn. `week` is the office's if None."""
        week = week or Office.ours().working_week
        return [day for day in cls.between(first, last) if day.kind != "working" and day.warns and day.holds_in(week)]

    @classmethod
    def days_off(cls, first: date, last: date, week: str | None = None) -> set[date]:
        """The days of a span on which nobody works: weekends that are not worked, holidays, days off that were moved."""
        week = week or Office.ours().working_week
        span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        known = [day for day in cls.between(first, last) if day.holds_in(week)]
        worked = _touched(span, (day for day in known if day.kind == "working"))
        weekends = {day for day in span if day.weekday() in WEEKENDS[week]}
        return weekends - worked | _touched(span, (day for day in known if day.is_day_off))

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name. A day of the demo that is changed is the office's own from then on."""
        stored, changed = self.id is not None, super().revise(changes)
        if stored and changed:
            self.is_demo = False
        return changed


def _touched(span: Iterable[date], days: Iterable[SpecialDay]) -> set[date]:
    known = list(days)
    return {one for one in span if any(day.starts_on <= one <= day.ends_on for day in known)}
