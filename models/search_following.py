"""The search words of events follow the names of their rooms, of their hosts and of the opportunities they are about."""

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, event, inspect, or_, select, update
from sqlalchemy.orm import Session

from models.event import Event
from models.event.event import event_programmes
from models.event.event_words import EventWords
from models.event.findable import words_of
from models.organisation import Organisation
from models.programme import Programme
from models.room import Room
from models.trashable import TRASH_TOO
from support.languages import folded
from support.orm import Base

CALLED_BY: dict[type[Any], tuple[str, ...]] = {
    Room: ("name", "building"),
    Organisation: ("name", "short_name", "variants"),
    Programme: ("name", "short_name", "aliases", "deleted_at"),
}
RENAMED = "what events are found by and what is called something else"
AT_ONCE = 500


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: Any, _instances: Any) -> None:
    renamed = session.info.setdefault(RENAMED, set())
    for thing in session.dirty:
        if any(inspect(thing).attrs[name].history.has_changes() for name in CALLED_BY.get(type(thing), ())):
            renamed.add(thing)


@event.listens_for(Session, "after_flush_postexec")
def _follow(session: Session, _context: Any) -> None:
    if renamed := session.info.pop(RENAMED, set()):
        rooms, hosts, programmes = ([one.id for one in renamed if isinstance(one, kind)] for kind in CALLED_BY)
        about = Event.id.in_(select(event_programmes.c.event_id).where(event_programmes.c.programme_id.in_(programmes)))
        with session.no_autoflush:
            concerned = select(Event.id).where(or_(Event.room_id.in_(rooms), Event.host_id.in_(hosts), about))
            numbers = session.scalars(concerned.order_by(Event.id), execution_options=TRASH_TOO).all()
            for at in range(0, len(numbers), AT_ONCE):
                _reindex(session, numbers[at : at + AT_ONCE])


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(RENAMED, None)


def _reindex(session: Session, numbers: Any) -> None:
    """Write the words of some hundred events with four statements: an office has thousands of events in its own rooms."""
    told = select(Event.id, Event.title, Event.summary, Event.place, Event.city, Room, Organisation)
    joined = told.outerjoin(Room, Event.room_id == Room.id).outerjoin(Organisation, Event.host_id == Organisation.id)
    found = session.execute(joined.where(Event.id.in_(numbers)), execution_options=TRASH_TOO)
    of, rows = event_programmes.c.event_id, []
    programmes = defaultdict(list)
    for number, programme in session.execute(select(of, Programme).join(Programme).where(of.in_(numbers)).order_by(Programme.id)):
        programmes[number].append(programme)
    for number, title, summary, place, city, room, host in found:
        words = words_of(title, place, city, room, host, programmes[number])
        rows.append(
            {"number": number, "own": folded(" ".join(words)), "all": folded(" ".join([*words, *summary.texts.values()]))}
        )
    events, own = Base.metadata.tables[Event.__tablename__], Base.metadata.tables[EventWords.__tablename__]
    connection = session.connection()
    connection.execute(update(events).where(events.c.id == bindparam("number")).values(search_text=bindparam("all")), rows)
    connection.execute(update(own).where(own.c.event_id == bindparam("number")).values(text=bindparam("own")), rows)
    for one in session.identity_map.values():
        state: Any = inspect(one)  # asked for its number, one that is expired would be read again
        if isinstance(one, Event | EventWords) and state.identity and state.identity[0] in numbers:
            session.expire(one, ["search_text" if isinstance(one, Event) else "text"])
