"""What is new about the dates of calls: opened, announced, moved, or so many days left. Expected ones are guesses and no news."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import or_, select

from models.account import Account
from models.call import call_programmes
from models.deadline import Deadline
from models.deadline_move import DeadlineMove
from models.extendable import CLOSING
from models.follower import Follower
from support import clock
from support.orm import session
from support.settings import current

MORNING = time(9)
"""When news are told, on the office's clock: a day of news begins then."""

DAYS_BEFORE = (1, 7, 30)


class Item(NamedTuple):
    """One thing that is new. `topic` is which of NEWS it is; `manner` is "opened", "announced", "later", "earlier", "hour" or
    "left"; `was` is the date before it moved, `closes` what ends a call that opened."""

    topic: str
    manner: str
    deadline: Deadline
    was: DeadlineMove | None = None
    closes: Deadline | None = None

    @property
    def extended(self) -> bool:
        """Whether something that closes does so later than it was announced."""
        return self.manner == "later" and self.deadline.kind in CLOSING


class News:
    """What became new after a moment and until another, as it stands when it is read: what is past by then is none.

    The dates that a `reader` may see (None: anybody), all there are or those `about` some programmes, are asked for once, in a
    fixed number of questions; each follower is told what is theirs, from the moment on until which they know everything
    (`since`, not before that of all).
    """

    def __init__(
        self,
        since: datetime,
        until: datetime,
        read_at: datetime | None = None,
        *,
        about: Collection[int] | None = None,
        reader: Account | None = None,
    ) -> None:
        self.since, self.until, self.read_at, self.about, self.reader = since, until, read_at or until, about, reader

    @classmethod
    def for_one(cls, follower: Follower, since: datetime, until: datetime, read_at: datetime) -> list[Item]:
        """What one follower wants to hear."""
        numbers = follower.programme_numbers
        about = None if None in numbers else [one for one in numbers if one]
        return cls(since, until, read_at, about=about, reader=follower.account).of(follower)

    def of(self, follower: Follower, since: datetime | None = None) -> list[Item]:
        """What a follower wants to hear, each date once, the next first."""
        told: dict[int, Item] = {}
        for deadline in self._concerning(follower.programme_numbers):
            for item in self._items(deadline, since or self.since):
                if item.topic in follower.news:
                    told.setdefault(deadline.id, item)
        return list(told.values())

    def items(self) -> list[Item]:
        """All there is, by date; of one date what matters most first."""
        return [item for deadline in self.dates for item in self._items(deadline, self.since)]

    @cached_property
    def dates(self) -> Sequence[Deadline]:
        """Every date to be seen that is known and not past, and the openings since."""
        known = [~Deadline.superseded, ~Deadline.expected, Deadline.visible_to(self.reader)]
        if self.about is not None:
            calls = select(call_programmes.c.call_id).where(call_programmes.c.programme_id.in_(self.about))
            known.append(Deadline.call_id.in_(calls))
        opened = (Deadline.kind == "opens") & (Deadline.sorted_at > self.since)
        asked = Deadline.lists().where(*known, or_(Deadline.sorted_at > self.read_at, opened))
        return session().scalars(asked.order_by(Deadline.sorted_at, Deadline.id)).all()

    def _concerning(self, numbers: Collection[int | None]) -> Iterable[Deadline]:
        if None in numbers:
            return self.dates
        places = {place for number in numbers for place in self._places.get(number, ())}
        return (self.dates[place] for place in sorted(places))

    @cached_property
    def _places(self) -> Mapping[int | None, list[int]]:
        """Where the dates of each programme are among all."""
        found: dict[int | None, list[int]] = {}
        for place, deadline in enumerate(self.dates):
            for programme in deadline.call.programmes:
                found.setdefault(programme.id, []).append(place)
        return found

    def _items(self, deadline: Deadline, since: datetime) -> Iterator[Item]:
        if deadline.kind == "opens" and since < begins(deadline) <= self.until:
            yield from self._opened(deadline)
        if deadline.sorted_at <= self.read_at:
            return
        if deadline.announced_at and since < deadline.announced_at <= self.until:
            if deadline.kind in CLOSING:
                yield Item("opened", "announced", deadline)
        else:
            yield from self._moved(deadline, since)
        if deadline.kind in CLOSING:
            yield from self._left(deadline, since)

    def _opened(self, deadline: Deadline) -> Iterator[Item]:
        """A call that opened, unless all that ends it is past already."""
        ends = self._ends.get(deadline.call_id, [])
        closes = next((one for one in ends if one.sorted_at > self.read_at and not one.expected), None)
        if closes or all(one.sorted_at > self.read_at for one in ends):
            yield Item("opened", "opened", deadline, closes=closes)

    @cached_property
    def _ends(self) -> Mapping[int, list[Deadline]]:
        """What ends the calls of openings, by the call's number, the first first."""
        opened = {one.call_id for one in self.dates if one.kind == "opens"}
        ends = Deadline.lists().where(Deadline.call_id.in_(opened), Deadline.ending())
        found: dict[int, list[Deadline]] = {}
        for one in session().scalars(ends.order_by(Deadline.sorted_at, Deadline.id)):
            found.setdefault(one.call_id, []).append(one)
        return found

    def _moved(self, deadline: Deadline, since: datetime) -> Iterator[Item]:
        """Told once, from what it was before the first move to what it is now; who moved it back moved nothing."""
        moves = [move for move in deadline.moves if since < move.moved_at <= self.until and move.manner != "expected"]
        if not moves or (moves[0].on, moves[0].due_at) == (deadline.on, deadline.due_at):
            return
        was = moves[0]
        manner = "hour" if was.on == deadline.on else "later" if deadline.on > was.on else "earlier"
        yield Item("moved", manner, deadline, was=was)

    def _left(self, deadline: Deadline, since: datetime) -> Iterator[Item]:
        """So many days are left, or fewer, where the day for saying so was missed."""
        before, now = (deadline.on - day_of_news(moment) for moment in (since, self.until))
        for days in DAYS_BEFORE:
            if now <= timedelta(days=days) < before:
                yield Item(str(days), "left", deadline)


def begins(deadline: Deadline) -> datetime:
    """The first moment of a date: its instant, else the beginning of its day."""
    return deadline.due_at or datetime.combine(deadline.on, time(), deadline.zone).astimezone(UTC)


def day_of_news(moment: datetime) -> date:
    """The day whose news had been told at a moment: before nine it is still the day before."""
    return (moment.astimezone(current().zone).replace(tzinfo=None) - timedelta(hours=MORNING.hour)).date()


def this_morning() -> datetime:
    """When today's news are told."""
    return datetime.combine(clock.today(current().zone), MORNING, current().zone).astimezone(UTC)
