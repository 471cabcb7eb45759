"""Earlier values of a date: a deadline that is extended keeps what it was, and when that changed."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support import clock, dates
from support.languages import N_, language, phrasebook
from support.orm import Base, Moment

if TYPE_CHECKING:
    from models.deadline import Deadline

EXTENDED = N_("Extended from %(old)s to %(new)s")
LATER = N_("Moved from %(old)s to %(new)s")
EARLIER = N_("Moved earlier, from %(old)s to %(new)s")


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

    def told(self, code: str | None = None) -> str:
        """In a sentence what the date was and is now: "Extended from 10 to 24 February 2026"."""
        now = self.deadline
        if self.on == now.on and self.local and now.local:
            old, new = dates.hour(self.local), f"{dates.hour(now.local)}, {dates.day(now.on, code)}"
        else:
            old, new = dates.change(self.on, now.on, code)
        sentence = EARLIER if self.manner == "earlier" else EXTENDED if now.extended else LATER
        return phrasebook(code or language()).gettext(sentence) % {"old": old, "new": new}
