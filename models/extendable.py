"""A date that moves, and what it was before."""

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.activity import Activity
from models.deadline_move import DeadlineMove
from models.revisable import plain
from support import clock
from support.orm import Moment

if TYPE_CHECKING:
    from models.deadline import Deadline

CLOSING = frozenset({"call", "normal", "late", "internal"})
"""Kinds that end something: moved later, they are extended."""


class Extendable:
    """A day and, where it is known, the instant; `moves` are earlier values, the latest last.

    `due_at` is the instant, None where the source gives only a day; `sorted_at` then is the end of that day in the zone.
    `expected` ones were worked out from earlier years and are not announced yet. `extended_at` is when the date was last moved to
    a later one, None where it never was or was moved back since.
    """

    on: Mapped[date] = mapped_column("due_on")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    sorted_at: Mapped[datetime] = mapped_column(Moment, index=True)
    timezone: Mapped[str] = mapped_column(default="Europe/Brussels")
    expected: Mapped[bool] = mapped_column(default=False)
    extended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    @declared_attr
    def moves(cls) -> Mapped[list[DeadlineMove]]:
        return relationship(
            back_populates="deadline", order_by=DeadlineMove.id, cascade="all, delete-orphan", passive_deletes=True
        )

    def set_date(self: "Deadline", on: date, hour: time | None, timezone: str, *, slip: bool = False) -> bool:
        """Set the day and, where it is known, the hour on the zone's clock; whether that changed anything.

        What it was goes into its history unless a `slip` of ours is put right; what is counted back from it follows. Raises
        clock.SkippedTime and RepeatedTime.
        """
        zone = ZoneInfo(timezone)
        due_at = clock.moment_in(zone, datetime.combine(on, hour)) if hour else None
        old, new = (self.on, self.due_at, self.timezone), (on, due_at, timezone)
        if old == new:
            return False
        if self.id is not None and not slip:
            self._remember(on, due_at)
        self.on, self.due_at, self.timezone = new
        self.sorted_at = due_at or _end_of(on, zone)
        if self.id is not None:
            zones = {"timezone": [old[2], new[2]]} if old[2] != new[2] else {}
            Activity.record("moved", self, old=[plain(old[1] or old[0])], new=[plain(new[1] or new[0])], **zones)
            self.take_along()
        return True

    def _remember(self: "Deadline", on: date, due_at: datetime | None) -> None:
        manner = self._manner(on, due_at)
        was = DeadlineMove(on=self.on, due_at=self.due_at, timezone=self.timezone, manner=manner, moved_at=clock.now())
        self.moves.append(was)
        if manner != "hour":
            self.extended_at = was.moved_at if self.extended else None

    def _manner(self, on: date, due_at: datetime | None) -> str:
        """How another day or hour differs from what it is."""
        if self.expected:
            return "expected"
        was, now = (self.due_at, due_at) if self.on == on else (self.on, on)
        if was is None or now is None or was == now:
            return "hour"
        return "later" if now > was else "earlier"

    @property
    def was(self) -> DeadlineMove | None:
        """What it was before it was moved last; None where it never was, or only our guess was another."""
        return next((move for move in reversed(self.moves) if move.manner in ("later", "earlier")), None)

    @property
    def extended(self: "Deadline") -> bool:
        """Whether something that closes does so later than it was announced before."""
        return self.kind in CLOSING and self.was is not None and self.was.manner == "later"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def local(self) -> datetime | None:
        """The instant on the clock of its own zone."""
        return self.due_at.astimezone(self.zone) if self.due_at else None


def _end_of(on: date, zone: ZoneInfo) -> datetime:
    """The last minute of a day, the second of two where clocks go back at midnight: Almaty's did on 1 March 2024."""
    return datetime.combine(on, time(23, 59), zone).replace(fold=1).astimezone(UTC)
