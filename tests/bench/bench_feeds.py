"""What feeds cost, beside the least that one would write: a bare Flask application on the same database, in the same process.

Times are the processor's own for a whole request through WSGI, the best of several rounds: what else the machine does, and the
server in front, is left out. The goals stand beside the figures; the script ends with 1 when one is missed.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, insert, select
from werkzeug.test import EnvironBuilder

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import create_app
from models import Account, Attendee, Event, InfoDay, PersonalFeed
from models.calendared import new_uid
from models.kept import Kept
from support import clock
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from support.settings import Settings

EVENTS, MANY, HELD = 500, 10_000, 50
TITLE = "Информационный день программы для преподавателей и сотрудников университета"
SUMMARY = "Что предлагает программа, кто может подать заявку и что рассказывают те, кто уже вернулся. " * 4
ADDRESS = "/calendars/all.ics"
TOKEN = "a-token-for-the-bench"
GZIP = {"Accept-Encoding": "gzip"}
NOISE = 1.1
"""By how much two measurements of the same thing differ."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        app = create_app(Settings("a-secret-key-for-the-bench", database_url=database, instance=Path(folder)))
        with app.app_context(), acting_as(Actor("bench")):
            db.create_all()
            make_events()
            make_personal_feed()
        met = measure(app, bare_app(app, database))
        with app.app_context():
            make_many()
        met &= measure_many(app)
        with app.app_context():
            db.engine.dispose()
    return 0 if met else 1


def measure(app: Flask, bare: Flask) -> bool:
    ask, packed, mine = asking(app, ADDRESS), asking(app, ADDRESS, GZIP), asking(app, f"/calendars/personal/{TOKEN}.ics")
    (_, headers, content), (*_, small) = ask(), packed()
    unchanged, strange = asking(app, ADDRESS, {"If-None-Match": headers["ETag"]}), asking(app, f"{ADDRESS}?nocache=1")
    assert (unchanged()[0], strange()[2], mine()[0]) == ("304 NOT MODIFIED", content, "200 OK")
    at_each, stored = took(asking(bare, "/written.ics"), 3), took(asking(bare, "/stored.ics"), 300)
    print(f"{EVENTS} events, {len(content) / 1024:.0f} KB ({len(small) / 1024:.0f} KB packed)")
    print(f"  bare Flask, icalendar at each request    {at_each:9.3f} ms")
    print(f"  bare Flask, stored bytes, one query      {stored:9.3f} ms\n")
    told("nothing written yet", took(lambda: (forget_feeds(), forget_entries(), ask()), 2), at_each)
    told("one event changed", took(lambda: (change_one(app), ask()), 5), at_each)
    cold, cold_packed = took(lambda: (forget_feeds(), ask()), 10), took(lambda: (forget_feeds(), packed()), 10)
    warm, known, asked_strangely, personal = took_in_turn([ask, unchanged, strange, mine], 50)
    return all(
        [
            told("cold: entries kept, feed not", cold, at_each, cold <= 10, "at most 10 ms"),
            told("cold, packed", cold_packed, at_each, cold_packed <= 10, "at most 10 ms"),
            told("warm", warm, stored, stored / warm >= 0.7, "at least 0.7 of the speed of stored bytes"),
            told("304", known, warm, known <= warm * NOISE, "no dearer than warm"),
            told("warm, unknown query string", asked_strangely, warm, asked_strangely <= warm * 1.25, "does not bypass"),
            told(f"a personal feed of {HELD}", personal, warm, warm / personal >= 0.3, "at least 0.3 of the speed of warm"),
        ]
    )


def measure_many(app: Flask) -> bool:
    forget_feeds()
    ask, empty = asking(app, ADDRESS), asking(app, "/calendars/conferences.ics")
    _, headers, content = ask()
    print(f"\n{MANY} events, {len(content) / 1024:.0f} KB")
    cold = took(lambda: (forget_feeds(), ask()), 2)
    few, known = took_in_turn([empty, asking(app, ADDRESS, {"If-None-Match": headers["ETag"]})], 100)
    told("cold: entries kept, feed not", cold, few)
    return told("304", known, few, known <= few * NOISE, "no slower than an empty feed")


def told(name: str, milliseconds: float, beside: float, met: bool | None = None, goal: str = "") -> bool:
    sign = "" if met is None else ("  met: " if met else "  MISSED: ")
    print(f"  {name:40} {milliseconds:9.3f} ms {milliseconds / beside:8.3f} x{sign}{goal}")
    return met is not False


