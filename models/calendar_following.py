"""Calendars follow what their entries are made of besides the event or deadline itself: the room, host, programme or call that is
called something else, the row of an agenda that is changed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, event, inspect, select, update
from sqlalchemy.orm import Session

from models.calendar_state import SHOWN as SHOWN_TO_MANY
from models.calendar_state import watch
from models.call import Call, call_programmes
from models.deadline import Deadline
from models.event import AgendaSession, Event
from models.event.event import event_organisers, event_programmes
from models.office import Office
from models.organisation import Organisation
from models.programme import Programme
from models.room import Room
from support import clock

SHOWN: dict[type[Any], tuple[str, ...]] = {
    Room: ("name", "building", "address"),
    Organisation: ("name",),
    Programme: ("name", "slug"),
    Call: ("title", "year", "programmes"),
    AgendaSession: ("starts_at", "ends_at", "title", "speaker", "place"),
}

watch(SHOWN_TO_MANY, Event, AgendaSession, Deadline, Call, Programme, Organisation, Room, Office)
watch(SHOWN_TO_MANY, event_programmes, event_organisers, call_programmes)


@event.listens_for(Session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    for thing in session.dirty:
        shown = ("agenda",) if isinstance(thing, Event) else SHOWN.get(type(thing), ())
        if any(inspect(thing).attrs[name].history.has_changes() for name in shown):
            for noun, concerned in _entries_made_of(thing):
                revised = {"calendar_revised_at": clock.now(), "calendar_revision": noun.calendar_revision + 1}
                session.execute(update(noun).where(concerned).values(revised).execution_options(synchronize_session=False))


def _entries_made_of(thing: Any) -> Iterator[tuple[type[Event] | type[Deadline], ColumnElement[bool]]]:
    if isinstance(thing, Room):
        yield Event, Event.room_id == thing.id
    elif isinstance(thing, Organisation):
        yield Event, Event.host_id == thing.id
    elif isinstance(thing, Event):
        yield Event, Event.id == thing.id
    elif isinstance(thing, AgendaSession):
        yield Event, Event.id == thing.event_id
    elif isinstance(thing, Call):
        yield Deadline, Deadline.call_id == thing.id
    elif isinstance(thing, Programme):
        about = select(event_programmes.c.event_id).where(event_programmes.c.programme_id == thing.id)
        yield Event, Event.id.in_(about)
        yield Deadline, Deadline.about(thing)
