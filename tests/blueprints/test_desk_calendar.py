"""The calendar of the desk: its views, its rows, and what each reader sees in them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from models import Account, Conference, Delegation, Event, InfoDay, Office, Organisation, Room
from models.conflicts import Conflicts
from models.series import Series
from models.special_day import SpecialDay
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, parsed
from tests.statements import counted_statements

MakeEvent = Callable[..., Event]
WEEK = "/desk?date=2026-11-24&lang=en"


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(element.text.split()) for element in page.select(selector)]


def shown(page: BeautifulSoup) -> list[str]:
    """The titles in the calendar, in its order."""
    return texts(page, "#calendar .entry b, #calendar .month li li a")


@pytest.fixture
def on(make_event: MakeEvent) -> Callable[..., Event]:
    """An event of November 2026 by its day and the hours in Almaty."""

    def on(day: int, start: int, hours: float, title: str, **fields: Any) -> Event:
        starts_at = datetime(2026, 11, day, start - 5, tzinfo=UTC)
        ends_at = starts_at + timedelta(hours=hours)
        return make_event(title=translated("en", en=title), starts_at=starts_at, ends_at=ends_at, **fields)

    return on


def test_the_week_of_a_date_stands_day_by_day(staff: PageClient, office: Office, on: MakeEvent) -> None:
    on(24, 10, 1.5, "Briefing")
    on(29, 9, 1, "Sunday")
    on(30, 9, 1, "Next week")

    page = staff.page(WEEK)

    assert texts(page, "#calendar h2") == ["23–29 November 2026"]
    assert shown(page) == ["Briefing", "Sunday"]
    [block] = page.select(".slots[data-date='2026-11-24'] .block")
    assert {"r8", "s6", "l1", "of-1"} <= set(block["class"])
    assert (block["data-starts"], block["data-ends"]) == ("2026-11-24T10:00", "2026-11-24T11:30")


def test_what_is_longer_than_half_a_day_is_a_strip(staff: PageClient, office: Office, on: MakeEvent) -> None:
    on(25, 9, 9, "Conference", kind=Conference)
    on(20, 9, 100, "Since Friday")

    page = staff.page(WEEK)

    assert texts(page, ".strips .strip b") == ["Since Friday", "Conference"]
    assert {"c0", "w2", "since-before"} <= set(page.select(".strip")[0]["class"])
    assert {"c2", "w1"} <= set(page.select(".strip")[1]["class"])


def test_the_third_at_once_is_counted_and_the_day_shows_it(staff: PageClient, office: Office, on: MakeEvent) -> None:
    for number in range(3):
        on(24, 10, 2, f"At once {number}")

    page = staff.page(WEEK)

    [rest] = page.select(".rest a")
    assert (rest.text, rest["aria-label"]) == ("+1", "1 more event on 24 November")
    assert texts(page, ".no-lane b") == ["At once 2"]
    day = staff.page(str(rest["href"]) + "&lang=en")
    assert (shown(day), day.select(".rest")) == ([f"At once {number}" for number in range(3)], [])


def test_states_are_words_and_not_colours_alone(staff: PageClient, office: Office, on: MakeEvent) -> None:
    on(24, 9, 1, "Sketch", published=False)
    on(24, 14, 1, "Called off").cancel(translated("en", en="Snow"))
    db.session.commit()

    page = staff.page(WEEK)

    assert texts(page, ".block .state") == ["Draft", "Cancelled"]
    assert [bool(block.select(".lift")) for block in page.select(".block")] == [True, False]


def test_the_same_room_twice_is_a_conflict_on_both(staff: PageClient, office: Office, on: MakeEvent, blue_hall: Room) -> None:
    on(24, 9, 2, "One", room=blue_hall)
    on(24, 10, 2, "Other", room=blue_hall)
    on(25, 10, 2, "Alone", room=blue_hall)

    assert texts(staff.page(WEEK), ".block:has(.clash) .entry") == [
        "Conflict 09:00–11:00 One Blue Hall, Main Building",
        "Conflict 10:00–12:00 Other Blue Hall, Main Building",
    ]


def test_a_clash_that_staff_accepted_is_said_quietly(staff: PageClient, office: Office, on: MakeEvent, blue_hall: Room) -> None:
    on(24, 9, 2, "One", room=blue_hall)
    other = on(24, 10, 2, "Other", room=blue_hall)
    assert texts(staff.page(WEEK), ".has-clash .clash") == ["Conflict", "Conflict"]

    Conflicts.of(other).accept(other, "They share the hall.")
    db.session.commit()

    page = staff.page(WEEK)
    assert texts(page, ".block .clash.is-accepted") == ["Accepted clash", "Accepted clash"]
    assert page.select(".has-clash") == []
    assert texts(staff.page(f"{WEEK}&view=month"), ".month .clash") == ["Accepted clash", "Accepted clash"]


@pytest.mark.parametrize(
    ("today", "opens"), [(20, "16–22 November 2026"), (21, "23–29 November 2026"), (22, "23–29 November 2026")]
)
def test_a_weekend_with_nothing_left_opens_the_week_that_comes(staff: PageClient, office: Office, today: int, opens: str) -> None:
    with clock.standing_at(datetime(2026, 11, today, 5, tzinfo=UTC)):
        assert texts(staff.page("/desk?lang=en"), "#calendar h2") == [opens]
        assert texts(staff.page(f"/desk?lang=en&date=2026-11-{today}"), "#calendar h2") == ["16–22 November 2026"]


def test_a_weekend_with_something_left_stays_open(staff: PageClient, office: Office, on: MakeEvent) -> None:
    event = on(22, 15, 1, "On Sunday")
    with clock.standing_at(datetime(2026, 11, 21, 5, tzinfo=UTC)):
        assert shown(staff.page("/desk?lang=en")) == ["On Sunday"]

        event.cancel(translated("en", en="Rain"))
        db.session.commit()

        assert shown(staff.page("/desk?lang=en")) == []


def test_a_holiday_is_named_and_hatched_and_an_umbrella_lies_over_its_days(staff: PageClient, office: Office) -> None:
    db.session.add(
        SpecialDay(kind="holiday", name=translated("en", en="Memory"), starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24))
    )
    umbrella = Series(slug="week", kind="umbrella", name=translated("en", en="Erasmus+ Week"))
    umbrella.starts_on, umbrella.ends_on = date(2026, 11, 26), date(2026, 12, 2)
    db.session.add(umbrella)

    page = staff.page(WEEK)

    assert texts(page, ".is-off .day-head") == ["Tue 24 November Memory", "Sat 28 November", "Sun 29 November"]
    assert texts(page, ".band") == ["Erasmus+ Week 26 November – 2 December 2026"]
    assert {"c3", "w4", "goes-on"} <= set(page.select_one(".band")["class"])  # type: ignore[index]


def test_a_free_hour_leads_to_the_form_with_that_hour(staff: PageClient, office: Office, on: MakeEvent) -> None:
    on(24, 9, 1.5, "Briefing")

    links = staff.page(WEEK).select(".slots[data-date='2026-11-24'] .free")

    assert [link["href"] for link in links[:3]] == [
        "/info-days/new?starts=2026-11-24T08:00",
        "/info-days/new?starts=2026-11-24T10:30",
        "/info-days/new?starts=2026-11-24T11:00",
    ]
    assert links[1]["aria-label"] == "New event: Tuesday, 24 November, 10:30"
    form = staff.page(str(links[1]["href"]))
    assert [form.select_one(f"#{name}")["value"] for name in ("starts_at", "ends_at")] == [  # type: ignore[index]
        "2026-11-24T10:30",
        "2026-11-24T11:30",
    ]


def test_a_free_hour_of_a_room_brings_the_room_along(staff: PageClient, office: Office, blue_hall: Room) -> None:
    [link] = staff.page(f"{WEEK}&view=day&rows=rooms").select(".free[href*='T14:00']")

    form = staff.page(str(link["href"]))

    assert form.select_one("#place")["value"] == blue_hall.label()  # type: ignore[index]


@pytest.mark.parametrize(
    "arguments",
    ["starts=tomorrow", "starts=2026-13-01T10:00", "starts=9999-01-01T10:00", "room=99999", "room=x", "starts=&room="],
)
def test_an_hour_or_a_room_that_makes_no_sense_is_left_out(staff: PageClient, office: Office, arguments: str) -> None:
    form = staff.page(f"/info-days/new?{arguments}")

    assert not form.select_one("#starts_at").get("value")  # type: ignore[union-attr]
    assert not form.select_one("#place").get("value")  # type: ignore[union-attr]


@pytest.mark.parametrize("arguments", ["view=year", "date=soon", "date=1850-01-01", "date=2026-W48-1", "rows=people", "date="])
def test_an_address_that_makes_no_sense_shows_this_week(staff: PageClient, office: Office, on: MakeEvent, arguments: str) -> None:
    on(20, 15, 1, "This week")

    assert shown(staff.page(f"/desk?{arguments}&lang=en")) == ["This week"]


def test_the_month_and_the_list_show_more_than_a_week(staff: PageClient, office: Office, on: MakeEvent) -> None:
    on(2, 9, 1, "Early")
    on(24, 9, 9, "Long")
    on(30, 9, 1, "Late")

    month = staff.page(f"{WEEK}&view=month")
    assert (texts(month, "#calendar h2"), shown(month)) == (["November 2026"], ["09:00 Early", "09:00 Long", "09:00 Late"])
    assert texts(month, ".month .is-today h3") == ["Fri 20 November"]
    assert texts(staff.page(f"{WEEK}&view=list"), ".day-col:not(.is-bare) .day-head, .day-col .entry b") == [
        "Tue 24 November", "Long", "Mon 30 November", "Late",
    ]  # fmt: skip


def test_an_arrow_leads_to_the_week_before_and_after(staff: PageClient, office: Office) -> None:
    page = staff.page(WEEK)

    assert [page.select_one(f"#cal-{which}")["href"] for which in ("before", "today", "after")] == [  # type: ignore[index]
        "/desk?view=week&date=2026-11-17",
        "/desk?view=week&date=2026-11-20",
        "/desk?view=week&date=2026-12-01",
    ]
    for view in ("month", "day", "list"):
        assert staff.get(f"/desk?view={view}&date=2200-12-31").status_code == 200
        assert staff.get(f"/desk?view={view}&date=1970-01-01").status_code == 200


def rows(page: BeautifulSoup) -> dict[str, list[str]]:
    """The titles in each row, by the row's name."""
    return {
        " ".join(name.text.split()): [bold.text for bold in row.select(".entry b")]
        for row in page.select("tbody tr, .line")
        if (name := row.select_one("th, h3"))
    }


