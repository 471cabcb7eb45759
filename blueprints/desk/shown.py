"""What the desk's calendar shows: the events of a view, arranged as it wants them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from blueprints.desk.views import CalendarView
from blueprints.scoping import current_account
from models import AgendaSession, Event, Room
from models.conflicts import Conflicts
from models.day_notes import DayNotes
from models.week import Week
from models.week_rows import WeekRows
from support.db import db
from support.settings import current

MOST = 500
"""More events than these are a list's business."""
LANES_OF_A_DAY = 4


def calendar_of(view: CalendarView) -> dict[str, Any]:
    """What `desk/_calendar.html` needs; as many questions to the database however much there is."""
    events, notes, zone = _events(view), DayNotes.between(view.first, view.last), current().zone
    account = current_account()
    makes = bool(account and account.is_staff)
    conflicts = Conflicts.among([event.id for event in events]) if makes else {}
    context = {"view": view, "notes": notes, "conflicts": conflicts, "makes": makes, "zone": zone}
    if view.name == "month":
        month = view.month
        month.put(events, zone)
        return {**context, "month": month}
    if view.rows:
        rows = WeekRows(view.first, view.number, zone)
        filled = rows.by_room(events, Room.in_order()) if view.rows == "rooms" else rows.by_host(events)
        return {**context, "rows": filled, "columns": Week(view.first, view.number, zone).days}
    week = Week(view.first, view.number, zone, lanes=LANES_OF_A_DAY if view.name == "day" else 2)
    periods = [] if view.name == "list" else notes.periods
    return {**context, "week": week.put(events).put_over([*(notes.umbrellas if makes else []), *periods])}


def _events(view: CalendarView) -> Sequence[Event]:
    within = Event.matching(_wanted(view), start=view.first, end=view.last, zone=current().zone)
    return db.session.scalars(within.order_by(Event.starts_at, Event.id).limit(MOST)).all()


def _wanted(view: CalendarView) -> Select[Event]:
    seen = select(Event).where(Event.visible_to(current_account()))
    if view.rows == "rooms":
        in_rows = selectinload(Event.agenda).selectinload(AgendaSession.room)
        return seen.options(*(to.selectinload(Room.parts) for to in (selectinload(Event.room), in_rows)))
    return seen.options(selectinload(Event.parts)) if view.rows == "hosts" else seen
