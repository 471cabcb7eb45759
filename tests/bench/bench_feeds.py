"""What a feed of 500 events costs, beside a bare view that renders the same events with icalendar at each request."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
from flask import Flask, Response
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import create_app
from models import Event, InfoDay
from models.kept import Kept
from support import clock
from support.db import db
from support.languages import translated
from support.settings import Settings

EVENTS = 500
TITLE = "Информационный день программы для преподавателей и сотрудников университета"
SUMMARY = "Что предлагает программа, кто может подать заявку и что рассказывают те, кто уже вернулся. " * 4
ADDRESS = "/calendars/all.ics"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        app = create_app(Settings("a-secret-key-for-the-bench", database_url=database, instance=Path(folder)))
        with app.app_context():
            db.create_all()
            make_events()
        app.add_url_rule("/bare.ics", view_func=bare)
        measure(app)
        with app.app_context():
            db.engine.dispose()


def measure(app: Flask) -> None:
    client = app.test_client()
    whole = client.get(ADDRESS)
    tag = {"If-None-Match": whole.headers["ETag"]}
    beside = median(lambda: client.get("/bare.ics"), 9)
    print(f"{EVENTS} events, {len(whole.data) / 1024:.0f} KB; a bare view with icalendar: {beside:.1f} ms")
    for name, milliseconds in (
        ("cold, nothing rendered yet", median(lambda: (forget(), client.get(ADDRESS)), 5)),
        ("one event changed", median(lambda: (change_one(app), client.get(ADDRESS)), 9)),
        ("nothing changed", median(lambda: client.get(ADDRESS), 25)),
        ("nothing changed, packed", median(lambda: client.get(ADDRESS, headers={"Accept-Encoding": "gzip"}), 25)),
        ("304", median(lambda: client.get(ADDRESS, headers=tag), 25)),
    ):
        print(f"  {name:28} {milliseconds:8.1f} ms   {milliseconds / beside:6.3f} of the bare view")


def median(step: Callable[[], object], times: int) -> float:
    """Milliseconds of the processor's time, which does not hang on what else the machine does."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        step()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def make_events() -> None:
    first = clock.now().replace(minute=0, second=0)
    for number in range(EVENTS):
        starts_at = first + timedelta(days=1, hours=number)
        event = InfoDay.draft(
            title=translated("ru", ru=f"{number}. {TITLE}"),
            summary=translated("ru", ru=SUMMARY),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place=translated("ru", ru="Синий зал, Главный корпус"),
        )
        event.publish()
    db.session.commit()


def bare() -> Response:
    """The least that one would write: read everything, render everything."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//bare//")
    for event in db.session.scalars(select(Event).where(Event.visible_to(None)).order_by(Event.starts_at)):
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", datetime.now(UTC))
        entry.add("dtstart", event.local_start)
        entry.add("dtend", event.local_end)
        entry.add("summary", event.title.shown("ru").text)
        entry.add("description", event.summary.shown("ru").text)
        entry.add("location", event.location("ru"))
        calendar.add_component(entry)
    return Response(calendar.to_ical(), content_type="text/calendar")


def forget() -> None:
    """As in a process that has just started."""
    from models import calendar_feed, rendered_entries

    calendar_feed._feeds, rendered_entries._kept = Kept(10), Kept(EVENTS)


def change_one(app: Flask) -> None:
    """Part of what is measured: a change of a title, committed."""
    with app.app_context():
        event = db.session.scalars(select(Event).limit(1)).one()
        event.revise({"title": translated("ru", ru=f"{TITLE} {event.calendar_revision}!")})
        db.session.commit()


if __name__ == "__main__":
    main()
