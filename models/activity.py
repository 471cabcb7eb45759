"""The record of who did what: written in the transaction of the change itself, never changed afterwards."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, Index, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.actor import current_actor
from support.languages import Translated, folded
from support.orm import Base, Moment, session
from support.settings import current

if TYPE_CHECKING:
    from models.account.account import Account

FORGOTTEN = {"forgotten": True}
"""What stands in `changes` for values that are not kept: that something changed is known, what it was is not."""

BEGINNINGS = ("created", "registered")
NOT_NAMED = frozenset({"registrations", "messages", "personal_feeds", "confirmed_addresses"})
"""Whose names are never copied into the record: retention would have to find them there."""

LONGEST_SEARCH_TEXT = 2000


class Activity(Base):
    """One thing somebody did to another, with what changed from what to what.

    `changes` has [was, is] by field, or facts of the verb. `event_id` is the event it is about, if any, so that one query decides
    who may know; `subject_name` is what the subject was called then, a text a language. Only retention takes values away again,
    and says when (`forgotten_at`): see `models/unchangeable.py`.
    """

    __tablename__ = "activities"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_name: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    event_id: Mapped[int | None] = mapped_column(index=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    search_text: Mapped[str] = mapped_column(default="")
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def record(cls, verb: str, subject: Any, **changes: Any) -> "Activity":
        """Note that the current actor did `verb` to a stored thing."""
        if subject.id is None:
            session().flush()
        actor, name = current_actor(), name_of(subject)
        activity = cls(
            actor_id=actor.id,
            actor_name=actor.name,
            verb=verb,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            subject_name=name,
            event_id=_event_of(subject),
            changes=changes,
            search_text=folded(" ".join(name.values()))[:LONGEST_SEARCH_TEXT],
        )
        session().add(activity)
        return activity

    @classmethod
    def visible_to(cls, reader: "Account | None") -> ColumnElement[bool]:
        """What an account may know."""
        from models.permissions import Permissions

        return Permissions(reader).activities

    @classmethod
    def of(cls, kind: str, number: int) -> ColumnElement[bool]:
        """The history of a thing by its table and number: an event's with all that hangs on it, and of what was merged into it.

        SQLite gives numbers of what is gone to others: it begins where the thing did.
        """
        events = event_tables()
        own: tuple[ColumnElement[bool], ...] = (cls.subject_kind == kind, cls.subject_id == number)
        if kind in events:
            own = (cls.subject_kind.in_(events), cls.subject_id == number)
        began = func.coalesce(select(func.max(cls.id)).where(*own, cls.verb.in_(BEGINNINGS)).scalar_subquery(), 0)
        if kind in events:
            return and_(cls.event_id == number, cls.id >= began)
        absorbed = [changes.get("other") for changes in session().scalars(select(cls.changes).where(*own, cls.verb == "merged"))]
        others = and_(cls.subject_kind == kind, cls.subject_id.in_([one for one in absorbed if isinstance(one, int)]))
        return or_(and_(*own, cls.id >= began), others)

    @classmethod
    def latest(cls, subject: Any) -> "Activity | None":
        """What was done to a thing last."""
        mine = (cls.subject_kind == subject.__tablename__, cls.subject_id == subject.id)
        return session().scalar(select(cls).where(*mine).order_by(cls.id.desc()).limit(1))

    @property
    def subject(self) -> str:
        """The subject as an address names it: "rooms:12"."""
        return f"{self.subject_kind}:{self.subject_id}"

    def last_name(self) -> Translated:
        """What the subject was called when this happened."""
        return Translated(self.subject_name or {})


def event_tables() -> set[str]:
    """The tables under whose names events stand in the record."""
    from models.event.event import Event

    return {mapper.class_.__tablename__ for mapper in Event.__mapper__.self_and_descendants}


def _event_of(subject: Any) -> int | None:
    if subject.__tablename__ in event_tables():
        return int(subject.id)
    number: int | None = getattr(subject, "event_id", None)
    return number


def name_of(subject: Any) -> dict[str, str]:
    """What a thing is called, a text a language; under "" where it has one name for all."""
    if subject.__tablename__ in NOT_NAMED:
        return {}
    name = getattr(subject, "title", None) or getattr(subject, "name", None) or ""
    if callable(name):
        return {code: name(code) for code in current().languages}
    return dict(name.texts) if isinstance(name, Translated) else {"": str(name)} if name else {}
