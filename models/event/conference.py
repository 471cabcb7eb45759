"""Conferences: plenaries, breakouts, round tables."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.event.event import Event
from support.languages import Translated, TranslatedText


class Conference(Event):
    """A conference and what it is about."""

    __tablename__ = "conferences"
    __mapper_args__ = {"polymorphic_identity": "conference"}
    collection = "conferences"

    id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
