"""The dates of calls: to the hour in two zones, expected or announced, and moved by the office."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Call, Deadline, Programme
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, soup

MakeDeadline = Callable[..., Deadline]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def chair(app: Flask) -> Programme:
    programme = Programme()
    programme.revise({"name": translated("en", en="Jean Monnet Chair", ru="Кафедра Жана Монне", kk="Жан Моне кафедрасы")})
    db.session.commit()
    return programme


@pytest.fixture
def make_deadline(app: Flask, chair: Programme) -> MakeDeadline:
    """The chair's deadline of 2 February 2027, 17:00 in Brussels, with anything else."""

    def make_deadline(
        on: date = date(2027, 2, 2), hour: time | None = time(17), timezone: str = "Europe/Brussels", **fields: Any
    ) -> Deadline:
        deadline = Deadline(call=fields.pop("call", None) or Call.of([chair], on.year))
        deadline.set_date(on, hour, timezone)
        deadline.revise(fields)
        db.session.commit()
        return deadline

    return make_deadline


def hours(page: BeautifulSoup) -> list[str]:
    """What the first date on a page says of its hour, a piece each."""
    return [" ".join(piece.text.split()) for piece in page.select_one(".deadline .meta").select("span:not(.tag)")]


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


class TestReading:
    @pytest.mark.parametrize(
        ("on", "hour", "told"),
        [
            (date(2024, 2, 15), time(17), ["17:00 Brussels, UTC+1", "22:00 Almaty, UTC+6"]),
            (date(2025, 2, 13), time(17), ["17:00 Brussels, UTC+1", "21:00 Almaty, UTC+5"]),
            (date(2027, 2, 2), time(17), ["17:00 Brussels, UTC+1", "21:00 Almaty, UTC+5"]),
            (date(2021, 6, 2), time(17), ["17:00 Brussels, UTC+2", "21:00 Almaty, UTC+6"]),
            (date(2027, 6, 2), time(17), ["17:00 Brussels, UTC+2", "20:00 Almaty, UTC+5"]),
            (date(2027, 2, 2), time(23, 59), ["23:59 Brussels, UTC+1", "3 February, 03:59 Almaty, UTC+5"]),
        ],
    )
    def test_an_hour_is_told_where_it_was_set_and_at_home(
        self, client: PageClient, make_deadline: MakeDeadline, on: date, hour: time, told: list[str]
    ) -> None:
        make_deadline(on, hour)

        assert hours(client.page("/deadlines" if on > NOW.date() else "/deadlines?past=1")) == told

    def test_an_hour_at_home_is_told_once(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline(timezone="Asia/Almaty")

        assert hours(client.page("/deadlines")) == ["17:00 Almaty, UTC+5"]

    def test_zones_have_their_names_in_the_readers_language(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline()

        assert hours(client.page("/deadlines?lang=ru")) == ["17:00 Брюссель, UTC+1", "21:00 Алматы, UTC+5"]

    def test_an_hour_that_nobody_said_is_not_made_up(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline(hour=None)

        assert hours(client.page("/deadlines")) == ["The hour is not known."]

    def test_a_day_without_an_hour_is_not_past_while_it_lasts(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline(NOW.date(), None)

        with clock.standing_at(datetime(2026, 11, 20, 22, 30, tzinfo=UTC)):
            [row] = client.page("/deadlines").select(".deadline")
            assert "Today" in row.text
        with clock.standing_at(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)):
            assert client.page("/deadlines").select(".deadline") == []
            assert len(client.page("/deadlines?past=1").select(".deadline.is-past")) == 1

    def test_an_expected_date_is_marked_and_says_what_it_rests_on(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline(expected=True, basis=translated("en", en="As in 2026.", ru="Как в 2026 году."))
        make_deadline(date(2027, 2, 9))

        expected, announced = client.page("/deadlines?lang=ru").select(".deadline")

        assert "is-expected" in expected["class"] and "is-expected" not in announced["class"]
        assert [pill["class"][-1] for pill in expected.select(".pill")] == ["pill-expected"]
        assert announced.select(".pill") == []
        assert expected.select(".hint")[-1].text == "Как в 2026 году."

    def test_what_it_rested_on_is_told_no_longer_once_it_is_announced(
        self, client: PageClient, make_deadline: MakeDeadline
    ) -> None:
        make_deadline(expected=True, basis=translated("en", en="As in 2026.")).revise({"expected": False})
        db.session.commit()

        assert "As in 2026." not in client.page("/deadlines").text

    def test_where_a_date_was_read_and_when(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        make_deadline(source="https://www.eacea.ec.europa.eu/grants/chair", checked_on=date(2026, 11, 19))

        told = client.page("/deadlines").select(".deadline .hint")[-1]

        assert told.a is not None and told.a["href"] == "https://www.eacea.ec.europa.eu/grants/chair"
        assert " ".join(told.text.split()) == "Source: www.eacea.ec.europa.eu Checked on 19 November 2026"

    def test_nothing_is_shown_that_nobody_said(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline(hour=None, call=Call(year=2027, identifier="KA220"))

        [row] = client.page("/deadlines").select(".deadline")

        assert " ".join(row.text.split()) == "2 February 2027 Tue Deadline of the call The hour is not known. KA220"
        assert row["id"] == f"deadline-{deadline.id}"

    def test_coming_ones_are_there_month_by_month_and_past_ones_for_the_asking(
        self, client: PageClient, make_deadline: MakeDeadline
    ) -> None:
        for on in (date(2027, 3, 1), date(2026, 12, 3), date(2027, 2, 9), date(2027, 2, 2), date(2026, 2, 3), date(2025, 2, 12)):
            make_deadline(on, label=translated("en", en=f"Jean Monnet Chair, {on}"))
        make_deadline(date(2027, 1, 5), superseded=True, label=translated("en", en="Jean Monnet Chair, replaced"))

        def labels(page: BeautifulSoup) -> list[str]:
            return [heading.text.removeprefix("Jean Monnet Chair, ") for heading in page.select("h4")]

        coming, past = client.page("/deadlines"), client.page("/deadlines?past=1")

        assert [heading.text for heading in coming.select("h2.month-name")] == ["December 2026", "February 2027", "March 2027"]
        assert labels(coming) == ["2026-12-03", "2027-02-02", "2027-02-09", "2027-03-01"]
        assert labels(past) == ["replaced", "2026-02-03", "2025-02-12"]
        assert past.select_one(".deadline .pill").text.strip() == "Replaced by another date"

    def test_one_date_of_several_programmes_is_there_once(
        self, client: PageClient, make_deadline: MakeDeadline, chair: Programme
    ) -> None:
        module = Programme()
        module.revise({"name": translated("en", en="Jean Monnet Module")})
        make_deadline(call=Call.of([chair, module], 2027))

        [row] = client.page("/deadlines").select(".deadline")

        assert [link.text for link in row.select(".hint a")] == ["Jean Monnet Chair", "Jean Monnet Module"]
        assert row.h4.text == "Jean Monnet Chair, Jean Monnet Module"

    @pytest.mark.parametrize("address", ["/deadlines", "/deadlines?past=1"])
    def test_an_empty_list_says_so(self, client: PageClient, address: str) -> None:
        assert len(client.page(address).select(".empty")) == 1

    def test_the_past_has_pages(self, client: PageClient, make_deadline: MakeDeadline) -> None:
        for days in range(45):
            make_deadline(NOW.date() - timedelta(days=days + 1))

        assert len(client.page("/deadlines?past=1").select(".deadline")) == 40
        assert len(client.page("/deadlines?past=1&page=2").select(".deadline")) == 5
        assert len(client.page("/deadlines?past=1&page=nonsense").select(".deadline")) == 40

    @pytest.mark.parametrize("address", ["/deadlines", "/deadlines?past=1"])
    def test_the_list_asks_no_question_per_date(
        self, client: PageClient, make_deadline: MakeDeadline, count_queries: CountQueries, address: str
    ) -> None:
        def add(number: int) -> None:
            for days in range(number):
                make_deadline(date(2027, 2, 1) + timedelta(days=days))
                make_deadline(date(2026, 2, 1) + timedelta(days=days))

        add(2)
        client.page(address)
        with count_queries() as few:
            client.page(address)
        add(10)
        with count_queries() as many:
            assert len(client.page(address).select(".deadline")) == 12

        assert len(many) == len(few)


class TestFinding:
    """By opportunity, kind and words, in each of the three views."""

    CLOSES = "It closes: Jean Monnet Chair 2027"

    @pytest.fixture
    def dates(self, make_deadline: MakeDeadline) -> None:
        make_deadline(date(2027, 2, 2), label=translated("en", en="It closes", ru="Кафедра: срок"))
        make_deadline(date(2026, 12, 1), kind="opens", call=Call(year=2027, title=translated("en", en="Letters abroad")))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", ["Letters abroad", CLOSES]),
            ("kind=call", [CLOSES]),
            ("programme=jean-monnet-chair", [CLOSES]),
            ("programme=nothing-of-ours", []),
            ("q=letters", ["Letters abroad"]),
            ("q=КАФЕДРА+monnet", [CLOSES]),
            ("q=кафедра+letters", []),
            ("q=%20%09&kind=whenever&programme=&view=week&month=x&year=y&page=-1", ["Letters abroad", CLOSES]),
        ],
    )
    def test_the_list_can_be_narrowed(self, client: PageClient, dates: None, asked: str, found: list[str]) -> None:
        page = client.page(f"/deadlines?{asked}")

        assert [heading.text for heading in page.select(".deadline h4")] == found
        assert page.select_one(".count").text.split(" · ")[0] == f"{len(found)} date{'' if len(found) == 1 else 's'}"

    def test_a_month_has_its_dates_and_leads_to_those_around_it(self, client: PageClient, dates: None) -> None:
        month = client.page("/deadlines?view=month&month=2027-02")

        squares = {
            square.time["datetime"]: [link.text for link in square.select("li a")] for square in month.select(".month-day")
        }
        assert {day: links for day, links in squares.items() if links} == {"2027-02-02": [f"17:00 {self.CLOSES}"]}
        assert [link["href"] for link in month.select("a[rel]")[:2]] == [
            "/deadlines?view=month&month=2027-01", "/deadlines?view=month&month=2027-03"
        ]  # fmt: skip
        assert client.page("/deadlines?view=month&month=2027-02&kind=opens").select(".month-day li") == []
        assert client.page("/deadlines?view=month&month=9999-99").h2.text == "November 2026"

    def test_the_line_of_a_year_and_its_table_say_the_same(self, client: PageClient, chair: Programme) -> None:
        call = Call.of([chair], 2027)
        for kind, on, expected in (("opens", date(2026, 12, 1), False), ("call", date(2027, 2, 2), True)):
            one = Deadline(kind=kind, expected=expected)
            one.set_date(on, time(17) if kind == "call" else None, "Europe/Brussels")
            call.deadlines.append(one)
        db.session.commit()

        page = client.page("/deadlines?view=year&year=2027")

        drawing = page.select_one(".year-line > svg")
        assert drawing is not None and drawing["role"] == "img"
        assert [drawing.select_one(f"#{name}").name for name in drawing["aria-labelledby"].split()] == ["title", "desc"]
        assert [month.text for month in drawing.select("text.axis")][:3] == ["Dec", "Jan 2027", "Feb"]
        [bar] = drawing.select("rect.bar")
        # 1 December is where it begins; 2 February is 63 of the 396 days to the end of 2027.
        assert (bar["x"], bar["width"], bar["class"]) == ("0.0%", "15.91%", ["bar", "is-expected"])
        marks = [(mark["x"], mark.title.text) for mark in drawing.select("svg.mark")]
        told = ["Applications open: 1 December 2026", "Deadline of the call: 2 February 2027, 17:00 (Brussels, UTC+1) (expected)"]
        assert marks == [("0.0%", told[0]), ("15.91%", told[1])]
        [row] = page.select(".year-table tbody tr")
        assert (row.th.text, [line.text for line in row.select("li")]) == ("Jean Monnet Chair", told)
        assert client.page("/deadlines?view=year&year=2024").select("svg[role=img]") == []

    def test_from_autumn_on_the_year_is_the_next(self, client: PageClient, dates: None) -> None:
        assert client.page("/deadlines?view=year").h1.text == "Calls of 2027"
        with clock.standing_at(datetime(2027, 3, 1, tzinfo=UTC)):
            assert client.page("/deadlines?view=year").h1.text == "Calls of 2027"

    @pytest.mark.parametrize("view", ["month&month=2027-02", "year&year=2027"])
    def test_no_view_asks_a_question_per_date(
        self, client: PageClient, make_deadline: MakeDeadline, count_queries: CountQueries, view: str
    ) -> None:
        def add(number: int) -> None:
            for day in range(number):
                make_deadline(date(2027, 2, 1 + day), call=Call(year=2027, title=translated("en", en=f"Call {day}")))

        add(2)
        client.page(f"/deadlines?view={view}")
        with count_queries() as few:
            client.page(f"/deadlines?view={view}")
        add(10)
        with count_queries() as many:
            client.page(f"/deadlines?view={view}")

        assert len(many) == len(few)

    def test_htmx_gets_the_piece(self, client: PageClient, dates: None) -> None:
        for view in ("", "view=month", "view=year"):
            assert soup(client.fragment(f"/deadlines?{view}")).select_one("body > *")["id"] == "results"


class TestRegistration:
    """Closing dates of our own public events are deadlines too."""

    def test_it_stands_among_the_dates_of_calls(
        self, client: PageClient, make_deadline: MakeDeadline, make_info_day: Callable[..., Any]
    ) -> None:
        make_deadline(date(2026, 12, 10), None)
        event = make_info_day(registration_closes_at=datetime(2026, 11, 26, 13, tzinfo=UTC))

        own, call = client.page("/deadlines").select(".deadline")

        assert own.select_one(".tag").text.strip() == "Registration for our event closes"
        assert (own.h4.a["href"], own.h4.text) == (f"/events/{event.slug}", "Erasmus+ information day")
        assert hours(client.page("/deadlines?kind=registration")) == ["18:00 Almaty, UTC+5"]
        assert call["id"].startswith("deadline-")
        month = client.page("/deadlines?view=month&month=2026-11")
        assert [link.text for link in month.select(".month-day li a")] == ["18:00 Registration closes: Erasmus+ information day"]
        assert len(client.page("/deadlines?kind=call").select(".deadline")) == 1

    @pytest.mark.parametrize(
        "fields",
        [{"visibility": "university"}, {"visibility": "restricted"}, {"published": False}, {"takes_registrations": False},
         {"registration_closes_at": datetime(2026, 11, 19, tzinfo=UTC)}, {"registration_closes_at": None}],
    )  # fmt: skip
    def test_what_is_not_public_or_does_not_close_is_not_there(
        self, client: PageClient, make_info_day: Callable[..., Any], fields: dict[str, Any]
    ) -> None:
        closes = {"registration_closes_at": datetime(2026, 11, 26, 13, tzinfo=UTC)}
        make_info_day(**closes)
        assert len(client.page("/deadlines").select(".deadline")) == 1

        make_info_day(**{**closes, **fields})

        assert len(client.page("/deadlines").select(".deadline")) == 1


class TestMoving:
    def test_a_moved_date_moves_in_the_calendars(
        self, client: PageClient, staff: PageClient, make_deadline: MakeDeadline
    ) -> None:
        deadline = make_deadline()
        before = self.entry(client)

        answer = staff.submit(f"/deadlines/{deadline.id}/edit", {"on": "2027-02-09", "hour": "12:00"}, form="#deadline-form")

        assert (answer.status_code, answer.location) == (303, f"/calls/{deadline.call_id}#deadline-{deadline.id}")
        after = self.entry(client)
        assert (before["uid"], before["sequence"]) == (after["uid"], after["sequence"] - 1)
        assert before.decoded("dtstart") == datetime(2027, 2, 2, 16, tzinfo=UTC)
        assert after.decoded("dtstart") == datetime(2027, 2, 9, 11, tzinfo=UTC)
        assert hours(client.page("/deadlines")) == ["12:00 Brussels, UTC+1", "16:00 Almaty, UTC+5"]

    def test_a_date_that_is_replaced_leaves_the_calendars(
        self, client: PageClient, staff: PageClient, make_deadline: MakeDeadline
    ) -> None:
        deadline = make_deadline()
        assert self.entry(client)

        answer = staff.submit(f"/deadlines/{deadline.id}/edit", {"superseded": "y"}, form="#deadline-form")

        assert answer.location == f"/calls/{deadline.call_id}#deadline-{deadline.id}"
        assert self.entry(client) is None

    def test_an_extension_is_told_in_the_list_and_the_calendar(
        self, client: PageClient, staff: PageClient, make_deadline: MakeDeadline
    ) -> None:
        deadline = make_deadline()

        staff.submit(f"/deadlines/{deadline.id}/edit", {"on": "2027-02-24"}, form="#deadline-form")

        assert client.page("/deadlines").select_one(".pill-moved").text.strip() == "Extended from 2 to 24 February 2027"
        assert "\n\nExtended from 2 to 24 February 2027\n\n" in str(self.entry(client)["DESCRIPTION"])

    def test_a_slip_that_is_put_right_is_no_extension(
        self, client: PageClient, staff: PageClient, make_deadline: MakeDeadline
    ) -> None:
        deadline = make_deadline()

        staff.submit(f"/deadlines/{deadline.id}/edit", {"on": "2027-02-03", "slip": "y"}, form="#deadline-form")

        assert client.page("/deadlines").select(".pill-moved") == []
        assert self.entry(client).decoded("dtstart") == datetime(2027, 2, 3, 16, tzinfo=UTC)

    @staticmethod
    def entry(client: PageClient) -> Any:
        calendar = icalendar.Calendar.from_ical(client.get("/calendars/deadlines.ics").data)
        return next(iter(calendar.walk("vevent")), None)

    def test_what_was_changed_is_recorded(self, staff: PageClient, make_deadline: MakeDeadline, organiser: Account) -> None:
        deadline = make_deadline(expected=True)
        made = db.session.scalars(select(Activity.id).order_by(Activity.id.desc())).first()

        staff.submit(
            f"/deadlines/{deadline.id}/edit", {"on": "2027-02-09", "expected": [], "label-kk": "Мерзім"}, form="#deadline-form"
        )

        record = db.session.scalars(select(Activity).where(Activity.id > made).order_by(Activity.id)).all()
        assert [(one.actor_name, one.verb, one.subject_id) for one in record] == [
            ("Madina", "moved", deadline.id),
            ("Madina", "revised", deadline.id),
        ]
        assert record[1].changes == {"label": [{}, {"kk": "Мерзім"}], "expected": [True, False]}

    def test_the_form_saved_as_it_was_changes_nothing(self, staff: PageClient, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline(
            expected=True,
            basis=translated("en", en="As before"),
            source="https://example.org/x",
            checked_on=date(2026, 1, 1),
            note="n",
        )
        before = (deadline.sequence, deadline.calendar_revised_at, db.session.query(Activity).count())

        with clock.standing_at(NOW + timedelta(hours=1)):
            staff.submit(f"/deadlines/{deadline.id}/edit", {}, form="#deadline-form")

        assert (deadline.sequence, deadline.calendar_revised_at, db.session.query(Activity).count()) == before

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"on": ""}, "Enter the date."),
            ({"on": "2027-02-30"}, "Not a valid date value."),
            ({"on": "0027-02-02"}, "The year must be between 1990 and 2100."),
            ({"hour": "25:00"}, "Not a valid time value."),
            ({"timezone": ""}, "Enter a time zone, such as Europe/Brussels."),
            ({"timezone": "Europe/Atlantis"}, "This is not a time zone; Europe/Brussels is one."),
            ({"timezone": "../../etc/passwd"}, "This is not a time zone; Europe/Brussels is one."),
            ({"on": "2027-03-28", "hour": "02:30"}, "The clocks go forward then: this hour does not exist. Choose another."),
            ({"on": "2026-10-25", "hour": "02:30"}, "The clocks go back then: this hour comes twice. Choose another."),
            ({"kind": "whenever"}, "Not a valid choice."),
            ({"label-ru": "x" * 201}, "This is too long: 200 characters at most."),
            ({"label-en": "a\x00b"}, "This text has hidden control characters. Type it anew instead of pasting it."),
            ({"source": "javascript:alert(1)"}, "The address of the source begins with https://."),
            ({"source": "https://"}, "The address of the source begins with https://."),
            ({"checked_on": "yesterday"}, "Not a valid date value."),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_stored(
        self, staff: PageClient, make_deadline: MakeDeadline, typed: dict[str, str], problem: str
    ) -> None:
        deadline = make_deadline()

        answer = staff.submit(f"/deadlines/{deadline.id}/edit", {"note": "Typed anew", **typed}, form="#deadline-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#note").text.strip() == "Typed anew"
        assert (deadline.on, deadline.due_at, deadline.note) == (date(2027, 2, 2), datetime(2027, 2, 2, 16, tzinfo=UTC), "")


class TestAdding:
    DATE = {"on": "2027-02-02", "hour": "17:00", "year": "2027"}

    def test_a_date_of_several_programmes_makes_their_call_once(self, staff: PageClient, chair: Programme) -> None:
        module = Programme()
        module.revise({"name": translated("en", en="Module")})
        db.session.commit()
        both = {"programmes": [str(chair.id), str(module.id)]}

        staff.submit("/deadlines/new", {**self.DATE, **both}, form="#deadline-form")
        staff.submit(
            "/deadlines/new", {**self.DATE, **both, "kind": "opens", "on": "2026-12-01", "hour": ""}, form="#deadline-form"
        )
        staff.submit("/deadlines/new", {**self.DATE, "programmes": [str(chair.id)]}, form="#deadline-form")

        calls = db.session.scalars(select(Call).order_by(Call.id)).all()
        assert [(call.programmes, [one.kind for one in call.deadlines]) for call in calls] == [
            ([chair, module], ["opens", "call"]),
            ([chair], ["call"]),
        ]
        assert {one.is_demo for call in calls for one in call.deadlines} == {False}

    def test_one_more_date_of_a_call_is_added_from_its_page(self, staff: PageClient, make_deadline: MakeDeadline) -> None:
        call = make_deadline().call
        link = staff.page(f"/calls/{call.id}").select_one(f"a[href='/calls/{call.id}/deadlines/new']")
        assert link is not None

        wrong = staff.submit(str(link["href"]), {"on": "", "kind": "results", "note": "Typed"}, form="#deadline-form")
        assert (wrong.status_code, problems(wrong), soup(wrong).select_one("#note").text.strip()) == (
            422, ["Enter the date."], "Typed"
        )  # fmt: skip
        answer = staff.submit(str(link["href"]), {"on": "2027-07-01", "kind": "results"}, form="#deadline-form")

        db.session.expire_all()
        assert [(one.kind, one.on) for one in call.deadlines] == [("call", date(2027, 2, 2)), ("results", date(2027, 7, 1))]
        assert answer.location == f"/calls/{call.id}#deadline-{call.deadlines[1].id}"
        assert call.deadlines[1].checked_on == NOW.date()

    def test_a_date_of_nobodys_programme_is_named_by_its_label(self, client: PageClient, staff: PageClient) -> None:
        answer = staff.submit("/deadlines/new", {**self.DATE, "label-ru": "Конкурс ректора"}, form="#deadline-form")

        assert answer.status_code == 303
        assert client.page("/deadlines?lang=en").select_one("h4 a").decode_contents() == '<span lang="ru">Конкурс ректора</span>'
        assert db.session.scalars(select(Call)).one().name("en") == "Конкурс ректора"

    def test_the_programme_one_comes_from_is_ticked(self, staff: PageClient, chair: Programme) -> None:
        ticked = staff.page("/deadlines/new?programme=jean-monnet-chair").select("[name=programmes][checked]")

        assert [box["value"] for box in ticked] == [str(chair.id)]

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({}, "Tick an opportunity, or enter a label."),
            ({"label-en": "x", "year": ""}, "Enter the year of the call."),
            ({"label-en": "x", "year": "26"}, "The year must be between 1990 and 2100."),
            ({"label-en": "x", "programmes": ["999"]}, "'999' is not a valid choice for this field."),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_stored(
        self, staff: PageClient, chair: Programme, typed: dict[str, Any], problem: str
    ) -> None:
        answer = staff.submit("/deadlines/new", {**self.DATE, **typed}, form="#deadline-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#on")["value"] == "2027-02-02"
        assert db.session.scalars(select(Call)).all() == []


def test_only_staff_write(
    client: PageClient, client_of: Callable[[Account], PageClient], staff: PageClient, host: Account, make_deadline: MakeDeadline
) -> None:
    deadline = make_deadline()
    addresses = ["/deadlines/new", f"/deadlines/{deadline.id}/edit"]

    assert [staff.get(address).status_code for address in addresses] == [200, 200]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    assert [client_of(host).get(address).status_code for address in addresses] == [403, 403]
    assert len(staff.page("/deadlines").select("a[href$='/edit']")) == 1
    assert client.page("/deadlines").select("a[href$='/edit']") == []
    assert staff.get("/deadlines/999/edit").status_code == 404


def test_staff_have_the_dates_as_a_list_and_a_file(staff: PageClient, client: PageClient) -> None:
    for month, kind in ((2, "call"), (4, "results")):
        on = date(2027, month, 1)
        call = Call(year=2027, title=translated("en", en=f"Call {month}"))
        db.session.add(Deadline(on=on, sorted_at=datetime(2027, month, 1, tzinfo=UTC), kind=kind, call=call))
    db.session.commit()

    page = staff.page("/dates?sort=-on")
    file = staff.get("/dates?as=csv&kind=results")

    assert [time["datetime"] for time in page.select("tbody time")] == ["2027-04-01", "2027-02-01"]
    rows = list(csv.reader(file.get_data(as_text=True).lstrip("\ufeff").splitlines()))
    file.close()
    assert [row[0] for row in rows] == ["Date", "2027-04-01"]
    assert client.get("/dates").status_code == 302


def test_the_record_tells_a_move_as_one_moment_to_another(staff: PageClient, make_deadline: MakeDeadline) -> None:
    deadline = make_deadline()

    staff.submit(f"/deadlines/{deadline.id}/edit", {"on": "2027-02-09", "timezone": "Asia/Almaty"}, form="#deadline-form")

    told = staff.page("/audit?kind=deadlines").select_one("#record tbody tr dl.changes")
    assert told is not None
    assert [" ".join(line.text.split()) for line in told.select("div")] == [
        "Whenwas: 2 February 2027, 21:00 is now: 9 February 2027, 17:00",
        "Time zonewas: Europe/Brussels is now: Asia/Almaty",
    ]
