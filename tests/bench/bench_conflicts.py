"""What it costs to ask what speaks against a time, among 10,000 events and 30,000 rows of agendas, beside reading one event."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import create_app
from models import AgendaSession, Event, InfoDay, Occupation, Person, Room
from models.conflicts import Conflicts
from support.db import db, reading
from support.languages import translated
from support.settings import Settings

EVENTS, ROWS, ROOMS, PEOPLE = 10_000, 3, 6, 60
START = datetime(2027, 1, 4, 4, 0, tzinfo=UTC)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings("a-secret-key-for-the-bench", database_url=f"sqlite:///{folder}/bench.db", instance=Path(folder))
        )
        with app.app_context():
            db.create_all()
            fill()
            with reading():
                measure()
            db.engine.dispose()


def fill() -> None:
    """Half a year of events in a few rooms, with a host each and a speaker in every row. Written past the models, which would
    take a minute: what is asked is the table of occupations."""
    db.session.add_all(Room(name=translated("en", en=f"Room {n}"), seats=50) for n in range(ROOMS))
    db.session.add_all(Person(name=translated("en", en=f"Person {n}")) for n in range(PEOPLE))
    db.session.commit()
    events, rows, taken = [], [], []
    for number in range(1, EVENTS + 1):
        start = START + timedelta(hours=(number // 8) % 8, days=number // 64)
        end, room = start + timedelta(hours=1), number % ROOMS + 1
        title = translated("en", en=f"Event {number}")
        events.append({"id": number, "kind": "info_day", "title": title, "slug": f"e{number}", "starts_at": start, "ends_at": end,
                       "room_id": room, "mode": "on_site"})  # fmt: skip
        taken += [_taken(f"rooms:{room}", "room", start, end, number), _taken(_person(number), "host", start, end, number)]
        for part in range(ROWS):
            begins = start + timedelta(minutes=20 * part)
            ends, row = begins + timedelta(minutes=20), len(rows) + 1
            rows.append({"id": row, "event_id": number, "starts_at": begins, "ends_at": ends})
            taken.append(_taken(_person(row * 7), "speaker", begins, ends, number, row))
    for table, values in ((Event.__table__, events), (InfoDay.__table__, [{"id": one["id"]} for one in events]),
                          (AgendaSession.__table__, rows), (Occupation.__table__, taken)):  # fmt: skip
        db.session.execute(insert(table), values)
    db.session.commit()


def _person(number: int) -> str:
    return f"people:{number % PEOPLE + 1}"


def _taken(resource: str, role: str, start: datetime, end: datetime, event: int, row: int | None = None) -> dict[str, object]:
    source = {"source_kind": "agenda_sessions", "source_id": row} if row else {"source_kind": "events", "source_id": event}
    return {"resource": resource, "role": role, "starts_at": start, "ends_at": end, "building": "", "event_id": event, **source}


def measure() -> None:
    ids = list(db.session.scalars(select(Event.id).order_by(Event.id).offset(EVENTS // 2).limit(40)))
    beside = median([lambda one=one: db.session.get(Event, one) for one in ids])
    asked = median([lambda one=one: list(Conflicts.of(db.session.get(Event, one))) for one in ids])  # type: ignore[arg-type]
    among = median([lambda: Conflicts.among(ids)] * 9)
    found = statistics.mean(len(Conflicts.of(db.session.get(Event, one))) for one in ids)  # type: ignore[arg-type]
    print(f"{EVENTS} events, {EVENTS * ROWS} rows, {found:.1f} conflicts found on average; reading one event: {beside:.2f} ms")
    for name, milliseconds in (("conflicts of one event", asked), ("conflicts among 40 events", among)):
        print(f"  {name:28} {milliseconds:8.1f} ms   {milliseconds / beside:6.1f} of reading one event")


def median(steps: list[Callable[[], object]]) -> float:
    """Milliseconds of the clock, each step with nothing remembered."""
    taken = []
    for step in steps:
        db.session.expunge_all()
        began = time.perf_counter()
        step()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
