"""The editable list of formats: official meeting, open day, symposium, exhibition, seminar, lecture …"""

import secrets

from sqlalchemy import exists, select
from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from models.revisable import Revisable
from models.trashable import Trashable
from support.orm import Base, session


class InUse(Exception):
    """Events have this format."""


class EventFormat(Named, Trashable, Revisable, Base):
    """What an event calls itself, beside its kind."""

    __tablename__ = "event_formats"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(4))
    is_demo: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def in_order(cls, used: "EventFormat | None" = None) -> list["EventFormat"]:
        """All that events can have, by the alphabet of the language being spoken; the one in use too, though it may have been
        deleted since."""
        offered = cls.kept() | (cls.id == (used.id if used else 0))
        return list(session().scalars(select(cls).where(offered).order_by(cls.by_name())))

    @property
    def is_used(self) -> bool:
        from models.event.event import Event

        return bool(session().scalar(select(exists().where(Event.format_id == self.id))))

    def discard(self) -> None:
        """Take it off the list. Raises InUse while an event has it; one in the trash keeps it."""
        if self.is_used:
            raise InUse(self)
        super().discard()
