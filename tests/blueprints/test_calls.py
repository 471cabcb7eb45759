"""Calls as readers see them and as the office keeps them; templates of steps before a call."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Call, Criterion, Deadline, Follower, Preparation, PreparationStep, Programme
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

MakeCall = Callable[..., Call]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def chair(app: Flask) -> Programme:
    programme = Programme()
    programme.revise({"name": translated("en", en="Jean Monnet Chair", ru="Кафедра Жана Монне", kk="Жан Моне кафедрасы")})
    db.session.commit()
    return programme


@pytest.fixture
def make_call(app: Flask, chair: Programme) -> MakeCall:
    """A call of the chair that closes on 2 February 2027, 17:00 in Brussels, with anything else."""

    def make_call(on: date | None = date(2027, 2, 2), **fields: Any) -> Call:
        call = Call(**{"year": 2027, "programmes": [chair], **fields})
        db.session.add(call)
        if on:
            end = Deadline(kind="call")
            end.set_date(on, time(17), "Europe/Brussels")
            call.deadlines.append(end)
        db.session.commit()
        return call

    return make_call


@pytest.fixture
def preparation(app: Flask) -> Preparation:
    preparation = Preparation()
    preparation.revise({"name": translated("en", en="University application")})
    preparation.steps = [
        PreparationStep(label=translated("en", en="Department review"), days_before=10, in_working_days=True),
        PreparationStep(label=translated("en", en="Draft to the office"), days_before=14, visibility="public"),
    ]
    db.session.commit()
    return preparation


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


def words(piece: Any) -> str:
    return " ".join(piece.text.split())


class TestAPage:
    def test_it_says_what_the_call_asks_for(self, client: PageClient, make_call: MakeCall) -> None:
        call = make_call(
            themes=translated("en", en="Inclusion\nEnvironment", ru="Инклюзия\nОкружающая среда"),
            criteria=[Criterion(name=translated("en", en="Relevance", ru="Актуальность"), points=25, threshold=12.5)],
            points=100, threshold=70, identifier="ERASMUS-JMO-2027-CHAIR", budget="€ 5 million",
            guide_title="Programme Guide", guide_link="https://example.org/guide.pdf", guide_version="2", guide_pages="369–403",
            link="https://example.org/call",
        )  # fmt: skip

        page = client.page(f"/calls/{call.id}")

        assert words(page.h1) == "Jean Monnet Chair 2027"
        assert words(page.select_one(".hero .meta")) == "Open Jean Monnet Chair"
        assert words(page.select_one(".hero .lead")) == "Closes on 2 February 2027, 17:00 (Brussels, UTC+1)"
        assert [words(item) for item in page.select("#themes li")] == ["Inclusion", "Environment"]
        assert [words(cell) for cell in page.select("#criteria tbody tr > *")] == ["Relevance", "25", "12.5"]
        assert words(page.select_one("#criteria > p")) == "A proposal needs 70 points of 100."
        facts = [words(piece) for piece in page.select("aside dd")]
        assert facts == ["ERASMUS-JMO-2027-CHAIR", "€ 5 million", "Programme Guide version 2 pages 369–403"]
        assert [link["href"] for link in page.select(".hero a.btn")] == [
            "/calendars/programmes/jean-monnet-chair", "https://example.org/call"
        ]  # fmt: skip
        assert [words(item) for item in client.page(f"/calls/{call.id}?lang=ru").select("#themes li")] == [
            "Инклюзия",
            "Окружающая среда",
        ]

    def test_what_it_is_a_call_of_is_followed_from_here(self, client: PageClient, make_call: MakeCall, chair: Programme) -> None:
        network = Programme(slug="network", name=translated("en", en="Networks"))
        alone, together, nobodys = make_call(), make_call(programmes=[chair, network]), make_call(programmes=[])

        asked = client.submit(f"/calls/{alone.id}", {"email": "chiara@example.org"}, form="#follow form")

        assert asked.status_code == 303
        (follower,) = db.session.scalars(select(Follower))
        assert [one.programme for one in follower.asked] == [chair]
        ways = client.page(f"/calls/{together.id}").select("#follow a")
        assert [way["href"] for way in ways] == [f"/following?programme={one.slug}" for one in (chair, network)]
        assert not client.page(f"/calls/{nobodys.id}").select("#follow")

    def test_nothing_is_shown_that_nobody_said(self, client: PageClient, make_call: MakeCall) -> None:
        page = client.page(f"/calls/{make_call(on=None, note='For us').id}")

        assert [heading.text for heading in page.select("h2")] == ["Dates", " Follow"]
        assert words(page.select_one("#dates")) == "Dates No dates are known yet."
        assert "For us" not in page.text

    def test_a_year_that_is_in_its_name_is_said_once(self, client: PageClient, make_call: MakeCall) -> None:
        call = make_call(title=translated("en", en="Student mobility, 2027–2028"))

        page = client.page(f"/calls/{call.id}?lang=ru")

        assert page.h1.decode_contents() == '<span lang="en">Student mobility, 2027–2028</span>'
        assert page.title.text.startswith("Student mobility, 2027–2028 ")

    def test_what_a_date_is_stands_there_once_and_links_of_staff_tell_dates_apart(
        self, client: PageClient, staff: PageClient, make_call: MakeCall
    ) -> None:
        call = make_call()
        call.deadlines.append(labelled := Deadline(kind="opens", label=translated("en", en="The portal opens")))
        labelled.set_date(date(2027, 1, 11), None, "Europe/Brussels")
        db.session.commit()

        opens, closes = client.page(f"/calls/{call.id}").select(".deadline")
        assert [words(tag) for tag in opens.select(".tag")] == ["Applications open"]
        assert (words(opens.h4), words(closes.h4), closes.select(".tag")) == ("The portal opens", "Deadline of the call", [])
        opens, closes = client.page("/deadlines").select(".deadline")
        assert [words(row.h4) for row in (opens, closes)] == ["The portal opens: Jean Monnet Chair 2027", "Jean Monnet Chair"]
        assert [words(row.select_one(".tag")) for row in (opens, closes)] == ["Applications open", "Deadline of the call"]

        page = staff.page(f"/calls/{call.id}")
        names = ["The portal opens: Jean Monnet Chair 2027", "Deadline of the call: Jean Monnet Chair 2027"]
        assert [words(link) for link in page.select(".deadline a[href$='/edit']")] == [f"Change {name}" for name in names]
        assert [words(button) for button in page.select(".deadline button")] == [f"Checked today: {name}" for name in names]

    def test_an_internal_date_is_not_taken_for_the_end_of_the_call(
        self, client: PageClient, staff: PageClient, make_call: MakeCall
    ) -> None:
        call = make_call()
        typed = {"on": "2026-12-01", "kind": "internal", "label-en": "Rector signs by hand", "visibility": "public"}
        staff.submit(f"/calls/{call.id}/deadlines/new", typed, form="#deadline-form")

        lead = client.page(f"/calls/{call.id}").select_one(".hero .lead")

        assert words(lead) == "Closes on 2 February 2027, 17:00 (Brussels, UTC+1)"
        assert staff.page("/calls?state=closing").select("tbody tr") == []
        assert words(staff.page("/calls").select_one("td[data-label=Closes]")) == "2 February 2027"

    def test_an_extension_is_told_with_every_value_it_had(self, client: PageClient, make_call: MakeCall) -> None:
        [end] = (call := make_call(date(2027, 2, 3))).deadlines
        for on in (date(2027, 2, 10), date(2027, 2, 24)):
            end.set_date(on, time(17), "Europe/Brussels")
            db.session.commit()

        row = client.page(f"/calls/{call.id}").select_one(".deadline")

        assert row is not None
        assert words(row.select_one(".pill-moved")) == "Extended from 10 to 24 February 2027"
        assert [words(line) for line in row.select("details li")] == [
            "3 February 2027, 17:00 until 20 November 2026",
            "10 February 2027, 17:00 until 20 November 2026",
        ]

    def test_what_is_for_the_university_is_not_told_to_strangers(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_call: MakeCall
    ) -> None:
        call = make_call(title=translated("en", en="Our call"))
        hidden = Deadline(kind="internal", label=translated("en", en="Rector's signature"), visibility="university")
        hidden.set_date(date(2027, 1, 20), None, "Asia/Almaty")
        call.deadlines.append(hidden)
        db.session.commit()
        addresses = [
            f"/calls/{call.id}", "/deadlines", "/deadlines?view=month&month=2027-01", "/deadlines?view=year&year=2027", "/",
            "/programmes/jean-monnet-chair", "/deadlines?q=signature", "/deadlines?kind=internal", "/calendars/deadlines.ics",
        ]  # fmt: skip
        member = client_of(host)

        def told(reader: PageClient) -> list[str]:
            return [address for address in addresses if b"signature" in reader.get(address).data.replace(b"q=signature", b"")]

        assert "/deadlines" in told(member) and f"/calls/{call.id}" in told(member)
        assert [one for one in told(client) if one != "/deadlines?q=signature"] == []
        assert client.page("/deadlines?q=signature").select(".deadline") == []

    def test_a_date_of_nobodys_opportunity_that_is_for_the_university_names_no_page_to_strangers(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, staff: PageClient
    ) -> None:
        """Its call is named by its label."""
        typed = {"on": "2027-01-20", "kind": "internal", "year": "2027", "label-en": "Rector's plan", "visibility": "university"}
        staff.submit("/deadlines/new", typed, form="#deadline-form")
        address = f"/calls/{db.session.scalars(select(Call.id)).one()}"

        assert [words(reader.page(address).h1) for reader in (staff, client_of(host))] == ["Rector's plan 2027"] * 2
        assert client.get(address).status_code == 404
        staff.submit(
            f"/deadlines/{db.session.scalars(select(Deadline.id)).one()}/edit", {"visibility": "public"}, form="#deadline-form"
        )
        assert words(client.page(address).h1) == "Rector's plan 2027"

    @pytest.mark.parametrize("address", ["/calls/4711", "/calls/0", "/calls/x", "/calls/99999999999999999999"])
    def test_what_is_not_there_is_not_found(self, client: PageClient, address: str) -> None:
        assert client.get(address).status_code == 404

    def test_one_in_the_trash_is_not_there_until_it_comes_back(
        self, client: PageClient, staff: PageClient, make_call: MakeCall
    ) -> None:
        call = make_call()

        staff.submit(f"/calls/{call.id}/edit", {}, form="form[action$=removal]")
        assert (client.get(f"/calls/{call.id}").status_code, client.page("/deadlines").select(".deadline")) == (404, [])

        lying = [words(row.th) for row in staff.page("/trash?kind=calls").select("tbody tr")]
        assert lying == ["Jean Monnet Chair"]
        staff.submit("/trash", {}, form=f"form[action='/trash/calls/{call.id}/restoration']")
        assert len(client.page(f"/calls/{call.id}").select(".deadline")) == 1

    def test_a_programmes_page_has_its_calls_by_year(
        self, client: PageClient, make_call: MakeCall, count_queries: CountQueries
    ) -> None:
        make_call()
        make_call(date(2026, 2, 3), year=2026)
        client.page("/programmes/jean-monnet-chair")
        with count_queries() as few:
            page = client.page("/programmes/jean-monnet-chair")
        for year in range(2015, 2025):
            make_call(date(year, 2, 3), year=year)
        with count_queries() as many:
            client.page("/programmes/jean-monnet-chair")

        assert [words(heading) for heading in page.select("#dates h3:has(a)")] == ["2027 Open"]
        assert [words(line) for line in page.select("#dates details li")] == ["2026 Closed 3 February 2026"]
        assert len(many) == len(few)

    def test_an_earlier_call_says_which_of_its_ends_is_which(
        self, client: PageClient, make_call: MakeCall, count_queries: CountQueries
    ) -> None:
        def add(year: int) -> None:
            call = make_call(date(year, 2, 3), year=year)
            for kind, on in (("late", date(year, 5, 1)), ("internal", date(year, 1, 15))):
                one = Deadline(kind=kind)
                one.set_date(on, None, "Europe/Brussels")
                call.deadlines.append(one)
            db.session.commit()

        add(2026)
        client.page("/programmes/jean-monnet-chair")
        with count_queries() as few:
            [line] = client.page("/programmes/jean-monnet-chair").select("#dates details li")
        for year in range(2015, 2025):
            add(year)
        with count_queries() as many:
            client.page("/programmes/jean-monnet-chair")

        assert words(line) == "2026 Closed Deadline of the call: 3 February 2026 Late deadline: 1 May 2026"
        assert len(many) == len(few)


class TestStaffsList:
    def listed(self, staff: PageClient, asked: str = "") -> list[str]:
        return [words(row.th) for row in staff.page(f"/calls{asked}").select("tbody tr")]

    def test_it_can_be_narrowed_sorted_and_taken_along(self, staff: PageClient, make_call: MakeCall, chair: Programme) -> None:
        make_call(title=translated("en", en="Chairs", ru="Кафедры"), identifier="ERASMUS-JMO-2027-CHAIR")
        make_call(date(2026, 2, 3), year=2026, title=translated("en", en="Earlier chairs"))
        make_call(date(2026, 12, 3), title=translated("en", en="Our competition"), programmes=[])

        assert self.listed(staff) == ["Chairs", "Our competition", "Earlier chairs"]
        assert self.listed(staff, "?sort=name") == ["Chairs", "Earlier chairs", "Our competition"]
        assert self.listed(staff, "?year=2026") == self.listed(staff, "?state=closed") == ["Earlier chairs"]
        assert self.listed(staff, "?state=closing") == ["Our competition"]
        assert self.listed(staff, "?programme=jean-monnet-chair") == ["Chairs", "Earlier chairs"]
        assert self.listed(staff, "?q=КАФЕДРЫ") == self.listed(staff, "?q=jmo+chair") == ["Chairs"]
        assert self.listed(staff, "?q=monnet+chair") == ["Chairs", "Earlier chairs"]
        assert self.listed(staff, "?year=x&state=y&programme=z&sort=w&page=-1") == self.listed(staff)
        with staff.get("/calls?state=open&as=csv") as answer:
            rows = list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()))
        assert [(row["Call"], row["State"], row["Closes"]) for row in rows] == [("Chairs", "Open", "2027-02-02")]

    def test_it_asks_no_question_per_call(self, staff: PageClient, make_call: MakeCall, count_queries: CountQueries) -> None:
        make_call()
        staff.page("/calls")
        with count_queries() as few:
            staff.page("/calls")
        for _number in range(10):
            make_call()
        with count_queries() as many:
            assert len(staff.page("/calls").select("tbody tr")) == 11

        assert len(many) == len(few)

    def test_the_search_of_everything_finds_calls(self, staff: PageClient, make_call: MakeCall) -> None:
        make_call(identifier="ERASMUS-JMO-2027-CHAIR")

        found = staff.page("/search?q=jmo").select("section:has(#found-calls) li")

        assert [words(line) for line in found] == ["Jean Monnet Chair 2027"]


class TestWriting:
    def test_staff_add_one_with_all_there_is(self, staff: PageClient, chair: Programme) -> None:
        new = staff.page("/calls/new?programme=jean-monnet-chair&year=2028")
        data = filled_in(new.select_one("#call-form"))
        with_rows = staff.post("/calls", data={**data, "themes-en": "Inclusion\nPeace", "rows": "criteria-add"})
        data = filled_in(soup(with_rows).select_one("#call-form"))
        typed = {"criteria-0-name-en": "Relevance", "criteria-0-points": "25", "criteria-0-threshold": "12,5", "points": "100"}

        answer = staff.post("/calls", data={**data, **typed, "threshold": "70", "guide_pages": "369–403"})

        [call] = db.session.scalars(select(Call))
        assert (answer.status_code, answer.location) == (303, f"/calls/{call.id}")
        assert (call.programmes, call.year, call.themes["en"]) == ([chair], 2028, "Inclusion\nPeace")
        assert [(one.name["en"], one.points, one.threshold) for one in call.criteria] == [("Relevance", 25, 12.5)]
        assert (call.points, call.threshold, call.guide_pages, call.is_demo) == (100, 70, "369–403", False)

    def test_rows_can_be_moved_and_taken_out(self, staff: PageClient, make_call: MakeCall) -> None:
        names = ("Relevance", "Quality", "Impact")
        call = make_call(
            criteria=[Criterion(name=translated("en", en=name), position=position) for position, name in enumerate(names)]
        )
        form = filled_in(staff.page(f"/calls/{call.id}/edit").select_one("#call-form"))
        moved = staff.post(f"/calls/{call.id}", data={**form, "rows": "criteria-2-up"})

        form = filled_in(soup(moved).select_one("#call-form"))
        staff.post(f"/calls/{call.id}", data={**form, "criteria-0-remove": "y"})

        db.session.expire_all()
        assert [one.name["en"] for one in call.criteria] == ["Impact", "Quality"]
        last = db.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
        assert last is not None and (last.verb, last.subject_kind, list(last.changes)) == ("revised", "calls", ["criteria"])

    def test_the_form_saved_as_it_was_changes_nothing(self, staff: PageClient, make_call: MakeCall) -> None:
        call = make_call(
            themes=translated("en", en="Peace"),
            criteria=[Criterion(name=translated("en", en="Relevance"), points=12.5)],
            threshold=70,
        )

        staff.submit(f"/calls/{call.id}/edit", {}, form="#call-form")

        assert db.session.scalars(select(Activity.verb).where(Activity.subject_kind == "calls")).all() == []

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"year": ""}, "Enter the year of the call."),
            ({"year": "20267"}, "The year must be between 1990 and 2100."),
            ({"year": "soon"}, "Not a valid integer value."),
            ({"programmes": [], "title-en": ""}, "Tick an opportunity, or name the call."),
            ({"programmes": ["4711"]}, "'4711' is not a valid choice for this field."),
            ({"title-en": "x" * 201}, "This is too long: 200 characters at most."),
            ({"title-en": "a\x00b"}, "This text has hidden control characters. Type it anew instead of pasting it."),
            ({"link": "javascript:alert(1)"}, "An address begins with https://."),
            ({"guide_link": "guide.pdf"}, "An address begins with https://."),
            ({"source": "https://"}, "An address begins with https://."),
            ({"points": "many"}, "Not a valid float value."),
            ({"points": "nan"}, "Points are between 0 and 1000."),
            ({"points": "inf"}, "Points are between 0 and 1000."),
            ({"points": "-1"}, "Points are between 0 and 1000."),
            ({"points": "100", "threshold": "101"}, "No proposal can get more points than there are."),
            ({"criteria-0-points": "25"}, "Name the criterion."),
            ({"criteria-0-name-en": "R", "criteria-0-points": "15", "criteria-0-threshold": "25"},
             "No proposal can get more points than there are."),
            ({"criteria-0-name-en": "R", "criteria-0-points": "lots"}, "Not a valid float value."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_nothing_is_stored(
        self, staff: PageClient, make_call: MakeCall, typed: dict[str, Any], problem: str
    ) -> None:
        call = make_call()

        answer = staff.submit(f"/calls/{call.id}/edit", {"note": "Typed anew", **typed}, form="#call-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#note").text.strip() == "Typed anew"
        kept = filled_in(soup(answer).select_one("#call-form"))
        assert {name: kept.get(name) for name in typed if "programmes" not in name and "\x00" not in typed[name]} == {
            name: value for name, value in typed.items() if "programmes" not in name and "\x00" not in value
        }
        db.session.expire_all()
        assert (call.note, call.year, call.criteria, len(call.programmes)) == ("", 2027, [], 1)

    def test_who_saves_second_is_asked(self, staff: PageClient, make_call: MakeCall) -> None:
        call = make_call()
        opened = filled_in(staff.page(f"/calls/{call.id}/edit").select_one("#call-form"))
        call.revise({"budget": "€ 5 million"})
        db.session.commit()

        answer = staff.post(f"/calls/{call.id}", data={**opened, "budget": "€ 6 million"})

        assert answer.status_code == 409
        assert [words(one) for one in soup(answer).select(".version legend")] == ["Budget"]

    @pytest.mark.parametrize(
        "address",
        ["/calls", "/calls/new", "/calls/1/edit", "/calls/1/deadlines/new", "/preparations", "/preparations/new",
         "/preparations/1/edit"],
    )  # fmt: skip
    def test_only_the_office_keeps_calls(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_call: MakeCall,
        preparation: Preparation, address: str,
    ) -> None:  # fmt: skip
        make_call()

        assert [reader.get(address).status_code for reader in (client, client_of(host))] == [302, 403]


class TestPreparing:
    def test_a_template_makes_dates_that_move_with_the_call(
        self, staff: PageClient, client: PageClient, make_call: MakeCall, preparation: Preparation
    ) -> None:
        call = make_call()

        answer = staff.submit(f"/calls/{call.id}", {}, form="#own-dates form")
        assert (answer.status_code, answer.location) == (303, f"/calls/{call.id}#dates")
        rows = [words(row.h4) for row in staff.page(f"/calls/{call.id}").select(".deadline")]
        assert rows == ["Draft to the office", "Department review", "Deadline of the call"]

        [end] = [one for one in call.deadlines if one.kind == "call"]
        staff.submit(f"/deadlines/{end.id}/edit", {"on": "2027-02-09"}, form="#deadline-form")

        told = [words(row.select_one(".pill-moved")) for row in client.page(f"/calls/{call.id}").select(".deadline")]
        assert told == ["Extended from 19 to 26 January 2027", "Extended from 2 to 9 February 2027"]

    def test_a_step_says_from_which_date_it_is_counted_back_to_whoever_may_know_that(
        self, staff: PageClient, client: PageClient, make_call: MakeCall, preparation: Preparation
    ) -> None:
        call = make_call()
        [end] = call.deadlines
        staff.submit(f"/calls/{call.id}", {}, form="#own-dates form")
        told = "14 days before: Deadline of the call, 2 February 2027."

        def hints(reader: PageClient, address: str) -> list[str]:
            found = [words(hint) for hint in reader.page(address).select(".deadline .hint")]
            return [hint for hint in found if "before" in hint]

        for address in (f"/calls/{call.id}", "/deadlines", "/programmes/jean-monnet-chair"):
            assert hints(client, address) == [told]
            assert hints(staff, address) == [told, "10 working days before: Deadline of the call, 2 February 2027."]

        end.revise({"visibility": "university"})
        db.session.commit()
        assert (hints(client, "/deadlines"), len(hints(staff, "/deadlines"))) == ([], 2)

    def test_what_ends_the_call_is_offered_first_and_dates_are_told_apart(
        self, staff: PageClient, make_call: MakeCall, preparation: Preparation
    ) -> None:
        call = make_call(date(2026, 2, 2))
        for kind, on in (("opens", date(2026, 1, 10)), ("late", date(2026, 2, 15))):
            one = Deadline(kind=kind)
            one.set_date(on, None, "Europe/Brussels")
            call.deadlines.append(one)
        db.session.commit()

        offered = staff.page(f"/calls/{call.id}").select("#own-dates select[name=end] option")

        assert [words(option) for option in offered] == [
            "Deadline of the call, 2 February 2026", "Late deadline, 15 February 2026", "Applications open, 10 January 2026"
        ]  # fmt: skip

    def test_a_step_that_staff_move_stays_until_they_tick_that_it_follows(
        self, staff: PageClient, make_call: MakeCall, preparation: Preparation
    ) -> None:
        call = make_call()
        [end] = call.deadlines
        staff.submit(f"/calls/{call.id}", {}, form="#own-dates form")
        db.session.expire_all()
        draft = next(one for one in call.deadlines if one.days_before == 14)

        staff.submit(f"/deadlines/{draft.id}/edit", {"on": "2027-01-15"}, form="#deadline-form")
        staff.submit(f"/deadlines/{end.id}/edit", {"on": "2027-02-09"}, form="#deadline-form")
        db.session.expire_all()
        assert (draft.on, draft.follows) == (date(2027, 1, 15), False)
        assert "Set by hand: it does not move." in words(staff.page(f"/calls/{call.id}").select_one(f"#deadline-{draft.id}"))

        staff.submit(f"/deadlines/{draft.id}/edit", {"follows": "y"}, form="#deadline-form")
        db.session.expire_all()
        assert (draft.on, draft.follows) == (date(2027, 1, 26), True)

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [({"preparation": "4711"}, "Not a valid choice."), ({"end": "4711"}, "Not a valid choice."),
         ({"end": "x"}, "Invalid Choice: could not coerce.")],
    )  # fmt: skip
    def test_what_is_not_on_offer_makes_nothing(
        self, staff: PageClient, make_call: MakeCall, preparation: Preparation, typed: dict[str, str], problem: str
    ) -> None:
        call = make_call()

        answer = staff.submit(f"/calls/{call.id}", typed, form="#own-dates form")

        assert (answer.status_code, problems(answer)[0]) == (422, problem)
        assert db.session.query(Deadline).count() == 1


class TestTemplates:
    STEP = {"steps-0-label-en": "Review", "steps-0-days_before": "10", "steps-0-counted_in": "working",
            "steps-0-visibility": "university", "steps-0-hour": "12:00"}  # fmt: skip

    def test_staff_write_one_down(self, staff: PageClient) -> None:
        assert len(staff.page("/preparations").select(".empty")) == 1
        form = filled_in(staff.page("/preparations/new").select_one("#preparation-form"))
        grown = staff.post("/preparations", data={**form, "name-en": "Application", "rows": "steps-add"})
        form = filled_in(soup(grown).select_one("#preparation-form"))

        answer = staff.post("/preparations", data={**form, **self.STEP})

        assert answer.location == "/preparations"
        [card] = staff.page("/preparations").select("section.card")
        assert words(card) == "Application Review 10 working days before, 12:00 · The university only"

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"name-en": ""}, "Enter a name in one language at least."),
            ({"steps-0-label-en": ""}, "Name the step."),
            ({"steps-0-days_before": ""}, "Enter how many days before it is due."),
            ({"steps-0-days_before": "-1"}, "Between 0 and 365 days before."),
            ({"steps-0-days_before": "9" * 400}, "Between 0 and 365 days before."),
            ({"steps-0-days_before": "ten"}, "Not a valid integer value."),
            ({"steps-0-hour": "25:00"}, "Not a valid time value."),
            ({"steps-0-visibility": "nobody"}, "Not a valid choice."),
            ({"steps-0-counted_in": "moons"}, "Not a valid choice."),
            ({"steps-0-remove": "y"}, "Enter a step at least."),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_stored(self, staff: PageClient, typed: dict[str, str], problem: str) -> None:
        form = filled_in(staff.page("/preparations/new").select_one("#preparation-form"))

        answer = staff.post("/preparations", data={**form, "name-ru": "", "name-en": "Application", **self.STEP, **typed})

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert db.session.query(Preparation).count() == 0

    def test_a_changed_template_changes_no_date_and_lies_in_the_trash_once_removed(
        self, staff: PageClient, make_call: MakeCall, preparation: Preparation
    ) -> None:
        call = make_call()
        staff.submit(f"/calls/{call.id}", {}, form="#own-dates form")

        staff.submit(f"/preparations/{preparation.id}/edit", {"steps-0-days_before": "30"}, form="#preparation-form")
        staff.submit(f"/preparations/{preparation.id}/edit", {}, form="form[action$=removal]")

        db.session.expire_all()
        assert sorted(one.on for one in call.deadlines) == [date(2027, 1, 19), date(2027, 1, 19), date(2027, 2, 2)]
        assert [words(row.th) for row in staff.page("/trash?kind=preparations").select("tbody tr")] == ["University application"]
        assert len(staff.page("/preparations").select(".empty")) == 1


class TestChecking:
    def test_the_desk_names_what_nobody_checked_and_one_click_settles_it(self, staff: PageClient, make_call: MakeCall) -> None:
        make_call()
        [end] = make_call(date(2027, 3, 2), title=translated("en", en="Module")).deadlines
        end.checked_on = NOW.date() - timedelta(days=3)
        db.session.commit()
        [section] = staff.page("/desk").select("#waiting ul:has(form)")
        assert [words(link) for link in section.select("li > a")] == ["Deadline of the call: Jean Monnet Chair 2027"]

        answer = staff.submit("/desk", {}, form="#waiting form[action$=check]")

        assert (answer.status_code, answer.location) == (303, "/desk#waiting")
        assert staff.page("/desk").select("#waiting ul:has(form)") == []
        [checked] = db.session.scalars(select(Deadline).where(Deadline.checked_on == NOW.date()))
        assert checked.on == date(2027, 2, 2)

    def test_the_list_of_dates_can_be_narrowed_to_them(self, staff: PageClient, make_call: MakeCall) -> None:
        make_call()
        [old] = make_call(date(2026, 2, 2), year=2026).deadlines

        rows = staff.page("/dates?checked=stale").select("tbody tr")
        assert [words(row.th) for row in rows] == ["2 February 2027"]
        answer = staff.submit("/dates?checked=stale", {}, form="form[action$=check]")
        assert answer.location == "/dates?checked=stale"
        assert staff.page("/dates?checked=stale").select("tbody tr") == []
        assert old.checked_on is None
