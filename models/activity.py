"""The record of who did what: written in the transaction of the change itself, never changed afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.actor import current_actor
from support.orm import Base, Moment, session


class Activity(Base):
    """One thing somebody did to another, with what changed from what to what."""

    __tablename__ = "activities"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @classmethod
    def record(cls, verb: str, subject: Any, **changes: Any) -> "Activity":
        """Note that the current actor did `verb` to a stored thing. Call it after the flush that gave the thing its id."""
        if subject.id is None:
            session().flush()
        actor = current_actor()
        activity = cls(
            actor_id=actor.id,
            actor_name=actor.name,
            verb=verb,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            changes=changes,
        )
        session().add(activity)
        return activity
