"""What staff's lists have in common, looked at in the list of a kind and in the outbox."""

import csv
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from models import Account, Conference, Event
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient

MakeEvent = Callable[..., Event]
LIST = "/info-days"
ALL = ["Berlin day", "Әсел day", "Zurich day"]


@pytest.fixture
def three(make_event: MakeEvent) -> list[Event]:
    """An online one in two days, one in a week, and a draft in a month; a conference besides."""
    make_event(Conference, title=translated("en", en="Conference"))
    online = {"mode": "online", "online_link": "https://meet.example.org/day"}
    return [
        make_event(title=translated("en", en="Zurich day"), starts_at=NOW + timedelta(days=2), capacity=3, **online),
        make_event(title=translated("en", en="Әсел day", ru="Әсел"), starts_at=NOW + timedelta(days=7), capacity=20),
        make_event(title=translated("en", en="Berlin day"), starts_at=NOW + timedelta(days=30), published=False),
    ]


def titles(client: PageClient, **asked: Any) -> list[str]:
    return [cell.get_text(strip=True) for cell in client.page(LIST, query_string=asked).select("#events tbody th")]


def read(client: PageClient, **asked: Any) -> list[list[str]]:
    answer = client.get(LIST, query_string={"as": "csv", **asked}, buffered=True)
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ALL),
        ({"q": "asel"}, ["Әсел day"]),
        ({"q": "DAY zürich"}, ["Zurich day"]),
        ({"q": "…"}, ALL),
        ({"state": "draft"}, ["Berlin day"]),
        ({"state": "coming", "mode": "online"}, ["Zurich day"]),
        ({"from": "2026-11-27", "to": "2026-11-27"}, ["Әсел day"]),
        (
            {"from": "yesterday", "to": "2026-02-30", "state": "<b>", "mode": "'", "sort": "password"},
            ["Berlin day", "Әсел day", "Zurich day"],
        ),
        ({"from": "9999-12-31", "to": "0001-01-01"}, ALL),
    ],
)
def test_filters_narrow_and_what_makes_no_sense_does_not(
    staff: PageClient, three: list[Event], asked: dict[str, str], found: list[str]
) -> None:
    assert titles(staff, **asked) == found


def test_heads_sort_and_say_how_it_is_sorted(staff: PageClient, three: list[Event]) -> None:
    assert titles(staff, sort="title") == ["Berlin day", "Zurich day", "Әсел day"]
    assert titles(staff, sort="-title") == ["Әсел day", "Zurich day", "Berlin day"]
    assert titles(staff, sort="title", lang="kk") == ["Әсел day", "Berlin day", "Zurich day"]
    assert titles(staff, sort="seats", lang="en") == ["Zurich day", "Әсел day", "Berlin day"]
    assert titles(staff, sort="-seats") == ["Әсел day", "Zurich day", "Berlin day"]

    page = staff.page(LIST, query_string={"sort": "title", "q": "day", "page": "7"})

    assert [(head.get_text(strip=True), head["aria-sort"]) for head in page.select("th[aria-sort]")] == [("Title", "ascending")]
    assert {link.get_text(strip=True): link["href"] for link in page.select("thead a")} == {
        "Title": f"{LIST}?q=day&sort=-title",
        "When": f"{LIST}?q=day",
        "Seats": f"{LIST}?q=day&sort=seats",
    }
    assert [option["value"] for option in page.select("#filter-sort [selected]")] == ["title"]


def test_the_lists_own_order_is_not_in_the_address(staff: PageClient, three: list[Event]) -> None:
    page = staff.page(LIST, query_string={"sort": "-when", "state": "", "q": " "})

    assert [head["aria-sort"] for head in page.select("th[aria-sort]")] == ["descending"]
    assert [link["href"] for link in page.select("#events [download]")] == [f"{LIST}?as=xlsx", f"{LIST}?as=csv"]
    assert page.select_one("#filter-sort option")["value"] == ""
    assert not page.select("#events .count a")


def test_fifty_stand_on_a_page_and_a_page_beyond_the_last_is_the_last(staff: PageClient, make_event: MakeEvent) -> None:
    for number in range(53):
        make_event(title=translated("en", en=f"Day {number}"), published=False)

    first, second, beyond = (staff.page(LIST, query_string={"page": page, "state": "draft"}) for page in (1, 2, "99999999999"))

    assert [len(page.select("#events tbody tr")) for page in (first, second, beyond)] == [50, 3, 3]
    assert first.select_one("a[rel=next]")["href"] == f"{LIST}?state=draft&page=2"
    assert [page.select_one("#events .count").get_text(" ", strip=True) for page in (first, beyond)] == [
        "53 events · Show all"
    ] * 2


