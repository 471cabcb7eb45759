"""How far a call is: its dates tell, nothing is stored."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

from models.deadline import ENDING, Deadline
from support import clock
from support.settings import current

if TYPE_CHECKING:
    from models.call import Call

CALL_STATES = ("planned", "open", "closing", "closed")
SOON = timedelta(days=30)
NEVER = datetime.max.replace(tzinfo=UTC)


class Phased:
    """A call is "planned" until it opens, then "open", "closing" within thirty days of its next end, and "closed" after the last.

    While no opening is known, a call whose end is announced counts as open, one whose end is only expected as planned. One
    without an end is closed when its year is over.
    """

    @property
    def ends(self: "Call") -> list[Deadline]:
        """The dates with which applications end, the first first; those for the university alone say nothing of the call.

        An internal one that staff typed ends a call that has no date of its own: a partner's, say, that nominates to it.
        """
        standing = [date for date in self.deadlines if not date.superseded]
        ending = [date for date in standing if date.kind in ENDING]
        own = [date for date in standing if date.kind == "internal" and not date.is_counted]
        return sorted((date for date in ending or own if date.visibility == "public"), key=lambda date: date.sorted_at)

    @property
    def next_end(self: "Call") -> Deadline | None:
        """Until when one can apply now; None once all is over."""
        return next((date for date in self.ends if not date.past), None)

    @property
    def openings(self: "Call") -> list[Deadline]:
        """The dates with which applications begin, the first first."""
        openings = (date for date in self.deadlines if date.kind == "opens" and not date.superseded)
        return sorted((date for date in openings if date.visibility == "public"), key=lambda date: date.sorted_at)

    @property
    def opening(self: "Call") -> Deadline | None:
        """When it opens, the first time."""
        return next(iter(self.openings), None)

    @property
    def next_date(self: "Call") -> Deadline | None:
        """What comes next for whoever applies: the opening of one that is planned, else its next end; None where nobody knows."""
        waiting = (date for date in self.openings if not date.begun) if self.state == "planned" else ()
        return next(iter(waiting), None) or self.next_end

    @property
    def nearness(self: "Call") -> tuple[bool, datetime]:
        """What sorts calls: those that one can apply to now before those that are planned, the next to end or to open first."""
        return self.state == "planned", self.next_date.sorted_at if self.next_date else NEVER

    @property
    def state(self: "Call") -> str:
        """One of CALL_STATES."""
        following = self.next_end
        if not following and (self.ends or self.year < _this_year()):
            return "closed"
        if not self._opened:
            return "planned"
        return "closing" if following and following.sorted_at <= clock.now() + SOON else "open"

    @property
    def _opened(self: "Call") -> bool:
        if any(date.begun and not date.expected for date in self.openings):
            return True
        announced = any(not date.past and not date.expected for date in self.ends)
        return announced and all(date.begun for date in self.openings)

    @classmethod
    def in_state(cls, state: str) -> ColumnElement[bool]:
        """Calls of a state, as `state` tells it."""
        ahead = Deadline.sorted_at >= clock.now()
        coming, ended = _has(Deadline.ending(), ahead), and_(_has(Deadline.ending()), not_(_has(Deadline.ending(), ahead)))
        closed = or_(ended, and_(not_(coming), _calls().year < _this_year()))
        announced = _has(Deadline.ending(), ahead, ~Deadline.expected)
        waiting = _has(Deadline.beginning(), not_(Deadline.has_begun()))
        opened = or_(_has(Deadline.beginning(), Deadline.has_begun(), ~Deadline.expected), and_(announced, not_(waiting)))
        soon = _has(Deadline.ending(), ahead, Deadline.sorted_at <= clock.now() + SOON)
        return {
            "closed": closed,
            "planned": and_(not_(closed), not_(opened)),
            "open": and_(not_(closed), opened, not_(soon)),
            "closing": and_(not_(closed), opened, soon),
        }[state]

    @classmethod
    def closes_at(cls) -> ColumnElement[datetime | None]:
        """The next end, else the last there was: what a list is sorted by."""
        of_call = (Deadline.call_id == _calls().id, Deadline.ending())
        coming = select(func.min(Deadline.sorted_at)).where(*of_call, Deadline.sorted_at >= clock.now())
        last = select(func.max(Deadline.sorted_at)).where(*of_call)
        found: ColumnElement[Any] = func.coalesce(coming.scalar_subquery(), last.scalar_subquery())
        return found


def _calls() -> "type[Call]":
    from models.call import Call

    return Call


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Deadline.call_id == _calls().id, *conditions)


def _this_year() -> int:
    return clock.today(current().zone).year
