"""Rooms as staff see them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask import Response, render_template, request
from sqlalchemy import select

from blueprints.rooms import bp
from blueprints.rooms.listing import Rooms
from blueprints.scoping import current_account, entry_at, staff_only
from models import Event, Room
from models.duplicates import Duplicates
from models.month import YEARS
from models.occupation import Occupation
from support import clock
from support.db import db
from support.settings import current


class Booking(NamedTuple):
    """When a room is taken, and by what; None for an event that the reader may not see."""

    starts_at: datetime
    ends_at: datetime
    event: Event | None


@bp.get("/rooms")
@staff_only
def index() -> Response:
    """All of them, filtered and sorted as the address asks."""
    return Rooms().answer("rooms/index.html", fragment="rooms/_list.html")


@bp.get("/rooms/<int:number>")
@staff_only
def show(number: int) -> str:
    """One room with its bookings of a week: of ?week=, a day in it, else of this one."""
    room, monday = entry_at(Room, number), _monday(request.args.get("week", ""))
    return render_template(
        "rooms/show.html", room=room, monday=monday, bookings=_bookings(room, monday), week=timedelta(days=7),
        alike=Duplicates.like(room),
    )  # fmt: skip


def _monday(asked: str) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = clock.today(current().zone)
    day = day if day.year in YEARS else clock.today(current().zone)
    return day - timedelta(days=day.weekday())


def _bookings(room: Room, monday: date) -> Sequence[tuple[date, list[Booking]]]:
    """By day of the house's clock; a room that is joined is taken when a part of it is."""
    zone = current().zone
    start, end = (datetime.combine(day, time(), zone) for day in (monday, monday + timedelta(days=7)))
    taken = db.session.execute(Occupation.between(room.taken_with, start, end)).unique().all()
    numbers = {event.id for _one, event in taken}
    seen = set(db.session.scalars(select(Event.id).where(Event.id.in_(numbers), Event.visible_to(current_account()))))
    found: dict[Any, Booking] = {}
    for one, event in taken:
        hours = (one.starts_at.astimezone(zone), one.ends_at.astimezone(zone))
        found.setdefault((event.id, *hours), Booking(*hours, event if event.id in seen else None))
    in_order = sorted(found.values(), key=lambda booking: booking.starts_at)
    return [(day, list(some)) for day, some in groupby(in_order, key=lambda one: max(one.starts_at.date(), monday))]
