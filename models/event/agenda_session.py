"""Rows of an event's agenda."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.calendared import new_uid
from models.room import Room
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment

SESSION_KINDS = (
    "welcome",
    "presentation",
    "experience",
    "qa",
    "break",
    "keynote",
    "panel",
    "round_table",
    "breakout",
    "workshop",
    "registration",
    "meal",
    "signing",
    "other",
)


class AgendaSession(Base):
    """A row: when, of what kind, what, who speaks, where. Rows of an archive may lack a time and keep their order."""

    __tablename__ = "agenda_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(default="presentation")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    speaker: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    place: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    room: Mapped[Room | None] = relationship(lazy="joined")

    def venue(self, code: str | None = None) -> str:
        """Its own room, else its own place in words; "" where it is with the rest of its event."""
        return self.room.label(code) if self.room else self.place.shown(code).text

    def shift(self, by: timedelta) -> None:
        """Move the row with its event."""
        self.starts_at = self.starts_at + by if self.starts_at else None
        self.ends_at = self.ends_at + by if self.ends_at else None
