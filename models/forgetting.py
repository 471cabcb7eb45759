"""Retention in the record: what people told us leaves it when it leaves the place it was kept in."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from models.activity import BEGINNINGS, FORGOTTEN, Activity, event_tables
from support import clock
from support.orm import Base, session

AT_A_TIME = 500
ABOUT_PEOPLE = ("registrations", "people", "accounts", "event_guests", "office_members")
IN_EVENTS = frozenset({"agenda", "guests", "contact_name", "contact_email", "contact_phone", "team"})
"""Fields of events that hold names and addresses."""


def forget(activity: Activity, fields: Collection[str] | None = None) -> None:
    """Take the values of some fields, or of all, out of what the record says happened; that it happened stays."""
    named = activity.changes.keys() if fields is None else activity.changes.keys() & set(fields)
    activity.changes = {**activity.changes, **dict.fromkeys(named, FORGOTTEN)}
    if fields is None:
        activity.subject_name, activity.search_text = {}, ""
    activity.forgotten_at = clock.now()


def forget_the_gone() -> int:
    """Forget what was told of people and of events that are gone for good, some five hundred at a time; how many it was."""
    gone = or_(*(_gone(kind, [kind]) for kind in ABOUT_PEOPLE), _gone("events", sorted(event_tables())))
    found = session().scalars(select(Activity).where(Activity.forgotten_at.is_(None), gone).limit(AT_A_TIME)).all()
    for activity in found:
        forget(activity, IN_EVENTS if activity.subject_kind in event_tables() else None)
    session().flush()
    return len(found)


def _gone(table: str, kinds: list[str]) -> ColumnElement[bool]:
    """Whether a subject is no more: its row is not there, or its number was given to another since."""
    if (stored := Base.metadata.tables.get(table)) is None:
        return Activity.id < 0
    later: Any = aliased(Activity)
    again = exists().where(
        later.subject_kind == Activity.subject_kind,
        later.subject_id == Activity.subject_id,
        later.id > Activity.id,
        later.verb.in_(BEGINNINGS),
    )
    there = exists().where(stored.c.id == Activity.subject_id)
    return and_(Activity.subject_kind.in_(kinds), or_(~there, again))
