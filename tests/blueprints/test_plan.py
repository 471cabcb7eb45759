"""The plan of the year on the screen: entered, changed, approved, given up, made into events with one click."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Delegation, Event, Office, Organisation, PlanLine
from support.db import db
from support.languages import translated
from tests.conftest import MakeEvent
from tests.page_client import PageClient, soup

MakeLine = Callable[..., PlanLine]
TYPED = {"title-en": "Erasmus+ week", "year": "2026", "month": "10", "kind": "conference", "basis": "Order No. 214"}


@pytest.fixture
def make_line(app: Flask) -> MakeLine:
    """A visit that is planned for December 2026, with any field overridden."""

    def make_line(**fields: Any) -> PlanLine:
        line = PlanLine()
        basics = {"year": 2026, "month": 12, "kind": "delegation", "title": translated("en", en="Visit to Hacettepe")}
        line.revise({**basics, **fields})
        db.session.commit()
        return line

    return make_line


@pytest.fixture
def line(make_line: MakeLine) -> PlanLine:
    return make_line()


@pytest.fixture
def boss(client_of: Callable[[Account], PageClient], admin: Account) -> PageClient:
    """A browser in which an administrator is signed in."""
    return client_of(admin)


@pytest.fixture
def approving(office: Office) -> Office:
    """An office that approves its lines."""
    office.plan_approval_since = office.set_up_at
    db.session.commit()
    return office


def token(client: PageClient) -> dict[str, str]:
    """What every form of a page carries."""
    return {"csrf_token": str(client.page("/account").select_one("input[name=csrf_token]")["value"])}


def send(client: PageClient, address: str, **data: str) -> Any:
    """Press a button that may not be on the page any more."""
    return client.post(address, data={**token(client), **data})


def enter(client: PageClient, typed: dict[str, Any], at: str = "/plan/new") -> Any:
    return client.submit(at, typed, form="#plan-line-form")


def titles(client: PageClient, address: str = "/plan") -> list[str]:
    return [link.text for link in client.page(address).select(".plan-lines h3 a")]


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


def reload(line: PlanLine) -> PlanLine:
    db.session.expire_all()
    return db.session.get_one(PlanLine, line.id)


class TestReading:
    def test_lines_stand_in_their_months(self, staff: PageClient, make_line: MakeLine) -> None:
        for month, name in ((5, "May"), (None, "Some day"), (11, "November")):
            make_line(month=month, title=translated("en", en=name))
        make_line(year=2027)

        page = staff.page("/plan")

        found = {section["id"]: [link.text for link in section.select("h3 a")] for section in page.select(".plan-month")}
        assert len(found) == 13
        assert {month: names for month, names in found.items() if names} == {
            "month-5": ["May"],
            "month-11": ["November"],
            "month-none": ["Some day"],
        }
        assert [dd.text for dd in page.select("#plan-counts dd")] == ["3", "3", "0", "0", "0"]

    def test_an_address_names_the_year(self, staff: PageClient, make_line: MakeLine) -> None:
        make_line(year=2027)

        assert titles(staff) == []
        assert titles(staff, "/plan?year=2027") == ["Visit to Hacettepe"]
        assert titles(staff, "/plan?year=nonsense") == []

    def test_a_month_that_has_passed_shows_what_is_late(self, staff: PageClient, make_line: MakeLine) -> None:
        make_line(month=10)
        make_line(month=11)

        assert [len(line.select(".pill-few")) for line in staff.page("/plan").select(".plan-lines li")] == [1, 0]

    def test_the_list_is_filtered_sorted_and_taken_along(
        self, staff: PageClient, make_line: MakeLine, organiser: Account
    ) -> None:
        make_line(owner=organiser, basis="=1+1", country="TR")
        make_line(kind="info_day", title=translated("en", en="Ақпараттық күн"), month=None)

        assert [link.text for link in staff.page("/plan/lines?q=aqparattyq").select("tbody th a")] == ["Ақпараттық күн"]
        assert [link.text for link in staff.page("/plan/lines?kind=delegation&state=planned").select("tbody th a")] == [
            "Visit to Hacettepe"
        ]
        assert staff.page("/plan/lines?state=dropped").select("tbody th a") == []
        with staff.get("/plan/lines?as=csv&kind=delegation") as answer:
            file = answer.get_data(as_text=True)
        assert file.splitlines()[1] == (
            '"Visit to Hacettepe","2026","December 2026","Visit","Madina","","Türkiye","","","\'=1+1","","Planned",""'
        )

    def test_a_year_of_any_length_is_asked_in_as_many_questions(
        self, staff: PageClient, make_line: MakeLine, make_event: MakeEvent, organiser: Account,
        count_queries: Callable[[], AbstractContextManager[list[str]]],
    ) -> None:  # fmt: skip
        def lines(number: int) -> None:
            for _ in range(number):
                make_line(owner=organiser, host=Organisation.called("Hacettepe")).attach(make_event(Delegation))
            db.session.commit()

        numbers = []
        for more in (1, 8):
            lines(more)
            for address in ("/plan", "/plan/lines"):
                with count_queries() as statements:
                    staff.get(address)
                numbers.append(len(statements))

        assert numbers[:2] == numbers[2:]

    def test_a_line_of_a_restricted_event_does_not_exist_off_its_team(
        self, staff: PageClient, boss: PageClient, line: PlanLine, make_event: MakeEvent
    ) -> None:
        event = make_event(Delegation)
        line.attach(event)
        db.session.commit()
        assert titles(staff) == titles(boss) == ["Visit to Hacettepe"]

        event.revise({"visibility": "restricted"})

        assert titles(boss) == ["Visit to Hacettepe"]
        assert titles(staff) == []
        assert "Hacettepe" not in staff.get("/plan/lines").get_data(as_text=True)
        with staff.get("/plan/lines?as=csv") as answer:
            assert "Hacettepe" not in answer.get_data(as_text=True)
        assert staff.get(f"/plan/{line.id}/edit").status_code == 404
        for verb in ("", "/event", "/dropping", "/outcome", "/taking-up"):
            assert send(staff, f"/plan/{line.id}{verb}").status_code == 404


class TestEntering:
    def test_a_line_is_entered_with_what_is_known(self, staff: PageClient, organiser: Account) -> None:
        answer = enter(staff, {**TYPED, "expected": "150", "country": "IT", "host": "Padua", "audience": ["student"]})

        [line] = db.session.scalars(select(PlanLine))
        assert answer.headers["Location"] == f"/plan?year=2026#line-{line.id}"
        assert (line.title["en"], line.year, line.month, line.kind) == ("Erasmus+ week", 2026, 10, "conference")
        assert (line.basis, line.expected, line.country, line.audience) == ("Order No. 214", 150, "IT", ["student"])
        assert (line.owner, line.host and line.host.name["en"]) == (organiser, "Padua")

    def test_the_form_begins_with_the_month_one_came_from(self, staff: PageClient) -> None:
        page = staff.page("/plan/new?year=2027&month=3")

        assert page.select_one("#year")["value"] == "2027"
        assert page.select_one("#month option[selected]").text == "March"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"title-en": ""}, "Enter a title in one language at least."),
            ({"year": ""}, "Enter the year."),
            ({"year": "20266"}, "The year must be between 1990 and 2100."),
            ({"month": "13"}, "Not a valid choice."),
            ({"kind": "party"}, "Not a valid choice."),
            ({"country": "XX"}, "Not a valid choice."),
            ({"expected": "-1"}, "The number of participants is between 0 and 100000."),
            ({"owner": "99999999"}, "Not a valid choice."),
            ({"audience": ["nobody"]}, "'nobody' is not a valid choice for this field."),
            ({"basis": "x" * 301}, "This is too long: 300 characters at most."),
        ],
    )
    def test_bad_input_stores_nothing_and_keeps_what_was_typed(self, staff: PageClient, typed: dict[str, Any], said: str) -> None:
        answer = enter(staff, {**TYPED, "budget": "From the grant", **typed})

        assert (answer.status_code, problems(answer)) == (422, [said])
        assert soup(answer).select_one("#budget").text.strip() == "From the grant"
        assert db.session.scalars(select(PlanLine)).all() == []

    def test_a_change_is_in_the_record_with_what_it_was(self, staff: PageClient, line: PlanLine) -> None:
        enter(staff, {"month": "0"}, f"/plan/{line.id}/edit")

        last = db.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
        assert last is not None
        assert (last.verb, last.subject_kind, last.changes) == ("revised", "plan_lines", {"month": [12, None]})

    def test_htmx_gets_the_form_alone(self, staff: PageClient) -> None:
        answer = staff.fragment("/plan", "POST", data={**token(staff), **TYPED, "title-en": ""})

        assert (answer.status_code, soup(answer).select_one("form")["id"]) == (422, "plan-line-form")


class TestMakingEvents:
    def test_one_click_makes_the_draft_and_opens_its_form(self, staff: PageClient, line: PlanLine) -> None:
        answer = staff.submit("/plan", {}, form=".plan-lines form")

        [event] = db.session.scalars(select(Event))
        assert answer.headers["Location"] == f"/delegations/{event.slug}/edit"
        assert (event.kind, event.title["en"], event.state) == ("delegation", "Visit to Hacettepe", "draft")
        form = staff.page(answer.headers["Location"])
        assert form.select_one("#starts_at").get("value", "") == ""

    def test_the_draft_is_finished_where_the_click_led(self, staff: PageClient, line: PlanLine) -> None:
        address = send(staff, f"/plan/{line.id}/event").headers["Location"]

        refused = staff.submit(address, {}, form="#event-form")
        saved = staff.submit(address, {"starts_at": "2026-12-03T10:00", "ends_at": "2026-12-03T12:00"}, form="#event-form")

        assert (refused.status_code, saved.status_code) == (422, 303)
        assert str(reload(line).event.dates[0]) == "2026-12-03"  # type: ignore[index, union-attr]

    def test_line_and_event_lead_to_each_other(self, staff: PageClient, line: PlanLine) -> None:
        send(staff, f"/plan/{line.id}/event")
        slug = db.session.scalars(select(Event.slug)).one()

        assert staff.page("/plan").select_one(f'.plan-lines a[href="/events/{slug}"]') is not None
        assert staff.page(f"/events/{slug}").select_one(f'#staff-bar a[href="/plan/{line.id}/edit"]') is not None

    def test_pages_of_a_draft_without_a_date_can_be_read(self, staff: PageClient, client: PageClient, line: PlanLine) -> None:
        send(staff, f"/plan/{line.id}/event")
        slug = db.session.scalars(select(Event.slug)).one()

        for address in (f"/events/{slug}", "/delegations", "/desk", "/events", "/events?past=1", f"/events/{slug}/registrations"):
            staff.page(address)
        assert client.get(f"/events/{slug}").status_code == 404

    def test_a_second_click_makes_no_second_event(self, staff: PageClient, line: PlanLine) -> None:
        first, second = (send(staff, f"/plan/{line.id}/event").headers["Location"] for _ in range(2))

        assert first == second
        assert len(db.session.scalars(select(Event)).all()) == 1

    def test_an_event_that_is_there_already_is_chosen(self, staff: PageClient, line: PlanLine, make_event: MakeEvent) -> None:
        event, elsewhere = make_event(Delegation), make_event()
        PlanLine().revise({"year": 2026, "title": translated("en", en="Another")})
        db.session.flush()
        db.session.scalars(select(PlanLine).order_by(PlanLine.id.desc())).first().attach(elsewhere)  # type: ignore[union-attr]
        db.session.commit()
        offered = [int(option["value"]) for option in staff.page(f"/plan/{line.id}/edit").select("#outcome-event option")]
        assert offered == [0, event.id]

        staff.submit(f"/plan/{line.id}/edit", {"outcome-event": str(event.id)}, form="form[action$=outcome]")
        assert reload(line).event_id == event.id

        staff.submit(f"/plan/{line.id}/edit", {"outcome-event": "0"}, form="form[action$=outcome]")
        assert reload(line).event_id is None

    def test_a_line_is_given_up_with_a_reason_and_taken_up_again(self, staff: PageClient, line: PlanLine) -> None:
        silent = staff.submit(f"/plan/{line.id}/edit", {}, form="form[action$=dropping]")
        assert (silent.status_code, problems(silent)) == (422, ["Say why, for the report of the year."])

        staff.submit(f"/plan/{line.id}/edit", {"drop-reason": "The partner is busy."}, form="form[action$=dropping]")
        assert reload(line).drop_reason == "The partner is busy."
        assert send(staff, f"/plan/{line.id}/event").status_code == 409

        staff.submit("/plan", {}, form="form[action$=taking-up]")
        assert reload(line).state == "planned"

    def test_a_line_with_an_event_is_not_given_up(self, staff: PageClient, line: PlanLine) -> None:
        send(staff, f"/plan/{line.id}/event")

        assert send(staff, f"/plan/{line.id}/dropping", **{"drop-reason": "No money."}).status_code == 409


class TestApproval:
    WORDS = ("approv", "Approv")

    def test_switched_off_it_is_not_on_the_screen(
        self, staff: PageClient, boss: PageClient, line: PlanLine, office: Office
    ) -> None:
        for address in ("/plan", f"/plan/{line.id}/edit", "/plan/lines", "/plan/new"):
            for reader in (staff, boss):
                assert not any(word in reader.page(address).text for word in self.WORDS)
        assert send(boss, f"/plan/{line.id}/approval").status_code == 404

        boss.submit("/plan/approval", {"needed": "y"}, form="main form")

        assert "Awaiting approval" in staff.page("/plan").text

    def test_an_administrator_approves_and_staff_make_the_event(
        self, staff: PageClient, boss: PageClient, line: PlanLine, approving: Office, admin: Account
    ) -> None:
        assert staff.page("/plan").select(".plan-lines form") == []
        assert send(staff, f"/plan/{line.id}/event").status_code == 409
        assert send(staff, f"/plan/{line.id}/approval").status_code == 403

        boss.submit("/plan", {}, form=".plan-lines form")

        assert reload(line).approved_by == admin
        assert staff.submit("/plan", {}, form=".plan-lines form").status_code == 303
        assert reload(line).event is not None

    def test_approval_can_be_taken_back(self, boss: PageClient, line: PlanLine, approving: Office) -> None:
        send(boss, f"/plan/{line.id}/approval")
        assert reload(line).approved

        boss.submit(f"/plan/{line.id}/edit", {}, form="form[action$='approval/removal']")

        assert not reload(line).approved

    def test_the_list_knows_who_waits_for_approval(self, boss: PageClient, line: PlanLine, approving: Office) -> None:
        assert len(boss.page("/plan/lines?state=unapproved").select("tbody tr")) == 1

        send(boss, f"/plan/{line.id}/approval")

        assert boss.page("/plan/lines?state=unapproved").select("tbody tr") == []


@pytest.mark.parametrize("address", ["/plan", "/plan/lines", "/plan/new", "/plan/1/edit"])
def test_the_plan_is_the_offices_own(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, line: PlanLine, address: str
) -> None:
    assert client.get(address).headers["Location"].startswith("/login")
    assert client_of(host).get(address).status_code == 403


def test_only_administrators_say_whether_lines_are_approved(staff: PageClient) -> None:
    assert staff.get("/plan/approval").status_code == send(staff, "/plan/approval").status_code == 403
