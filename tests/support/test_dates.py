"""Dates as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support import clock, dates
from support.clock import RepeatedTime, SkippedTime, moment_in

THIRD, FIFTH = date(2026, 12, 3), date(2026, 12, 5)


@pytest.mark.parametrize(
    "code, one, several, across",
    [
        ("en", "3 December 2026", "3–5 December 2026", "30 November – 3 December 2026"),
        ("ru", "3 декабря 2026\u202fг.", "3–5 декабря 2026\u202fг.", "30 ноября – 3 декабря 2026\u202fг."),
        ("kk", "2026\u202fж. 3 желтоқсан", "2026\u202fж. 3–5 желтоқсан", "30 қараша – 2026\u202fж. 3 желтоқсан"),
    ],
)
def test_a_day_and_a_span_of_days(code: str, one: str, several: str, across: str) -> None:
    assert dates.days(THIRD, THIRD, code) == one
    assert dates.days(THIRD, FIFTH, code) == several
    assert dates.days(date(2026, 11, 30), THIRD, code) == across


@pytest.mark.parametrize(
    "code, words",
    [
        ("en", "Thu, 3 December 2026, 10:00–12:00"),
        ("ru", "Чт, 3 декабря 2026\u202fг., 10:00–12:00"),
        ("kk", "2026\u202fж. 3 желтоқсан, бс, 10:00–12:00"),
    ],
)
def test_a_span_of_hours(code: str, words: str) -> None:
    start = datetime(2026, 12, 3, 10, 0, tzinfo=ZoneInfo("Asia/Almaty"))

    assert dates.span(start, start + timedelta(hours=2), code) == words


@pytest.mark.parametrize(
    "zone, moment, shown",
    [
        ("Asia/Almaty", datetime(2024, 2, 29, 12, tzinfo=UTC), "UTC+6"),
        ("Asia/Almaty", datetime(2024, 3, 1, 12, tzinfo=UTC), "UTC+5"),
        ("Asia/Kolkata", datetime(2026, 1, 1, tzinfo=UTC), "UTC+5:30"),
        ("America/New_York", datetime(2026, 1, 1, tzinfo=UTC), "UTC−5"),
    ],
)
def test_an_offset(zone: str, moment: datetime, shown: str) -> None:
    assert dates.offset(moment.astimezone(ZoneInfo(zone))) == shown


def test_an_hour_that_a_zone_leaps_over_is_none() -> None:
    with pytest.raises(SkippedTime):
        moment_in(ZoneInfo("Europe/Brussels"), datetime(2027, 3, 28, 2, 30))


def test_an_hour_that_comes_twice_is_two_moments() -> None:
    with pytest.raises(RepeatedTime) as twice:
        moment_in(ZoneInfo("Asia/Almaty"), datetime(2024, 2, 29, 23, 30))

    assert twice.value.second - twice.value.first == timedelta(hours=1)


def test_the_clock_stands_still_when_it_is_told_to() -> None:
    moment = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    with clock.standing_at(moment):
        assert clock.now() == moment
        assert clock.today(ZoneInfo("Asia/Almaty")) == date(2026, 1, 1)
    assert clock.now() > moment
