"""The registrations of an event as its staff look through them: searched, filtered, in order, a part at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from models.registration import Registration
from support.languages import folded
from support.orm import session

if TYPE_CHECKING:
    from models.event.event import Event

STATES = ("confirmed", "waiting", "cancelled")
ORDERS = ("arrival", "name")
MOST_WORDS = 8
AT_A_TIME = 500


class Roll:
    """The registrations of one event."""

    def __init__(self, event: "Event") -> None:
        self.event = event
        self.here = Registration.event_id == event.id

    def one(self, number: int) -> Select[Registration]:
        """The registration of a number, where it is one of the event's."""
        return select(Registration).where(self.here, Registration.id == number)

    def search(
        self,
        words: str = "",
        *,
        state: str = "",
        audience: str = "",
        came: bool | None = None,
        online: bool | None = None,
        needs: bool = False,
        order: str = "arrival",
    ) -> Select[Registration]:
        """Those whom the words and all of the filters fit; what is left empty does not filter."""
        conditions = [_mentions(word) for word in words.split()[:MOST_WORDS]]
        if state:
            conditions.append(self._in_state(state))
        if audience:
            conditions.append(Registration.audience == audience)
        if came is not None:
            conditions.append(Registration.attended_at.is_not(None) if came else Registration.attended_at.is_(None))
        if online is not None:
            conditions.append(Registration.attends_online.is_(online))
        if needs:
            conditions.append(Registration.needs != "")
        keys: tuple[Any, ...] = (Registration.name_key, Registration.id) if order == "name" else (Registration.id,)
        return select(Registration).where(self.here, *conditions).order_by(*keys)

    def expected(self, words: str = "") -> Select[Registration]:
        """Those with a place or in the queue, by name, for the door."""
        return self.search(words, order="name").where(Registration.cancelled_at.is_(None))

    def signing(self) -> Iterator[Registration]:
        """Those who have a seat in the room, by name, for the attendance sheet."""
        return self.streamed(self.search(state="confirmed", order="name").where(Registration.attends_online.is_(False)))

    def streamed(self, query: Select[Registration]) -> Iterator[Registration]:
        """The registrations of a query, some hundreds at a time in memory."""
        yield from session().scalars(query.execution_options(yield_per=AT_A_TIME))

    def next_in_queue(self) -> Registration | None:
        """Who gets the next seat."""
        return session().scalar(self.search(state="waiting").limit(1))

    def places_in_queue(self) -> dict[int, int]:
        """Everybody's place in the queue, by the registration's id, in one question however many wait."""
        waiting = select(Registration.id).where(self.here, self._in_state("waiting")).order_by(Registration.id)
        return {number: place for place, number in enumerate(session().scalars(waiting), start=1)}

    @staticmethod
    def _in_state(state: str) -> ColumnElement[bool]:
        if state == "cancelled":
            return Registration.cancelled_at.is_not(None)
        seated = Registration.confirmed_at.is_not(None) if state == "confirmed" else Registration.confirmed_at.is_(None)
        return Registration.cancelled_at.is_(None) & seated


def _mentions(word: str) -> ColumnElement[bool]:
    """Whether a name or organisation has a word, in whatever script and case; or an address has it, letter for letter."""
    letters = Registration.search_text.contains(word.casefold(), autoescape=True)
    parts = [Registration.search_text.contains(part, autoescape=True) for part in folded(word).split()]
    return or_(letters, and_(*parts)) if parts else letters
