"""Special days: the list of a year, the form, the holidays that the calendar proposes, and the working week."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Office, SpecialDay
from models.public_holidays import Holidays
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeDay = Callable[..., SpecialDay]


@pytest.fixture
def make_day(app: Flask) -> MakeDay:
    """A public holiday of one day, with any field set."""

    def make_day(on: date, called: str = "A day", **fields: Any) -> SpecialDay:
        day = SpecialDay()
        day.revise({"name": translated("en", en=called), "starts_on": on, "ends_on": on, **fields})
        db.session.commit()
        return day

    return make_day


def names(page: BeautifulSoup) -> list[str]:
    return [head.get_text(" ", strip=True) for head in page.select("tbody th[scope=row]")]


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


class TestTheList:
    def test_the_days_of_this_year_stand_under_their_months(self, staff: PageClient, make_day: MakeDay) -> None:
        make_day(date(2026, 12, 16), "Independence Day")
        make_day(date(2026, 3, 8), "Women’s Day")
        make_day(date(2026, 3, 21), "Nauryz", ends_on=date(2026, 3, 23))
        make_day(date(2027, 3, 8), "Next year’s")

        page = staff.page("/days")

        assert [row.get_text(" ", strip=True).splitlines()[0] for row in page.select("tbody tr:not([id]) th")] == [
            "March 2026",
            "December 2026",
        ]
        assert names(page) == ["Women’s Day", "Nauryz", "Independence Day"]
        assert [cell.text for cell in page.select("tbody td[data-label=When]")] == [
            "8 March 2026, Sun",
            "21–23 March 2026",
            "16 December 2026, Wed",
        ]
        assert names(staff.page("/days?year=2027")) == ["Next year’s"]
        assert len(names(staff.page("/days?year="))) == 4

    @pytest.mark.parametrize(
        ("asked", "found"),
        [("q=НАУРЫЗ", ["Nauryz"]), ("kind=period", ["Semester"]), ("week=six", ["Nauryz", "Semester"]), ("year=x&kind=y", None)],
    )
    def test_filters_stand_in_the_address_and_nonsense_is_left_out(
        self, staff: PageClient, make_day: MakeDay, asked: str, found: list[str] | None
    ) -> None:
        make_day(date(2026, 3, 21), "Nauryz")
        make_day(date(2026, 3, 24), "Moved", kind="transferred", week="five")
        make_day(date(2026, 9, 1), "Semester", kind="period")

        assert names(staff.page(f"/days?{asked}")) == (found or ["Nauryz", "Moved", "Semester"])

    def test_the_list_goes_into_a_file(self, staff: PageClient, make_day: MakeDay) -> None:
        make_day(date(2026, 3, 21), "Nauryz", ends_on=date(2026, 3, 23), source="law")

        with staff.get("/days?year=2026&as=csv") as answer:
            rows = list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines()))

        assert rows[1:] == [["2026-03-21", "2026-03-23", "Nauryz", "Public holiday", "Both weeks", "No", "The Law on Holidays"]]

    def test_only_staff_see_and_change_them(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_day: MakeDay
    ) -> None:
        day = make_day(date(2026, 3, 21))
        faculty = client_of(host)
        for address in ("/days", "/days/new", f"/days/{day.id}/edit", "/days/holidays", "/days/import"):
            assert (client.get(address).status_code, faculty.get(address).status_code) == (302, 403)
        token = faculty.page("/account").select_one("[name=csrf_token]")["value"]
        for address in (
            "/days",
            f"/days/{day.id}/edit",
            f"/days/{day.id}/removal",
            "/days/holidays",
            "/days/week",
            "/days/import",
            "/days/import/adoption",
        ):
            assert faculty.post(address, data={"csrf_token": token}).status_code == 403
        assert db.session.query(SpecialDay).count() == 1


class TestEditing:
    def test_a_day_is_added_changed_and_removed_and_the_record_keeps_each(self, staff: PageClient) -> None:
        typed = {"name-en": "Examinations", "kind": "period", "starts_on": "2026-12-21", "ends_on": "2027-01-10"}
        answer = staff.submit("/days", typed, form="#day-form", at="/days/new")
        day = db.session.scalars(select(SpecialDay)).one()

        assert (answer.status_code, answer.location) == (303, f"/days?year=2026#day-{day.id}")
        assert (day.kind, day.starts_on, day.ends_on, day.week, day.warns) == (
            "period", date(2026, 12, 21), date(2027, 1, 10), "", True,
        )  # fmt: skip

        staff.submit(f"/days/{day.id}/edit", {"ends_on": "", "week": "six", "source": "Order 12"}, form="#day-form")
        db.session.expire_all()
        assert (day.ends_on, day.week, day.source) == (date(2026, 12, 21), "six", "Order 12")

        staff.submit(f"/days/{day.id}/edit", {}, form="form[action$='/removal']")
        assert db.session.query(SpecialDay).count() == 0
        told = db.session.execute(select(Activity.verb, Activity.changes).where(Activity.subject_kind == "special_days")).all()
        assert [verb for verb, _changes in told] == ["created", "revised", "deleted"]
        assert told[1].changes == {
            "ends_on": ["2027-01-10", "2026-12-21"],
            "week": ["", "six"],
            "source": ["", "Order 12"],
        }

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name-en": "", "name-kk": " "}, "Enter a name."),
            ({"starts_on": ""}, "Enter the first day."),
            ({"starts_on": "2026-02-30"}, "Not a valid date value."),
            ({"starts_on": "0026-02-20"}, "The year must be between 1990 and 2100."),
            ({"ends_on": "2026-12-01"}, "The last day cannot be before the first."),
            ({"ends_on": "2028-12-31"}, "A span is a year long at most."),
            ({"kind": "party"}, "Not a valid choice."),
            ({"name-en": "x" * 201}, "This is too long: 200 characters at most."),
        ],
    )
    def test_bad_input_is_answered_beside_the_field_and_nothing_is_stored(
        self, staff: PageClient, typed: dict[str, str], said: str
    ) -> None:
        good = {
            "name-en": "Examinations",
            "name-kk": "Емтихан",
            "source": "Order 12",
            "kind": "period",
            "starts_on": "2026-12-21",
        }

        answer = staff.submit("/days", {**good, **typed}, form="#day-form", at="/days/new")

        assert (answer.status_code, problems(answer)) == (422, [said])
        assert soup(answer).select_one("[name=source]")["value"] == "Order 12"
        assert db.session.query(SpecialDay).count() == 0

    def test_what_is_not_there_is_not_found(self, staff: PageClient) -> None:
        token = staff.page("/days").select_one("[name=csrf_token]")["value"]

        assert staff.get("/days/99/edit").status_code == 404
        assert staff.post("/days/99/edit", data={"csrf_token": token}).status_code == 404
        assert staff.post("/days/99/removal", data={"csrf_token": token}).status_code == 404

    def test_the_source_of_a_proposed_day_is_told_and_not_typed_over(self, staff: PageClient) -> None:
        Holidays.adopt(2027)
        day = db.session.scalars(select(SpecialDay).where(SpecialDay.source == "moon")).first()
        assert day

        page = staff.page(f"/days/{day.id}/edit")
        assert page.select("[name=source]") == []
        assert "Computed from the moon" in page.select_one("#day-form").text

        staff.submit(f"/days/{day.id}/edit", {"name-en": "Ramadan 1448"}, form="#day-form")
        db.session.expire_all()
        assert (day.name["en"], day.source) == ("Ramadan 1448", "moon")


class TestProposing:
    def test_the_holidays_of_a_year_are_shown_and_added_with_one_click_and_a_second_adds_nothing(self, staff: PageClient) -> None:
        page = staff.page("/days/holidays?year=2027")
        shown = names(page)
        assert shown[:3] == ["New Year", "New Year: day off for 2 January", "Orthodox Christmas"]
        assert len(shown) == len(Holidays.of(2027))

        answer = staff.submit("/days/holidays", {}, form="#adoption", at="/days/holidays?year=2027")
        assert (answer.status_code, answer.location) == (303, "/days?year=2027")
        assert names(staff.page("/days?year=2027"))[0] == "New Year"

        page = staff.page("/days/holidays?year=2027")
        assert page.select("#adoption") == []
        token = page.select_one("[name=csrf_token]")["value"]
        staff.post("/days/holidays", data={"year": "2027", "csrf_token": token})
        assert db.session.query(SpecialDay).count() == len(shown)

    @pytest.mark.parametrize("year", ["1999", "2061", "x", "", "99999999999999999999"])
    def test_a_year_without_rules_is_refused(self, staff: PageClient, year: str) -> None:
        token = staff.page("/days").select_one("[name=csrf_token]")["value"]

        answer = staff.post("/days/holidays", data={"year": year, "csrf_token": token})

        assert answer.status_code == 422
        assert problems(answer) != []
        assert staff.page(f"/days/holidays?year={year}").select_one("h1").text == "Holidays of 2027"


class TestTheWeek:
    def test_staff_say_how_many_days_a_week_the_university_works(self, staff: PageClient, office: Office) -> None:
        assert [field["value"] for field in staff.page("/days").select("[name=working_week][checked]")] == ["five"]

        staff.submit("/days", {"working_week": "six"}, form="#week-form")

        db.session.expire_all()
        assert office.working_week == "six"
        assert [field["value"] for field in staff.page("/days").select("[name=working_week][checked]")] == ["six"]
        assert db.session.scalars(select(Activity.changes).where(Activity.subject_kind == "offices")).all() == [
            {"working_week": ["five", "six"]}
        ]

    @pytest.mark.parametrize("typed", ["", "seven"])
    def test_another_week_is_refused(self, staff: PageClient, office: Office, typed: str) -> None:
        token = staff.page("/days").select_one("[name=csrf_token]")["value"]

        answer = staff.post("/days/week", data={"working_week": typed, "csrf_token": token})

        assert (answer.status_code, len(problems(answer))) == (422, 1)
        assert office.working_week == "five"


def calendar(*entries: str) -> dict[str, Any]:
    """The upload of a calendar with such entries."""
    body = "".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n" for entry in entries)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//registrar//EN\r\nX-WR-CALNAME:Registrar\r\n{body}END:VCALENDAR\r\n"
    return {"file": (io.BytesIO(text.encode()), "academic.ics")}


def entry(uid: str, first: str, after: str, title: str, *more: str) -> str:
    """An entry of whole days, up to a day that is none of it."""
    known = [f"UID:{uid}"] if uid else []
    dates = [f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"]
    return "\r\n".join([*known, "DTSTAMP:20260901T000000Z", *dates, f"SUMMARY:{title}", *more])


class TestImporting:
    def take_in(self, staff: PageClient, *entries: str, **typed: Any) -> list[tuple[str, str]]:
        """Upload, press the button below the preview if there is one; the state and name of each row of the preview."""
        token = staff.page("/days/import").select_one("#import-form [name=csrf_token]")["value"]
        answer = staff.post("/days/import", data={"csrf_token": token, "kind": "period", **calendar(*entries), **typed})
        assert answer.status_code == 200
        page = soup(answer)
        if form := page.select_one("#adoption"):
            hidden = {str(field["name"]): str(field["value"]) for field in form.select("input")}
            assert staff.post("/days/import/adoption", data=hidden).status_code == 303
            db.session.expire_all()
        return [(row.td.get_text(strip=True), row.th.text) for row in page.select("tbody tr")]

    def test_a_calendar_is_previewed_taken_in_and_the_second_time_changes_nothing(self, staff: PageClient) -> None:
        entries = [entry("a", "20260901", "20261221", "Semester"), entry("b", "20261221", "20270111", "Examinations")]

        assert self.take_in(staff, *entries) == [("New", "Semester"), ("New", "Examinations")]
        stored = db.session.scalars(select(SpecialDay).order_by(SpecialDay.starts_on)).all()
        assert [(str(day.starts_on), str(day.ends_on), day.kind, day.source, day.warns) for day in stored] == [
            ("2026-09-01", "2026-12-20", "period", "Registrar", False),
            ("2026-12-21", "2027-01-10", "period", "Registrar", False),
        ]
        assert self.take_in(staff, *entries) == [("As it is", "Semester"), ("As it is", "Examinations")]
        assert db.session.query(Activity).filter_by(subject_kind="special_days").count() == 2

    def test_the_preview_stores_nothing_and_warns_where_that_was_ticked(self, staff: PageClient) -> None:
        token = staff.page("/days/import").select_one("#import-form [name=csrf_token]")["value"]
        upload = calendar(entry("a", "20261221", "20270111", "Examinations"))
        page = soup(staff.post("/days/import", data={"csrf_token": token, "kind": "period", "warns": "y", **upload}))

        assert db.session.query(SpecialDay).count() == 0
        assert page.select_one("#adoption [name=warns]")["value"] == "y"

    def test_what_moved_or_was_renamed_is_known_by_its_identity_and_keeps_its_kind(
        self, staff: PageClient, make_day: MakeDay
    ) -> None:
        self.take_in(staff, entry("a", "20261221", "20270111", "Examinations"))
        day = db.session.scalars(select(SpecialDay)).one()
        day.revise({"kind": "observance", "name": day.name.rewritten({"ru": "Сессия"}, day.name.changed["en"])})

        assert self.take_in(staff, entry("a", "20261222", "20270111", "Winter examinations")) == [
            ("Changed", "Winter examinations")
        ]
        assert (str(day.starts_on), day.kind, dict(day.name.texts)) == (
            "2026-12-22", "observance", {"en": "Winter examinations", "ru": "Сессия"},
        )  # fmt: skip

    def test_without_identity_name_and_first_day_tell(self, staff: PageClient, make_day: MakeDay) -> None:
        make_day(date(2026, 12, 16), "Independence Day", kind="holiday")

        rows = self.take_in(
            staff, entry("", "20261216", "20261218", "INDEPENDENCE day"), entry("", "20261230", "20261231", "Exam")
        )

        assert rows == [("Changed", "INDEPENDENCE day"), ("New", "Exam")]
        assert [(str(day.ends_on), day.kind) for day in db.session.scalars(select(SpecialDay).order_by(SpecialDay.id))] == [
            ("2026-12-17", "holiday"),
            ("2026-12-30", "period"),
        ]

    def test_a_holiday_that_comes_every_year_is_a_day_each_and_what_is_called_off_is_left_alone(self, staff: PageClient) -> None:
        rows = self.take_in(
            staff,
            entry("y", "20251231", "20260101", "Eve", "RRULE:FREQ=YEARLY;COUNT=3"),
            entry("off", "20260201", "20260202", "Off", "STATUS:CANCELLED"),
        )

        assert sorted(rows) == [("Cancelled", "Off"), ("New", "Eve"), ("New", "Eve"), ("New", "Eve")]
        assert [str(day.starts_on) for day in db.session.scalars(select(SpecialDay).order_by(SpecialDay.starts_on))] == [
            "2025-12-31", "2026-12-31", "2027-12-31",
        ]  # fmt: skip

    def test_an_entry_with_hours_is_the_days_it_touches(self, staff: PageClient) -> None:
        hours = "UID:h\r\nDTSTART:20261216T040000Z\r\nDTEND:20261217T190000Z\r\nSUMMARY:Congress"
        self.take_in(staff, hours)

        day = db.session.scalars(select(SpecialDay)).one()
        assert (str(day.starts_on), day.uid) == ("2026-12-16", "ics:h:")

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, "Choose a file."),
            ({"file": b""}, "Choose a file."),
            ({"file": b"no calendar"}, "This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
            ({"file": b"x" * 400_001}, "The file is too large: 400 kilobytes at most."),
            ({"calendar": "???"}, "Choose the file again."),
            ({"file": b"no calendar", "kind": "heap"}, "Not a valid choice."),
        ],
    )
    @pytest.mark.parametrize("address", ["/days/import", "/days/import/adoption"])
    def test_a_file_that_is_none_is_refused(self, staff: PageClient, address: str, sent: dict[str, Any], said: str) -> None:
        token = staff.page("/days/import").select_one("#import-form [name=csrf_token]")["value"]
        upload = {"file": (io.BytesIO(sent["file"]), "x.ics" if sent["file"] else "")} if "file" in sent else {}

        answer = staff.post(address, data={"csrf_token": token, "kind": "period", **sent, **upload})

        assert (answer.status_code, problems(answer)) == (422, [said])
        assert db.session.query(SpecialDay).count() == 0
