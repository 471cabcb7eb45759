"""Guests of an event, in order of precedence."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.person import Person
from support.languages import Translated, TranslatedText
from support.orm import Base


class EventGuest(Base):
    """A guest: a name where it is known, a position and an organisation. `rank` 1 is greeted first.

    `person` is who that is among the people the office knows; then nobody can be expected in two places at once.
    """

    __tablename__ = "event_guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person | None] = relationship()
    position: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    organisation: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
