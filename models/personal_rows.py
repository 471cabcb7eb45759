"""The kinds of rows that personal feeds alone have: which revision of each, as models/feed_rows.py has it of everybody's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from models.event import AgendaSession, Event, Part
from models.event_entry import KNOWN_DATES
from models.feed_rows import CANCELLED_STAY, Portion, portion, this_morning
from models.registration import Registration
from models.room import Room, room_parts

Condition = ColumnElement[bool]


def registrations_portion(email: str) -> Portion:
    """What the owner of a mailbox is registered for; what they gave back is told of for some weeks.

    Of several registrations for one event the last one counts: nobody can register anew who holds a place. Whoever holds one
    knows the event, as by the mailed link.
    """

    def question(since: datetime) -> Select[Any]:
        later, gone = aliased(Registration), Registration.cancelled_at
        again = exists().where(
            later.event_id == Registration.event_id, later.email_key == Registration.email_key, later.id > Registration.id
        )
        revision = _revision(Registration.calendar_revision, Registration.calendar_revised_at)
        rows = portion("registration", Registration.id, Event.uid, revision, Event.starts_at)
        still = gone.is_(None) | (gone >= this_morning() - CANCELLED_STAY)
        mine = (Registration.event_id == Event.id, Registration.email_key == email, ~again, still)
        return rows.where(*mine, Event.published_at.is_not(None), _told(since))

    return question


def parts_portion(mine: Select[int], seen_by: Condition) -> Portion:
    """Events in which people have a part, or a row without an hour; one row for all parts of them in an event."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("part", func.min(Part.id), Event.uid, _parts_revision(), Event.starts_at)
        joined = rows.join(Event, Part.event_id == Event.id).outerjoin(AgendaSession, Part.session_id == AgendaSession.id)
        theirs = joined.where(Part.person_id.in_(mine), _whole(), seen_by, _told(since))
        return theirs.where(Event.published_at.is_not(None)).group_by(Event.id)

    return question


def part_rows_portion(mine: Select[int], seen_by: Condition) -> Portion:
    """Rows of agendas in which people have a part, with their own hours."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("part_row", func.min(Part.id), AgendaSession.uid, _parts_revision(), AgendaSession.starts_at)
        joined = rows.join(Event, Part.event_id == Event.id).join(AgendaSession, Part.session_id == AgendaSession.id)
        theirs = joined.where(Part.person_id.in_(mine), ~_whole(), seen_by, _told(since))
        return theirs.where(Event.published_at.is_not(None)).group_by(Event.id, AgendaSession.id)

    return question


def run_portion(which: Condition, seen_by: Condition) -> Portion:
    """Events by those who run them: with the link, and drafts as such."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("run", Event.id, Event.uid, _revision(_publicity()), Event.starts_at)
        return rows.where(which, seen_by, _told(since))

    return question


def drafts_portion(seen_by: Condition) -> Portion:
    """Events that are not published yet."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("draft", Event.id, Event.uid, Event.calendar_revision, Event.starts_at)
        return rows.where(seen_by, Event.published_at.is_(None), _told(since))

    return question


def booked_portion(rooms: Select[int], but: Condition) -> Portion:
    """Events in some rooms, whoever may see them: who may not is told only that the room is busy. `but` are told of elsewhere."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("booked", Event.id, Event.uid, _revision(_publicity()), Event.starts_at)
        return rows.where(Event.kept(), Event.room_id.in_(_with_joined(rooms)), ~but, _told(since))

    return question


def booked_rows_portion(rooms: Select[int], but: Condition) -> Portion:
    """Rows of agendas in some rooms, where the event itself is in another."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("booked_row", AgendaSession.id, AgendaSession.uid, _revision(_publicity()), AgendaSession.starts_at)
        joined = rows.join(Event, AgendaSession.event_id == Event.id)
        wanted = _with_joined(rooms)
        elsewhere = or_(Event.room_id.is_(None), Event.room_id.not_in(wanted))
        in_them = (AgendaSession.room_id.in_(wanted), AgendaSession.starts_at.is_not(None), elsewhere)
        return joined.where(Event.kept(), *in_them, ~but, _told(since))

    return question


def has_whole_part(mine: Select[int]) -> Condition:
    """Events that `parts_portion` tells of."""
    theirs = select(Part.event_id).outerjoin(AgendaSession, Part.session_id == AgendaSession.id)
    return Event.published_at.is_not(None) & Event.id.in_(theirs.where(Part.person_id.in_(mine), _whole()))


def _with_joined(rooms: Select[int]) -> Any:
    """Rooms, and those that are joined of them."""
    return rooms.union(select(room_parts.c.joined_id).where(room_parts.c.part_id.in_(rooms)))


def _whole() -> Condition:
    return or_(Part.session_id.is_(None), AgendaSession.starts_at.is_(None))


def _told(since: datetime) -> Condition:
    """Events with a known date that is not long past; called off, some weeks."""
    live = Event.cancelled_at.is_(None) | (Event.ends_at >= this_morning() - CANCELLED_STAY)
    return and_(Event.precision.in_(KNOWN_DATES), Event.starts_at.is_not(None), Event.ends_at >= since, live)


def _revision(*facts: Any) -> Any:
    """An event's revision, and what else an entry of it says."""
    told: ColumnElement[str] = cast(Event.calendar_revision, String)
    for fact in facts:
        told = told + literal("/") + cast(fact, String)
    return told


def _parts_revision() -> Any:
    """Of all parts of a group. Numbers of parts that are gone are given to others, which have another moment."""
    return _revision(func.max(Part.calendar_revision), func.max(Part.calendar_revised_at))


def _publicity() -> Any:
    return case((Event.published_at.is_(None), "draft"), else_=Event.visibility)


def rooms_with_key_of(mine: Select[int]) -> Select[int]:
    """Rooms whose key people hold."""
    return select(Room.id).where(Room.key_holder_id.in_(mine), Room.kept())
