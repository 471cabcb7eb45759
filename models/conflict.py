"""A clash of two things, or of one with the calendar, and what staff said when they went on all the same."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.event import Event
    from models.occupation import Resource

HARD = frozenset({"room_taken", "person_busy"})
"""What cannot be: the same room or the same person twice. The rest is unwise only."""


@dataclass(frozen=True)
class Conflict:
    """Something that speaks against a time.

    `code` is "room_taken", "person_busy", "colleague_busy", "no_time_between", "room_too_small", "language_missing", "day_off" or
    "deadline". `source` is the event or the row of its agenda that clashes, `resource` what both want. `other` is the event it
    clashes with, None where there is none or the reader may not see it (`hidden`); `day` is a special day, `deadline` a date of a
    call, `facts` are figures and codes for the sentence. `starts_at` and `ends_at` are when both want it.
    """

    code: str
    key: str
    source: Any
    resource: "Resource | None" = None
    other: "Event | None" = None
    hidden: bool = False
    role: str = ""
    other_role: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    on: date | None = None
    about: Any = None
    facts: tuple[Any, ...] = ()
    accepted: "AcceptedConflict | None" = None

    @property
    def hard(self) -> bool:
        return self.code in HARD

    @property
    def row(self) -> Any:
        """The row of an agenda that clashes, None where it is the event itself."""
        return self.source if hasattr(self.source, "starts_at") and not hasattr(self.source, "agenda") else None

    @property
    def token(self) -> str:
        """What a form says it has shown; it tells nothing of what a reader may not see."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:24]


class AcceptedConflict(Base):
    """Staff knew of a conflict and went on; a hard one with a reason. It lasts until the event moves."""

    __tablename__ = "accepted_conflicts"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    accepted_by: Mapped[str] = mapped_column(default="")

    @classmethod
    def follow(cls, renamed: Mapping[str, str]) -> None:
        """What was said of a room or a person still holds when it goes by another key: it was merged, or given an account."""
        if not (renamed := {old: new for old, new in renamed.items() if old != new}):
            return
        concerned = or_(*(cls.key.contains(f"|{old}|", autoescape=True) for old in renamed))
        for one in session().scalars(select(cls).where(concerned).order_by(cls.id)).all():
            code, resource, *rest = one.key.split("|")
            key = "|".join((code, renamed.get(resource, resource), *rest))
            if session().scalar(select(cls.id).where(cls.event_id == one.event_id, cls.key == key)):
                session().delete(one)
            else:
                one.key = key
            session().flush()
