"""Whether anything that calendars show has changed, told by one row a topic (docs/decisions/0011)."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from support import clock
from support.orm import Base, Moment, insert_or_update, session
from support.settings import Settings, current

SHOWN = "shown"
"""The topic of what many may see: events, dates of calls, and what their entries are made of."""
HELD = "held"
"""The topic of what is one person's: who has a seat, a part, a programme to follow. Public feeds do not ask for it."""
UNCHANGED: dict[str, Any] = {"calendars_unchanged": True}
"""The execution option of a statement on a watched table that changes nothing calendars show."""
CHANGED = "topics of calendars that change with this transaction"

_topics: dict[str, str] = {}
_kept: tuple[datetime, Settings, "dict[str, State]"] | None = None
"""The second in which the topics were asked for, of which application's database, and how they stood."""


class State(NamedTuple):
    """A topic as it is: the token is another after each change and never one that was before."""

    token: str
    changed_at: datetime | None


NEVER = State("", None)


class CalendarState(Base):
    """A topic's token, renewed at the end of every transaction that touches it, by the same transaction."""

    __tablename__ = "calendar_states"

    topic: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def of(cls, topics: Iterable[str]) -> tuple[State, ...]:
        """How the topics stand, at most a second ago and never before a change that this process has committed."""
        states = _remembered() or _asked()
        return tuple(states.get(topic, NEVER) for topic in topics)

    @classmethod
    def is_settled(cls) -> bool:
        """Whether the session holds no changes that are still to be committed: nothing is to be kept that shows those."""
        return not session().info.get(CHANGED)


def watch(topic: str, *things: type[Base] | Table) -> None:
    """Let every change of rows of these models or tables, made through a session, renew a topic's token."""
    for thing in things:
        for table in [thing] if isinstance(thing, Table) else inspect(thing).tables:
            _topics[table.name] = topic


def _remembered() -> "dict[str, State] | None":
    kept = _kept
    return kept[2] if kept and kept[0] == clock.now() and kept[1] is current() else None


def _asked() -> "dict[str, State]":
    global _kept
    second, settings = clock.now(), current()
    rows = session().execute(select(CalendarState.topic, CalendarState.token, CalendarState.changed_at))
    states = {topic: State(token, changed_at) for topic, token, changed_at in rows}
    _kept = second, settings, states
    return states


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    touched = [*session.new, *session.deleted, *(thing for thing in session.dirty if session.is_modified(thing))]
    _mark(session, (table.name for thing in touched for table in inspect(type(thing)).tables))


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_select or state.execution_options.get("calendars_unchanged"):
        return
    table = getattr(state.statement, "table", None)
    if table is not None:
        _mark(state.session, [table.name])


def _mark(session: Session, tables: Iterable[str]) -> None:
    if topics := {_topics[name] for name in tables if name in _topics}:
        session.info.setdefault(CHANGED, set()).update(topics)


@event.listens_for(Session, "before_commit")
def _renew(session: Session) -> None:
    """At the very end, for the rows are locked until the commit: nobody waits for anything else while holding them."""
    if session.in_nested_transaction():
        return
    session.flush()
    for topic in sorted(session.info.get(CHANGED, ())):
        insert_or_update(session, CalendarState, {"topic": topic}, token=secrets.token_hex(16), changed_at=clock.now())


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    global _kept
    if session.info.pop(CHANGED, None):
        _kept = None