@pytest.mark.parametrize("view", ["week", "day"])
def test_rooms_and_hosts_are_rows_on_demand(staff: PageClient, office: Office, on: MakeEvent, blue_hall: Room, view: str) -> None:
    padua = Organisation(name=translated("en", en="University of Padua"))
    db.session.add(padua)
    on(24, 9, 2, "In the hall", room=blue_hall)
    on(24, 11, 2, "From Padua", host=padua)

    by_room, by_host = (staff.page(f"{WEEK}&view={view}&rows={which}") for which in ("rooms", "hosts"))

    assert rows(by_room) == {"Blue Hall Main Building, 120 seats": ["In the hall"], "No room": ["From Padua"]}
    assert rows(by_host) == {"University of Padua": ["From Padua"], "No host": ["In the hall"]}


def test_htmx_gets_the_calendar_alone(staff: PageClient, office: Office) -> None:
    answer = staff.fragment(f"{WEEK}&view=day")

    page = parsed(answer.text)
    assert [element.get("id") for element in page.body.find_all(recursive=False)] == ["calendar"]  # type: ignore[union-attr]


def test_a_lecturer_sees_the_week_and_changes_nothing(
    staff: PageClient, client_of: Callable[[Account], PageClient], host: Account, office: Office, on: MakeEvent
) -> None:
    on(24, 9, 1, "Public")
    on(24, 11, 1, "Sketch", published=False)
    on(24, 14, 1, "Secret", visibility="restricted", kind=Delegation)
    assert shown(staff.page(WEEK)) == ["Public", "Sketch"]

    page = client_of(host).page(WEEK)

    assert shown(page) == ["Public"]
    assert page.select(".lift, .free, [data-event], #mover, .clash") == []


