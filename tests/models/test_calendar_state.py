"""What tells whether calendars show something else now: noticed at once here, within a second elsewhere, and by nothing else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Attendee, CalendarState, Event, Office, Organisation, Room, calendar_state
from models.calendar_state import SHOWN, State
from models.event.event import event_programmes
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import make_deadline, make_programme

MakeEvent = Callable[..., Event]


def shown() -> State:
    """As the database has it, whatever this process remembers."""
    calendar_state._kept = None
    return CalendarState.of((SHOWN,))[0]


def commit_elsewhere(change: Callable[[Session], object]) -> None:
    """As another process does, of whose changes this one hears nothing."""
    remembered = calendar_state._kept
    db.session.rollback()
    with Session(db.engine) as other:
        change(other)
        other.commit()
    calendar_state._kept = remembered


@pytest.mark.databases("sqlite", "postgresql")
def test_whatever_calendars_show_renews_it(make_info_day: MakeEvent, blue_hall: Room, office: Office) -> None:
    host = Organisation(name=translated("en", en="Alatau University"))
    event, programme, deadline = make_info_day(room=blue_hall, host=host), make_programme(), make_deadline(date(2027, 2, 17))
    changes: dict[str, Callable[[], object]] = {
        "a title": lambda: event.revise({"title": translated("en", en="Another")}),
        "who may see it": lambda: event.revise({"visibility": "university"}),
        "a move": lambda: event.move(event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1)),  # type: ignore[operator]
        "a programme of it": lambda: event.programmes.append(programme),
        "a cancellation": lambda: event.cancel(translated("en", en="The hall is closed.")),
        "the trash": event.discard,
        "its way back": event.restore,
        "the room's name": lambda: blue_hall.revise({"name": translated("en", en="Red Hall")}),
        "the host's name": lambda: host.revise({"name": translated("en", en="Tau University")}),
        "a programme's name": lambda: programme.revise({"name": translated("en", en="Chairs")}),
        "a date": lambda: deadline.set_date(date(2027, 2, 18), None, "Europe/Brussels"),
        "a date that was replaced": lambda: setattr(deadline, "superseded", True),
        "the office's name": lambda: setattr(office, "name", translated("en", en="Tau University")),
        "many rows at once": lambda: db.session.execute(update(Event).values(visibility="public")),
        "rows of a bare table": lambda: db.session.execute(event_programmes.delete()),
        "a deletion for good": lambda: db.session.delete(deadline),
    }
    unnoticed = []
    for name, change in changes.items():
        before = shown()
        change()
        db.session.commit()
        if shown().token == before.token:
            unnoticed.append(name)

    assert unnoticed == []


def test_what_calendars_do_not_show_leaves_it(make_info_day: MakeEvent, chiara: Attendee) -> None:
    info_day = make_info_day(capacity=1)
    before = shown()

    info_day.register(chiara, answers={}).cancel()
    db.session.commit()
    after_registrations = shown()
    info_day.revise({"title": translated("en", en="Another")})
    db.session.rollback()

    assert (after_registrations, shown()) == (before, before)


def test_it_is_renewed_by_the_transaction_itself(make_info_day: MakeEvent) -> None:
    """So nobody sees the change without the token, or the token without the change."""
    info_day, before = make_info_day(), shown()

    info_day.revise({"title": translated("en", en="Another")})
    db.session.flush()
    assert not CalendarState.is_settled()
    db.session.commit()

    stored = db.session.scalars(select(CalendarState).where(CalendarState.topic == SHOWN)).one()
    assert CalendarState.is_settled()
    assert (stored.token == before.token, stored.changed_at) == (False, clock.now())


def test_a_change_of_another_process_is_heard_of_within_a_second(app: Flask, make_info_day: MakeEvent) -> None:
    number, before = make_info_day().id, CalendarState.of((SHOWN,))

    def retitle(other: Session) -> None:
        other.get_one(Event, number).title = translated("en", en="Another")

    commit_elsewhere(retitle)
    within_the_second = CalendarState.of((SHOWN,))
    with clock.standing_at(clock.now() + timedelta(seconds=1)):
        after_it = CalendarState.of((SHOWN,))

    assert within_the_second == before
    assert after_it != before


def test_a_change_of_this_process_is_heard_of_at_once(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    before = CalendarState.of((SHOWN,))

    info_day.revise({"title": translated("en", en="Another")})
    db.session.commit()

    assert CalendarState.of((SHOWN,)) != before
