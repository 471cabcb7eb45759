"""When entries of calendars change: the one rule by which their stamps and SEQUENCEs follow all that they are made of.

At each flush it looks at what changed, whoever changed it. A thing that has entries (an event, a date of a call, a place at an
event) is counted itself; of any other, the things are counted whose entries show it.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, event, inspect, or_, select, update
from sqlalchemy.orm import Session

from models.calendar_state import SHOWN, watch
from models.calendared import STAYING, Revised
from models.call import Call, call_programmes
from models.deadline import Deadline
from models.event import AgendaSession, Event, Part
from models.event.event import PUT_ELSEWHERE, event_organisers, event_programmes
from models.office import Office
from models.organisation import Organisation
from models.programme import Programme
from models.registration import Registration
from models.room import Room

watch(SHOWN, Event, AgendaSession, Deadline, Call, Programme, Organisation, Room, Office)
watch(SHOWN, event_programmes, event_organisers, call_programmes)


class Fields(NamedTuple):
    """Of a kind of thing: what entries say of it, of which a change is another stamp and nothing more; and, under the name of the
    count that goes up with it, what tells their start, end, place and status (RFC 5546, 2.1.4)."""

    said: tuple[str, ...]
    sequence: tuple[str, ...] = ()
    sequence_within: tuple[str, ...] = ()


SHOWN_OF: dict[type[Any], Fields] = {
    Event: Fields(
        (
            "title", "slug", "summary", "description", "aim", "host", "programmes", "visibility", "takes_registrations",
            "cancellation_reason", "moved_at", "move_reason",
        ),
        (*PUT_ELSEWHERE, "starts_at", "ends_at", "timezone", "precision", "published_at", "cancelled_at"),
        ("agenda", "registration_closes_at"),
    ),
    AgendaSession: Fields(("title", "speaker"), sequence_within=("starts_at", "ends_at", "place", "room")),
    Part: Fields(("event", "session", "person", "role")),
    Registration: Fields((), ("confirmed_at", "cancelled_at", "attends_online")),
    Deadline: Fields(("label", "kind", "basis", "source", "call", "visibility"), ("on", "due_at", "timezone", "expected")),
    Call: Fields(("title", "identifier", "year", "programmes")),
    Programme: Fields(("name", "slug", "deleted_at")),
    Organisation: Fields(("name",)),
    Room: Fields(("name", "building", "address")),
}  # fmt: skip
COUNTS = ("sequence", "sequence_within")

Rows = tuple[tuple[Any, ...], type[Revised], ColumnElement[bool]]
"""Rows that are shown otherwise now: what tells them from others, their kind, and which they are."""


@event.listens_for(Session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    concerned: dict[tuple[Any, ...], tuple[type[Revised], ColumnElement[bool], set[str]]] = {}
    for thing in _changed(session):
        counts = set() if session.info.get(STAYING) else {count for count in COUNTS if _differs(thing, count)}
        if isinstance(thing, Event | Deadline | Registration):
            for name, value in thing.revision(*counts).items():
                setattr(thing, name, value)
        for key, noun, which in _made_of(thing):
            concerned.setdefault(key, (noun, which, set()))[2].update(counts)
    for noun, which, counts in concerned.values():
        revised = update(noun).where(which).values(noun.revision(*counts))
        session.execute(revised.execution_options(synchronize_session=False))


def _changed(session: Session) -> Iterator[Any]:
    """What calendars show otherwise now. A part that is given or taken changes what is said of the others of its person."""
    yield from (thing for thing in session.dirty if any(_differs(thing, name) for name in Fields._fields))
    yield from (thing for thing in chain(session.new, session.deleted) if isinstance(thing, Part))


def _differs(thing: Any, name: str) -> bool:
    fields = next((fields for kind, fields in SHOWN_OF.items() if isinstance(thing, kind)), None)
    return fields is not None and any(inspect(thing).attrs[one].history.has_changes() for one in getattr(fields, name))


def _made_of(thing: Any) -> Iterator[Rows]:
    """Whose entries show a thing that has none of its own, or what else its entry is made of."""
    if isinstance(thing, AgendaSession):
        yield (Event, thing.event_id), Event, Event.id == thing.event_id
    elif isinstance(thing, Part):
        yield from _parts_beside(thing)
    elif isinstance(thing, Room):
        in_rows = select(AgendaSession.event_id).where(AgendaSession.room_id == thing.id)
        yield (Event, thing), Event, or_(Event.room_id == thing.id, Event.id.in_(in_rows))
    elif isinstance(thing, Organisation):
        yield (Event, thing), Event, Event.host_id == thing.id
    elif isinstance(thing, Call):
        yield (Deadline, thing), Deadline, Deadline.call_id == thing.id
    elif isinstance(thing, Programme):
        about = select(event_programmes.c.event_id).where(event_programmes.c.programme_id == thing.id)
        yield (Event, thing), Event, Event.id.in_(about)
        yield (Deadline, thing), Deadline, Deadline.about(thing)


def _parts_beside(part: Part) -> Iterator[Rows]:
    """All that its person, or whose it was before, does at its event, itself with them."""
    event = part.event_id or (part.event and part.event.id)
    people = {part.person_id, part.person and part.person.id} - {None}
    if event and people:
        yield (Part, event, *people), Part, (Part.event_id == event) & Part.person_id.in_(people)
