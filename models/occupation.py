"""Who and what is taken when: one row for every stretch of time a room or a person is needed, whatever needs it.

Conflicts ask this table and nothing else, so that a new thing with a time takes part by saying its `stretches()`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, delete, insert, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from models.account import Account
from models.person import Person
from models.room import Room
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.event import Event

Resource = Room | Person | Account


class Stretch(NamedTuple):
    """A resource is taken in a role from one moment to another, by a thing that is stored or about to be; `building` is where."""

    resource: Resource
    role: str
    starts_at: datetime
    ends_at: datetime
    source: Any
    building: str = ""

    @property
    def key(self) -> str:
        return key_of(self.resource)

    @property
    def origin(self) -> tuple[str, int | None]:
        """What the source is known by, (table, id), whatever its kind; without an id as long as it is not stored."""
        named: tuple[str, int | None] | None = getattr(self.source, "origin", None)
        return named or (inspect(type(self.source)).base_mapper.class_.__tablename__, self.source.id)


def key_of(resource: Resource) -> str:
    """One key for one thing or person: a colleague is the same as an account and among the people the office knows."""
    return f"accounts:{resource.id}" if isinstance(resource, Account) else resource.booked_as


SLICE = timedelta(days=7)
"""What lasts longer is stored in pieces: nothing that began before can still last then, so nobody has to look."""


def _slices(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        yield start, min(start + SLICE, end)
        start += SLICE


class Occupation(Base):
    """A stretch as it is stored. `event_id` is the event it belongs to, `source_*` the very thing: itself or one of its rows."""

    __tablename__ = "occupations"
    __table_args__ = (Index(None, "resource", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str]
    role: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    building: Mapped[str] = mapped_column(default="")
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    source_kind: Mapped[str]
    source_id: Mapped[int]

    @classmethod
    def rewrite(cls, event_id: int, stretches: Iterable[Stretch]) -> None:
        """Let the stored stretches of an event be these. Nothing is written where they are the same."""
        wanted = {
            (one.key, one.role, starts_at, ends_at, one.building, *one.origin)
            for one in stretches
            for starts_at, ends_at in _slices(one.starts_at, one.ends_at)
        }
        columns = (cls.resource, cls.role, cls.starts_at, cls.ends_at, cls.building, cls.source_kind, cls.source_id)
        stored = {tuple(row) for row in session().execute(select(*columns).where(cls.event_id == event_id))}
        if wanted == stored:
            return
        session().execute(delete(cls).where(cls.event_id == event_id))
        if wanted:
            names = [column.key for column in columns]
            rows = [{"event_id": event_id, **dict(zip(names, row, strict=True))} for row in sorted(wanted)]
            session().execute(insert(cls), rows)

    @classmethod
    def overlapping(cls, start: datetime, end: datetime) -> ColumnElement[bool]:
        """Those that touch a span of time; the index serves both its ends."""
        return (cls.starts_at < end) & (cls.starts_at > start - SLICE) & (cls.ends_at > start)

    @classmethod
    def between(cls, resources: Iterable[Resource], start: datetime, end: datetime) -> "Select[Occupation, Event]":
        """What takes any of these within a stretch of time, (occupation, event) each, in order."""
        from models.event import Event

        within = (cls.starts_at < end) & (cls.ends_at > start) & cls.resource.in_([key_of(one) for one in resources])
        return select(cls, Event).join(Event, Event.id == cls.event_id).where(within).order_by(cls.starts_at, cls.id)

    @classmethod
    def lock(cls, resources: Iterable[Resource]) -> None:
        """Hold rooms and people until the transaction ends, so that of two who want them one sees the other.

        Always in the same order, or two who want the same two would wait for each other for ever. SQLite has one writer anyway.
        """
        if session().get_bind().dialect.name == "sqlite":
            return
        kinds: dict[str, tuple[type[Any], set[int]]] = {}
        for resource in resources:
            one: type[Any] = Account if key_of(resource).startswith("accounts:") else type(resource)
            kinds.setdefault(one.__tablename__, (one, set()))[1].add(int(key_of(resource).partition(":")[2]))
        for _name, (kind, ids) in sorted(kinds.items()):
            held = select(kind.id).where(kind.id.in_(ids)).order_by(kind.id).with_for_update(key_share=True)
            session().execute(held).all()
