"""Dates that are counted back from another one, and move with it."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.activity import Activity
from models.special_day import SpecialDay
from support import clock
from support.orm import Moment
from support.settings import current

if TYPE_CHECKING:
    from models.deadline import Deadline

MOST_DAYS = 365
SPARE_DAYS = 60
"""More days off in a row than these there are not, however long the holidays."""


class CountedBack:
    """`days_before` days before `counted_from`: days of the calendar, or of work where `in_working_days`.

    `set_by_hand_at` is when staff put it elsewhere: from then on it stays. `step_id` is the step of a preparation it was made by.
    """

    counted_from_id: Mapped[int | None] = mapped_column(ForeignKey("deadlines.id", ondelete="SET NULL"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("preparation_steps.id", ondelete="SET NULL"))
    days_before: Mapped[int | None]
    in_working_days: Mapped[bool] = mapped_column(default=False)
    set_by_hand_at: Mapped[datetime | None] = mapped_column(Moment)

    @declared_attr
    def counted_from(cls) -> Mapped["Deadline | None"]:
        return relationship(remote_side="Deadline.id", back_populates="counted")

    @declared_attr
    def counted(cls) -> Mapped[list["Deadline"]]:
        return relationship(back_populates="counted_from", order_by="Deadline.id", passive_deletes=True)

    @property
    def is_counted(self) -> bool:
        """Whether it was counted back from another date, wherever staff have put it since."""
        return self.days_before is not None

    @property
    def follows(self: "Deadline") -> bool:
        """Whether it moves with the date it was counted from."""
        return self.counted_from is not None and self.set_by_hand_at is None

    def count_from(self: "Deadline", other: "Deadline", hour: time | None = None) -> None:
        """Stand as many days before another date as it should, and be as sure as that one is.

        The hour is on the house's clock, unless staff have said on which it is.
        """
        on = days_before(other.on, self.days_before or 0, in_working_days=self.in_working_days)
        zone = self.timezone if inspect(self).persistent else current().timezone
        try:
            self.set_date(on, hour, zone)
        except (clock.SkippedTime, clock.RepeatedTime):
            self.set_date(on, None, zone)
        if not inspect(self).persistent:
            self.expected = other.expected
        elif self.expected != other.expected:
            self.revise({"expected": other.expected})

    def take_along(self: "Deadline") -> None:
        """Let what is counted back from this date, and was not put elsewhere by hand, stand where it should."""
        for one in self.counted:
            if one.follows:
                one.count_from(self, one.local.time() if one.local else None)

    def put_by_hand(self: "Deadline") -> None:
        """Note that staff said when it is: from now on it stays there."""
        if self.follows:
            self.set_by_hand_at = clock.now()
            Activity.record("put_by_hand", self)

    def follow_again(self: "Deadline") -> None:
        """Count it anew, and let it move with the other date again."""
        if self.counted_from and self.set_by_hand_at:
            self.set_by_hand_at = None
            Activity.record("follows_again", self)
            self.count_from(self.counted_from, self.local.time() if self.local else None)


def days_before(day: date, number: int, *, in_working_days: bool = False) -> date:
    """The day some days before another: of the calendar, or of work as the house's week and special days have them."""
    if not in_working_days:
        return day - timedelta(days=number)
    first = day - timedelta(days=2 * number + SPARE_DAYS)
    off = SpecialDay.days_off(first, day)
    worked = (on for back in range(1, (day - first).days + 1) if (on := day - timedelta(days=back)) not in off)
    return next((on for place, on in enumerate(worked, 1) if place == number), first) if number else day
