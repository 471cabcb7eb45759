"""The table of occupations follows what takes up time: an event that moves, a row of its agenda, who has a part in it, a room
that is joined to another."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, inspect, select, union
from sqlalchemy.orm import Session

from models.event import AgendaSession, Event, EventGuest, Part
from models.occupation import Occupation
from models.person import Person
from models.room import Room

TAKES_TIME: dict[type[Any], tuple[str, ...]] = {
    Event: (
        "starts_at", "ends_at", "precision", "room", "room_id", "mode", "setup_minutes", "clearing_minutes", "cancelled_at",
        "deleted_at", "team", "guests", "parts", "agenda",
    ),
    AgendaSession: ("starts_at", "ends_at", "room", "room_id"),
    EventGuest: ("person", "person_id"),
    Part: ("person", "person_id", "role", "session", "session_id"),
    Person: ("account", "account_id"),
    Room: ("parts", "building", "setup_minutes", "clearing_minutes"),
}  # fmt: skip
CONCERNED = "events whose occupations are to be rewritten"


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: Any, _instances: Any) -> None:
    concerned = session.info.setdefault(CONCERNED, set())
    for thing in session.new:
        if isinstance(thing, Event | AgendaSession | EventGuest | Part):
            concerned.update(_events_of(session, thing))
    for thing in session.deleted:
        if isinstance(thing, AgendaSession | EventGuest | Part):
            concerned.update(_events_of(session, thing))
    for thing in session.dirty:
        names = next((names for kind, names in TAKES_TIME.items() if isinstance(thing, kind)), ())
        if any(inspect(thing).attrs[name].history.has_changes() for name in names):
            concerned.update(_events_of(session, thing))


@event.listens_for(Session, "after_flush_postexec")
def _follow(session: Session, _context: Any) -> None:
    concerned: set[Event] = session.info.pop(CONCERNED, set())
    with session.no_autoflush:
        for one in sorted((one for one in concerned if inspect(one).persistent), key=lambda one: one.id):
            Occupation.rewrite(one.id, one.stretches())


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(CONCERNED, None)


def _events_of(session: Session, thing: Any) -> Iterator[Event]:
    if isinstance(thing, Event):
        yield thing
    elif isinstance(thing, Person | Room):
        with session.no_autoflush:
            yield from session.scalars(select(Event).where(Event.id.in_(_booking(thing)))).all()
    else:
        with session.no_autoflush:
            one = getattr(thing, "event", None) or (session.get(Event, thing.event_id) if thing.event_id else None)
        if one is not None:
            yield one


def _booking(thing: Person | Room) -> Any:
    """The ids of events that a person or a room is wanted for."""
    if isinstance(thing, Person):
        return union(
            select(Part.event_id).where(Part.person_id == thing.id),
            select(EventGuest.event_id).where(EventGuest.person_id == thing.id),
        )
    return union(
        select(Event.id).where(Event.room_id == thing.id),
        select(AgendaSession.event_id).where(AgendaSession.room_id == thing.id),
    )
