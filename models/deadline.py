"""Dates of calls: an instant in the zone it was given in, or a day whose hour nobody said."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models.calendared import Calendared
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.call import Call

DEADLINE_KINDS = ("opens", "call", "normal", "late", "internal", "selection", "results")


class Deadline(Calendared, Base):
    """A date of a call. `expected` ones were worked out from earlier years and are not announced yet; `basis` says how.

    `due_at` is the instant, None where the source gives only a day; `sorted_at` then is the end of that day in the zone.
    """

    __tablename__ = "deadlines"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    call: Mapped["Call"] = relationship(back_populates="deadlines")
    kind: Mapped[str] = mapped_column(default="call")
    label: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    on: Mapped[date] = mapped_column("due_on")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    sorted_at: Mapped[datetime] = mapped_column(Moment, index=True)
    timezone: Mapped[str] = mapped_column(default="Europe/Brussels")
    expected: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    superseded: Mapped[bool] = mapped_column(default=False)

    def set_date(self, on: date, hour: time | None, timezone: str) -> None:
        """Set the day and, where it is known, the hour on the zone's clock. Raises clock.SkippedTime and RepeatedTime."""
        zone = ZoneInfo(timezone)
        due_at = clock.moment_in(zone, datetime.combine(on, hour)) if hour else None
        if (on, due_at, timezone) == (self.on, self.due_at, self.timezone):
            return
        self.on, self.due_at, self.timezone = on, due_at, timezone
        self.sorted_at = due_at or clock.moment_in(zone, datetime.combine(on, time(23, 59)))
        self.revise_calendar(rescheduled=self.id is not None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def past(self) -> bool:
        return self.sorted_at < clock.now()

    @property
    def days_left(self) -> int:
        """Whole days until it, on the calendar of its own zone; negative once it is past."""
        return (self.on - clock.today(self.zone)) // timedelta(days=1)

    @classmethod
    def coming(cls, most: int | None = None) -> Iterable["Deadline"]:
        """Those that are not past, the next first, with their calls and programmes."""
        from models.call import Call

        whole = select(cls).options(joinedload(cls.call).joinedload(Call.programme))
        ahead = whole.where(cls.sorted_at >= clock.now(), ~cls.superseded).order_by(cls.sorted_at, cls.id)
        return session().scalars(ahead.limit(most)).all()
