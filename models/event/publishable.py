"""From draft to published, and who may see it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ColumnElement, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from models.account import Account
from models.activity import Activity
from support import clock
from support.orm import Base, Moment

if TYPE_CHECKING:
    from models.event.event import Event

VISIBILITIES = ("public", "university", "restricted")

event_team = Table(
    "event_team",
    Base.metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
)


class NotReady(ValueError):
    """An event lacks what a reader needs; `missing` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class Publishable:
    """Publication is a moment. A missing translation never blocks it."""

    visibility: Mapped[str] = mapped_column(default="public")
    published_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    held_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def published(self) -> bool:
        return self.published_at is not None

    @property
    def is_public(self) -> bool:
        """Whether strangers may see it; `visible_to(None)` asks the same of the database."""
        return self.published and self.visibility == "public"

    @property
    def missing_for_publication(self: "Event") -> list[str]:
        """The fields without which nobody could come."""
        placed = bool(self.venue()) if self.has_room else bool(self.online_link)
        needed = {"title": bool(self.title), "starts_at": bool(self.starts_at), "ends_at": bool(self.ends_at), "place": placed}
        return [field for field, there in needed.items() if not there]

    def publish(self: "Event") -> None:
        """Show the event to its readers and put it into the feeds. Raises NotReady when a reader could not come."""
        if self.published:
            return
        if missing := self.missing_for_publication:
            raise NotReady(missing)
        self.published_at = clock.now()
        self.tell_of_all_parts(Activity.record("published", self))

    @property
    def can_be_marked_held(self: "Event") -> bool:
        """Whether it has begun, and nobody has said yet that it was held."""
        begun = self.starts_at is not None and self.starts_at <= clock.now()
        return self.published and not self.cancelled and self.held_at is None and begun

    def mark_held(self: "Event") -> None:
        """Say that it took place. A second time changes nothing."""
        if self.can_be_marked_held:
            self.held_at = clock.now()
            Activity.record("held", self)

    @classmethod
    def visible_to(cls, reader: Account | None) -> ColumnElement[bool]:
        """What a reader may see."""
        from models.permissions import Permissions

        return Permissions(reader).events

    @classmethod
    def managed_by(cls, reader: Account | None) -> ColumnElement[bool]:
        """What an account may change."""
        from models.permissions import Permissions

        return Permissions(reader).managed_events
