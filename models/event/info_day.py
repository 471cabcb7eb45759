"""Information days: what a programme offers, told by those who run it and those who were there."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.event.event import Event
from support.languages import Translated, TranslatedText


class InfoDay(Event):
    """An information day: which edition or call it is about, and whom the national office sends."""

    __tablename__ = "info_days"
    __mapper_args__ = {"polymorphic_identity": "info_day"}
    collection = "info-days"

    id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    edition: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    national_office_guest: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
