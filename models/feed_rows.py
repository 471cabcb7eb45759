"""Which revision of what stands in a feed: a few columns of each thing, before any of it is read whole."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, select, union_all

from models.deadline import Deadline
from models.event import Event
from models.event_entry import KNOWN_DATES
from models.trashable import LEFT_OUT
from support import clock
from support.orm import session
from support.settings import current

REACHES_BACK = timedelta(days=92)
FURTHEST_BACK = timedelta(days=3 * 366)
"""How far back an address may ask for (`?from=`): a feed stays under a megabyte."""
CANCELLED_STAY = timedelta(weeks=4)
"""How long after its date a cancelled event is still told of."""

Portion = Callable[[datetime], Select[Any]]
"""A kind of rows of a feed: given the moment since when, the question for them, made by `portion`."""


def portion(of: str, number: Any, uid: Any, revision: Any, moment: Any) -> Select[Any]:
    """The columns of a kind of rows, to be narrowed by `.where(…)`.

    `of` names the kind, as `rendered_entries.entries_of` knows it; `number` is what its rows are read by (an id); `uid` is the
    entry's; `revision` changes with whatever changes the entry's bytes (a number or a text); `moment` orders the feed.
    """
    columns = (number.label("id"), uid.label("uid"), cast(revision, String).label("calendar_revision"), moment.label("moment"))
    return select(literal(of).label("of"), *columns)


def rows_of(portions: Sequence[Select[Any]]) -> tuple[tuple[Any, ...], ...]:
    """(of, id, uid, calendar_revision) of everything in a feed, in its order: its whole content, in one query."""
    if not portions:
        return ()
    every = union_all(*portions).subquery().c
    ordered = select(*every[:-1]).options(LEFT_OUT).order_by(every.moment, every.of, every.id)
    return tuple(session().connection().execute(ordered).all())  # past the session, which would take as long as the database


def events_portion(which: ColumnElement[bool], seen_by: ColumnElement[bool]) -> Portion:
    """Events with a known date that is not long past, as far as they are published and the readers of `seen_by` see them."""

    def question(since: datetime) -> Select[Any]:
        told = (Event.precision.in_(KNOWN_DATES), Event.starts_at.is_not(None), Event.ends_at >= since, _live(Event.ends_at))
        rows = portion("event", Event.id, Event.uid, Event.calendar_revision, Event.starts_at)
        return rows.where(which, seen_by, Event.published_at.is_not(None), *told)

    return question


def closings_portion(which: ColumnElement[bool], seen_by: ColumnElement[bool]) -> Portion:
    """Moments until when one may register, with the identity of the event's own entry, which `closing_entry` makes another of."""

    def question(since: datetime) -> Select[Any]:
        closes = Event.registration_closes_at
        told = (Event.takes_registrations, closes.is_not(None), closes >= since, _live(closes))
        rows = portion("closing", Event.id, Event.uid, Event.calendar_revision, closes)
        return rows.where(which, seen_by, Event.published_at.is_not(None), *told)

    return question


def deadlines_portion(which: ColumnElement[bool]) -> Portion:
    """Dates of calls that nothing replaced."""

    def question(since: datetime) -> Select[Any]:
        rows = portion("deadline", Deadline.id, Deadline.uid, Deadline.calendar_revision, Deadline.sorted_at)
        return rows.where(which, ~Deadline.superseded, Deadline.sorted_at >= since)

    return question


def since_when(asked: date | None) -> datetime:
    """Since when a feed tells of things: since a day that is asked for, as far as it goes back, else the last three months."""
    midnight = this_morning()
    if asked is None:
        return midnight - REACHES_BACK
    return max(datetime.combine(asked, time(), current().zone), midnight - FURTHEST_BACK)


def this_morning() -> datetime:
    """When today began: the window moves once a day, and in between the same content gives the same bytes."""
    zone = current().zone
    return datetime.combine(clock.today(zone), time(), zone)


def _live(ends: Any) -> ColumnElement[bool]:
    still: ColumnElement[bool] = ends >= this_morning() - CANCELLED_STAY
    return Event.cancelled_at.is_(None) | still
