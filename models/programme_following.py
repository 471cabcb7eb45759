"""The search words of an opportunity follow what it is called, its family, and what its newest year says of the grant."""

from typing import Any

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.edition import Edition
from models.programme import Programme
from models.trashable import TRASH_TOO
from support.orm import Base

FOUND_BY: dict[type[Any], tuple[str, ...]] = {
    Programme: ("name", "short_name", "code", "aliases", "family"),
    Edition: ("grant", "year", "deleted_at"),
}
CHANGED = "opportunities and years of them that are found by something else"


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: Any, _instances: Any) -> None:
    changed = session.info.setdefault(CHANGED, set())
    changed.update(thing for thing in session.new if type(thing) in FOUND_BY)
    for thing in session.dirty:
        if any(inspect(thing).attrs[name].history.has_changes() for name in FOUND_BY.get(type(thing), ())):
            changed.add(thing)


@event.listens_for(Session, "after_flush_postexec")
def _follow(session: Session, _context: Any) -> None:
    if changed := session.info.pop(CHANGED, set()):
        numbers = {one.id if isinstance(one, Programme) else one.programme_id for one in changed}
        with session.no_autoflush:
            concerned = select(Programme).where(Programme.id.in_(numbers))
            programmes = session.scalars(concerned, execution_options=TRASH_TOO).all()
            newest = Edition.newest_of(programmes)
        table = Base.metadata.tables[Programme.__tablename__]
        for programme in programmes:
            words = programme.words(newest.get(programme.id))
            session.connection().execute(update(table).where(table.c.id == programme.id).values(search_text=words))
            set_committed_value(programme, "search_text", words)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(CHANGED, None)