def test_a_restricted_event_leaves_no_trace(
    staff: PageClient, client_of: Callable[[Account], PageClient], organiser: Account, admin: Account, office: Office,
    on: MakeEvent, blue_hall: Room,
) -> None:  # fmt: skip
    for number in range(3):
        on(24, 10, 1, f"Secret {number}", visibility="restricted", kind=Delegation, room=blue_hall)
    on(24, 8, 12.5, "Secret strip", visibility="restricted", kind=Delegation)
    assert len(shown(client_of(admin).page(WEEK))) == 4

    for arguments in ("", "&view=month", "&view=list", "&view=day", "&rows=rooms", "&rows=hosts", "&view=day&rows=rooms"):
        page = staff.page(WEEK + arguments)
        assert "Secret" not in page.text and page.select(".rest, .block, .strip, .clash") == []
    assert len(staff.page(WEEK).select(".slots[data-date='2026-11-24'] .free")) == 12


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("arguments", ["", "&view=month", "&view=list", "&rows=rooms", "&rows=hosts", "&view=day&rows=rooms"])
def test_sixty_events_cost_as_many_questions_as_five(staff: PageClient, office: Office, on: MakeEvent, arguments: str) -> None:
    def five(number: int) -> None:
        part = Room(name=translated("en", en=f"Part {number}"))
        room = Room(name=translated("en", en=f"Room {number}"), parts=[part])
        host = Organisation(name=translated("en", en=f"Host {number}"))
        db.session.add_all([part, room, host])
        for hours in (1, 2, 3, 7, 30):
            on(24, 9, hours, f"Event {number}", room=room, host=host, kind=InfoDay if hours % 2 else Delegation)

    five(0)
    staff.page(WEEK + arguments)
    with counted_statements() as few:
        assert staff.page(WEEK + arguments).select(".entry, .month li li")
    for number in range(1, 12):
        five(number)
    with counted_statements() as many:
        staff.page(WEEK + arguments)

    assert len(few) == len(many)


def test_the_day_says_what_it_is_without_an_event(staff: PageClient, office: Office) -> None:
    assert NOW.date() == date(2026, 11, 20)
    assert texts(staff.page("/desk?lang=en&view=day&date=2026-11-24"), ".none") == ["Nothing in these days."]
