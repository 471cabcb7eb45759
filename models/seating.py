"""Seats: a capacity, those who hold one and the queue. Events use it; so can a breakout session or a consultation slot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Moment, session


class SeatHolder:
    """Somebody with a seat or a place in the queue. The queue's order is the order of `id`: both are given out under one lock."""

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    waiting_since: Mapped[datetime | None] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None and not self.cancelled

    @property
    def waiting(self) -> bool:
        return self.confirmed_at is None and not self.cancelled

    @property
    def state(self) -> str:
        return "cancelled" if self.cancelled else "confirmed" if self.confirmed else "waiting"


Holder = TypeVar("Holder", bound=SeatHolder)


class Seating(Generic[Holder]):
    """The seats of one thing. `capacity` None means that there is always another. Counts run in SQL: no list is loaded."""

    def __init__(self, capacity: int | None, holder: type[Holder], of: ColumnElement[bool]) -> None:
        self.capacity, self.holder, self.of = capacity, holder, of

    @property
    def taken(self) -> int:
        return self._count(*self._confirmed)

    @property
    def queued(self) -> int:
        return self._count(*self._waiting)

    @property
    def free(self) -> int | None:
        """Seats left, None where there is no limit; never below zero, though a capacity may have been lowered."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def full(self) -> bool:
        """Whether somebody new would have to wait: no seat is left, or others wait already."""
        return self.capacity is not None and (self.free == 0 or self.queued > 0)

    def place(self, holder: Holder) -> None:
        """Give a seat, or a place in the queue. The caller holds the lock."""
        if self.full:
            holder.waiting_since = clock.now()
        else:
            holder.confirmed_at = clock.now()

    def fill(self) -> Sequence[Holder]:
        """Give the seats that are free to the head of the queue; whom it gave one. The caller holds the lock."""
        session().flush()
        waiting = select(self.holder).where(self.of, *self._waiting).order_by(self.holder.id).limit(self.free)
        seated = session().scalars(waiting).all()
        for holder in seated:
            holder.confirmed_at = clock.now()
        return seated

    def place_in_queue(self, holder: Holder) -> int:
        """How many will be served before somebody who waits, counting from 1."""
        return self._count(*self._waiting, self.holder.id <= holder.id)

    @property
    def _confirmed(self) -> tuple[ColumnElement[bool], ...]:
        return self.holder.confirmed_at.is_not(None), self.holder.cancelled_at.is_(None)

    @property
    def _waiting(self) -> tuple[ColumnElement[bool], ...]:
        return self.holder.confirmed_at.is_(None), self.holder.cancelled_at.is_(None)

    def _count(self, *which: ColumnElement[bool]) -> int:
        count: Any = select(func.count()).select_from(self.holder).where(self.of, *which)
        return session().scalar(count) or 0
