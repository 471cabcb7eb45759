"""Mobility in figures: the office's lines, and the statistics that everybody may read and take along."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, MobilityRecord, Organisation, Programme
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeLine = Callable[..., MobilityRecord]
TYPED = {"year": "2025", "semester": "spring", "direction": "outgoing", "level": "bachelor", "headcount": "8", "country": "PL"}


@pytest.fixture
def make_line(app: Flask) -> MakeLine:
    """Seven students who went to Poland in the spring of 2026, with any field overridden."""

    def make_line(people: int = 7, country: str = "PL", **fields: Any) -> MobilityRecord:
        line = MobilityRecord()
        line.revise({"year": 2025, "semester": "spring", "country": country, "headcount": people, **fields})
        db.session.commit()
        return line

    return make_line


def stored() -> list[MobilityRecord]:
    db.session.expire_all()
    return list(db.session.scalars(select(MobilityRecord).order_by(MobilityRecord.id)))


def problems(answer: Any) -> list[str]:
    return [item.text for item in soup(answer).select("#error-summary li")]


def bars(client: PageClient, by: str, query: str = "") -> dict[str, str]:
    """A table of the public page: names and numbers."""
    rows = client.page(f"/statistics{query}").select(f"#by-{by} tbody tr")
    return {row.th.text.strip(): row.td.text.strip() for row in rows if row.th and row.td}


def file(client: PageClient, address: str) -> list[list[str]]:
    """The rows of a CSV file."""
    with client.get(address) as answer:
        assert answer.status_code == 200
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


class TestTheForm:
    def test_a_line_is_a_number_and_where_it_belongs(self, staff: PageClient) -> None:
        answer = staff.submit("/mobility/new", TYPED, form="#mobility-form")

        [line] = stored()
        assert (answer.status_code, answer.headers["Location"]) == (303, "/mobility")
        assert (line.year, line.semester, line.direction, line.level, line.headcount, line.country) == (
            2025, "spring", "outgoing", "bachelor", 8, "PL",
        )  # fmt: skip
        assert (line.partner, line.programme, bool(line.activity)) == (None, None, False)

    def test_the_year_that_is_going_on_is_offered_first(self, staff: PageClient) -> None:
        chosen = staff.page("/mobility/new").select_one("select[name=year] option[selected]")

        assert chosen and chosen.text == "2026/2027"

    def test_the_country_is_the_partners_where_none_is_chosen(self, staff: PageClient) -> None:
        db.session.add(Organisation(name=translated("en", en="Lund University"), country="SE"))
        db.session.commit()

        staff.submit("/mobility/new", {**TYPED, "country": "", "partner": "lund university"}, form="#mobility-form")

        [line] = stored()
        assert (line.country, line.partner and line.partner.name["en"]) == ("SE", "Lund University")

    def test_what_is_saved_unchanged_is_no_change(self, staff: PageClient, make_line: MakeLine) -> None:
        programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"))
        partner = Organisation(name=translated("en", en="Lund University"), short_name="LU", city="Lund", country="SE")
        line = make_line(programme=programme, partner=partner, source="Order 214")

        staff.submit(f"/mobility/{line.id}/edit", {}, form="#mobility-form")

        verbs = db.session.scalars(select(Activity.verb).where(Activity.subject_kind == "mobility_records")).all()
        assert verbs == ["created"]
        assert (stored()[0].programme, stored()[0].partner) == (programme, partner)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"headcount": ""}, "Enter how many people."),
            ({"headcount": "0"}, "The number of people is between 1 and 100000."),
            ({"headcount": "-4"}, "The number of people is between 1 and 100000."),
            ({"headcount": "9" * 400}, "The number of people is between 1 and 100000."),
            ({"year": "1066"}, "Not a valid choice."),
            ({"semester": "winter"}, "Not a valid choice."),
            ({"direction": "sideways"}, "Not a valid choice."),
            ({"level": "cat"}, "Not a valid choice."),
            ({"country": "XX"}, "Not a valid choice."),
            ({"programme": "4711"}, "Not a valid choice."),
            ({"source": "x" * 501}, "This is too long: 500 characters at most."),
        ],
    )
    def test_what_makes_no_sense_is_said_and_everything_typed_stays(
        self, staff: PageClient, typed: dict[str, str], said: str
    ) -> None:
        answer = staff.submit("/mobility/new", {**TYPED, "activity-en": "Keep me", **typed}, form="#mobility-form")

        assert (answer.status_code, problems(answer), stored()) == (422, [said], [])
        kept = soup(answer).select_one("input[name=activity-en]")
        assert kept and kept["value"] == "Keep me"


class TestTheList:
    def test_it_is_narrowed_summed_up_and_taken_along(self, staff: PageClient, make_line: MakeLine) -> None:
        make_line(5, activity=translated("en", en="=1+1"))
        make_line(6, "KR", level="teacher", year=2024)
        make_line(2, "JP", semester="summer", direction="incoming")

        def people(query: str = "") -> list[str]:
            return [cell.text for cell in staff.page(f"/mobility{query}").select("tbody td.num")]

        assert sorted(people()) == sorted(people("?year=abc&country=XX")) == ["2", "5", "6"]
        assert people("?year=2024") == people("?country=KR") == people("?level=teacher") == ["6"]
        assert people("?semester=summer") == people("?direction=incoming") == ["2"]
        assert people("?sort=-headcount") == ["6", "5", "2"]
        assert "13 people in all lines together" in staff.page("/mobility").text
        assert "6 people in all lines together" in staff.page("/mobility?country=KR").text
        assert [row[6] for row in file(staff, "/mobility?as=csv&sort=headcount")] == ["Programme", "", "'=1+1", ""]

    @pytest.mark.databases("sqlite", "postgresql")
    def test_every_column_sorts(self, staff: PageClient, make_line: MakeLine) -> None:
        make_line()

        for option in staff.page("/mobility").select("#filter-sort option"):
            assert len(staff.page(f"/mobility?q=&sort={option['value']}").select("tbody tr")) == 1

    def test_it_asks_no_question_for_each_row(
        self, staff: PageClient, make_line: MakeLine, count_queries: Callable[[], AbstractContextManager[list[str]]]
    ) -> None:
        def questions(address: str) -> int:
            staff.page(address)
            with count_queries() as statements:
                staff.page(address)
            return len(statements)

        def more(number: int) -> None:
            programme = Programme(slug=f"p{number}", name=translated("en", en=f"Programme {number}"))
            make_line(programme=programme, partner=Organisation(name=translated("en", en=f"University {number}")))

        more(0)
        few = [questions("/mobility"), questions("/statistics")]
        for number in range(1, 13):
            more(number)

        assert [questions("/mobility"), questions("/statistics")] == few


class TestTheTrashAndTheRecord:
    def test_what_was_deleted_does_not_count_and_comes_back(
        self, staff: PageClient, client: PageClient, make_line: MakeLine
    ) -> None:
        line = make_line()
        assert bars(client, "country") == {"Poland": "7"}

        staff.submit(f"/mobility/{line.id}/edit", {}, form="form[action$=removal]")

        assert bars(client, "country") == {}
        assert staff.get(f"/mobility/{line.id}/edit").status_code == 404
        [row] = staff.page("/trash").select("tbody tr")
        assert [cell.text.strip() for cell in row.select("th, td")][:2] == [
            "2025/2026, spring semester: Poland",
            "Line of mobility",
        ]
        staff.submit("/trash", {}, form="#trash form")
        assert bars(client, "country") == {"Poland": "7"}

    def test_the_record_tells_in_words_what_was_changed(self, staff: PageClient, make_line: MakeLine) -> None:
        line = make_line()
        changes = {"headcount": "9", "semester": "summer", "direction": "incoming", "level": "doctoral"}
        staff.submit(f"/mobility/{line.id}/edit", changes, form="#mobility-form")

        told = staff.page(f"/audit?subject=mobility_records:{line.id}").select("tbody tr")[0].text

        for words in ("Summer", "Incoming", "Doctoral students", "Number of people"):
            assert words in told


class TestImporting:
    def test_a_table_is_previewed_and_taken_in(self, staff: PageClient, client: PageClient) -> None:
        table = "Учебный год;Семестр;Направление;Кто;Страна;Количество\n2025/2026;лето;исходящая;студенты;Южная Корея;7\n"
        answer = staff.submit("/imports", {"sort": "mobility", "pasted": table}, form="#upload-form")
        preview = answer.headers["Location"]
        assert "2025/2026, summer: South Korea · 7" in staff.page(preview).text
        assert stored() == []

        boxes = [box["value"] for box in staff.page(preview).select("input[name=take]")]
        staff.submit(preview, {"take": boxes}, form="#confirmation")

        assert bars(client, "country") == {"South Korea": "7"}

    def test_a_sample_begins_with_our_headings(self, staff: PageClient) -> None:
        [heads, row] = file(staff, "/imports/samples/mobility.csv")

        assert heads[:4] == ["Academic year", "Semester", "Direction", "Who"]
        answer = staff.submit(
            "/imports", {"sort": "mobility", "pasted": ",".join(heads) + "\n" + ",".join(row)}, form="#upload-form"
        )
        assert len(staff.page(answer.headers["Location"]).select("input[name=take]")) == 1


class TestWhatEverybodyReads:
    @pytest.fixture
    def lines(self, make_line: MakeLine) -> None:
        """As in the report of an office: 26 in the spring, 7 in Seoul and 2 in Tokyo in the summer."""
        programme = Programme(slug="mobility", name=translated("en", en="Credit mobility", ru="Кредитная мобильность"))
        for country, people in (("RU", 6), ("PL", 8), ("KR", 5), ("AT", 4), ("NL", 3)):
            make_line(people, country, programme=programme if country == "PL" else None)
        make_line(7, "KR", semester="summer", activity=translated("en", en="Language course"))
        make_line(2, "JP", semester="summer", activity=translated("en", en="Exchange of experience"))
        make_line(4, "CN", direction="incoming", level="teacher")

    def test_sums_by_semester_country_programme_and_level(self, client: PageClient, lines: None) -> None:
        assert bars(client, "period") == {"2025/2026, spring semester": "26", "2025/2026, summer": "9"}
        assert bars(client, "country") == {
            "South Korea": "12", "Poland": "8", "Russia": "6", "Austria": "4", "Japan": "not shown", "Netherlands": "not shown",
        }  # fmt: skip
        assert bars(client, "programme") == {
            "Not said": "18", "Credit mobility": "8", "Exchange of experience": "not shown", "Language course": "not shown",
        }  # fmt: skip
        assert bars(client, "level") == {"Students, level not said": "35"}
        assert [tab.text for tab in client.page("/statistics").select(".tabs a")] == ["Outgoing: 35", "Incoming: 4"]

    def test_filters_are_in_the_address_of_the_page_the_tabs_and_the_files(self, client: PageClient, lines: None) -> None:
        asked = "?year=2025&semester=spring&who=students&programme=mobility&country=PL"
        page = client.page(f"/statistics{asked}")

        assert bars(client, "country", asked) == {"Poland": "8"}
        assert bars(client, "period", "?semester=summer") == {"2025/2026, summer": "9"}
        assert bars(client, "country", "?direction=incoming") == {"China": "4"}
        assert bars(client, "country", "?who=employees") == {}
        for link in page.select(".tabs a, #results a[download]"):
            for part in asked[1:].split("&"):
                assert part in str(link["href"])
        assert [option["value"] for option in page.select("option[selected]")] == ["2025", "spring", "students", "PL", "mobility"]

    def test_an_address_is_never_an_error(self, client: PageClient, lines: None) -> None:
        everything = bars(client, "country")

        for odd in (
            "?year=x",
            "?year=99999999999",
            "?semester=winter",
            "?who=all",
            "?country=XX",
            "?programme=none",
            "?direction=up",
        ):
            assert bars(client, "country", odd) == everything
        assert client.get("/statistics/nothing.csv").status_code == 404

    def test_numbers_below_three_are_nowhere(self, client: PageClient, lines: None) -> None:
        assert db.session.scalar(select(MobilityRecord.headcount).where(MobilityRecord.country == "JP")) == 2

        page = client.page("/statistics?country=JP")

        assert "Fewer than 3 people" in page.text
        assert [tab.text for tab in page.select(".tabs a")] == ["Outgoing: not shown", "Incoming: 0"]
        assert [bars(client, by, "?country=JP") for by in ("country", "level")] == [
            {"Japan": "not shown"},
            {"Students, level not said": "not shown"},
        ]
        assert page.select("#results rect:not(.ground)") == []
        for by in ("period", "country", "programme", "level"):
            assert [row[1] for row in file(client, f"/statistics/{by}.csv?country=JP")[1:]] == ["not shown"]

    def test_bars_are_as_long_as_their_numbers(self, client: PageClient, lines: None) -> None:
        widths = [bar["width"] for bar in client.page("/statistics").select("#by-country rect:not(.ground)")]

        assert widths == ["100.0", "66.7", "50.0", "33.3"]

    def test_files_hold_what_the_page_shows_and_nothing_a_program_would_run(
        self, client: PageClient, make_line: MakeLine, lines: None
    ) -> None:
        make_line(50, "DE", activity=translated("en", en="=HYPERLINK(1)"))

        assert file(client, "/statistics/country.csv?country=PL") == [["Country", "People"], ["Poland", "8"]]
        assert file(client, "/statistics/programme.csv")[1] == ["'=HYPERLINK(1)", "50"]
        assert file(client, "/statistics/period.csv?lang=ru")[1][0].startswith("2025/2026")

    def test_what_was_typed_is_shown_as_text(self, client: PageClient, make_line: MakeLine) -> None:
        make_line(50, activity=translated("en", en="<script>alert(1)</script>"))

        assert list(bars(client, "programme")) == ["<script>alert(1)</script>"]

    def test_the_demos_figures_say_so(self, client: PageClient, make_line: MakeLine) -> None:
        make_line()
        assert "Demo figures" not in client.page("/statistics").text

        make_line(country="KR", is_demo=True)

        assert "Demo figures" in client.page("/statistics").text
        assert "Demo figures" not in client.page("/statistics?country=PL").text

    def test_without_any_it_says_so(self, client: PageClient) -> None:
        assert "No figures are published yet." in client.page("/statistics").text

    def test_htmx_gets_the_figures_alone(self, client: PageClient, lines: None) -> None:
        answer = client.fragment("/statistics?country=PL")

        assert soup(answer).select_one("body > #results") is not None
        assert "<html" not in answer.get_data(as_text=True)

    def test_programmes_are_named_in_the_readers_language(self, client: PageClient, lines: None) -> None:
        assert "Кредитная мобильность" in bars(client, "programme", "?lang=ru")


@pytest.mark.parametrize("address", ["/mobility", "/mobility/new", "/mobility/1/edit", "/mobility?as=csv"])
def test_the_lines_are_the_offices_own(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_line: MakeLine, address: str
) -> None:
    make_line(1)
    assert client.get(address).headers["Location"].startswith("/login")
    assert client_of(host).get(address).status_code == 403
