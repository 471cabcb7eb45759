"""The week as a grid: lanes, strips, hours, and what clocks do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models import AgendaSession, Event, InfoDay, Organisation, Person, Room
from models.month import Month
from models.series import Series
from models.week import Week, monday
from models.week_rows import WeekRows
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW

MakeEvent = Callable[..., Event]
ALMATY, BRUSSELS = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Brussels")
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def at(make_event: MakeEvent) -> Callable[..., Event]:
    """An event of the week of 23 November 2026 by its day of the month and hours in Almaty."""

    def at(start: str, end: str, *, day: int = 24, until: int | None = None, zone: ZoneInfo = ALMATY, **fields: Any) -> Event:
        first, last = (datetime.fromisoformat(f"2026-11-{on}T{hour}") for on, hour in ((day, start), (until or day, end)))
        return make_event(
            title=translated("en", en=f"{start}–{end}"), starts_at=clock.moment_in(zone, first),
            ends_at=clock.moment_in(zone, last), timezone=str(zone), **fields,
        )  # fmt: skip

    return at


def week(*events: Event, zone: ZoneInfo = ALMATY) -> Week:
    return Week.around(TUESDAY, zone).put(events)


def lanes(found: Week, day: int = 1) -> list[tuple[str, int | None, int]]:
    return [(block.piece.event.title["en"], block.lane, block.lanes) for block in found.days[day].blocks]


def test_a_week_begins_on_monday() -> None:
    found = week()

    assert [day.date.day for day in found.days] == [23, 24, 25, 26, 27, 28, 29]
    assert (monday(date(2026, 11, 23)), monday(date(2026, 11, 29))) == (date(2026, 11, 23), date(2026, 11, 23))
    assert found.end - found.start == timedelta(days=7)


def test_what_does_not_overlap_has_the_whole_width(at: MakeEvent) -> None:
    assert lanes(week(at("09:00", "10:00"), at("10:00", "11:30"))) == [("09:00–10:00", 1, 1), ("10:00–11:30", 1, 1)]


def test_two_that_overlap_stand_beside_each_other_and_the_lane_is_used_again(at: MakeEvent) -> None:
    found = week(at("09:00", "12:00"), at("09:30", "10:30"), at("10:30", "11:00"), at("14:00", "15:00"))

    assert lanes(found) == [("09:00–12:00", 1, 2), ("09:30–10:30", 2, 2), ("10:30–11:00", 2, 2), ("14:00–15:00", 1, 1)]
    assert found.days[1].rests == []


def test_the_third_at_once_is_counted_and_no_event_is_lost(at: MakeEvent) -> None:
    found = week(at("09:00", "12:00"), at("09:00", "11:00"), at("09:30", "10:00"), at("10:00", "11:00"), at("11:00", "11:30"))

    assert lanes(found) == [
        ("09:00–12:00", 1, 2), ("09:00–11:00", 2, 2), ("09:30–10:00", None, 2), ("10:00–11:00", None, 2), ("11:00–11:30", 2, 2),
    ]  # fmt: skip
    assert [(rest.start, rest.number) for rest in found.days[1].rests] == [(38, 2)]
    assert found.number == 5


def test_a_grid_shows_the_hours_of_the_office_and_grows_with_what_is_there(at: MakeEvent) -> None:
    assert week(at("09:00", "10:00")).hours == range(8, 20)
    assert week(at("06:45", "08:00"), at("19:30", "20:15", day=27)).hours == range(6, 21)


def test_a_block_has_room_for_its_words_however_short_the_event(at: MakeEvent) -> None:
    found = week(at("10:05", "10:10"), at("10:20", "10:50"))

    assert [(block.piece.start, block.piece.end, block.lanes) for block in found.days[1].blocks] == [(40, 42, 2), (41, 44, 2)]


def test_half_a_day_is_in_the_grid_and_more_is_a_strip(at: MakeEvent) -> None:
    found = week(at("10:00", "16:00"), at("09:00", "18:00"))

    assert lanes(found) == [("10:00–16:00", 1, 1)]
    assert [(strip.thing.title["en"], strip.first, strip.last) for strip in found.strips] == [("09:00–18:00", 1, 1)]


def test_a_strip_that_goes_beyond_the_week_says_so(at: MakeEvent) -> None:
    before = at("10:00", "12:00", day=20, until=24)
    after = at("10:00", "00:00", day=28, until=30)
    beyond = at("10:00", "12:00", day=16, until=18)

    found = week(before, after, beyond)

    assert [(strip.first, strip.length, strip.since_before, strip.goes_on) for strip in found.strips] == [
        (0, 2, True, False),
        (5, 2, False, False),
    ]


def test_an_event_across_midnight_has_a_piece_in_each_day(at: MakeEvent) -> None:
    found = week(at("22:00", "01:30", until=25))

    pieces = [(piece.start, piece.end, piece.since_before, piece.goes_on) for day in found.days for piece in day.pieces]
    assert pieces == [(88, 96, False, True), (0, 6, True, False)]
    assert (found.hours, found.number) == (range(24), 1)


def test_an_event_until_midnight_stays_in_its_day(at: MakeEvent) -> None:
    found = week(at("22:00", "00:00", until=25))

    assert [(piece.start, piece.end, piece.goes_on) for piece in found.days[1].pieces] == [(88, 96, False)]
    assert found.days[2].pieces == []


def test_a_piece_of_last_week_shows_only_where_it_reaches_into_this_one(at: MakeEvent) -> None:
    found = week(at("22:00", "02:00", day=22, until=23))

    assert [[(piece.start, piece.end) for piece in day.pieces] for day in found.days[:2]] == [[(0, 8)], []]


def test_events_stand_on_the_clock_of_the_office(at: MakeEvent) -> None:
    abroad = at("10:00", "11:00", zone=BRUSSELS)

    assert [piece.start for piece in week(abroad).days[1].pieces] == [14 * 4]
    assert [piece.start for piece in week(abroad, zone=BRUSSELS).days[1].pieces] == [10 * 4]


@pytest.mark.parametrize(
    ("start", "minutes", "day", "quarters"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 60, date(2026, 3, 29), (6, 14)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60, date(2026, 10, 25), (10, 12)),
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), 30, date(2026, 10, 25), (11, 13)),
    ],
    ids=["an hour is left out", "an hour comes twice", "it ends before it began"],
)
def test_the_grid_follows_the_clock_on_the_wall_when_clocks_change(
    make_event: MakeEvent, start: datetime, minutes: int, day: date, quarters: tuple[int, int]
) -> None:
    event = make_event(starts_at=start, ends_at=start + timedelta(minutes=minutes))

    found = Week(day, 1, BRUSSELS).put([event])

    assert [(piece.start, piece.end) for piece in found.days[0].pieces] == [quarters]


def test_whole_days_are_strips_and_less_than_a_day_is_loose(make_event: MakeEvent) -> None:
    def archived(precision: str, start: str, end: str) -> Event:
        first, last = (datetime.fromisoformat(day).replace(tzinfo=ALMATY) for day in (start, end))
        return make_event(precision=precision, starts_at=first, ends_at=last)

    day, month = archived("day", "2026-11-24", "2026-11-26"), archived("month", "2026-11-01", "2026-12-01")
    undated = InfoDay.draft(title=translated("en", en="Some time"), precision="unknown")
    db.session.flush()

    found = week(day, month, undated)

    assert [(strip.first, strip.last) for strip in found.strips] == [(1, 2)]
    assert found.loose == [month]
    assert [piece for day in found.days for piece in day.pieces] == []


def test_an_umbrella_lies_over_its_days(at: MakeEvent) -> None:
    umbrella = Series(
        slug="erasmus-week", name=translated("en", en="Erasmus+ Week"), starts_on=TUESDAY, ends_on=date(2026, 12, 4)
    )
    undated = Series(slug="lectures", name=translated("en", en="Lectures"))
    over = Series(slug="over", name=translated("en", en="Over"), starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6))

    found = week().put_over([umbrella, undated, over])

    assert [(band.thing.slug, band.first, band.last, band.goes_on) for band in found.bands] == [("erasmus-week", 1, 6, True)]


def test_a_free_hour_begins_where_the_event_before_it_ends(at: MakeEvent) -> None:
    day = week(at("09:00", "10:30"), at("11:00", "12:00"), at("13:15", "14:00")).days[1]

    free = day.free(range(8, 15))

    assert [day.moment(quarter).strftime("%H:%M") for quarter in free] == ["08:00", "10:30", "12:00", "13:00", "14:00"]


def test_now_is_a_quarter_of_today_only() -> None:
    found = Week.around(NOW.date(), ALMATY)

    with clock.standing_at(datetime(2026, 11, 20, 6, 20, tzinfo=UTC)):
        assert [found.now(day) for day in found.days] == [None, None, None, None, 45, None, None]


def room(name: str, **fields: Any) -> Room:
    made = Room(name=translated("en", en=name), **fields)
    db.session.add(made)
    db.session.commit()
    return made


def rows(found: WeekRows) -> dict[str, list[str]]:
    return {row.thing.name["en"] if row.thing else "": [event.title["en"] for event in row.week.events] for row in found}


def test_each_room_has_a_row_and_a_joined_room_takes_its_parts(at: MakeEvent) -> None:
    third, fourth, empty = room("D3"), room("D4"), room("Empty")
    joined = room("D3+D4", parts=[third, fourth])
    events = [at("09:00", "10:00", room=third), at("11:00", "19:00", room=joined), at("15:00", "16:00")]

    found = WeekRows(TUESDAY, 1, ALMATY).by_room(events, [joined, third, fourth, empty])

    assert rows(found) == {
        "D3+D4": ["11:00–19:00"],
        "D3": ["09:00–10:00", "11:00–19:00"],
        "D4": ["11:00–19:00"],
        "Empty": [],
        "": ["15:00–16:00"],
    }
    assert found.hours == range(8, 20)


def test_a_room_that_only_a_row_of_the_agenda_uses_is_used(at: MakeEvent) -> None:
    hall, small = room("Hall"), room("Small")
    event = at("09:00", "12:00", room=hall)
    event.agenda.append(AgendaSession(kind="workshop", room=small))

    assert rows(WeekRows(TUESDAY, 1, ALMATY).by_room([event], [hall, small])) == {
        "Hall": ["09:00–12:00"],
        "Small": ["09:00–12:00"],
    }


def test_a_month_stands_on_the_clock_that_is_asked_for(at: MakeEvent) -> None:
    late = at("21:00", "22:00", zone=BRUSSELS)

    def days(zone: ZoneInfo | None) -> list[int]:
        month = Month(2026, 11)
        month.put([late], zone)
        return [day.date.day for day in month if day.events]

    assert (days(None), days(ALMATY)) == ([24], [25])


def test_what_lasts_for_days_does_not_show_its_nights_in_the_row_of_a_room(at: MakeEvent) -> None:
    hall = room("Hall")
    conference = at("09:00", "18:00", day=23, until=25, room=hall)

    found = WeekRows(TUESDAY, 1, ALMATY).by_room([conference], [hall])

    assert [(piece.start, piece.end) for piece in found[0].week.days[0].pieces] == [(0, 96)]
    assert found.hours == range(8, 20)


def test_hosts_are_organisations_then_people(at: MakeEvent) -> None:
    padua = Organisation(name=translated("en", en="University of Padua"))
    dean = Person(name=translated("en", en="Aliya Bekova"))
    db.session.add_all([padua, dean])
    hosted, both = at("09:00", "10:00", host=padua), at("11:00", "12:00", host=padua)
    both.assign(dean, "host")
    both.assign(dean, "driver")
    db.session.commit()

    found = WeekRows(TUESDAY, 1, ALMATY).by_host([hosted, both, at("15:00", "16:00", kind=InfoDay)])

    assert rows(found) == {
        "University of Padua": ["09:00–10:00", "11:00–12:00"],
        "Aliya Bekova": ["11:00–12:00"],
        "": ["15:00–16:00"],
    }
