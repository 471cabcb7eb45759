"""When registration for public events ends: deadlines of our own, among those of calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.event import Event
from support import clock
from support.orm import session
from support.settings import current

KIND = "registration"
MOST = 200


@dataclass(frozen=True)
class RegistrationClosing:
    """The end of registration for an event that anybody may see, told like a `Deadline`."""

    event: Event
    sorted_at: datetime
    kind = KIND

    @property
    def due_at(self) -> datetime:
        return self.sorted_at

    @property
    def zone(self) -> ZoneInfo:
        return self.event.zone

    @property
    def local(self) -> datetime:
        """The moment on the clock of the event."""
        return self.sorted_at.astimezone(self.zone)

    @property
    def on(self) -> date:
        return self.local.date()

    @property
    def days_left(self) -> int:
        """Whole days until it, on the calendar of its own zone."""
        return (self.on - clock.today(self.zone)) // timedelta(days=1)

    @classmethod
    def coming(cls, **wanted: Any) -> "Sequence[RegistrationClosing]":
        """Those still to come, the next first; `wanted` is what `Event.matching` takes beside the zone."""
        return cls._found(Event.registration_closes_at > clock.now(), **wanted)

    @classmethod
    def between(cls, first: date, last: date, **wanted: Any) -> "Sequence[RegistrationClosing]":
        """Those of a span of days on the house's clock, both included."""
        start, end = (datetime.combine(day, time(), current().zone) for day in (first, last + timedelta(days=1)))
        within = (Event.registration_closes_at >= start) & (Event.registration_closes_at < end)
        return cls._found(within, **wanted)

    @classmethod
    def _found(cls, when: Any, **wanted: Any) -> "Sequence[RegistrationClosing]":
        live = Event.cancelled_at.is_(None) & Event.takes_registrations
        readable = Event.matching(Event.lists().where(Event.visible_to(None), live, when), zone=current().zone, **wanted)
        ordered = readable.order_by(None).order_by(Event.registration_closes_at, Event.id).limit(MOST)
        events = session().scalars(ordered).unique()
        return [cls(event, event.registration_closes_at) for event in events if event.registration_closes_at]
