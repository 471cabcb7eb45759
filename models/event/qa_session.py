"""Q&A sessions: an hour to ask."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.event.event import Event


class QASession(Event):
    """A Q&A session; with `moderated` a question is shown once somebody has read it."""

    __tablename__ = "qa_sessions"
    __mapper_args__ = {"polymorphic_identity": "qa_session"}
    collection = "qa-sessions"

    id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    moderated: Mapped[bool] = mapped_column(default=True)
