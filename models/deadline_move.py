"""Earlier values of a date: a deadline that is extended keeps what it was, and when that changed."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support import clock
from support.orm import Base, Moment

if TYPE_CHECKING:
    from models.deadline import Deadline

MANNERS = ("later", "earlier", "hour", "expected")


class DeadlineMove(Base):
    """What a date was until `moved_at`, and in which manner it changed.

    `manner` is "later" (an extension, where the date closes something), "earlier", "hour" (the day stayed) or "expected" (it had
    been a guess of ours: whatever was announced instead is no extension).
    """

    __tablename__ = "deadline_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadlines.id", ondelete="CASCADE"), index=True)
    deadline: Mapped["Deadline"] = relationship(back_populates="moves")
    on: Mapped[date] = mapped_column("due_on")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    timezone: Mapped[str]
    manner: Mapped[str]
    moved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)

    @property
    def local(self) -> datetime | None:
        """The instant it was, on the clock of its zone."""
        return self.due_at.astimezone(ZoneInfo(self.timezone)) if self.due_at else None
