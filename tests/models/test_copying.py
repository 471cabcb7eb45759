"""Last year's event held again: all of its dates come along."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import AgendaSession, Event, Person
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW

MakeEvent = Callable[..., Event]
ALMATY, BRUSSELS = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Brussels")


def local(zone: ZoneInfo, *parts: int) -> datetime:
    return clock.moment_in(zone, datetime(*parts))  # type: ignore[arg-type]


@pytest.mark.parametrize(("precision", "dated"), [("month", True), ("year", True), ("unknown", False)])
def test_what_an_archive_does_not_date_is_held_again_at_the_hour_that_was_asked_for(
    make_event: MakeEvent, precision: str, dated: bool
) -> None:
    month = {"starts_at": local(ALMATY, 2019, 10, 1), "ends_at": local(ALMATY, 2019, 11, 1)}
    event = make_event(precision=precision, **month)
    event.agenda.append(AgendaSession(kind="talk"))
    if not dated:
        event.starts_at = event.ends_at = None
    db.session.commit()
    asked = local(ALMATY, 2026, 12, 2, 14)

    proposed, copy = event.proposed_copy(asked), event.copy_to(asked)

    hour = (asked, asked + timedelta(hours=1))
    assert (proposed.starts_at, proposed.ends_at, proposed.has_hour) == (*hour, True)
    assert (copy.starts_at, copy.ends_at, copy.precision) == (*hour, "moment")
    assert [(row.kind, row.starts_at) for row in copy.agenda] == [("talk", None)]


def test_every_date_keeps_its_distance(make_event: MakeEvent) -> None:
    event = make_event(
        starts_at=local(ALMATY, 2025, 11, 19, 10), ends_at=local(ALMATY, 2025, 11, 20, 13), setup_minutes=45,
        registration_opens_at=local(ALMATY, 2025, 11, 1, 9), registration_closes_at=local(ALMATY, 2025, 11, 17, 18),
    )  # fmt: skip
    event.agenda.append(
        AgendaSession(kind="talk", starts_at=local(ALMATY, 2025, 11, 20, 11), ends_at=local(ALMATY, 2025, 11, 20, 12))
    )
    event.agenda.append(AgendaSession(kind="qa"))
    db.session.commit()

    copy = event.copy_to(local(ALMATY, 2026, 12, 2, 14))

    assert (copy.starts_at, copy.ends_at) == (local(ALMATY, 2026, 12, 2, 14), local(ALMATY, 2026, 12, 3, 17))
    assert copy.registration_opens_at == local(ALMATY, 2026, 11, 14, 13)
    assert copy.registration_closes_at == local(ALMATY, 2026, 11, 30, 22)
    assert {(row.kind, row.starts_at, row.ends_at) for row in copy.agenda} == {
        ("talk", local(ALMATY, 2026, 12, 3, 15), local(ALMATY, 2026, 12, 3, 16)),
        ("qa", None, None),
    }
    assert (copy.setup_minutes, copy.published) == (45, False)
    assert event.starts_at == local(ALMATY, 2025, 11, 19, 10)


def test_hours_stay_what_they_were_though_the_clocks_of_kazakhstan_changed(make_event: MakeEvent) -> None:
    """Almaty was at UTC+6 until 1 March 2024."""
    event = make_event(
        starts_at=local(ALMATY, 2024, 3, 15, 10), registration_opens_at=local(ALMATY, 2024, 2, 20, 9),
        registration_closes_at=local(ALMATY, 2024, 3, 14, 18),
    )  # fmt: skip
    assert event.registration_opens_at == datetime(2024, 2, 20, 3, tzinfo=UTC)

    copy = event.copy_to(local(ALMATY, 2027, 3, 15, 10))

    assert copy.registration_opens_at == datetime(2027, 2, 19, 4, tzinfo=UTC)
    assert copy.registration_closes_at == local(ALMATY, 2027, 3, 14, 18)


def test_from_summer_time_into_winter_time(make_event: MakeEvent) -> None:
    event = make_event(
        timezone="Europe/Brussels", starts_at=local(BRUSSELS, 2026, 6, 10, 10), ends_at=local(BRUSSELS, 2026, 6, 10, 12),
        registration_closes_at=local(BRUSSELS, 2026, 6, 8, 18),
    )  # fmt: skip

    copy = event.copy_to(local(BRUSSELS, 2026, 12, 9, 10))

    assert copy.ends_at == local(BRUSSELS, 2026, 12, 9, 12)
    assert copy.registration_closes_at == local(BRUSSELS, 2026, 12, 7, 18)


def test_a_copy_never_ends_before_it_begins(make_event: MakeEvent) -> None:
    """02:30 to 03:00 in summer, copied to the night in which 02:30 comes twice and 03:00 after both."""
    event = make_event(
        timezone="Europe/Brussels", starts_at=local(BRUSSELS, 2026, 6, 10, 1, 30), ends_at=local(BRUSSELS, 2026, 6, 10, 2, 15)
    )

    copy = event.copy_to(datetime(2026, 10, 25, 1, 45, tzinfo=UTC))  # 02:45, the second time

    assert copy.starts_at and copy.ends_at
    assert copy.starts_at < copy.ends_at <= copy.starts_at + timedelta(minutes=105)


def test_whole_days_stay_whole(make_event: MakeEvent) -> None:
    event = make_event(precision="day", starts_at=local(ALMATY, 2019, 10, 7), ends_at=local(ALMATY, 2019, 10, 10))

    copy = event.copy_to(local(ALMATY, 2027, 10, 4, 10))

    assert copy.dates == (datetime(2027, 10, 4).date(), datetime(2027, 10, 6).date())
    assert (copy.precision, copy.local_start) == ("day", datetime(2027, 10, 4, tzinfo=ALMATY))


@pytest.mark.parametrize(
    ("start", "again"),
    [
        ((2025, 11, 19, 10), datetime(2027, 11, 17, 10)),
        ((2025, 11, 26, 10), datetime(2026, 11, 25, 10)),
        ((2026, 12, 1, 10), datetime(2027, 11, 30, 10)),
        ((2019, 10, 8, 9), datetime(2027, 9, 28, 9)),
    ],
)
def test_the_same_weekday_is_proposed_and_never_in_the_past(
    make_event: MakeEvent, start: tuple[int, ...], again: datetime
) -> None:
    event = make_event(starts_at=local(ALMATY, *start))

    assert event.again_at == again
    assert again.replace(tzinfo=ALMATY) > NOW and again.weekday() == datetime(*start).weekday()  # type: ignore[arg-type]


def test_people_keep_their_parts_in_the_same_rows(make_event: MakeEvent) -> None:
    event = make_event(starts_at=local(ALMATY, 2026, 12, 2, 10))
    event.agenda.append(AgendaSession(starts_at=event.starts_at, ends_at=event.ends_at))
    saule = Person(name=translated("en", en="Saule Nurlanova"))
    db.session.add(saule)
    db.session.flush()
    event.assign(saule, "interpreter", row=event.agenda[0], languages=["kk", "en"], note="In the booth")
    event.assign(saule, "host")
    db.session.commit()

    copy = event.copy_to(local(ALMATY, 2026, 12, 9, 10))
    db.session.commit()

    [row] = copy.agenda
    assert [(part.person, part.role, part.session_id, part.languages, part.note) for part in copy.parts] == [
        (saule, "interpreter", row.id, ["kk", "en"], "In the booth"),
        (saule, "host", None, [], ""),
    ]
    assert [part.session_id for part in event.parts] == [event.agenda[0].id, None]
