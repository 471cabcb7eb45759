"""Rooms of the host university."""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.mergeable import Mergeable, NotMergeable, told_apart_table
from models.named import Named
from models.needed import Needed
from models.person import Person
from models.revisable import Revisable
from support.languages import Translated, TranslatedText, folded, language
from support.orm import Base, session

room_parts = Table(
    "room_parts",
    Base.metadata,
    Column("joined_id", ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True),
    Column("part_id", ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Room(Named, Mergeable, Needed, Revisable, Base):
    """A room, hall or auditorium, with its building and how many it seats.

    Joined rooms ("D3+D4") have the rooms they are made of as `parts`: whoever books them takes those. A booking begins
    `setup_minutes` before and ends `clearing_minutes` after, unless the event says otherwise.
    """

    __tablename__ = "rooms"
    told_apart = told_apart_table("rooms")
    unlike_by = ("building",)
    chosen_fields = (
        "name", "building", "address", "seats", "equipment", "setup_minutes", "clearing_minutes", "key_holder", "technician",
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    building: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    address: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    seats: Mapped[int | None]
    equipment: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    setup_minutes: Mapped[int] = mapped_column(default=0)
    clearing_minutes: Mapped[int] = mapped_column(default=0)
    key_holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    key_holder: Mapped[Person | None] = relationship(foreign_keys=key_holder_id)
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    technician: Mapped[Person | None] = relationship(foreign_keys=technician_id)
    parts: Mapped[list["Room"]] = relationship(
        secondary=room_parts, primaryjoin=id == room_parts.c.joined_id, secondaryjoin=id == room_parts.c.part_id
    )
    is_demo: Mapped[bool] = mapped_column(default=False)

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (*(self.building or Translated()).texts.values(), *(self.variants or ()))

    @property
    def joined(self) -> list["Room"]:
        """The joined rooms that it is a part of."""
        whole = select(room_parts.c.joined_id).where(room_parts.c.part_id == self.id)
        return list(session().scalars(select(Room).where(Room.id.in_(whole), Room.kept()).order_by(Room.by_name(), Room.id)))

    def in_events(self) -> ColumnElement[bool]:
        """Those in it, in a row of their agenda too, or in a room that is joined of it."""
        from models.event import AgendaSession, Event

        whole = select(room_parts.c.joined_id).where(room_parts.c.part_id == self.id)
        in_rows = select(AgendaSession.event_id).where(or_(AgendaSession.room_id == self.id, AgendaSession.room_id.in_(whole)))
        return or_(Event.room_id == self.id, Event.room_id.in_(whole), Event.id.in_(in_rows))

    def absorb(self, other: "Room", theirs: Collection[str] = ()) -> int:
        """As of anything; a room that is joined of the other is not the same. Raises NotMergeable."""
        if self in other.parts or other in self.parts:
            raise NotMergeable
        return super().absorb(other, theirs)

    @property
    def taken_with(self) -> list["Room"]:
        """The rooms that nobody else can be in while this one is used: its parts, or itself."""
        return list(self.parts) or [self]

    @property
    def building_key(self) -> str:
        """What tells whether two rooms are in the same building; "" where nobody said in which."""
        return folded(self.building.shown(self.building.source).text)

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
        for room in session().scalars(select(cls).where(cls.kept(), cls.search_text.contains(first, autoescape=True))):
            labels = {folded(room.label(code)) for code in (*room.name.texts, language())}
            if wanted in labels | {folded(name) for name in (*room.name.texts.values(), *(room.variants or ()))}:
                return room
        return None

    @classmethod
    def in_order(cls, *used: "Room | None") -> list["Room"]:
        """All that can be booked, by the alphabet; those in use too, though they may have been deleted since."""
        offered = cls.kept() | cls.id.in_([one.id for one in used if one])
        return list(session().scalars(select(cls).where(offered).order_by(cls.by_name(), cls.id)))
