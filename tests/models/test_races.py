"""No race sells a seat twice, and none leaves a seat empty while somebody waits.

Every test here runs on both databases, and runs again with the lock taken out, when it must not hold: a lock that is never missed
proves nothing. A short pause after the counting makes sure that whoever does not wait is overtaken.
"""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import create_app
from models import Attendee, Event, PlanLine, Registration
from models.event.registrable import Registrable
from models.seating import Seating
from support import clock
from support.db import db, writing
from support.languages import translated
from support.settings import Settings

MakeEvent = Callable[..., Event]
both = pytest.mark.databases("sqlite", "postgresql")
SEATS, CROWD = 10, 40
TRIES = 4
"""How often luck alone is given a chance to do without the lock."""


@contextmanager
def unlocked(self: Event) -> Iterator[None]:
    """What `locked` would be if it locked nothing."""
    yield


@pytest.fixture
def lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody pauses between looking at the seats or the queue and committing what they did."""
    full, fill = Seating.full.fget, Seating.fill  # type: ignore[attr-defined]

    def slowly(self: Seating[Registration]) -> bool:
        counted: bool = full(self)
        time.sleep(0.01)
        return counted

    def fill_slowly(self: Seating[Registration]) -> Sequence[Registration]:
        seated = fill(self)
        time.sleep(0.01)
        return seated

    monkeypatch.setattr(Seating, "full", property(slowly))
    monkeypatch.setattr(Seating, "fill", fill_slowly)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock out: of the verb, and of SQLite's transactions."""
    monkeypatch.setattr(Registrable, "locked", unlocked)
    monkeypatch.setattr("support.db.writing", type("Never", (), {"get": staticmethod(lambda: False), "set": writing.set})())


def in_threads(app: Flask, tasks: list[Callable[[], None]]) -> Counter[str]:
    """Run each task in a thread and a transaction of its own; how they ended, by the name of what was raised."""
    now = clock.now()

    def run(task: Callable[[], None]) -> str:
        with clock.standing_at(now), app.app_context():
            try:
                task()
                db.session.commit()
            except Exception as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(len(tasks)) as pool:
        return Counter(pool.map(run, tasks))


def register(event_id: int, number: int) -> None:
    event = db.session.get(Event, event_id)
    assert event
    event.register(Attendee(f"Guest {number}", f"guest{number}@example.org"), answers={})


def cancel(registration_id: int) -> None:
    registration = db.session.get(Registration, registration_id)
    assert registration
    registration.cancel()


def held(event: Event) -> tuple[int, int]:
    """How many sit and how many wait."""
    db.session.rollback()
    return event.seating.taken, event.seating.queued


def rush(app: Flask, event: Event) -> tuple[Counter[str], tuple[int, int]]:
    """Forty people register at once."""
    event_id = event.id
    db.session.commit()
    outcome = in_threads(app, [lambda number=number: register(event_id, number) for number in range(CROWD)])  # type: ignore[misc]
    return outcome, held(event)


@both
def test_forty_people_at_once_get_ten_seats_and_thirty_places_in_the_queue(
    app: Flask, make_event: MakeEvent, lingering: None
) -> None:
    assert rush(app, make_event(capacity=SEATS)) == ({"done": CROWD}, (SEATS, CROWD - SEATS))


@both
def test_without_the_lock_they_do_not(app: Flask, make_event: MakeEvent, lingering: None, without_lock: None) -> None:
    assert any(rush(app, make_event(capacity=SEATS)) != ({"done": CROWD}, (SEATS, CROWD - SEATS)) for _ in range(TRIES))


def coming_and_going(app: Flask, event: Event) -> tuple[Counter[str], tuple[int, int]]:
    """Ten people give their seats back while twenty more register; ten wait already."""
    holders = [
        event.register(Attendee(f"Early {number}", f"early{number}@example.org"), answers={}) for number in range(2 * SEATS)
    ]
    db.session.commit()
    event_id, leaving = event.id, [holder.id for holder in holders[:SEATS]]
    db.session.commit()
    goings = [lambda number=number: cancel(number) for number in leaving]  # type: ignore[misc]
    comings = [lambda number=number: register(event_id, number) for number in range(20)]  # type: ignore[misc]
    outcome = in_threads(app, [*goings, *comings])
    return outcome, held(event)


@both
def test_no_seat_stays_empty_while_somebody_waits(app: Flask, make_event: MakeEvent) -> None:
    event = make_event(capacity=SEATS)

    assert coming_and_going(app, event) == ({"done": 30}, (SEATS, 20))
    first_in_line = [registration.name for registration in event.confirmed]
    assert first_in_line == [f"Early {number}" for number in range(SEATS, 2 * SEATS)]


@both
def test_without_the_lock_one_does_or_somebody_is_lost(
    app: Flask, make_event: MakeEvent, lingering: None, without_lock: None
) -> None:
    assert any(coming_and_going(app, make_event(capacity=SEATS)) != ({"done": 30}, (SEATS, 20)) for _ in range(TRIES))


@both
def test_a_form_sent_many_times_at_once_is_one_registration(app: Flask, make_event: MakeEvent, lingering: None) -> None:
    event = make_event(capacity=SEATS)
    event_id = event.id
    db.session.commit()

    def send() -> None:
        same = db.session.get(Event, event_id)
        assert same
        same.register(Attendee("Dana", "dana@example.org"), answers={}, form_key="the-same-form")

    assert in_threads(app, [send] * 20) == {"done": 20}
    assert held(event) == (1, 0)


@both
def test_a_line_of_the_plan_becomes_one_event_however_often_it_is_asked_at_once(app: Flask) -> None:
    line = PlanLine(year=2026, title=translated("en", en="Winter school"))
    db.session.add(line)
    db.session.commit()
    number = line.id
    db.session.commit()
    found: set[int] = set()

    def make() -> None:
        seen = db.session.scalars(select(PlanLine).options(joinedload(PlanLine.event)).where(PlanLine.id == number)).one()
        time.sleep(0.05)
        found.add(seen.make_event().id)

    assert in_threads(app, [make] * 6) == {"done": 6}
    assert len(found) == 1


def crowd_of_a_process(
    database: str, instance: str, event_id: int, first: int, most: int, result: "multiprocessing.Queue[str]"
) -> None:
    """What one server process does: register some people, one after the other."""
    app = create_app(Settings("a-secret-key-for-tests-only", database_url=database, instance=Path(instance)))
    for number in range(first, first + most):
        with app.app_context():
            try:
                register(event_id, number)
                db.session.commit()
                result.put("done")
            except Exception as error:
                result.put(repr(error))


@both
def test_several_processes_share_the_seats(app: Flask, make_event: MakeEvent, settings: Settings) -> None:
    soon = clock.now().now(clock.now().tzinfo) + timedelta(days=30)  # the processes have the real clock
    event = make_event(capacity=SEATS, starts_at=soon)
    event_id = event.id
    db.session.commit()
    spawn = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = spawn.Queue()
    processes = [
        spawn.Process(
            target=crowd_of_a_process, args=(settings.database_url, str(settings.instance), event_id, first, CROWD // 2, results)
        )
        for first in (0, CROWD // 2)
    ]

    for process in processes:
        process.start()
    outcomes = Counter(results.get(timeout=120) for _ in range(CROWD))
    for process in processes:
        process.join(timeout=10)

    assert outcomes == {"done": CROWD}
    assert held(event) == (SEATS, CROWD - SEATS)
