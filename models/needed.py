"""Things that coming events cannot do without."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, or_, select

from models.trashable import Trashable
from support import clock
from support.orm import session

if TYPE_CHECKING:
    from models.account import Account
    from models.event import Event


class StillNeeded(ValueError):
    """A coming event needs it; what lies in the trash cannot be had."""


class Needed(Trashable):
    """Somebody or something that events name."""

    def in_events(self) -> "ColumnElement[bool]":
        """What holds of the events that name it."""
        raise NotImplementedError

    def events_for(self, reader: "Account | None") -> "Select[Event]":
        """The events that name it, as far as a reader may see them, the latest first."""
        from models.event import Event

        seen = Event.lists().where(self.in_events(), Event.visible_to(reader))
        return seen.order_by(Event.starts_at.desc().nulls_last(), Event.id.desc())

    def coming_events(self) -> "Select[Any]":
        """The numbers of the events that are still to come and name it, whoever may see them."""
        from models.event import Event

        to_come = or_(Event.ends_at > clock.now(), Event.ends_at.is_(None) & Event.published_at.is_(None))
        return select(Event.id).where(self.in_events(), to_come, Event.kept(), Event.cancelled_at.is_(None))

    def needed_by(self, reader: "Account | None") -> "Sequence[Event]":
        """The first few events that are still to come and name it, of those that a reader may see."""
        from models.event import Event

        return session().scalars(self.events_for(reader).where(Event.id.in_(self.coming_events())).limit(5)).all()

    def discard(self) -> None:
        """Put it into the trash. Raises StillNeeded where a coming event names it."""
        if not self.deleted and session().scalar(self.coming_events().limit(1)):
            raise StillNeeded
        super().discard()
