"""Who does what at an event: hosts, speakers, interpreters, drivers, staff on duty."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import JSON, ForeignKey, func, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from models.account import Account
from models.calendared import Revised
from models.event.agenda_session import AgendaSession
from models.person import Person
from models.revisable import Revisable
from support import clock
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.event.event import Event

PART_ROLES = ("host", "moderator", "speaker", "interpreter", "driver", "staff")
MOST = 30
"""How many parts of one person are shown at once."""


class Part(Revisable, Revised, Base):
    """A person's part in an event, or in one row of its agenda: then the person is wanted for that row's hours only.

    `languages` are those an interpreter is asked to work between here.
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
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    @property
    def starts_at(self) -> datetime | None:
        """When its person is wanted, on the event's own clock."""
        start = (self.session and self.session.starts_at) or self.event.starts_at
        return start.astimezone(self.event.zone) if start else None

    @property
    def venue(self) -> str:
        """Where: the row's room or place, else the event's."""
        return (self.session.venue() if self.session else "") or self.event.venue()

    @classmethod
    def coming_of(cls, account: Account) -> Sequence["Part"]:
        """What whoever has an account is to do at events that readers know, the next first; one question to the database."""
        from models.event.event import Event

        to_come = Event.kept() & Event.published_at.is_not(None) & Event.cancelled_at.is_(None) & (Event.ends_at > clock.now())
        joined = select(cls).join(cls.event).join(cls.person).outerjoin(cls.session)
        theirs = joined.where(Person.account_id == account.id, to_come)
        with_room = contains_eager(cls.session).joinedload(AgendaSession.room)
        at_once = contains_eager(cls.event), contains_eager(cls.person), with_room
        first = func.coalesce(AgendaSession.starts_at, Event.starts_at)
        return session().scalars(theirs.options(*at_once).order_by(first, cls.id).limit(MOST)).all()
