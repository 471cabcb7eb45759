"""The catalogue: how opportunities are found, what their pages tell, and how the office writes them."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Call, Deadline, Edition, Event, Programme
from models.edition_rows import CommonQuestion, Length, NeededDocument, Rate, UsefulLink
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
MakeProgramme = Callable[..., Programme]
MakeEdition = Callable[..., Edition]
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


@pytest.fixture
def make_edition(make_programme: MakeProgramme) -> MakeEdition:
    """A year of a programme, of a new one where none is given, and any field set."""

    def make_edition(
        year: int = 2026, *, of: Programme | None = None, called: str = "Jean Monnet Chair", **fields: Any
    ) -> Edition:
        edition = Edition(programme=of or make_programme(called), year=year, **fields)
        db.session.add(edition)
        db.session.commit()
        return edition

    return make_edition


def make_call(of: Programme | list[Programme], year: int, *, expected: bool = False, **dates: date) -> Call:
    """A call with dates of the kinds they are named by, each at 17:00 in Brussels."""
    call = Call(programmes=of if isinstance(of, list) else [of], year=year)
    for kind, on in dates.items():
        deadline = Deadline(call=call, kind=kind, expected=expected)
        deadline.set_date(on, time(17), "Europe/Brussels")
    db.session.add(call)
    db.session.commit()
    return call


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

    @pytest.mark.databases("sqlite", "postgresql")
    def test_it_is_found_by_its_family_and_by_what_its_newest_year_says_of_the_grant(
        self, client: PageClient, make_programme: MakeProgramme
    ) -> None:
        make_programme("Jean Monnet Chair")
        icm = make_programme("Credit", family=MOBILITY)
        icm.start(year := icm.draft(2026))
        year.revise({"grant": translated("en", en="A scholarship", ru="Стипендия")})
        db.session.commit()

        def found(*words: str) -> list[bool]:
            return [names(client, f"/programmes?q={word}") == ["Credit"] for word in words]

        assert found("Ұтқырлық", "мобильность credit", "scholarship", "СТИПЕНДИЯ") == [True] * 4

        icm.revise({"family": translated("en", en="Cooperation")})
        db.session.commit()
        assert found("cooperation scholarship", "mobility") == [True, False]

        icm.start(newest := icm.draft(2027))
        newest.revise({"grant": translated("en", en="A lump sum")})
        db.session.commit()
        assert found("lump", "scholarship") == [True, False]

        newest.discard()
        db.session.commit()
        assert found("lump", "scholarship") == [False, True]

        newest.restore()
        icm.revise({"code": "KA171"})
        db.session.commit()
        assert found("lump ka171 cooperation", "scholarship") == [True, False]

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

    def test_each_says_how_far_its_nearest_call_is_and_which_date_comes_next(
        self, client: PageClient, make_programme: MakeProgramme
    ) -> None:
        chair, shared, module, over, hidden = (make_programme(name) for name in ("A", "B", "C", "D", "E"))
        make_call(make_programme("F"), 2027, opens=date(2026, 11, 1), call=date(2027, 2, 10), expected=True)
        make_programme("G")
        make_call([chair, shared], 2027, opens=date(2026, 11, 1), call=date(2027, 2, 2))
        make_call(chair, 2028, opens=date(2027, 11, 1), call=date(2028, 2, 2))
        make_call(chair, 2026, call=date(2026, 2, 2))
        make_call(module, 2027, opens=date(2026, 11, 26), call=date(2027, 2, 10), expected=True)
        make_call(over, 2026, call=date(2026, 2, 2))
        make_call(hidden, 2027, call=date(2026, 12, 1))
        for dates in hidden.calls[0].deadlines:
            dates.visibility = "university"
        gone = make_call(module, 2027, call=date(2026, 11, 30))
        gone.discard()
        lying = make_call(over, 2027, call=date(2027, 3, 3)).deadlines[0]
        lying.discard()
        db.session.commit()

        cards = client.page("/programmes").select(".card")

        closes = "Closes on 2 February 2027, 17:00 (Brussels, UTC+1)"
        assert [" ".join(line.text.split()) for card in cards for line in card.select(".stat") or [card.h3]] == [
            f"Open {closes}", f"Open {closes}",
            "Planned Expected to open on 26 November 2026, 17:00 (Brussels, UTC+1)", "Planned", "Planned",
            "Planned Expected to close on 10 February 2027, 17:00 (Brussels, UTC+1)", "G",
        ]  # fmt: skip

    def test_the_list_asks_no_question_per_programme(
        self, client: PageClient, make_programme: MakeProgramme, count_queries: CountQueries
    ) -> None:
        db.session.add(Edition(programme=make_programme(), year=2026, lengths=[Length(least=1)]))
        make_call(db.session.scalars(select(Programme)).one(), 2027, call=date(2027, 2, 2))
        client.page("/programmes")
        with count_queries() as few:
            client.page("/programmes")
        for number in range(20):
            one = make_programme(f"Programme {number}", family=MOBILITY)
            db.session.add_all(Edition(programme=one, year=year, lengths=[Length(least=1)]) for year in (2020, 2026))
            for year in (2026, 2027, 2028):
                make_call(one, year, opens=date(year - 1, 11, 26), call=date(year, 2, 2))
        with count_queries() as many:
            assert len(client.page("/programmes").select(".card .stat")) == 21

        assert len(many) == len(few)
        assert sum("JOIN calls" in one for one in many) == 1


class TestAProgramme:
    def test_nothing_is_shown_that_nobody_said(
        self, client: PageClient, make_programme: MakeProgramme, make_edition: MakeEdition
    ) -> None:
        bare, empty = make_programme(), make_edition(called="Nothing known")
        full = make_edition(
            called="International Credit Mobility",
            lengths=[Length(least=2, most=12, who=["bachelor"]), Length(least=5, most=60, unit="days", who=["academic"])],
            grant_min=Decimal(800), grant_max=Decimal(900), grant_period="month",
            links=[UsefulLink(address="https://erasmus-plus.ec.europa.eu/opportunities")],
            can_take_part=True, can_apply=False,
        )  # fmt: skip

        told = client.page(f"/programmes/{full.programme.slug}").select_one("aside")
        assert told is not None
        assert [(term.text, term.find_next("dd").text) for term in told.select("dt")] == [
            ("Duration", "2–12 months Bachelor students5–60 days Teachers and researchers"),
            ("Grant", "€800–900 a month"),
            ("Our university", "Can take part; a partner abroad applies"),
        ]
        assert [item.text.strip() for item in told.select("li")] == ["erasmus-plus.ec.europa.eu"]

        for one in (bare, empty.programme):
            page = client.page(f"/programmes/{one.slug}")
            assert page.select("#grant, #who, #steps, #documents, #faq, aside dt") == []
            assert "None" not in page.text

    def test_it_is_told_in_the_readers_language_and_says_where_it_is_another(
        self, client: PageClient, make_edition: MakeEdition
    ) -> None:
        year = make_edition(workload=translated("en", en="A year"), outcome=translated("en", en="Credits", kk="Кредиттер"))

        told = client.page(f"/programmes/{year.programme.slug}?lang=kk").select_one("aside dl")

        assert told is not None
        assert [definition.decode_contents() for definition in told.select("dd")] == [
            '<span lang="en">A year</span>',
            "Кредиттер",
        ]

    @pytest.mark.parametrize(
        ("language", "money", "rates"),
        [
            ("en", "Up to €30,000 for three years", [("Kazakhstan", "€1,250.50"), ("Elsewhere", "€900")]),
            ("ru", "30\xa0000\xa0€", [("Казахстан", "1\xa0250,50\xa0€"), ("Elsewhere", "900\xa0€")]),
            ("kk", "30\xa0000\xa0€", [("Kazakhstan", "1\xa0250,50\xa0€"), ("Elsewhere", "900\xa0€")]),
        ],
    )
    def test_money_is_written_as_the_language_writes_it(
        self, client: PageClient, make_edition: MakeEdition, language: str, money: str, rates: list[tuple[str, str]]
    ) -> None:
        make_edition(
            grant_max=Decimal(30_000), grant_period="three_years",
            rates=[
                Rate(name=translated("en", en="Kazakhstan", ru="Казахстан"), amount=Decimal("1250.5"), position=0),
                Rate(name=translated("en", en="Elsewhere"), amount=Decimal(900), position=1),
            ],
        )  # fmt: skip

        page = client.page(f"/programmes/jean-monnet-chair?lang={language}")

        said = page.select_one("#grant .sum").text
        assert (said.upper()[0] + said[1:] if language == "en" else said).count(money) == 1
        assert [(row.select_one("th").text, row.select_one("td").text) for row in page.select("#grant tbody tr")] == rates

    def test_steps_documents_and_questions_are_told_in_their_order(self, client: PageClient, make_edition: MakeEdition) -> None:
        make_edition(
            steps=translated("en", en="Ask us\n\nSend it"),
            participants=["doctoral", "bachelor"],
            consortium_organisations=3,
            documents=[
                NeededDocument(name=translated("en", en="Transcript"), position=1, languages=["en"]),
                NeededDocument(
                    name=translated("en", en="Passport"), position=0, need="conditional", who=["bachelor"],
                    condition=translated("en", en="Abroad only"),
                ),
            ],
            faq=[CommonQuestion(question=translated("en", en="Who pays?"), answer=translated("en", en="The Union"))],
        )  # fmt: skip

        page = client.page("/programmes/jean-monnet-chair")

        assert [step.text for step in page.select("#steps li")] == ["Ask us", "Send it"]
        assert [" ".join(one.text.split()) for one in page.select("#documents li")] == [
            "Passport Abroad only · Bachelor students", "Transcript language: English",
        ]  # fmt: skip
        assert page.select_one("#who strong").text == "Bachelor students, doctoral students"
        assert page.select_one("#who .capitalised").text == "at least 3 organisations"
        assert (page.select_one("#faq summary").text, page.select_one("#faq p").text) == ("Who pays?", "The Union")

    def test_its_dates_are_there_and_those_of_calls_it_shares(self, client: PageClient, make_programme: MakeProgramme) -> None:
        chair, module, other = make_programme("Chair"), make_programme("Module"), make_programme("Other")
        for programmes, on in (([chair], date(2027, 2, 2)), ([chair, module], date(2026, 2, 3)), ([other], date(2027, 2, 9))):
            deadline = Deadline(call=Call.of(programmes, on.year))
            deadline.set_date(on, time(17), "Europe/Brussels")
            deadline.revise({"label": translated("en", en=f"Date of {on}")})
        db.session.commit()

        page = client.page("/programmes/chair")

        assert [heading.a.text for heading in page.select("#dates h3:has(a)")] == ["2027"]
        assert [heading.text for heading in page.select("#dates .deadline h5")] == ["Date of 2027-02-02"]
        assert [" ".join(line.text.split()) for line in page.select("#dates details li")] == ["2026 Closed 3 February 2026"]

    def test_the_page_of_a_year_has_its_own_calls_and_says_nothing_of_those_of_today(
        self, client: PageClient, make_edition: MakeEdition
    ) -> None:
        chair = make_edition(2026).programme
        make_edition(2020, of=chair)
        for on in (date(2020, 2, 2), date(2027, 2, 2)):
            deadline = Deadline(call=Call.of([chair], on.year))
            deadline.set_date(on, time(17), "Europe/Brussels")
            deadline.revise({})
        db.session.commit()

        told = client.page("/programmes/jean-monnet-chair/2020").select_one("#dates")

        assert [link.text for link in told.select("li a")] == ["2020"]
        assert "No call is open or planned." not in told.text

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


class TestYears:
    def test_the_amounts_of_a_year_stay_true_on_its_page(self, client: PageClient, make_edition: MakeEdition) -> None:
        new = make_edition(2026, grant_max=Decimal(35_000), description=translated("en", en="As it is"))
        make_edition(2020, of=new.programme, grant_max=Decimal(30_000), description=translated("en", en="As it was"))

        newest, old = client.page("/programmes/jean-monnet-chair"), client.page("/programmes/jean-monnet-chair/2020")

        assert [page.select_one("#grant .sum").text for page in (newest, old)] == ["up to €35,000", "up to €30,000"]
        assert [page.select_one(".lead").text for page in (newest, old)] == ["As it is", "As it was"]
        assert [len(page.select("#dates")) for page in (newest, old)] == [1, 0]
        assert newest.select(".notice-warn") == []
        assert old.select_one(".notice-warn .notice-title").text == "This is how it was in 2020"
        assert old.select_one(".notice-warn a")["href"] == "/programmes/jean-monnet-chair"
        assert [page.select_one("link[rel=canonical]")["href"] for page in (newest, old)] == [
            "http://localhost/programmes/jean-monnet-chair", "http://localhost/programmes/jean-monnet-chair/2020",
        ]  # fmt: skip
        links = [(link.text, link["href"], link.get("aria-current")) for link in old.select(".years a")]
        assert links == [
            ("2026", "/programmes/jean-monnet-chair", None), ("2020", "/programmes/jean-monnet-chair/2020", "page"),
        ]  # fmt: skip

    def test_codes_of_today_are_on_no_page_of_another_year_and_name_the_year_they_are_of(
        self, client: PageClient, make_edition: MakeEdition, make_programme: MakeProgramme
    ) -> None:
        codes = {"short_name": "JMC", "period": "2021–2027", "code": "JMO-<year>-CHAIR, JMO-<year>"}
        new = make_edition(2026, of=make_programme(**codes))
        make_edition(2020, of=new.programme)
        make_programme("Without a year", **codes)
        make_programme("Of any year", code="KA171")

        def told(address: str) -> tuple[list[str], list[str]]:
            page = client.page(f"/programmes/{address}")
            return [one.text for one in page.select(".hero .meta span")], [one.text for one in page.select("aside .code")]

        assert told("jean-monnet-chair") == (["JMC", "2021–2027", "Call of 2026"], ["JMO-2026-CHAIR, JMO-2026"])
        assert told("jean-monnet-chair/2020") == (["Call of 2020"], [])
        assert told("without-a-year") == (["JMC", "2021–2027"], [])
        assert told("of-any-year") == ([], ["KA171"])

    def test_the_newest_year_has_one_address_that_counts(self, client: PageClient, make_edition: MakeEdition) -> None:
        make_edition(2026)

        page = client.page("/programmes/jean-monnet-chair/2026")

        assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/programmes/jean-monnet-chair"
        assert page.select(".notice-warn, .years") == []

    @pytest.mark.parametrize("address", ["2025", "2025/checklist", "99999999999", "0", "x", "2025x/checklist"])
    def test_a_year_that_is_not_written_down_is_not_found(
        self, staff: PageClient, make_edition: MakeEdition, address: str
    ) -> None:
        make_edition(2026)
        assert staff.get("/programmes/jean-monnet-chair/2026").status_code == 200

        assert staff.get(f"/programmes/jean-monnet-chair/{address}").status_code == 404

    def test_staff_name_a_year_and_go_on_to_its_form(self, staff: PageClient, make_edition: MakeEdition) -> None:
        old = make_edition(
            2026,
            grant_max=Decimal(35_000),
            checked_on=date(2026, 1, 2),
            documents=[NeededDocument(name=translated("en", en="CV"))],
        )

        assert staff.page("/programmes/jean-monnet-chair/years/new").select_one("#year")["value"] == "2027"
        answer = staff.submit("/programmes/jean-monnet-chair/years/new", {}, form="#start-form")

        assert (answer.status_code, answer.location) == (303, "/programmes/jean-monnet-chair/2027/edit")
        form = filled_in(staff.page(answer.location).select_one("#year-form"))
        assert [form[name] for name in ("grant_max", "checked_on", "documents-0-name-en")] == ["35000", "", "CV"]
        assert old.programme.editions == [old]

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ("2026", "That year is there already, or lies in the trash."),
            ("", "Enter a year."),
            ("20261", "The year must be between 1990 and 2100."),
            ("soon", "Not a valid integer value."),
        ],
    )
    def test_a_year_that_cannot_begin_is_said(
        self, staff: PageClient, make_edition: MakeEdition, typed: str, problem: str
    ) -> None:
        programme = make_edition(2026).programme

        answer = staff.submit("/programmes/jean-monnet-chair/years/new", {"year": typed}, form="#start-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#year")["value"] == typed
        assert [edition.year for edition in programme.editions] == [2026]

    def test_a_year_goes_into_the_trash_and_comes_back(
        self, staff: PageClient, client: PageClient, make_edition: MakeEdition
    ) -> None:
        new = make_edition(2026, grant_max=Decimal(2))
        make_edition(2020, of=new.programme, grant_max=Decimal(1))

        answer = staff.submit(
            "/programmes/jean-monnet-chair/2026/removal",
            {},
            form="form[action$=removal]",
            at="/programmes/jean-monnet-chair/2026/edit",
        )

        assert answer.location == "/programmes/jean-monnet-chair"
        assert client.page("/programmes/jean-monnet-chair").select_one("#grant .sum").text == "up to €1"
        assert client.get("/programmes/jean-monnet-chair/2026").status_code == 404
        begun = staff.submit("/programmes/jean-monnet-chair/years/new", {"year": "2026"}, form="#start-form")
        assert problems(begun) == ["That year is there already, or lies in the trash."]
        assert [row.text for row in staff.page("/trash").select("tbody th")] == ["Jean Monnet Chair, 2026"]
        staff.submit("/trash", {}, form=f"form[action*='/editions/{new.id}/']")
        assert client.page("/programmes/jean-monnet-chair").select_one("#grant .sum").text == "up to €2"


class TestChecklist:
    @pytest.fixture
    def documents(self, make_edition: MakeEdition) -> Edition:
        named = {
            "Passport": {}, "Transcript": {"who": ["bachelor", "master"]},
            "Syllabus": {"who": ["academic"], "need": "conditional"}, "IELTS": {"need": "optional"},
        }  # fmt: skip
        rows = [NeededDocument(name=translated("en", en=name), position=place, **named[name]) for place, name in enumerate(named)]
        return make_edition(2026, documents=rows)

    def test_it_has_a_box_for_each_document_by_need_and_asks_for_no_account(self, client: PageClient, documents: Edition) -> None:
        page = client.page("/programmes/jean-monnet-chair/checklist")

        groups = {group.legend.text: [one.text for one in group.select("strong")] for group in page.select("#checklist fieldset")}
        assert groups == {"Required": ["Passport", "Transcript"], "In some cases": ["Syllabus"], "If you have it": ["IELTS"]}
        assert [(box["type"], box.get("name")) for box in page.select("#checklist input")] == [("checkbox", None)] * 4
        assert [script["src"].split("?")[0] for script in page.select("head script")][-1] == "/static/checklist.js"

    def test_each_sees_what_is_asked_of_them(self, client: PageClient, documents: Edition) -> None:
        def asked(who: str) -> list[str]:
            page = client.page(f"/programmes/jean-monnet-chair/checklist?who={who}")
            return [one.text for one in page.select("#checklist strong")]

        assert asked("academic") == ["Passport", "Syllabus", "IELTS"]
        assert asked("master") == ["Passport", "Transcript", "IELTS"]
        assert asked("unit") == ["Passport", "IELTS"]
        assert asked("'><script>") == ["Passport", "Transcript", "Syllabus", "IELTS"]

    def test_a_year_has_its_own(self, client: PageClient, documents: Edition, make_edition: MakeEdition) -> None:
        make_edition(2020, of=documents.programme, documents=[NeededDocument(name=translated("en", en="Photo"))])

        page = client.page("/programmes/jean-monnet-chair/2020/checklist")

        assert [one.text for one in page.select("#checklist strong")] == ["Photo"]
        assert page.select_one("#checklist")["data-kept"] == "jean-monnet-chair/2020"


class TestWhatCanIApplyFor:
    @pytest.fixture(autouse=True)
    def catalogue(self, make_edition: MakeEdition) -> None:
        students, teachers = ["bachelor", "master"], ["academic"]
        mobility = make_edition(
            called="Mobility", participants=[*students, *teachers], applies_to="home",
            lengths=[Length(least=2, most=12, who=students), Length(least=5, most=60, unit="days", who=teachers)],
        )  # fmt: skip
        make_edition(2020, of=mobility.programme, participants=["doctoral"], lengths=[Length(least=40)])
        make_edition(called="Masters", participants=["bachelor"], lengths=[Length(least=60, most=120, unit="ects")])
        make_edition(called="Capacity", participants=["unit"], lengths=[Length(least=24, most=36)])
        make_edition(called="Closed to us", participants=["unit"], can_take_part=False)
        ended = make_edition(called="Ended", participants=["bachelor", "unit"])
        ended.programme.current = False
        make_edition(called="Nobody said")
        db.session.commit()

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", ["Capacity", "Closed to us", "Masters", "Mobility", "Nobody said", "Ended"]),
            ("who=bachelor", ["Masters", "Mobility"]),
            ("who=academic", ["Mobility"]),
            ("who=doctoral", []),
            ("who=unit", ["Capacity"]),
            ("who=academic&stay=month", ["Mobility"]),
            ("who=bachelor&stay=month", []),
            ("who=bachelor&stay=semester", ["Mobility"]),
            ("who=bachelor&stay=year", ["Masters", "Mobility"]),
            ("stay=longer", ["Capacity", "Masters", "Nobody said"]),
            ("who=bachelor&q=МАСТЕРС", ["Masters"]),
            ("who=king&stay=forever&q=", ["Capacity", "Closed to us", "Masters", "Mobility", "Nobody said", "Ended"]),
        ],
    )
    def test_the_catalogue_is_narrowed_by_the_newest_year(self, client: PageClient, asked: str, found: list[str]) -> None:
        assert names(client, f"/programmes?{asked}") == found

    def test_each_says_for_whom_how_long_and_who_applies(self, client: PageClient) -> None:
        page = client.page("/programmes?who=academic&stay=month")

        assert [" ".join(line.text.split()) for line in page.select(".offer li")] == [
            "Bachelor students, master students, teachers and researchers",
            "5–60 days",
            "You apply to your own university, which selects",
        ]
        assert [option["value"] for option in page.select("option[selected]")] == ["academic", "month"]

    def test_what_is_open_comes_first_and_then_what_opens_next(self, client: PageClient, make_edition: MakeEdition) -> None:
        for called, family, dates in (
            ("Later", "Study", {"opens": date(2026, 12, 9)}),
            ("Sooner", "Study", {"opens": date(2026, 12, 1)}),
            ("Without", "Study", {}),
            ("Open", "Teaching", {"opens": date(2026, 11, 1), "call": date(2027, 2, 2)}),
            ("Closing", "Teaching", {"opens": date(2026, 11, 2), "call": date(2026, 12, 2)}),
        ):
            made = make_edition(called=called, participants=["doctoral"])
            made.programme.revise({"family": translated("en", en=family)})
            make_call(made.programme, 2027, **dates)

        assert names(client, "/programmes?who=doctoral") == ["Closing", "Open", "Sooner", "Later", "Without"]
        assert names(client, "/programmes")[:-1] == [
            "Later", "Sooner", "Without", "Closing", "Open", "Capacity", "Closed to us", "Masters", "Mobility", "Nobody said",
        ]  # fmt: skip

    def test_what_nobody_said_how_long_it_lasts_comes_after_the_others_and_says_so(
        self, client: PageClient, make_edition: MakeEdition
    ) -> None:
        make_edition(called="A training", participants=["unit"], lengths=[Length(note=translated("en", en="Ask"))])
        make_edition(called="B exchange", participants=["unit"], lengths=[Length(least=2, who=["bachelor"])])
        make_edition(called="C in words", participants=["unit"], duration=translated("en", en="As long as it takes"))

        page = client.page("/programmes?who=unit&stay=longer")

        assert [heading.text for heading in page.select("#results h2")] == ["Other opportunities", "These may fit too"]
        assert [[link.text for link in part.select("h3 a")] for part in page.select("#results section")] == [
            ["Capacity"], ["A training", "B exchange", "C in words"],
        ]  # fmt: skip
        assert [card.select("li")[1].text.strip() for card in page.select(".card")] == [
            "24–36 months", "Length not known", "Length not known", "As long as it takes",
        ]  # fmt: skip
        assert "Length not known" not in client.page("/programmes?who=unit").text

    def test_where_nothing_fits_the_reader_is_not_left_alone(self, client: PageClient) -> None:
        page = client.page("/programmes?who=doctoral")

        assert page.select_one(".empty p").text.startswith("Nothing that is written down fits all of this.")
        assert page.select_one(".empty a")["href"] == "/programmes"


class TestWriting:
    def test_staff_add_one_and_it_is_found(self, staff: PageClient) -> None:
        typed = {
            "name-en": "Bolashak",
            "name-kk": "Болашақ",
            "short_name": "BLSH",
            "aliases": "Болашак, stipend",
            "family": "State",
        }

        answer = staff.submit("/programmes/new", typed, form="#programme-form")

        assert (answer.status_code, answer.location) == (303, "/programmes/bolashak/2026/edit")
        made = db.session.scalars(select(Programme)).one()
        assert (made.name.texts, made.name.source) == ({"en": "Bolashak", "kk": "Болашақ"}, "en")
        assert (made.aliases, made.editions) == (["Болашак", "stipend"], [])
        assert (made.current, made.needs_agreement, made.is_demo) == (True, False, False)
        assert names(staff, "/programmes?q=STIPEND") == names(staff, "/programmes?q=blsh") == ["Bolashak"]
        assert staff.page(answer.location).select_one("h1").text == "Bolashak, 2026"

    def test_what_is_changed_is_recorded_and_the_address_stays(
        self, staff: PageClient, make_programme: MakeProgramme, organiser: Account
    ) -> None:
        programme = make_programme("Old name", code="KA171")

        answer = staff.submit("/programmes/old-name/edit", {"name-en": "New name"}, form="#programme-form")

        assert answer.location == "/programmes/old-name"
        assert (programme.name["en"], programme.code) == ("New name", "KA171")
        record = db.session.scalars(select(Activity).where(Activity.verb == "revised")).one()
        assert (record.actor_name, record.subject_kind, record.subject_id) == ("Madina", "programmes", programme.id)
        assert record.changes == {"name": [{"en": "Old name"}, {"en": "New name"}]}

    def test_the_form_saved_as_it_was_changes_nothing(self, staff: PageClient, make_programme: MakeProgramme) -> None:
        make_programme(
            family=MOBILITY, aliases=["a b", "c"], current=False, period="2021–2027", code="KA171", needs_agreement=True
        )

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
            ({"aliases": "x" * 1_000_000}, "This is too long: 500 characters at most."),
            ({"family": "a\nb"}, "Write this on one line."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_nothing_is_stored(
        self, staff: PageClient, make_programme: MakeProgramme, typed: dict[str, str], problem: str
    ) -> None:
        programme = make_programme(code="As it was")

        answer = staff.submit(f"/programmes/{programme.slug}/edit", {"code": "Typed anew", **typed}, form="#programme-form")

        assert (answer.status_code, problems(answer)) == (422, [problem])
        assert soup(answer).select_one("#code")["value"] == "Typed anew"
        assert (programme.name["en"], programme.code) == ("Jean Monnet Chair", "As it was")

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
        db.session.add(Edition(programme=make_programme("Chair"), year=2026))
        db.session.commit()
        addresses = ["/programmes/new", "/programmes/chair/edit", "/programmes/chair/2026/edit", "/programmes/chair/years/new"]

        assert [client.get(address).status_code for address in addresses] == [302] * 4
        assert [client_of(host).get(address).status_code for address in addresses] == [403] * 4
        assert client.page("/programmes/chair").select("a[href$='/edit'], a[href$='/new']") == []


def test_the_list_of_staff_asks_no_question_per_programme(
    staff: PageClient, make_edition: MakeEdition, count_queries: CountQueries
) -> None:
    make_edition(called="First")
    staff.page("/catalogue")
    with count_queries() as few:
        staff.page("/catalogue")
    for number in range(9):
        make_edition(2020 + number, called=f"Programme {number}")
    with count_queries() as many:
        years = [cell.text for cell in staff.page("/catalogue").select("tbody td.num")]

    assert years == ["2026", *(str(2020 + number) for number in range(9))]
    assert len(many) == len(few)


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
