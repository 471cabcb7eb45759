"""What is in force from one day to another, and is to be renewed before it ends."""

from calendar import monthrange
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from support import clock
from support.settings import current

AGREEMENT_STATES = ("planned", "in_force", "ends_soon", "lapsed", "ended")
RENEWALS = ("must", "itself", "never")
USUAL_NOTICE = 3
"""Months before the end at which the office is told, where nobody said how many."""


class NotLonger(ValueError):
    """A renewal ends no later than the thing does already."""


class Renewable:
    """Without `ends_on` it has no end; what renews "itself" goes on after that day, and what is "never" renewed ends with it.

    `notice_months` before its end a renewal falls due; that day is kept as `renew_by`, None where nothing is to be done.
    """

    id: Any
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    renewal: Mapped[str] = mapped_column(default="must")
    notice_months: Mapped[int | None]
    renew_by: Mapped[date | None] = mapped_column(index=True)

    @property
    def begins_on(self) -> date | None:
        """The first day on which it is in force: that of the signature where it names none; None for a draft."""
        return self.starts_on or self.signed_on

    @property
    def state(self) -> str:
        """One of AGREEMENT_STATES; what ends soon is in force, what lapsed ended though it had to be renewed."""
        today = clock.today(current().zone)
        if self.begins_on is None or self.begins_on > today:
            return "planned"
        if self.ends_on and self.ends_on < today and self.renewal != "itself":
            return "lapsed" if self.renewal == "must" else "ended"
        return "ends_soon" if self.renew_by and self.renew_by <= today else "in_force"

    @classmethod
    def in_state(cls, state: str, on: date | None = None) -> ColumnElement[bool]:
        """Those of a state as it is on a day, today's for None; those that end soon are among those in force, those that lapsed
        among those that ended."""
        today = on or clock.today(current().zone)
        begun = func.coalesce(cls.starts_on, cls.signed_on) <= today
        in_force, ended = and_(begun, _not_over(cls, today)), and_(begun, ~_not_over(cls, today))
        conditions: dict[str, ColumnElement[bool]] = {
            "planned": or_(func.coalesce(cls.starts_on, cls.signed_on).is_(None), ~begun),
            "in_force": in_force,
            "ends_soon": and_(in_force, cls.renew_by <= today),
            "lapsed": and_(ended, cls.renewal == "must"),
            "ended": ended,
        }
        return conditions.get(state, false())

    def renew(self, until: date) -> None:
        """Let it go on until another day, also what was not to be renewed. Raises NotLonger."""
        if self.ends_on is None or until <= self.ends_on:
            raise NotLonger
        was, self.ends_on = self.ends_on, until
        if self.renewal == "never":
            self.renewal = "must"
        self.plan_renewal()
        Activity.record("renewed", self, ends_on=[was.isoformat(), until.isoformat()])

    def plan_renewal(self) -> None:
        """Keep the day on which its renewal falls due."""
        self.renew_by = None
        if self.ends_on and self.renewal == "must":
            self.renew_by = months_before(self.ends_on, USUAL_NOTICE if self.notice_months is None else self.notice_months)


def months_before(day: date, number: int) -> date:
    """The same day so many months earlier, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _not_over(cls: type[Renewable], today: date) -> ColumnElement[bool]:
    return or_(cls.ends_on.is_(None), cls.ends_on >= today, cls.renewal == "itself")
