"""The register of agreements: entered, changed, renewed, found; and what of it everybody may see."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from models import Account, Activity, Agreement, Organisation, Person, Programme
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, soup

TODAY = NOW.date()
YEAR = timedelta(days=365)
MakeAgreement = Callable[..., Agreement]
TYPED = {"partners": "Lund University\nUniversity of Padua", "kind": "exchange", "number": "No. 5", "signed_on": "2026-01-15"}


@pytest.fixture
def padua(app: Flask) -> Organisation:
    padua = Organisation(name=translated("en", en="University of Padua", ru="Падуанский университет"), city="Padua", country="IT")
    db.session.add(padua)
    db.session.commit()
    return padua


@pytest.fixture
def mobility(app: Flask) -> Programme:
    programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"), short_name="ICM", needs_agreement=True)
    db.session.add(programme)
    db.session.commit()
    return programme


@pytest.fixture
def make_agreement(padua: Organisation) -> MakeAgreement:
    """In force for a year with another before it, with any field overridden."""

    def make_agreement(**fields: Any) -> Agreement:
        agreement = Agreement()
        basics: dict[str, Any] = {"partners": [padua], "number": "7", "starts_on": TODAY - YEAR, "ends_on": TODAY + YEAR}
        agreement.revise({**basics, **fields})
        db.session.commit()
        return agreement

    return make_agreement


def stored() -> Agreement:
    db.session.expire_all()
    return db.session.scalars(Agreement.lists()).unique().one()


def problems(answer: Any) -> list[str]:
    return [item.text for item in soup(answer).select("#error-summary li")]


def file(client: PageClient, address: str) -> bytes:
    """What a file holds."""
    with client.get(address) as answer:
        return answer.data


def partners_on(client: PageClient, address: str = "/partners") -> dict[str, list[str]]:
    """The partners of the page by country."""
    sections = client.page(address).select("#results > section")
    return {part.h2.text: [one.text for one in part.select("h3")] for part in sections if part.h2}


class TestTheForm:
    def test_an_agreement_needs_a_partner_and_little_more(self, staff: PageClient, padua: Organisation) -> None:
        answer = staff.submit("/agreements/new", TYPED, form="#agreement-form")

        agreement = stored()
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/agreements/{agreement.id}")
        assert [one.name["en"] for one in agreement.partners] == ["University of Padua", "Lund University"]
        assert padua in agreement.partners
        assert (agreement.kind, agreement.number, agreement.signed_on) == ("exchange", "No. 5", date(2026, 1, 15))
        assert (agreement.ends_on, agreement.renew_by, agreement.notice_months, agreement.state) == (None, None, None, "in_force")

    def test_all_that_was_typed_is_there_again(self, staff: PageClient, mobility: Programme, padua: Organisation) -> None:
        person = Person(name=translated("en", en="Chiara Rossi"))
        db.session.add(person)
        db.session.commit()
        more = {
            "ends_on": "2028-01-14", "notice_months": "6", "renewal": "must", "fields": ["04", "03"],
            "programmes": [str(mobility.id)], "subject_area": "0311 Economics", "contact": "Chiara Rossi",
            "document": "https://docs.example/5", "note": "In the safe.",
        }  # fmt: skip
        staff.submit("/agreements/new", {**TYPED, **more}, form="#agreement-form")
        address = f"/agreements/{stored().id}"

        staff.submit(f"{address}/edit", {}, form="#agreement-form")

        agreement = stored()
        assert (agreement.fields, agreement.programmes, agreement.contact) == (["03", "04"], [mobility], person)
        assert (agreement.notice_months, agreement.renew_by) == (6, date(2027, 7, 14))
        assert [one.verb for one in db.session.scalars(select(Activity).where(Activity.subject_kind == "agreements"))] == [
            "created"
        ]
        facts = staff.page(address).select_one("aside").text
        for said in (
            "Credit mobility",
            "14 January 2028",
            "14 July 2027",
            "Business, administration and law",
            "Chiara Rossi",
            "In the safe.",
        ):
            assert said in facts

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"partners": " "}, "Name one partner at least."),
            ({"partners": "\n".join(f"University {number}" for number in range(51))}, "These are too many partners: 50 at most."),
            ({"partners": "x" * 201}, "A name is too long: 200 characters at most."),
            ({"ends_on": "2026-01-14"}, "The last day cannot be before the first."),
            ({"starts_on": "2026-03-01", "ends_on": "2026-02-01"}, "The last day cannot be before the first."),
            ({"ends_on": "31.12.2026"}, "Not a valid date value."),
            ({"ends_on": "0026-12-31"}, "The year must be between 1990 and 2100."),
            ({"notice_months": "61"}, "Enter between 0 and 60 months."),
            ({"notice_months": "-1"}, "Enter between 0 and 60 months."),
            ({"document": "javascript:alert(1)"}, "Enter a full address that begins with https://."),
            ({"contact": "Nobody at all"}, "Nobody of this name is known. Add them to the people first."),
            ({"number": "x" * 101}, "This is too long: 100 characters at most."),
            ({"kind": "marriage"}, "Not a valid choice."),
            ({"fields": ["99"]}, "'99' is not a valid choice for this field."),
            ({"programmes": ["4711"]}, "'4711' is not a valid choice for this field."),
        ],
    )
    def test_what_makes_no_sense_is_said_and_everything_typed_stays(
        self, staff: PageClient, typed: dict[str, Any], said: str
    ) -> None:
        answer = staff.submit("/agreements/new", {**TYPED, "note": "Keep me", **typed}, form="#agreement-form")

        assert (answer.status_code, problems(answer)) == (422, [said])
        assert soup(answer).select_one("textarea[name=note]").text.strip() == "Keep me"
        assert db.session.scalars(select(Agreement)).all() == []
        assert db.session.scalars(select(Organisation)).all() == []

    def test_a_name_of_several_is_asked_about(self, staff: PageClient) -> None:
        for city in ("Almaty", "Ankara"):
            db.session.add(Organisation(name=translated("en", en=f"University of {city}"), short_name="METU", city=city))
        db.session.commit()

        answer = staff.submit("/agreements/new", {**TYPED, "partners": "METU"}, form="#agreement-form")

        [said] = problems(answer)
        assert (answer.status_code, said.startswith("“METU” can be several. Choose one: ")) == (422, True)

    def test_whoever_saves_second_is_asked(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        agreement = make_agreement()
        address = f"/agreements/{agreement.id}/edit"
        form = staff.page(address).select_one("#agreement-form")
        assert form
        staff.submit(address, {"number": "8"}, form="#agreement-form")
        opened = form.select_one("input[name=opened]")
        assert opened

        answer = staff.submit(address, {"number": "9", "opened": opened["value"]}, form="#agreement-form")

        assert answer.status_code == 409
        assert stored().number == "8"

    def test_the_form_comes_filled_in_from_an_opportunity_or_an_organisation(
        self, staff: PageClient, mobility: Programme, padua: Organisation
    ) -> None:
        form = staff.page(f"/agreements/new?programme=mobility&partner={padua.id}")

        assert form.select_one("textarea[name=partners]").text.strip() == "University of Padua"  # type: ignore[union-attr]
        assert [box["value"] for box in form.select("input[name=programmes][checked]")] == [str(mobility.id)]
        assert db.session.scalars(select(Agreement)).all() == []
        for odd in ("?programme=none&partner=x", "?partner=999999999", "?partner=99999999999999999999"):
            assert staff.page(f"/agreements/new{odd}").select("input[name=programmes][checked]") == []

    def test_htmx_gets_the_form_alone(self, staff: PageClient) -> None:
        answer = staff.fragment("/agreements/new")

        assert answer.get_data(as_text=True).lstrip().startswith("<form")


class TestRenewing:
    def test_a_new_last_day_is_all_it_takes(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        agreement = make_agreement(ends_on=date(2026, 12, 31))
        address = f"/agreements/{agreement.id}"
        assert "To be renewed" in staff.page(address).text
        assert "It ends on 31 December 2026 and should be renewed by 30 September 2026." in staff.page(address).text

        answer = staff.submit(address, {"until": "2029-12-31"}, form="#renewal")

        assert (answer.status_code, stored().ends_on, stored().state) == (303, date(2029, 12, 31), "in_force")
        assert "Renewed" in staff.page(f"/audit?subject=agreements:{agreement.id}").text

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            ("", "Enter the new last day."),
            ("tomorrow", "Not a valid date value."),
            ("2026-12-31", "This is no later than its last day now."),
            ("2026-12-30", "This is no later than its last day now."),
            ("9999-01-01", "The year must be between 1990 and 2100."),
        ],
    )
    def test_another_day_is_refused(self, staff: PageClient, make_agreement: MakeAgreement, until: str, said: str) -> None:
        agreement = make_agreement(ends_on=date(2026, 12, 31))

        answer = staff.submit(f"/agreements/{agreement.id}", {"until": until}, form="#renewal")

        assert (answer.status_code, problems(answer), stored().ends_on) == (422, [said], date(2026, 12, 31))

    def test_what_has_no_end_is_not_renewed(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        agreement = make_agreement(ends_on=None)

        assert staff.page(f"/agreements/{agreement.id}").select("#renewal") == []

    def test_it_stands_on_the_desk_in_time(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        make_agreement(number="Later")
        assert "to be renewed" not in staff.page("/desk").text

        due = make_agreement(number="Now", ends_on=TODAY + timedelta(days=30))

        waiting = staff.page("/desk").select_one("#waiting")
        assert waiting and "1 agreement is to be renewed" in waiting.text
        assert [link["href"] for link in waiting.select("a")] == ["/agreements?state=ends_soon", f"/agreements/{due.id}"]
        assert "1 thing needs you" in staff.page("/desk").select_one("#glance").text  # type: ignore[union-attr]

    def test_what_ended_stays_on_the_desk_until_it_is_settled(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        ended = make_agreement(number="Gone", ends_on=TODAY - timedelta(days=110))

        waiting = staff.page("/desk").select_one("#waiting")
        assert waiting and "1 agreement ended and was not renewed" in waiting.text
        assert [link["href"] for link in waiting.select("a")] == ["/agreements?state=lapsed", f"/agreements/{ended.id}"]
        row = staff.page("/agreements?state=lapsed").select_one("tbody tr")
        assert row and "Ended and not renewed" in row.text
        way = staff.page(f"/agreements/{ended.id}").select_one("#renewal a")
        assert way and "It is not to be renewed" in way.text

        staff.submit(way["href"], {"renewal": "never"}, form="#agreement-form")

        assert "ended" not in staff.page("/desk").select_one("#waiting").text  # type: ignore[union-attr]
        shown = staff.page(f"/agreements/{ended.id}")
        assert "It is not to be renewed" in shown.text
        assert not shown.select("#renewal a")


class TestTheList:
    def test_it_is_narrowed_sorted_and_taken_along(
        self, staff: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        lund = Organisation(name=translated("en", en="Lund University"), country="SE")
        make_agreement(number="1", programmes=[mobility], fields=["03"], subject_area="=HYPERLINK()")
        make_agreement(number="2", partners=[lund], kind="memorandum", ends_on=None)
        make_agreement(number="3", ends_on=TODAY + timedelta(days=9))
        make_agreement(number="4", ends_on=TODAY - timedelta(days=9))

        def numbers(query: str = "") -> list[str]:
            cells = staff.page(f"/agreements{query}").select('tbody td[data-label="Number"]')
            return sorted(cell.text for cell in cells)

        assert numbers() == numbers("?state=nonsense&country=XX&programme=abc") == ["1", "2", "3", "4"]
        assert numbers("?state=in_force") == ["1", "2", "3"]
        assert (numbers("?state=ends_soon"), numbers("?state=ended"), numbers("?state=planned")) == (["3"], ["4"], [])
        assert numbers("?country=SE") == numbers("?kind=memorandum") == numbers("?q=lund") == ["2"]
        assert numbers(f"?programme={mobility.id}") == numbers("?field=03") == ["1"]
        assert numbers(f"?to={TODAY}") == ["4"]
        rows = list(csv.reader(io.StringIO(file(staff, "/agreements?as=csv&sort=ends_on").decode("utf-8-sig"))))
        assert [row[rows[0].index("Number")] for row in rows[1:]] == ["4", "3", "1", "2"]
        assert [row[rows[0].index("Subject in its own words")] for row in rows[1:]] == ["", "", "'=HYPERLINK()", ""]
        book = load_workbook(io.BytesIO(file(staff, "/agreements?as=xlsx&sort=-partners")))
        assert next(row[0].value for row in book.active.iter_rows(min_row=2)) == "University of Padua"

    @pytest.mark.databases("sqlite", "postgresql")
    def test_every_column_sorts_and_every_filter_asks_the_database(
        self, staff: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        make_agreement(programmes=[mobility], fields=["03"])
        page = staff.page("/agreements")

        for option in page.select("#filter-sort option"):
            assert len(staff.page(f"/agreements?sort={option['value']}").select("tbody tr")) == 1
        asked = f"?q=padua&state=in_force&kind=inter_institutional&country=IT&programme={mobility.id}&field=03&from=2026-01-01"
        assert len(staff.page(f"/agreements{asked}").select("tbody tr")) == 1

    def test_a_list_asks_no_question_for_each_row(
        self, staff: PageClient, make_agreement: MakeAgreement, mobility: Programme,
        count_queries: Callable[[], AbstractContextManager[list[str]]],
    ) -> None:  # fmt: skip
        def questions(address: str) -> int:
            staff.page(address)
            with count_queries() as statements:
                staff.page(address)
            return len(statements)

        addresses = ("/agreements", "/agreements?as=", "/partners", "/programmes/mobility", "/desk")
        make_agreement(programmes=[mobility], ends_on=TODAY + timedelta(days=9))
        few = [questions(address) for address in addresses]
        for number in range(12):
            partner = Organisation(name=translated("en", en=f"University {number}"), country="TR")
            make_agreement(partners=[partner], programmes=[mobility], ends_on=TODAY + timedelta(days=9))

        assert [questions(address) for address in addresses] == few


class TestTheTrashAndTheRecord:
    def test_what_was_deleted_is_nowhere_and_comes_back_whole(
        self, staff: PageClient, client: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        agreement = make_agreement(programmes=[mobility])
        address = f"/agreements/{agreement.id}"
        public = ("/partners", "/programmes/mobility")
        assert all("University of Padua" in client.page(one).text for one in public)

        staff.submit(address, {}, form="form[action$=removal]")

        assert staff.get(address).status_code == staff.get(f"{address}/edit").status_code == 404
        assert not any("University of Padua" in client.page(one).text for one in public)
        assert "No agreement is in force" in client.page("/programmes/mobility").text
        [row] = staff.page("/trash").select("tbody tr")
        assert [cell.text.strip() for cell in row.select("th, td")][:2] == ["University of Padua (7)", "Agreement"]

        staff.submit("/trash", {}, form="#trash form")

        assert all("University of Padua" in client.page(one).text for one in public)

    def test_the_record_tells_in_words_what_was_changed(
        self, staff: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        agreement = make_agreement()
        changes = {
            "kind": "memorandum",
            "renewal": "itself",
            "fields": ["04"],
            "programmes": [str(mobility.id)],
            "partners": "Lund",
        }
        staff.submit(f"/agreements/{agreement.id}/edit", changes, form="#agreement-form")

        told = staff.page(f"/audit?subject=agreements:{agreement.id}").select("tbody tr")[0].text

        for words in (
            "Memorandum of understanding",
            "It renews itself",
            "Business, administration and law",
            "Credit mobility",
            "Lund",
        ):
            assert words in told

    def test_one_search_finds_it(self, staff: PageClient, make_agreement: MakeAgreement) -> None:
        agreement = make_agreement(number="IIA-2027")

        links = [link["href"] for link in staff.page("/search?q=iia-2027").select("#found a")]

        assert links == [f"/agreements/{agreement.id}"]


class TestOtherPages:
    def test_an_opportunity_names_its_partners_by_country(
        self, client: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        make_agreement(programmes=[mobility])
        make_agreement(programmes=[mobility], partners=[Organisation(name=translated("en", en="Lund University"), country="SE")])
        make_agreement(partners=[Organisation(name=translated("en", en="Karabük University"), country="TR")])

        section = client.page("/programmes/mobility?lang=ru").select_one("#agreements")

        assert section
        countries, partners = ([one.text.strip() for one in section.select(tag)] for tag in ("dt", "dd"))
        assert (countries, partners) == (["Италия", "Швеция"], ["Падуанский университет", "Lund University"])

    @pytest.mark.parametrize("fields", [{"starts_on": TODAY + YEAR / 2}, {"ends_on": TODAY - YEAR / 2}, {"starts_on": None}])
    def test_an_opportunity_warns_where_no_agreement_is_in_force(
        self, client: PageClient, make_agreement: MakeAgreement, mobility: Programme, fields: dict[str, Any]
    ) -> None:
        make_agreement(programmes=[mobility], **fields)

        section = client.page("/programmes/mobility").select_one("#agreements")

        assert section and "No agreement is in force" in section.text
        assert "Padua" not in section.text

    def test_an_opportunity_that_needs_none_says_nothing(
        self, client: PageClient, staff: PageClient, mobility: Programme
    ) -> None:
        mobility.needs_agreement = False
        db.session.commit()

        assert client.page("/programmes/mobility").select("#agreements") == []
        assert [one["href"] for one in staff.page("/programmes/mobility").select("#agreements a")] == [
            "/agreements/new?programme=mobility",
            f"/agreements?programme={mobility.id}",
        ]

    def test_staff_see_the_agreements_of_an_organisation(
        self, staff: PageClient, make_agreement: MakeAgreement, padua: Organisation
    ) -> None:
        agreement = make_agreement()

        links = [one["href"] for one in staff.page(f"/organisations/{padua.id}").select("#agreements a")]

        assert links == [f"/agreements/{agreement.id}", f"/agreements/new?partner={padua.id}"]


class TestWhatEverybodySees:
    def test_partners_by_country_in_the_readers_language(self, client: PageClient, make_agreement: MakeAgreement) -> None:
        make_agreement()

        assert partners_on(client) == {"Italy": ["University of Padua"]}
        assert partners_on(client, "/partners?lang=ru") == {"Италия": ["Падуанский университет"]}

    def test_filters_are_in_the_address_and_nonsense_is_no_error(
        self, client: PageClient, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        lund = Organisation(name=translated("en", en="Lund University"), country="SE", city="Lund")
        make_agreement(programmes=[mobility])
        make_agreement(partners=[lund])
        everybody = {"Italy": ["University of Padua"], "Sweden": ["Lund University"]}

        for odd in ("", "?country=XX", "?country=" + "9" * 5000, "?programme=none"):
            assert partners_on(client, f"/partners{odd}") == everybody
        assert (
            partners_on(client, "/partners?country=SE")
            == partners_on(client, "/partners?q=LUND")
            == {"Sweden": ["Lund University"]}
        )
        assert partners_on(client, "/partners?programme=mobility") == {"Italy": ["University of Padua"]}
        assert partners_on(client, "/partners?q=nobody&country=IT") == {}
        assert "<script>alert" not in client.get("/partners?q=<script>alert(1)</script>").get_data(as_text=True)

    def test_what_is_the_offices_own_is_not_on_the_page(
        self, client: PageClient, staff: PageClient, make_agreement: MakeAgreement
    ) -> None:
        person = Person(name=translated("en", en="Chiara Rossi"))
        agreement = make_agreement(
            number="SECRET-1", note="Unhappy", contact=person, document="https://docs.example/5", subject_area="0311"
        )
        hidden = ("SECRET-1", "Unhappy", "Chiara", "docs.example", "0311")
        assert all(words in staff.get(f"/agreements/{agreement.id}").get_data(as_text=True) for words in hidden)

        page = client.get("/partners").get_data(as_text=True)

        assert "University of Padua" in page
        assert [words for words in hidden if words in page] == []

    def test_drafts_and_what_has_ended_are_not_there(self, client: PageClient, make_agreement: MakeAgreement) -> None:
        agreement = make_agreement()
        assert partners_on(client) != {}

        for fields in ({"starts_on": None}, {"starts_on": TODAY + YEAR / 2}, {"ends_on": TODAY - timedelta(days=1)}):
            agreement.revise({"starts_on": TODAY - YEAR, "ends_on": TODAY + YEAR, **fields})
            db.session.commit()
            assert partners_on(client) == {}

    def test_without_any_it_says_so(self, client: PageClient) -> None:
        assert "No agreements are listed yet." in client.page("/partners").text

    def test_a_partners_name_leads_to_its_own_site(
        self, client: PageClient, make_agreement: MakeAgreement, padua: Organisation
    ) -> None:
        make_agreement()
        padua.website = "https://www.unipd.it"
        db.session.commit()

        assert [link["href"] for link in client.page("/partners").select("#results h3 a")] == ["https://www.unipd.it"]


@pytest.mark.parametrize("address", ["/agreements", "/agreements/new", "/agreements/1", "/agreements/1/edit"])
def test_the_register_is_the_offices_own(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_agreement: MakeAgreement, address: str
) -> None:
    make_agreement()
    assert client.get(address).headers["Location"].startswith("/login")
    assert client_of(host).get(address).status_code == 403


def test_a_number_of_nothing_is_not_found(staff: PageClient) -> None:
    for address in ("/agreements/4711", "/agreements/4711/edit", "/agreements/99999999999"):
        assert staff.get(address).status_code == 404