def took(step: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Milliseconds of the processor's time a step; the second column of the table is that beside a yardstick."""
    return took_in_turn([step], times, rounds)[0]


def took_in_turn(steps: list[Callable[[], object]], times: int, rounds: int = 10) -> list[float]:
    """The same of several, a round of each in turn: whatever disturbs one disturbs all."""
    for step in steps:
        step()
    best = [float("inf")] * len(steps)
    for _ in range(rounds):
        for number, step in enumerate(steps):
            began = time.process_time()
            for _ in range(times):
                step()
            best[number] = min(best[number], (time.process_time() - began) * 1000 / times)
    return best


def asking(app: Flask, address: str, headers: dict[str, str] | None = None) -> Callable[[], tuple[str, dict[str, str], bytes]]:
    """What asks for an address by the shortest way, without client, cookies or server: (status, headers, content)."""
    path, _, query = address.partition("?")
    environ = EnvironBuilder(path=path, query_string=query, headers=headers).get_environ()

    def ask() -> tuple[str, dict[str, str], bytes]:
        said: list[Any] = []
        answer: Any = app.wsgi_app({**environ}, lambda status, headers, _error=None: said.extend([status, headers]))  # type: ignore[arg-type]
        content = b"".join(answer)
        answer.close()
        return said[0], dict(said[1]), content

    return ask


def bare_app(ours: Flask, database: str) -> Flask:
    """The same events by the least code: written at each request, or kept as bytes under the last change."""
    bare = Flask("bare")
    bare.config["SQLALCHEMY_DATABASE_URI"] = database
    own = SQLAlchemy(bare)
    with ours.app_context():
        kept = {"content": written(list(db.session.scalars(select(Event).where(Event.visible_to(None)))))}

    @bare.get("/stored.ics")
    def stored() -> Response:
        version = own.session.scalar(select(func.max(Event.__table__.c.calendar_revised_at)))
        response = Response(kept["content"], content_type="text/calendar; charset=utf-8")
        response.set_etag(str(version), weak=True)
        response.headers["Cache-Control"] = "public, max-age=900"
        return response.make_conditional(request)

    @bare.get("/written.ics")
    def at_each_request() -> Response:
        with ours.app_context():
            events = db.session.scalars(select(Event).where(Event.visible_to(None)).order_by(Event.starts_at))
            return Response(written(list(events)), content_type="text/calendar")

    return bare


def written(events: list[Event]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//bare//")
    for event in events:
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", datetime.now(UTC))
        entry.add("dtstart", event.local_start)
        entry.add("dtend", event.local_end)
        entry.add("summary", event.title.shown("ru").text)
        entry.add("description", event.summary.shown("ru").text)
        entry.add("location", event.location("ru"))
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


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


def make_personal_feed() -> None:
    """Of somebody who is registered for fifty events."""
    owner = Account(email="host@example.org", name="Yerlan", role="faculty", password="unusable")
    db.session.add(owner)
    for event in db.session.scalars(select(Event).order_by(Event.id).limit(HELD)):
        event.register(Attendee("Yerlan", owner.email, "teacher", "", language="en"), answers={})
    PersonalFeed.make(owner, TOKEN, {"name": "Mine", "purpose": "registrations", "language": "en"})
    db.session.commit()


def make_many() -> None:
    """Copies of an event, without the verbs: ten thousand of those would take minutes."""
    pattern = dict(db.session.execute(select(Event.__table__).order_by(Event.__table__.c.id).limit(1)).mappings().one())
    first, last = pattern.pop("id") + MANY, MANY - EVENTS
    rows: list[dict[str, Any]] = [
        {
            **pattern,
            "id": first + number,
            "uid": new_uid(),
            "slug": f"copy-{number}",
            "starts_at": pattern["starts_at"] + timedelta(minutes=number),
            "ends_at": pattern["ends_at"] + timedelta(minutes=number),
        }
        for number in range(last)
    ]
    db.session.execute(insert(Event.__table__), rows)  # type: ignore[arg-type]
    db.session.execute(insert(InfoDay.__table__), [{"id": row["id"]} for row in rows])  # type: ignore[arg-type]
    db.session.commit()


def forget_feeds() -> None:
    """What is joined, as after a change of what calendars show."""
    from models import calendar_state
    from models.kept_feeds import made_feeds

    made_feeds.clear()
    calendar_state._kept = None


def forget_entries() -> None:
    """What is written, as in a process that has just started."""
    from models import rendered_entries

    rendered_entries._kept = Kept(MANY * 2)


def change_one(app: Flask) -> None:
    """Part of what is measured: a change of a title, committed."""
    with app.app_context():
        event = db.session.scalars(select(Event).limit(1)).one()
        event.revise({"title": translated("ru", ru=f"{TITLE} {event.calendar_revision}!")})
        db.session.commit()


if __name__ == "__main__":
    sys.exit(main())
