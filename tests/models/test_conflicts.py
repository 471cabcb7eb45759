"""Nobody is in two places at once, and no room holds two events, without somebody being told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, AgendaSession, Call, Conference, Deadline, Delegation, Event, InfoDay, Person, Programme, Room
from models.conflicts import Conflicts, NeedsReason
from models.special_day import SpecialDay
from support.db import db
from support.languages import translated

TEN = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
"""10:00 in Almaty on a Thursday."""
HOUR = timedelta(hours=1)


@pytest.fixture
def make(make_event: Callable[..., Event]) -> Callable[..., Event]:
    """An event at TEN for an hour unless told otherwise."""

    def make(kind: type[Event] = InfoDay, *, at: datetime = TEN, lasts: timedelta = HOUR, **fields: Any) -> Event:
        event = make_event(kind, starts_at=at, ends_at=at + lasts, **{"room": None, **fields})
        return event

    return make


@pytest.fixture
def rector(app: Flask) -> Person:
    person = Person(name=translated("en", en="Saule Nurlanova", ru="Сауле Нурланова"))
    db.session.add(person)
    db.session.commit()
    return person


def codes(thing: Any, reader: Account | None = None) -> list[str]:
    return [conflict.code for conflict in Conflicts.of(thing, reader=reader)]


def test_a_room_taken_is_named_with_the_event_that_has_it(make: Any, blue_hall: Room, organiser: Account) -> None:
    first = make(room=blue_hall)
    second = make(room=blue_hall, at=TEN + timedelta(minutes=30))

    (conflict,) = Conflicts.of(second, reader=organiser)

    assert (conflict.code, conflict.hard, conflict.resource, conflict.other) == ("room_taken", True, blue_hall, first)
    assert (conflict.starts_at, conflict.ends_at) == (TEN + timedelta(minutes=30), TEN + HOUR)


def test_one_after_the_other_is_no_conflict_until_clearing_takes_time(make: Any, blue_hall: Room) -> None:
    make(room=blue_hall)
    second = make(room=blue_hall, at=TEN + HOUR)
    assert codes(second) == []

    blue_hall.clearing_minutes = 15
    db.session.commit()

    assert codes(second) == ["room_taken"]


def test_joined_rooms_take_both(make: Any, app: Flask) -> None:
    d3, d4 = Room(name=translated("en", en="D3")), Room(name=translated("en", en="D4"))
    both = Room(name=translated("en", en="D3+D4"), parts=[d3, d4])
    db.session.add_all([d3, d4, both])
    make(room=both)

    assert codes(make(room=d3)) == ["room_taken"]
    assert codes(make(room=d4)) == ["room_taken"]


def test_nobody_hosts_here_and_speaks_there(make: Any, rector: Person) -> None:
    welcomed = make()
    welcomed.assign(rector, "host")
    conference = make(Conference, lasts=3 * HOUR)
    row = AgendaSession(starts_at=TEN + timedelta(minutes=30), ends_at=TEN + 2 * HOUR, title=translated("en", en="Keynote"))
    conference.agenda.append(row)
    db.session.flush()
    conference.assign(rector, "speaker", row=row)
    db.session.commit()

    (conflict,) = Conflicts.of(welcomed)
    (back,) = Conflicts.of(conference)

    assert (conflict.code, conflict.other, conflict.other_role) == ("person_busy", conference, "speaker")
    assert (back.source, back.other, back.key) == (row, welcomed, conflict.key)


def test_two_rows_of_one_agenda_do_not_share_a_speaker(make: Any, rector: Person) -> None:
    conference = make(Conference, lasts=3 * HOUR)
    rows = [AgendaSession(starts_at=TEN, ends_at=TEN + HOUR, position=number) for number in range(2)]
    conference.agenda.extend(rows)
    db.session.flush()
    conference.assign(rector, "host")
    for row in rows:
        conference.assign(rector, "speaker", row=row)

    assert codes(conference) == ["person_busy"]


def test_a_colleague_with_an_account_is_the_same_person(make: Any, rector: Person, host: Account) -> None:
    rector.account = host
    make(team=[host])
    visit = make(Delegation)
    visit.assign(rector, "host")

    assert codes(visit) == ["colleague_busy"]


def test_there_must_be_time_to_walk_to_another_building(make: Any, rector: Person, blue_hall: Room) -> None:
    library = Room(name=translated("en", en="Reading room"), building=translated("en", en="Library"))
    make(room=blue_hall).assign(rector, "host")
    soon = make(room=library, at=TEN + HOUR + timedelta(minutes=5))
    soon.assign(rector, "speaker")
    later = make(room=library, at=TEN + 3 * HOUR)
    later.assign(rector, "speaker")

    (conflict,) = Conflicts.of(soon)

    assert (conflict.code, conflict.hard) == ("no_time_between", False)
    assert codes(later) == []


def test_what_is_called_off_takes_nothing(make: Any, blue_hall: Room) -> None:
    first, second = make(room=blue_hall), make(room=blue_hall)
    assert codes(second) == ["room_taken"]

    first.cancel(translated("en", en="No speaker"))

    assert codes(second) == []


def test_a_room_may_be_too_small(make: Any, blue_hall: Room) -> None:
    (conflict,) = Conflicts.of(make(room=blue_hall, capacity=200))

    assert (conflict.code, conflict.facts) == ("room_too_small", (200, 120))


def test_an_interpreter_has_the_languages_or_does_not(make: Any, rector: Person) -> None:
    rector.interprets = ["en", "ru"]
    visit = make(Delegation)
    visit.assign(rector, "interpreter", languages=["en", "fr"])

    (conflict,) = Conflicts.of(visit)

    assert (conflict.code, conflict.facts) == ("language_missing", ("fr",))


def test_a_holiday_warns_and_a_sunday_too(make: Any) -> None:
    day = SpecialDay(name=translated("en", en="Republic Day"), starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 26))
    db.session.add(day)
    holiday, sunday = make(), make(at=TEN + timedelta(days=3))

    assert [(one.code, one.about) for one in Conflicts.of(holiday)] == [("day_off", day)]
    assert [(one.code, one.about) for one in Conflicts.of(sunday)] == [("day_off", None)]


@pytest.mark.parametrize(
    ("kinds", "ends"),
    [
        (["call"], 1),
        (["normal", "late"], 2),
        (["internal"], 1),
        (["internal", "call"], 1),
        (["opens"], 0),
        (["selection", "results"], 0),
    ],
)
def test_whoever_should_come_may_be_writing_an_application(make: Any, kinds: list[str], ends: int) -> None:
    programme = Programme(slug="module", name=translated("en", en="Jean Monnet Module"))
    call = Call(year=2027, programmes=[programme])
    call.deadlines = [Deadline(kind=kind, on=TEN.date(), sorted_at=TEN) for kind in kinds]
    db.session.add(call)

    found = Conflicts.of(make(programmes=[programme]))

    assert [(one.code, one.hard) for one in found] == [("deadline", False)] * ends


def test_a_restricted_visit_is_not_named_to_others(make: Any, blue_hall: Room, organiser: Account, admin: Account) -> None:
    secret = make(Delegation, room=blue_hall, visibility="restricted")
    event = make(room=blue_hall)

    (told,) = Conflicts.of(event, reader=admin)
    (hidden,) = Conflicts.of(event, reader=organiser)

    assert told.other == secret
    assert (hidden.other, hidden.hidden, hidden.starts_at) == (None, True, TEN)


def test_a_hard_one_is_passed_over_with_a_reason_and_not_asked_again(make: Any, blue_hall: Room) -> None:
    first, second = make(room=blue_hall), make(room=blue_hall)
    with pytest.raises(NeedsReason):
        Conflicts.of(second).accept(second)

    Conflicts.of(second).accept(second, "The hall is divided")
    db.session.commit()

    assert [one.accepted.reason for one in Conflicts.of(second) if one.accepted] == ["The hall is divided"]
    assert Conflicts.of(second).open == []
    assert Conflicts.of(first).open == []


def test_a_move_asks_again(make: Any, blue_hall: Room) -> None:
    _first, second = make(room=blue_hall), make(room=blue_hall)
    Conflicts.of(second).accept(second, "The hall is divided")

    second.move(TEN + timedelta(minutes=10), TEN + HOUR)

    assert [one.code for one in Conflicts.of(second).hard] == ["room_taken"]


def test_a_month_of_events_is_asked_about_at_once(make: Any, blue_hall: Room, count_queries: Any) -> None:
    alone, *clashing = make(), make(room=blue_hall), make(room=blue_hall), make(room=blue_hall)
    ids = [alone.id, *(one.id for one in clashing)]

    with count_queries() as statements:
        found = Conflicts.among(ids)

    assert found == {one.id: 2 for one in clashing}
    assert len(statements) == 2


def test_a_month_counts_only_clashes_that_nobody_passed_over(make: Any, blue_hall: Room, count_queries: Any) -> None:
    first, second = make(room=blue_hall), make(room=blue_hall)
    Conflicts.of(second).accept(second, "The hall is divided")
    third = make(room=blue_hall)
    db.session.flush()
    ids = [first.id, second.id, third.id]
    assert Conflicts.among(ids) == {first.id: 1, second.id: 1, third.id: 2}

    Conflicts.of(third).accept(third, "It is a workshop of both")
    db.session.flush()

    with count_queries() as statements:
        assert Conflicts.among(ids) == dict.fromkeys(ids, 0)
    assert len(statements) == 2


def test_what_clashes_waits_until_somebody_passes_it_over(make: Any, blue_hall: Room, organiser: Account) -> None:
    alone = make(at=TEN + 5 * HOUR, room=blue_hall)
    first, second = make(room=blue_hall), make(room=blue_hall)

    def waiting() -> list[Event]:
        span = Conflicts.unsettled(TEN - HOUR, TEN + timedelta(days=30))
        return list(db.session.scalars(select(Event).where(span).order_by(Event.id)))

    assert (waiting(), alone in waiting()) == ([first, second], False)

    Conflicts.of(second).accept(second, "The hall is divided")
    db.session.flush()

    assert waiting() == []
