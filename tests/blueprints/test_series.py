"""Series and umbrellas: their public page, how the office keeps them, and how an event is put into one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Event, Series
from models.event import Delegation
from models.series import event_series
from support import clock
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
MakeSeries = Callable[..., Series]
PAST = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)


@pytest.fixture
def make_series(app: Flask) -> MakeSeries:
    """An umbrella, with any field set."""

    def make_series(called: str = "Erasmus+ Week", **fields: Any) -> Series:
        series = Series()
        series.revise({"name": translated("en", en=called, ru="Неделя Erasmus+"), "kind": "umbrella", **fields})
        db.session.commit()
        return series

    return make_series


def titled(title: str) -> Any:
    return translated("en", en=title)


def titles(page: BeautifulSoup, section: str = "") -> list[str]:
    return [link.text for link in page.select(f"{section} .ev h4 a")]


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


class TestThePublicPage:
    def test_it_lists_what_is_to_come_and_what_was(
        self, client: PageClient, make_info_day: MakeEvent, make_series: MakeSeries
    ) -> None:
        week = make_series(starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 29), description=titled("Five days **of it**."))
        for title, more in [
            ("Second", {"starts_at": datetime(2026, 11, 28, 5, tzinfo=UTC)}),
            ("First", {}),
            ("Old", {"starts_at": PAST}),
        ]:
            make_info_day(title=titled(title), series=[week], **more)
        make_info_day(title=titled("Elsewhere"))

        page = client.page("/series/erasmus-week")

        assert (titles(page, "#coming"), titles(page, "#past")) == (["First", "Second"], ["Old"])
        assert page.select_one("h1").text == "Erasmus+ Week"
        assert page.select_one(".hero .meta").get_text(" ", strip=True) == "23–29 November 2026"
        assert page.select_one(".prose strong").text == "of it"
        assert client.page("/series/erasmus-week?lang=ru").select_one("h1").text == "Неделя Erasmus+"

    def test_an_event_that_a_reader_may_not_see_is_not_there_nor_is_a_series_of_such_alone(
        self, client: PageClient, staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account,
        make_event: MakeEvent, make_info_day: MakeEvent, make_series: MakeSeries,
    ) -> None:  # fmt: skip
        week = make_series()
        make_event(Delegation, title=titled("Secret talks"), visibility="restricted", series=[week])
        make_info_day(title=titled("Draft"), series=[week], published=False)
        assert titles(client_of(admin).page("/series/erasmus-week")) == ["Secret talks", "Draft"]

        assert client.get("/series/erasmus-week").status_code == 404
        hidden, unknown = (soup(client.get(f"/series/{slug}")).main.text for slug in ("erasmus-week", "nothing"))
        assert hidden == unknown
        assert titles(staff.page("/series/erasmus-week")) == titles(staff.page("/series/erasmus-week"), "#drafts") == ["Draft"]

        make_info_day(title=titled("Open"), series=[week])
        assert titles(client.page("/series/erasmus-week")) == ["Open"]
        assert "Secret" not in client.get("/series/erasmus-week").get_data(as_text=True)

    def test_it_asks_no_question_per_event(
        self, client: PageClient, make_info_day: MakeEvent, make_series: MakeSeries,
        count_queries: Callable[[], AbstractContextManager[list[str]]],
    ) -> None:  # fmt: skip
        week = make_series()
        make_info_day(series=[week])
        with count_queries() as one:
            client.page("/series/erasmus-week")
        for _number in range(6):
            make_info_day(series=[week])
        with count_queries() as seven:
            page = client.page("/series/erasmus-week")

        assert len(titles(page)) == 7
        assert len(seven) == len(one)

    def test_an_event_says_what_it_is_part_of(
        self, client: PageClient, make_info_day: MakeEvent, make_series: MakeSeries
    ) -> None:
        event = make_info_day(series=[make_series("Week <b>")])
        alone = make_info_day()

        part = client.page(f"/events/{event.slug}").select_one(".part-of")
        assert (part.get_text(" ", strip=True), part.a["href"]) == ("Part of Week <b>", "/series/week-b")
        assert client.page(f"/events/{alone.slug}").select(".part-of") == []


class TestKeeping:
    def test_one_is_made_renamed_and_found_under_its_old_address(self, staff: PageClient, make_info_day: MakeEvent) -> None:
        typed = {"name-en": "Erasmus+ Week", "kind": "umbrella", "starts_on": "2026-11-23", "ends_on": "2026-11-29"}
        answer = staff.submit("/series", typed, form="#series-form", at="/series/new")
        assert (answer.status_code, answer.location) == (303, "/series/erasmus-week")

        staff.submit("/series/erasmus-week/edit", {"name-en": "Europe Week"}, form="#series-form")
        moved = staff.get("/series/erasmus-week")
        assert (moved.status_code, moved.location) == (301, "/series/europe-week")

        staff.submit("/series/europe-week/edit", {"name-en": "Erasmus+ Week"}, form="#series-form")
        assert staff.get("/series/europe-week").location == "/series/erasmus-week"
        assert staff.get("/series/erasmus-week").status_code == 200
        told = db.session.scalars(select(Activity.verb).where(Activity.subject_kind == "series")).all()
        assert told == ["created", "revised", "revised"]

    def test_two_of_one_name_have_two_addresses_and_none_is_called_new(self, make_series: MakeSeries) -> None:
        first, second, new = make_series(), make_series(), make_series("New")

        assert first.slug == "erasmus-week"
        assert second.slug.startswith("erasmus-week-") and new.slug.startswith("new-")

    def test_the_list_is_in_the_alphabet_of_the_language_and_narrows(self, staff: PageClient, make_series: MakeSeries) -> None:
        make_series("Open days", kind="series")
        make_series("Europe Week")

        def listed(address: str) -> list[str]:
            return [link.text for link in staff.page(address).select("tbody th a")]

        assert listed("/series") == ["Europe Week", "Open days"]
        assert listed("/series?kind=umbrella") == listed("/series?q=EUROPE") == ["Europe Week"]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name-en": ""}, "Enter a name."),
            ({"kind": "heap"}, "Not a valid choice."),
            ({"ends_on": "2026-11-20"}, "Enter the first day too."),
            ({"starts_on": "2026-11-23", "ends_on": "2026-11-20"}, "The last day cannot be before the first."),
            ({"starts_on": "soon"}, "Not a valid date value."),
        ],
    )
    def test_bad_input_is_answered_beside_the_field_and_nothing_is_stored(
        self, staff: PageClient, typed: dict[str, str], said: str
    ) -> None:
        good = {"name-en": "Erasmus+ Week", "kind": "umbrella", "description-en": "What it is."}

        answer = staff.submit("/series", {**good, **typed}, form="#series-form", at="/series/new")

        assert (answer.status_code, problems(answer)) == (422, [said])
        assert soup(answer).select_one("[name=description-en]").text.strip() == "What it is."
        assert db.session.query(Series).count() == 0

    def test_when_one_is_taken_away_its_events_stay(
        self, staff: PageClient, make_info_day: MakeEvent, make_series: MakeSeries
    ) -> None:
        event = make_info_day(series=[make_series()])
        make_series("Another")

        answer = staff.submit("/series/erasmus-week/edit", {}, form="form[action$='/removal']")

        assert (answer.status_code, answer.location) == (303, "/series")
        db.session.expire_all()
        assert (event.series, [series.name["en"] for series in Series.in_order()]) == ([], ["Another"])
        assert len(db.session.execute(select(event_series)).all()) == 1  # for the day it is brought back

    def test_only_staff_keep_them(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_series: MakeSeries
    ) -> None:
        make_series()
        faculty = client_of(host)
        for address in ("/series", "/series/new", "/series/erasmus-week/edit"):
            assert (client.get(address).status_code, faculty.get(address).status_code) == (302, 403)
        token = faculty.page("/account").select_one("[name=csrf_token]")["value"]
        for address in ("/series", "/series/erasmus-week", "/series/erasmus-week/removal"):
            assert faculty.post(address, data={"csrf_token": token}).status_code == 403
        assert db.session.query(Series).count() == 1

    def test_what_is_not_there_is_not_found(self, staff: PageClient) -> None:
        token = staff.page("/series").select_one("[name=csrf_token]")["value"]

        assert staff.get("/series/nothing").status_code == staff.get("/series/nothing/edit").status_code == 404
        assert staff.post("/series/nothing/removal", data={"csrf_token": token}).status_code == 404


class TestPuttingAnEventIntoOne:
    def test_its_form_offers_them_and_the_record_says_so(
        self, staff: PageClient, make_info_day: MakeEvent, make_series: MakeSeries
    ) -> None:
        week, _other = make_series(), make_series("Open days")
        event = make_info_day()
        address = f"/info-days/{event.slug}/edit"
        assert [label.text.strip() for label in staff.page(address).select("#series label")] == ["Erasmus+ Week", "Open days"]

        staff.submit(address, {"series": [str(week.id)]}, form="#event-form")

        db.session.expire_all()
        assert event.series == [week]
        changes = db.session.scalars(select(Activity.changes).where(Activity.verb == "revised")).all()
        assert changes[-1]["series"][0] == []
        assert "Erasmus+ Week" in str(changes[-1]["series"][1])
        staff.submit(address, {}, form="#event-form")
        db.session.expire_all()
        assert event.series == [week]

    def test_one_that_is_not_there_is_refused(self, staff: PageClient, make_info_day: MakeEvent, make_series: MakeSeries) -> None:
        make_series()
        event = make_info_day()

        answer = staff.submit(f"/info-days/{event.slug}/edit", {"series": ["99"]}, form="#event-form")

        assert answer.status_code == 422
        assert event.series == []

    def test_a_copy_is_part_of_the_same(self, make_info_day: MakeEvent, make_series: MakeSeries) -> None:
        week = make_series()
        event = make_info_day(series=[week])

        copy = event.copy_to(clock.now())

        assert (copy.series, event.series) == ([week], [week])
