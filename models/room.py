"""Rooms of the host university."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from support.languages import Translated, TranslatedText, folded, language
from support.orm import Base, session


class Room(Named, Base):
    """A room, hall or auditorium, with its building and how many it seats."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    building: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    address: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    seats: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    def label(self, code: str | None = None) -> str:
        """The room with its building, as a sign would say it."""
        parts = (self.name.shown(code).text, self.building.shown(code).text)
        return ", ".join(part for part in parts if part)

    @classmethod
    def labelled(cls, text: str) -> "Room | None":
        """The room somebody means by its label or its name alone, in whatever language or script."""
        wanted = folded(text)
        first = folded(text.split(",")[0])
        if not first:
            return None
        for room in session().scalars(select(cls).where(cls.search_text.contains(first, autoescape=True))):
            labels = {folded(room.label(code)) for code in (*room.name.texts, language())}
            if wanted in labels | {folded(name) for name in room.name.texts.values()}:
                return room
        return None

    @classmethod
    def in_order(cls) -> list["Room"]:
        return list(session().scalars(select(cls).order_by(cls.by_name())))
