"""Where an event is: a room or an address, a link, or both."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.room import Room
from support import clock
from support.languages import Translated, TranslatedText

MODES = ("on_site", "online", "hybrid")


class Placed:
    """A place; the link is for those who are registered, and never shown to anybody else."""

    mode: Mapped[str | None]  # None where an archive does not say
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    place: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    address: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    online_link: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def room(cls) -> Mapped[Room | None]:
        return relationship(Room, lazy="joined")

    @property
    def has_room(self) -> bool:
        """Whether people come somewhere, rather than only meet online."""
        return self.mode != "online"

    @property
    def is_online(self) -> bool:
        return self.mode in ("online", "hybrid")

    def venue(self, code: str | None = None) -> str:
        """Room and building, or the place's name; "" where it was not said or there is none."""
        return self.room.label(code) if self.room else self.place.shown(code).text

    def location(self, code: str | None = None) -> str:
        """The venue with its street and city, as one line for a calendar or a map."""
        street = self.address or (self.room.address.shown(code).text if self.room else "")
        return ", ".join(part for part in (self.venue(code), street, self.city) if part)

    def put(self, typed: str, code: str) -> None:
        """Take a place as somebody typed it: a room we know, or words in a language."""
        self.room = Room.labelled(typed)
        self.place = Translated() if self.room else (self.place or Translated()).rewritten({code: typed}, clock.now())
