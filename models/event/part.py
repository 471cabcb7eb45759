"""Who does what at an event: hosts, speakers, interpreters, drivers, staff on duty."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.event.agenda_session import AgendaSession
from models.person import Person
from models.revisable import Revisable
from support import clock
from support.orm import Base, Moment

if TYPE_CHECKING:
    from models.event.event import Event

PART_ROLES = ("host", "moderator", "speaker", "interpreter", "driver", "staff")


class Part(Revisable, Base):
    """A person's part in an event, or in one row of its agenda: then the person is wanted for that row's hours only.

    `languages` are those an interpreter is asked to work between here. `seen_at` is when the person said to have seen the latest
    change, `told_at` when that was sent.
    """

    __tablename__ = "event_parts"
    same_when: ClassVar[tuple[str, ...]] = ("event_id", "session_id", "role")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event: Mapped["Event"] = relationship(back_populates="parts")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_sessions.id", ondelete="CASCADE"), index=True)
    session: Mapped[AgendaSession | None] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(lazy="joined")
    role: Mapped[str] = mapped_column(default="host")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
