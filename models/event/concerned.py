"""Whom a change of an event concerns: how many will be written to."""

from typing import TYPE_CHECKING, NamedTuple, Self

from sqlalchemy import case, func, select

from models.event.part import Part
from models.person import Person
from models.registration import Registration
from support.orm import session

if TYPE_CHECKING:
    from models.event import Event


class Concerned(NamedTuple):
    """Those with an address who hold a seat, who wait for one, and who have a part in the event."""

    seated: int
    queued: int
    people: int

    @property
    def everybody(self) -> int:
        return self.seated + self.queued + self.people

    @classmethod
    def by(cls, event: "Event") -> Self:
        """Whom a change of an event concerns; nobody before it is published."""
        if not event.published:
            return cls(0, 0, 0)
        confirmed = Registration.confirmed_at.is_not(None)
        holders = select(func.count(case((confirmed, 1))), func.count(case((~confirmed, 1)))).where(
            Registration.event_id == event.id, Registration.cancelled_at.is_(None), Registration.email.is_not(None)
        )
        parts = select(func.count(Part.person_id.distinct())).join(Person).where(Part.event_id == event.id, Person.address != "")
        seated, queued = session().execute(holders).one()
        return cls(seated, queued, session().scalar(parts) or 0)
