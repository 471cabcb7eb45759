"""The report of a year on the screen and as files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from models import Account, Attendee, Delegation, Event, InfoDay, Organisation, PlanLine
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import MakeEvent
from tests.page_client import PageClient

MARCH = datetime(2026, 3, 12, 5, 0, tzinfo=UTC)
TABLES = (
    "months", "kinds", "indicators", "audiences", "organisations", "countries", "participants-by-audience",
    "participants-by-organisation", "participants-by-country", "participants-by-language", "partners",
)  # fmt: skip


@pytest.fixture
def make_held(make_event: MakeEvent) -> MakeEvent:
    """An event of March 2026, which is over."""

    def make_held(kind: type[Event] = InfoDay, **fields: Any) -> Event:
        with clock.standing_at(MARCH - timedelta(days=10)):
            return make_event(kind, **{"starts_at": MARCH, **fields})

    return make_held


@pytest.fixture
def visit(make_held: MakeEvent) -> Event:
    """A visit from China in March 2026 with one participant, as it was planned."""
    ankang = Organisation.called("Ankang University")
    ankang.country = "CN"
    event = make_held(Delegation, host=ankang, audience=["guest"])
    with clock.standing_at(MARCH - timedelta(days=1)):
        event.register(Attendee("Li", "li@example.org", "guest", "Ankang University", language="en"), answers={}).check_in()
    line = PlanLine()
    line.revise({"year": 2026, "month": 3, "kind": "delegation", "title": translated("en", en="A visit"), "country": "CN"})
    line.attach(event)
    db.session.commit()
    return event


def cells(page: BeautifulSoup, table: str) -> dict[str, list[str]]:
    """The numbers of a table by the names of its rows."""
    rows = page.select(f"#{table} tr:has(td)")
    return {row.th.find(string=True): [cell.text for cell in row.select(".num")] for row in rows if row.th is not None}


def of_file(client: PageClient, name: str, query: str = "") -> list[list[Any]]:
    with client.get(f"/reports/{name}.xlsx{query}") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


class TestReading:
    def test_plan_stands_beside_fact(self, staff: PageClient, visit: Event, make_event: MakeEvent) -> None:
        make_event()

        page = staff.page("/reports")

        months = cells(page, "months")
        assert (months["March 2026"], months["November 2026"]) == (["1", "0", "1", "0", "0", "0"], ["0", "0", "0", "0", "0", "1"])
        assert months["Together"] == ["1", "0", "1", "0", "0", "1"]
        assert cells(page, "kinds")["Visit"] == ["1", "0", "1", "0", "0", "0"]
        assert cells(page, "audiences")["Guests"] == ["0", "0", "1", "0", "0", "0"]
        assert cells(page, "organisations") == {"Ankang University": ["0", "0", "1", "0", "0", "0"]}
        assert cells(page, "countries") == {"China": ["1", "0", "1", "0", "0", "0"]}
        assert cells(page, "participants-by-audience") == {"Guests": ["1", "1"], "Together": ["1", "1"]}
        assert cells(page, "participants-by-country") == {"China": ["1", "1"], "Together": ["1", "1"]}
        assert cells(page, "participants-by-language") == {"English": ["1", "1"], "Together": ["1", "1"]}
        assert cells(page, "partners") == {"China": ["1"]}

    def test_every_table_is_there_and_says_what_it_counts(self, staff: PageClient, visit: Event) -> None:
        sections = staff.page("/reports").select(".report > section")

        assert [section["id"] for section in sections] == list(TABLES)
        assert all(section.select_one(".hint").text.strip() for section in sections)

    def test_countries_are_named_in_the_readers_language(self, staff: PageClient, visit: Event) -> None:
        assert list(cells(staff.page("/reports?lang=ru"), "countries")) == ["Китай"]

    def test_indicators_say_what_they_count(self, staff: PageClient, visit: Event) -> None:
        page = staff.page("/reports")

        found = cells(page, "indicators")
        assert (found["Events held"], found["Incoming visits"], found["Partner organisations abroad"]) == (["1"], ["1"], ["1"])
        assert all(row.small.text.endswith(".") for row in page.select("#indicators tbody tr"))
        assert "Abroad is every country but Kazakhstan." in page.select_one("#indicators .hint").text

    def test_a_chart_says_in_words_what_its_bars_show(self, staff: PageClient, visit: Event) -> None:
        chart = staff.page("/reports").select_one("#months svg[role=img]")

        assert [title.text for title in chart.select("rect > title")] == ["Mar: Planned 1", "Mar: Held 1"]
        assert [text.text for text in chart.select("text.label")][:3] == ["Jan", "Feb", "Mar"]

    def test_a_year_without_anything_is_a_page_too(self, staff: PageClient) -> None:
        for address in ("/reports", "/reports?year=1999", "/reports?year=nonsense"):
            assert cells(staff.page(address), "months")["Together"] == ["0"] * 6

    def test_figures_hold_what_the_reader_may_see(
        self, staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, visit: Event
    ) -> None:
        boss = client_of(admin)
        assert cells(staff.page("/reports"), "countries") == cells(boss.page("/reports"), "countries") != {}

        visit.revise({"visibility": "restricted"})

        page = staff.page("/reports")
        for table in ("countries", "organisations", "partners", "participants-by-organisation"):
            assert cells(page, table) == {}
            assert len(of_file(staff, table)) == 1
        assert cells(page, "months")["Together"] == ["0"] * 6
        assert {number for [number] in cells(page, "indicators").values()} == {"0"}
        assert "left out" in page.select_one(".notice-info").text
        assert "all events" in boss.page("/reports").select_one(".notice-info").text
        assert list(cells(boss.page("/reports"), "countries")) == ["China"]

    def test_a_year_of_any_size_is_asked_in_as_many_questions(
        self,
        staff: PageClient,
        visit: Event,
        make_held: MakeEvent,
        count_queries: Callable[[], AbstractContextManager[list[str]]],
    ) -> None:
        def asked() -> int:
            with count_queries() as statements:
                staff.get("/reports")
            return len(statements)

        few = asked()
        for number in range(10):
            host = Organisation.called(f"University {number}")
            host.country = "TR"
            make_held(Delegation, host=host)

        assert asked() == few < 30


class TestFiles:
    @pytest.mark.parametrize("name", TABLES)
    def test_every_table_can_be_taken_along(self, staff: PageClient, visit: Event, name: str) -> None:
        heads, *rows = of_file(staff, name)

        assert len(rows) > 0
        assert all(len(row) == len(heads) for row in rows)
        with staff.get(f"/reports/{name}.csv?year=2026") as answer:
            assert len(answer.get_data(as_text=True).splitlines()) == len(rows) + 1
            assert answer.headers["Content-Disposition"] == f"attachment; filename={name}-2026.csv"

    def test_a_file_holds_what_the_page_shows(self, staff: PageClient, visit: Event) -> None:
        assert of_file(staff, "countries") == [
            ["By country", "Planned", "Given up", "Held", "Of them unplanned", "Called off", "Still to come"],
            ["China", 1, 0, 1, 0, 0, 0],
        ]
        assert of_file(staff, "countries", "?year=2025")[1:] == []

    def test_what_people_typed_is_no_formula(self, staff: PageClient, visit: Event) -> None:
        with clock.standing_at(MARCH - timedelta(days=1)):
            visit.register(Attendee("Bolat", "bolat@example.org", organisation="=HYPERLINK(1)"), answers={})
        db.session.commit()

        with staff.get("/reports/participants-by-organisation.csv") as answer:
            assert '"\'=HYPERLINK(1)","1","0"' in answer.get_data(as_text=True).splitlines()

    @pytest.mark.parametrize("address", ["/reports/secrets.csv", "/reports/months.pdf", "/reports/.csv"])
    def test_there_are_no_other_files(self, staff: PageClient, address: str) -> None:
        assert staff.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/reports", "/reports/months.csv", "/reports/secrets.csv"])
def test_reports_are_the_offices_own(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, address: str
) -> None:
    assert client.get(address).headers["Location"].startswith("/login")
    assert client_of(host).get(address).status_code == 403
