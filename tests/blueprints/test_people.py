"""People: their page, their positions as rows, and two who are one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Conference, Delegation, Event, Organisation, Person, Position
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]


def person(name: str = "Laura Palaunova", **fields: Any) -> Person:
    made = Person(name=translated("en", en=name), **fields)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def neo(app: Flask) -> Organisation:
    made = Organisation(name=translated("en", en="National Erasmus+ Office"), country="KZ", city="Astana")
    db.session.add(made)
    db.session.commit()
    return made


def names(client: PageClient, address: str) -> list[str]:
    return [link.text for link in client.page(address).select("tbody th a")]


def problems(answer: Any) -> list[str]:
    return [item.text for item in soup(answer).select("#error-summary li")]


@pytest.mark.databases("sqlite", "postgresql")
class TestTheList:
    @pytest.mark.parametrize("words", ["palaunova", "Палаунова", "paluanova", "ЛАУРА"])
    def test_it_is_searched_in_any_spelling(self, staff: PageClient, words: str) -> None:
        person(variants=["Laura Paluanova"])
        person("Dana Serikova")
        assert len(names(staff, "/people")) == 2

        assert names(staff, f"/people?q={words}") == ["Laura Palaunova"]

    @pytest.mark.parametrize("words", ["Әсел", "Асель", "Assel"])
    def test_one_name_in_three_alphabets_is_one(self, staff: PageClient, words: str) -> None:
        person("Асель Төлегенова")
        person("Dana Serikova")

        assert names(staff, f"/people?q={words}") == ["Асель Төлегенова"]

    def test_it_is_narrowed_by_part_language_and_country(
        self, staff: PageClient, make_event: MakeEvent, neo: Organisation
    ) -> None:
        laura, dana = person(languages=["en", "kk"]), person("Dana Serikova", languages=["ru"])
        laura.positions = [Position(organisation=neo)]
        make_event().assign(dana, "interpreter")

        assert names(staff, "/people?language=kk") == ["Laura Palaunova"]
        assert names(staff, "/people?country=KZ") == ["Laura Palaunova"]
        assert names(staff, "/people?role=interpreter") == ["Dana Serikova"]

    def test_a_part_in_an_event_that_one_may_not_see_tells_nothing(
        self, staff: PageClient, client_of: ClientOf, admin: Account, make_event: MakeEvent
    ) -> None:
        make_event(Delegation, visibility="restricted").assign(person(), "interpreter")
        db.session.commit()
        assert names(client_of(admin), "/people?role=interpreter") == ["Laura Palaunova"]

        assert names(staff, "/people?role=interpreter") == []

    def test_fifty_rows_ask_no_more_than_two(self, staff: PageClient, neo: Organisation, count_queries: Any) -> None:
        asked = []
        for number in range(2):
            for one in range(1 + number * 30):
                person(f"Person {number} {one}", positions=[Position(organisation=neo)])
            with count_queries() as statements:
                staff.get("/people")
            asked.append(len(statements))

        assert asked[0] == asked[1]


class TestTheirPage:
    def test_it_tells_parts_positions_and_the_account_and_hides_what_is_restricted(
        self, staff: PageClient, client_of: ClientOf, admin: Account, host: Account, make_event: MakeEvent, neo: Organisation
    ) -> None:
        laura = person(account=host)
        laura.positions = [Position(organisation=neo, title=translated("en", en="Coordinator"), starts_on=date(2020, 1, 1))]
        make_event(title=translated("en", en="Open day")).assign(laura, "speaker")
        make_event(Delegation, title=translated("en", en="Secret visit"), visibility="restricted").assign(laura, "host")
        db.session.commit()
        address = f"/people/{laura.id}"
        assert "Secret visit" in client_of(admin).page(address).text

        page = staff.page(address)

        assert "Secret visit" not in page.text
        assert [" ".join(row.text.split()) for row in page.select("main .lines li")] == [
            "Coordinator, National Erasmus+ Office (Astana) since 1 January 2020",
            "Open day Fri, 27 November 2026, 10:00–12:00 · Speaker Published",
        ]
        assert host.email in page.select_one("aside").text  # type: ignore[union-attr]

    def test_somebody_whom_a_coming_event_needs_stays(self, staff: PageClient, make_event: MakeEvent) -> None:
        laura = person()
        make_event(Delegation, title=translated("en", en="Secret visit"), visibility="restricted").assign(laura, "host")
        db.session.commit()

        staff.submit(f"/people/{laura.id}", {}, form="form[action$=removal]")

        text = staff.page(f"/people/{laura.id}").text
        assert "It stays, for an event that is still to come needs it." in text
        assert "Secret" not in text


class TestWriting:
    def test_somebody_is_added_with_a_position_at_a_new_organisation(self, staff: PageClient) -> None:
        form = staff.page("/people/new").select_one("#person-form")
        assert form
        typed = {**filled_in(form), "name-en": "Laura Palaunova", "name-ru": "Лаура Палаунова", "email": "Laura@Example.org"}
        row = {"positions-0-row_id": "", "positions-0-title-en": "Coordinator", "positions-0-organisation": "New Office"}

        answer = staff.post("/people", data={**typed, **row, "languages": ["en", "ru"]})

        laura = db.session.scalars(select(Person)).one()
        assert answer.headers["Location"] == f"/people/{laura.id}"
        assert (laura.email, laura.languages, laura.label()) == (
            "laura@example.org", ["en", "ru"], "Laura Palaunova, Coordinator, New Office",
        )  # fmt: skip

    def test_rows_are_added_moved_and_taken_out_without_javascript(self, staff: PageClient, neo: Organisation) -> None:
        laura = person()
        laura.positions = [Position(title=translated("en", en=one), place=place) for place, one in enumerate(("Dean", "Rector"))]
        db.session.commit()
        form = soup(staff.get(f"/people/{laura.id}/edit")).select_one("#person-form")
        assert form
        typed = filled_in(form)

        added = staff.post(f"/people/{laura.id}", data={**typed, "rows": "positions-add", "phone": "+7 700"})
        assert len(soup(added).select(".rows-item")) == 3
        moved = soup(staff.post(f"/people/{laura.id}", data={**typed, "rows": "positions-1-up", "phone": "+7 700"}))
        form = moved.select_one("#person-form")
        assert form
        staff.post(f"/people/{laura.id}", data={**filled_in(form), "positions-1-remove": "y"})

        db.session.expire_all()
        assert ([str(one) for one in laura.positions], laura.phone) == (["Rector"], "+7 700")
        of_laura = select(Activity.changes).where(Activity.subject_id == laura.id, Activity.verb == "revised")
        said = db.session.scalars(of_laura).all()
        assert {"positions": [["Dean", "Rector"], ["Rector"]]} in said

    def test_what_makes_no_sense_is_said_and_what_was_typed_stays(self, staff: PageClient) -> None:
        typed = {
            "email": "nobody", "rank": "0", "phone": "+7 700", "positions-0-row_id": "", "positions-0-title-en": "Dean",
            "positions-0-starts_on": "2024-01-01", "positions-0-ends_on": "2020-01-01",
        }  # fmt: skip
        answer = staff.submit("/people/new", typed, form="#person-form")

        assert (answer.status_code, problems(answer)) == (
            422,
            [
                "Enter a name in one language at least.",
                "A rank is between 1 and 99.",
                "Enter an e-mail address, like name@example.org.",
                "The last day cannot be before the first.",
            ],
        )
        assert [field["value"] for field in soup(answer).select("#phone, #positions-0-title-en")] == ["+7 700", "Dean"]

    def test_an_account_is_behind_one_person_only(self, staff: PageClient, host: Account) -> None:
        first = person(account=host)
        offered = [option["value"] for option in staff.page("/people/new").select("#account option")]
        own = [option["value"] for option in staff.page(f"/people/{first.id}/edit").select("#account option")]

        assert str(host.id) not in offered
        assert str(host.id) in own

    def test_staff_do_not_open_restricted_visits_for_themselves_by_naming_themselves_a_guest(
        self, staff: PageClient, organiser: Account, make_event: MakeEvent
    ) -> None:
        guest = person()
        early = staff.submit(f"/people/{guest.id}/edit", {"account": str(organiser.id)}, form="#person-form")
        visit = make_event(Delegation, visibility="restricted")
        visit.assign(guest, "speaker")
        late = staff.submit(f"/people/{guest.id}/edit", {"account": str(organiser.id)}, form="#person-form")

        assert (early.status_code, late.status_code, guest.account) == (422, 303, None)
        assert staff.get(f"/events/{visit.slug}").status_code == 404

    def test_only_the_team_of_their_restricted_visits_says_which_account_a_person_has(
        self, staff: PageClient, client_of: ClientOf, organiser: Account, host: Account, make_event: MakeEvent
    ) -> None:
        guest, visit = person(), make_event(Delegation, visibility="restricted")
        lecturer = client_of(host)
        open_form = staff.page(f"/people/{guest.id}/edit").select_one("#person-form")
        assert open_form and [str(host.id) in str(one) for one in open_form.select("#account")] == [True]
        visit.assign(guest, "speaker")
        db.session.commit()

        forged = staff.post(f"/people/{guest.id}", data={**filled_in(open_form), "account": str(host.id), "phone": "+7 700"})

        db.session.refresh(guest)
        assert (forged.status_code, guest.account, guest.phone) == (303, None, "+7 700")
        assert lecturer.get(f"/events/{visit.slug}").status_code == 404
        assert [one.name for one in staff.page(f"/people/{guest.id}/edit").select("#account")] == ["p"]
        visit.team.append(organiser)
        staff.submit(f"/people/{guest.id}/edit", {"account": str(host.id)}, form="#person-form")
        assert lecturer.get(f"/events/{visit.slug}").status_code == 200
        visit.team.remove(organiser)
        db.session.commit()
        staff.submit(f"/people/{guest.id}/edit", {"account": "0"}, form="#person-form")
        assert lecturer.get(f"/events/{visit.slug}").status_code == 200

    def test_an_administrator_says_whom_of_the_office_a_person_is(
        self, client_of: ClientOf, admin: Account, organiser: Account
    ) -> None:
        colleague = person()

        client_of(admin).submit(f"/people/{colleague.id}/edit", {"account": str(organiser.id)}, form="#person-form")

        db.session.refresh(colleague)
        assert colleague.account is organiser


@pytest.mark.databases("sqlite", "postgresql")
class TestTwoWhoAreOne:
    def test_they_are_asked_about_compared_and_merged_field_by_field(self, staff: PageClient, make_event: MakeEvent) -> None:
        kept, other = person(email="l@example.org", phone="+7 1"), person("Laura Paluanova", phone="+7 2", note="met in Oskemen")
        make_event(Conference).assign(other, "speaker")
        db.session.commit()
        compare = staff.page("/people/duplicates").select_one("td.actions a")
        assert compare and compare["href"] == f"/people/{kept.id}/merger?with={other.id}"
        page = staff.page(str(compare["href"]))
        assert [row.text for row in page.select("#merger tbody th")] == [
            "Name", "E-mail", "Phone", "Note", "Other names and spellings",
        ]  # fmt: skip

        answer = staff.submit(str(compare["href"]), {"phone": "theirs"}, form="#merger")

        db.session.expire_all()
        assert answer.headers["Location"] == f"/people/{kept.id}"
        assert (kept.phone, kept.email, kept.note, kept.variants) == (
            "+7 2",
            "l@example.org",
            "met in Oskemen",
            ["Laura Paluanova"],
        )
        assert names(staff, "/people") == ["Laura Palaunova"]
        assert "Nothing seems to be there twice." in staff.page("/people/duplicates").text

    def test_old_addresses_lead_to_the_one_that_is_kept_for_good(self, staff: PageClient) -> None:
        kept, other = person(), person("Laura Paluanova")
        staff.submit(f"/people/{kept.id}/merger?with={other.id}", {}, form="#merger")

        moved = [staff.get(f"/people/{other.id}{rest}") for rest in ("", "/edit?lang=en")]
        form = staff.page(f"/people/{kept.id}/edit").select_one("#person-form")
        assert form
        posted = staff.post(f"/people/{other.id}", data=filled_in(form))

        assert [(one.status_code, one.headers["Location"]) for one in (*moved, posted)] == [
            (301, f"/people/{kept.id}"),
            (301, f"/people/{kept.id}/edit?lang=en"),
            (308, f"/people/{kept.id}"),
        ]

    def test_two_who_are_two_are_not_asked_about_again(self, staff: PageClient) -> None:
        person()
        person("Laura Paluanova")

        staff.submit("/people/duplicates", {}, form="form[action$=told-apart]")

        assert "Nothing seems to be there twice." in staff.page("/people/duplicates").text
        assert names(staff, "/people?twice=1") == []

    def test_the_other_is_found_by_any_words_where_nothing_looks_like_it(self, staff: PageClient) -> None:
        kept, other = person(), person("Mrs Coordinator")

        page = staff.page(f"/people/{kept.id}/merger?q=КООРДИНАТОР")
        assert page.select(".lines a") == []
        page = staff.page(f"/people/{kept.id}/merger?q=coordin")

        assert [link["href"] for link in page.select(".lines a")] == [f"/people/{kept.id}/merger?with={other.id}"]

    def test_staff_do_not_become_one_with_a_guest_of_a_restricted_visit(
        self, staff: PageClient, organiser: Account, make_event: MakeEvent
    ) -> None:
        mine, guest = person(account=organiser), person("Laura Paluanova")
        visit = make_event(Delegation, visibility="restricted")
        visit.assign(guest, "speaker")

        key = staff.page("/people/new").select_one("#person-form [name=csrf_token]")
        assert key

        asked = staff.get(f"/people/{mine.id}/merger?with={guest.id}")
        answer = staff.post(f"/people/{mine.id}/merger", data={"with": guest.id, "csrf_token": key["value"]})

        assert (asked.status_code, answer.status_code) == (302, 303)
        assert "only an administrator can merge them" in staff.page(f"/people/{mine.id}").text
        assert staff.get(f"/events/{visit.slug}").status_code == 404

    def test_staff_do_not_open_a_restricted_visit_by_merging_its_guest_with_a_lecturer(
        self, staff: PageClient, client_of: ClientOf, host: Account, make_event: MakeEvent
    ) -> None:
        lecturer, guest = person(account=host), person("Laura Paluanova")
        visit = make_event(Delegation, visibility="restricted")
        form = staff.page(f"/people/{lecturer.id}/merger?with={guest.id}").select_one("#merger")
        assert form
        visit.assign(guest, "speaker")
        db.session.commit()

        answer = staff.post(f"/people/{lecturer.id}/merger", data=filled_in(form))

        db.session.expire_all()
        assert (answer.status_code, guest.merged_into_id) == (303, None)
        assert client_of(host).get(f"/events/{visit.slug}").status_code == 404

    def test_with_nobody_or_oneself_there_is_nothing_to_merge(self, staff: PageClient) -> None:
        kept = person()

        found = [staff.get(f"/people/{kept.id}/merger?with={whom}").status_code for whom in ("999", "x", "", str(kept.id))]
        other = person("Dana Serikova")
        posted = staff.submit(f"/people/{kept.id}/merger?with={other.id}", {"with": str(kept.id)}, form="#merger")

        assert found == [404, 404, 404, 302]
        assert (posted.status_code, kept.merged_into_id, other.merged_into_id) == (303, None, None)
        assert "These two cannot be merged" in staff.page(f"/people/{kept.id}").text
