"""The catalogue: how opportunities are found, what their pages tell, and how the office writes them."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Call, Deadline, Event, Programme
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
MakeProgramme = Callable[..., Programme]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
MOBILITY = translated("en", en="Mobility", ru="Мобильность", kk="Ұтқырлық")


@pytest.fixture
def make_programme(app: Flask) -> MakeProgramme:
    """A programme with nothing but a name, and any field set."""

    def make_programme(called: str = "Jean Monnet Chair", **fields: Any) -> Programme:
        programme = Programme()
        programme.revise({"name": translated("en", en=called), **fields})
        db.session.commit()
        return programme

    return make_programme


def names(client: PageClient, address: str = "/programmes") -> list[str]:
    return [link.text for link in client.page(address).select(".cards h3 a")]


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


class TestTheCatalogue:
    def test_programmes_stand_under_their_families_in_the_alphabet_of_the_language(
        self, client: PageClient, make_programme: MakeProgramme
    ) -> None:
        other = translated("en", en="Cooperation", kk="Әріптестік")
        make_programme("B", name=translated("en", en="Teaching", kk="Барлау"), family=MOBILITY)
        make_programme("A", name=translated("en", en="Study", kk="Әлеует"), family=MOBILITY)
        make_programme("C", name=translated("en", en="Zeal", kk="Апта"), family=other)
        make_programme("D")

        english, kazakh = client.page("/programmes?lang=en"), client.page("/programmes?lang=kk")

        assert [heading.text for heading in english.select("#results h2")] == ["Cooperation", "Mobility", "Other opportunities"]
        assert [link.text for link in english.select(".cards a")] == ["Zeal", "Study", "Teaching", "D"]
        assert [heading.text for heading in kazakh.select("#results h2")[:2]] == ["Әріптестік", "Ұтқырлық"]
        assert [link.text for link in kazakh.select(".cards a")] == ["Апта", "Әлеует", "Барлау", "D"]

    def test_what_is_closed_stands_at_the_end(self, client: PageClient, make_programme: MakeProgramme) -> None:
        make_programme("Tempus", current=False, family=MOBILITY)
        make_programme("Zeal", family=MOBILITY)

        assert names(client) == ["Zeal", "Tempus"]
        assert [heading.text for heading in client.page("/programmes").select("#results h2")] == ["Mobility", "No longer open"]

    @pytest.mark.parametrize("words", ["МОБИЛЬНОСТЬ", "mobilnost", "kredittik", "icm", "мкм", "кредит  МОБ", "KA171"])
    def test_search_is_deaf_to_case_and_script_and_knows_other_names(
        self, client: PageClient, make_programme: MakeProgramme, words: str
    ) -> None:
        texts = {"en": "International Credit Mobility", "ru": "Международная кредитная мобильность", "kk": "Кредиттік ұтқырлық"}
        make_programme(name=translated("en", **texts), short_name="ICM (KA171)", aliases=["МКМ"])
        make_programme("Jean Monnet Chair")
        assert len(names(client)) == 2

        assert names(client, f"/programmes?q={words}") == ["International Credit Mobility"]

    def test_what_fits_nothing_is_said_and_what_was_typed_stays(self, client: PageClient, make_programme: MakeProgramme) -> None:
        make_programme()

        page = client.page("/programmes", query_string={"q": 'nothing "like" <this>'})

        assert page.select_one("#q")["value"] == 'nothing "like" <this>'
        assert page.select_one(".empty p").text == 'Nothing fits “nothing "like" <this>”.'
        assert page.select_one(".count").text == "0 opportunities"

    def test_htmx_gets_the_list_alone(self, client: PageClient, make_programme: MakeProgramme) -> None:
        make_programme()

        answer = client.fragment("/programmes?q=chair")

        assert answer.get_data(as_text=True).lstrip().startswith('<div class="results" id="results">')
        assert soup(answer).select_one(".cards a").text == "Jean Monnet Chair"

    def test_the_list_asks_no_question_per_programme(
        self, client: PageClient, make_programme: MakeProgramme, count_queries: CountQueries
    ) -> None:
        make_programme()
        client.page("/programmes")
        with count_queries() as few:
            client.page("/programmes")
        for number in range(20):
            make_programme(f"Programme {number}", family=MOBILITY)
        with count_queries() as many:
            assert len(names(client)) == 21

        assert len(many) == len(few)


class TestAProgramme:
    def test_nothing_is_shown_that_nobody_said(self, client: PageClient, make_programme: MakeProgramme) -> None:
        bare = make_programme()
        full = make_programme(
            "International Credit Mobility",
            short_name="ICM",
            duration=translated("en", en="2–12 months"),
            grant=translated("en", en="800 euros a month", kk="айына 800 еуро"),
            documents=translated("en", en="Passport\nTranscript"),
            links=["https://erasmus-plus.ec.europa.eu/opportunities"],
            can_take_part=True,
            can_apply=False,
        )

        told = client.page(f"/programmes/{full.slug}").select_one("aside")
        assert told is not None
        assert [(term.text, term.find_next("dd").text) for term in told.select("dt")] == [
            ("Duration", "2–12 months"),
            ("Grant", "800 euros a month"),
            ("Our university", "Can take part; a partner abroad applies"),
        ]
        assert [item.text.strip() for item in told.select("li")] == ["Passport", "Transcript", "erasmus-plus.ec.europa.eu"]

        page = client.page(f"/programmes/{bare.slug}")
        assert page.select_one("main aside") is None
        assert "None" not in page.text

    def test_it_is_told_in_the_readers_language_and_says_where_it_is_another(
        self, client: PageClient, make_programme: MakeProgramme
    ) -> None:
        programme = make_programme(grant=translated("en", en="800 euros", kk="800 еуро"), duration=translated("en", en="A year"))

        told = client.page(f"/programmes/{programme.slug}?lang=kk").select_one("aside dl")

        assert told is not None
        assert [definition.decode_contents() for definition in told.select("dd")] == ['<span lang="en">A year</span>', "800 еуро"]

    def test_its_dates_are_there_and_those_of_calls_it_shares(self, client: PageClient, make_programme: MakeProgramme) -> None:
        chair, module, other = make_programme("Chair"), make_programme("Module"), make_programme("Other")
        for programmes, on in (([chair], date(2027, 2, 2)), ([chair, module], date(2026, 2, 3)), ([other], date(2027, 2, 9))):
            deadline = Deadline(call=Call.of(programmes, on.year))
            deadline.set_date(on, time(17), "Europe/Brussels")
            deadline.revise({"label": translated("en", en=f"Date of {on}")})
        db.session.commit()

        page = client.page("/programmes/chair")

        assert [heading.text for heading in page.select("#dates > ol h4")] == ["Date of 2027-02-02"]
        assert [heading.text for heading in page.select("#dates details h4")] == ["Date of 2026-02-03"]

    def test_coming_events_about_it_are_those_the_reader_may_see(
        self, client: PageClient, staff: PageClient, make_event: MakeEvent, make_programme: MakeProgramme
    ) -> None:
        chair = make_programme("Chair")
        make_event(title=translated("en", en="Open"), programmes=[chair])
        make_event(title=translated("en", en="For members"), programmes=[chair], visibility="university")
        make_event(title=translated("en", en="Restricted"), programmes=[chair], visibility="restricted")
        make_event(title=translated("en", en="Draft"), programmes=[chair], published=False)
        make_event(title=translated("en", en="About something else"))

        def seen(reader: PageClient) -> list[str]:
            return [link.text for link in reader.page("/programmes/chair").select("#events .ev a")]

        assert seen(staff) == ["Open", "For members"]
        assert seen(client) == ["Open"]

    def test_it_can_be_subscribed_to(self, client: PageClient, make_programme: MakeProgramme) -> None:
        programme = make_programme()

        link = client.page(f"/programmes/{programme.slug}").select_one("a.btn-primary")

        assert link is not None and link["href"] == f"/calendars/programmes/{programme.slug}"
        assert client.get(str(link["href"])).status_code == 200

    def test_an_unknown_one_is_not_found(self, client: PageClient) -> None:
        assert client.get("/programmes/nothing").status_code == 404

    def test_its_page_asks_no_question_per_date_or_event(
        self, client: PageClient, make_programme: MakeProgramme, make_event: MakeEvent, count_queries: CountQueries
    ) -> None:
        chair = make_programme("Chair")

        def add(number: int) -> None:
            for year in range(number):
                deadline = Deadline(call=Call.of([chair], 2027 + year))
                deadline.set_date(date(2027 + year, 2, 2), time(17), "Europe/Brussels")
                deadline.revise({})
                make_event(programmes=[chair])
            db.session.commit()

        add(2)
        with count_queries() as few:
            client.page("/programmes/chair")
        add(6)
        with count_queries() as many:
            assert len(client.page("/programmes/chair").select("#dates li")) == 8

        assert len(many) == len(few)


class TestWriting:
    def test_staff_add_one_and_it_is_found(self, staff: PageClient) -> None:
        typed = {
            "name-en": "Bolashak",
            "name-kk": "Болашақ",
            "short_name": "BLSH",
            "aliases": "Болашак, stipend",
            "family": "State",
        }

        answer = staff.submit(
            "/programmes/new", {**typed, "links": "https://bolashak.gov.kz\nhttp://example.org"}, form="#programme-form"
        )

        assert (answer.status_code, answer.location) == (303, "/programmes/bolashak")
        made = db.session.scalars(select(Programme)).one()
        assert (made.name.texts, made.name.source) == ({"en": "Bolashak", "kk": "Болашақ"}, "en")
        assert (made.aliases, made.links) == (["Болашак", "stipend"], ["https://bolashak.gov.kz", "http://example.org"])
        assert (made.current, made.can_apply, made.is_demo) == (True, None, False)
        assert names(staff, "/programmes?q=STIPEND") == names(staff, "/programmes?q=blsh") == ["Bolashak"]

    def test_what_is_changed_is_recorded_and_the_address_stays(
        self, staff: PageClient, make_programme: MakeProgramme, organiser: Account
    ) -> None:
        programme = make_programme("Old name", can_apply=True, grant=translated("en", en="10"))

        answer = staff.submit("/programmes/old-name/edit", {"name-en": "New name"}, form="#programme-form")

        assert answer.location == "/programmes/old-name"
        assert (programme.name["en"], programme.can_apply, programme.grant["en"]) == ("New name", True, "10")
        record = db.session.scalars(select(Activity).where(Activity.verb == "revised")).one()
        assert (record.actor_name, record.subject_kind, record.subject_id) == ("Madina", "programmes", programme.id)
        assert record.changes == {"name": [{"en": "Old name"}, {"en": "New name"}]}

    def test_the_form_saved_as_it_was_changes_nothing(self, staff: PageClient, make_programme: MakeProgramme) -> None:
        texts = {
            field: translated("en", en="a\nb", kk="ә")
            for field in ("duration", "grant", "applicants", "documents", "description")
        }
        make_programme(
            **texts, family=MOBILITY, aliases=["a b", "c"], links=["https://a.example.org"], can_apply=False, can_take_part=True,
            current=False, period="2021–2027", code="KA171",
        )  # fmt: skip

        staff.submit("/programmes/jean-monnet-chair/edit?lang=kk", {}, form="#programme-form")

        assert [record.verb for record in db.session.scalars(select(Activity))] == ["created"]

    @pytest.mark.parametrize("typed", ["mobility", "МОБИЛЬНОСТЬ", "ұтқырлық"])
    def test_a_family_is_known_by_its_name_in_any_language(
        self, staff: PageClient, make_programme: MakeProgramme, typed: str
    ) -> None:
        make_programme("One", family=MOBILITY)
        two = make_programme("Two")

        staff.submit("/programmes/two/edit", {"family": typed}, form="#programme-form")

        assert two.family == MOBILITY

    def test_two_of_one_name_have_two_addresses(self, make_programme: MakeProgramme) -> None:
        slugs = [make_programme("Chair").slug, make_programme("Chair").slug, make_programme("New").slug]

        assert slugs == ["chair", "chair-2", "new-2"]

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"name-en": "  "}, "Enter a name."),
            ({"name-en": "\u200b"}, "Enter a name."),
            ({"name-en": "x" * 201}, "This is too long: 200 characters at most."),
            ({"name-en": "a\x07b"}, "This text has hidden control characters. Type it anew instead of pasting it."),
            ({"short_name": "x" * 61}, "This is too long: 60 characters at most."),
            ({"description-ru": "x" * 1_000_000}, "This is too long: 5000 characters at most."),
            (
                {"links": "https://good.example.org\njavascript:alert(1)"},
                "A link begins with https://, one on each line: javascript:alert(1)",
            ),
            ({"can_apply": "perhaps"}, "Not a valid choice."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_nothing_is_stored(
        self, staff: PageClient, make_programme: MakeProgramme, typed: dict[str, str], problem: str
    ) -> None:
        programme = make_programme(grant=translated("en", en="As it was"))

        answer = staff.submit(f"/programmes/{programme.slug}/edit", {"grant-en": "Typed anew", **typed}, form="#programme-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#grant-en").text.strip() == "Typed anew"
        assert (programme.name["en"], programme.grant["en"]) == ("Jean Monnet Chair", "As it was")

    def test_htmx_gets_the_form_with_its_errors_or_another_page(self, staff: PageClient, make_programme: MakeProgramme) -> None:
        make_programme("Chair")
        token = {"csrf_token": staff.page("/programmes/chair/edit").select_one("[name=csrf_token]")["value"]}

        refused = staff.fragment("/programmes/chair", "POST", data={**token, "name-en": ""})
        saved = staff.fragment("/programmes/chair", "POST", data={**token, "name-en": "Chair"})

        assert refused.status_code == 422
        assert refused.get_data(as_text=True).lstrip().startswith('<form id="programme-form"')
        assert (saved.status_code, saved.headers["HX-Redirect"]) == (200, "/programmes/chair")

    def test_only_staff_write(
        self, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_programme: MakeProgramme
    ) -> None:
        make_programme("Chair")
        addresses = ["/programmes/new", "/programmes/chair/edit"]

        assert [client.get(address).status_code for address in addresses] == [302, 302]
        assert [client_of(host).get(address).status_code for address in addresses] == [403, 403]
        assert client.page("/programmes/chair").select("a[href$='/edit']") == []


def test_staff_have_the_catalogue_as_a_list_and_a_file(staff: PageClient, client: PageClient) -> None:
    for slug, name in (("jean-monnet", "Jean Monnet"), ("mobility", "Credit mobility")):
        db.session.add(Programme(slug=slug, name=translated("en", en=name), short_name=slug[:2].upper()))
    db.session.commit()

    page = staff.page("/catalogue?sort=-name")
    file = staff.get("/catalogue?as=csv&q=jean")

    assert [link.text for link in page.select("tbody th a")] == ["Jean Monnet", "Credit mobility"]
    rows = list(csv.reader(file.get_data(as_text=True).lstrip("\ufeff").splitlines()))
    file.close()
    assert [row[:2] for row in rows] == [["Name", "Short name"], ["Jean Monnet", "JE"]]
    assert client.get("/catalogue").status_code == 302
