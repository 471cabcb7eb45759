"""When an event is: two moments and the zone they were meant in, or as much of a date as an archive knows."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, mapped_column

from models.calendared import Calendared
from support import clock
from support.orm import Moment

NEAR = timedelta(hours=24)
PRECISIONS = ("moment", "day", "month", "year", "unknown")


class EndsBeforeStart(ValueError):
    """An event cannot end before it starts, or at the same moment."""


class Schedulable(Calendared):
    """A start and an end, which is not part of it.

    With a precision coarser than "moment" they are midnights in the zone: that of the first day, and that after the last day of
    the days, month or year.

    `sequence_within` counts, as `sequence` does of the event, what moves within it that has entries of its own in calendars: rows
    of its agenda, the end of registration. Their SEQUENCE is the sum of both.
    """

    starts_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    timezone: Mapped[str] = mapped_column(default="Asia/Almaty")
    precision: Mapped[str] = mapped_column(default="moment")
    date_note: Mapped[str] = mapped_column(default="")
    sequence_within: Mapped[int] = mapped_column(default=0)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def local_start(self) -> datetime | None:
        """The start on the clock of the event's own zone."""
        return self.starts_at.astimezone(self.zone) if self.starts_at else None

    @property
    def local_end(self) -> datetime | None:
        return self.ends_at.astimezone(self.zone) if self.ends_at else None

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last day, None for an event whose date nobody wrote down."""
        if not self.local_start or not self.local_end:
            return None
        last = self.local_end if self.has_hour else self.local_end - timedelta(days=1)
        return self.local_start.date(), last.date()

    def dates_in(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day on another clock; whole days are the same in every zone. For what has dates only."""
        assert self.starts_at and self.ends_at and self.dates
        if not self.has_hour:
            return self.dates
        last = self.ends_at.astimezone(zone) - timedelta(microseconds=1)
        return self.starts_at.astimezone(zone).date(), last.date()

    @property
    def has_hour(self) -> bool:
        return self.precision == "moment"

    @property
    def is_near(self) -> bool:
        """Whether it begins within a day or goes on: whom a mail reaches in time is not certain any more."""
        return self.starts_at is not None and not self.over and self.starts_at <= clock.now() + NEAR

    @property
    def over(self) -> bool:
        """Whether it has ended; what has no date lies in an archive and is over."""
        return self.ends_at is None or self.ends_at <= clock.now()
