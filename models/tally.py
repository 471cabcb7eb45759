"""How many hold a seat and how many wait, for many events with one question."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import case, func, select

from models.registration import Registration
from support.orm import session


class Tally(NamedTuple):
    """Counts of one event."""

    taken: int = 0
    queued: int = 0
    came: int = 0

    def left(self, capacity: int | None) -> int | None:
        """Seats left, None where there is no limit."""
        return None if capacity is None else max(0, capacity - self.taken)

    @classmethod
    def of(cls, identifiers: Iterable[int]) -> Mapping[int, "Tally"]:
        """The counts of some events by their ids; an event without registrations has an empty one."""
        wanted = list(identifiers)
        seated = Registration.confirmed_at.is_not(None)
        counts = (
            select(
                Registration.event_id,
                func.count(case((seated, 1))),
                func.count(case((~seated, 1))),
                func.count(Registration.attended_at),
            )
            .where(Registration.event_id.in_(wanted), Registration.cancelled_at.is_(None))
            .group_by(Registration.event_id)
        )
        found = {event: cls(*numbers) for event, *numbers in session().execute(counts)}
        return {event: found.get(event, cls()) for event in wanted}