def test_rows_alike_in_what_is_sorted_by_stand_on_one_page_each(staff: PageClient, make_event: MakeEvent) -> None:
    for number in range(60):
        make_event(title=translated("en", en=f"Day {number}"))

    assert len({*titles(staff, sort="when", page=1), *titles(staff, sort="when", page=2)}) == 60


def test_files_hold_all_that_is_asked_for_in_its_order(staff: PageClient, three: list[Event]) -> None:
    head, *rows = read(staff, state="coming", sort="title")

    assert head == ["Title", "Start", "End", "Where", "State", "Seats", "Capacity", "Translations"]
    assert rows == [
        ["Zurich day", "2026-11-22 11:00", "2026-11-22 13:00", "Blue Hall", "Published", "0", "3", "Missing: Қазақша, Русский"],
        ["Әсел day", "2026-11-27 11:00", "2026-11-27 13:00", "Blue Hall", "Published", "0", "20", "Missing: Қазақша, Русский"],
    ]


def test_files_are_not_kept_and_run_nothing(staff: PageClient, make_event: MakeEvent) -> None:
    make_event(title=translated("en", en="=cmd|' /C calc'!A0"))

    text, book = (staff.get(LIST, query_string={"as": kind}, buffered=True) for kind in ("csv", "xlsx"))

    assert [answer.headers["Cache-Control"] for answer in (text, book)] == ["no-store", "no-store"]
    assert [answer.headers["Content-Disposition"] for answer in (text, book)] == [
        "attachment; filename=info-days.csv",
        "attachment; filename=info-days.xlsx",
    ]
    assert text.data.startswith(b"\xef\xbb\xbf")
    assert read(staff)[1][0] == "'=cmd|' /C calc'!A0"
    cell = load_workbook(BytesIO(book.data)).active["A2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_a_file_of_no_known_kind_is_the_page(staff: PageClient, three: list[Event]) -> None:
    assert titles(staff, **{"as": "exe"}) == ALL


def test_files_are_as_closed_as_the_page(client: PageClient, client_of: Any, host: Account, three: list[Event]) -> None:
    addresses = [f"{LIST}{rest}" for rest in ("", "?as=csv", "?as=xlsx")]

    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    assert [client_of(host).get(address).status_code for address in addresses] == [403, 403, 403]


def test_without_javascript_the_form_does_the_same_as_with_it(staff: PageClient, three: list[Event]) -> None:
    form = staff.page(LIST, query_string={"sort": "title"}).select_one("#events-filters")
    typed = {
        **{field["name"]: "" for field in form.select("input")},
        "q": "berlin",
        "state": "draft",
        "mode": "",
        "sort": "title",
    }
    asked = f"{form['action']}?{urlencode(typed)}"

    assert (form["method"], form["hx-get"], form["hx-target"]) == ("get", form["action"], "#events")
    piece = staff.fragment(asked).get_data(as_text=True)
    assert piece.lstrip().startswith('<div class="results" id="events">')
    assert re.findall(r">(\w+ day)</a>", piece) == titles(staff, **typed) == ["Berlin day"]


def test_an_empty_list_says_how_to_begin_and_a_narrowed_one_how_to_see_all(staff: PageClient, make_event: MakeEvent) -> None:
    nothing = staff.page(LIST).select_one(".empty")
    assert (nothing.p.text, nothing.a["href"]) == ("Nothing here yet.", "/info-days/new")

    make_event()
    narrowed = staff.page(LIST, query_string={"q": "nowhere"}).select_one(".empty")
    assert (narrowed.p.text, narrowed.a["href"]) == ("Nothing matches these filters.", LIST)


def test_neither_page_nor_file_asks_the_database_for_each_row(
    staff: PageClient, make_event: MakeEvent, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    asked: dict[int, list[int]] = {}
    for events in (2, 40):
        while db.session.query(Event).count() < events:
            make_event()
        asked[events] = []
        for address in (LIST, f"{LIST}?as=csv"):
            with count_queries() as statements:
                staff.get(address, buffered=True)
            asked[events].append(len(statements))

    assert asked[2] == asked[40]
