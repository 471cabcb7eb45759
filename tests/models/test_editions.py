"""The years of an opportunity: what they say, how one follows another, and what two who save at once are asked."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from blueprints.programmes.telling import as_grant, as_length
from models import Activity, Edition, Programme
from models.edition import OF_ITS_YEAR
from models.edition_rows import ROWS, CommonQuestion, Length, NeededDocument, Rate, UsefulLink
from models.opportunities import STAYS
from models.programme import YearTaken
from models.trash import Trash
from models.trashable import TRASH_TOO
from support import clock
from support.db import db
from support.languages import Translated, translated
from tests.conftest import NOW
from tests.models.test_races import both, in_threads
from tests.page_client import PageClient, filled_in, soup

FORM = "/programmes/chair/2026/edit"
LONG = ("description", "requirements", "applicants", "consortium", "outcome", "steps", "grant")
NO_AMOUNT = "Write an amount in figures, such as 30 000 or 12.50."
NO_CURRENCY = "This is no currency of today: EUR, USD and KZT are codes of some (ISO 4217)."
NO_ADDRESS = "Enter a full address that begins with https://."
NO_CHOICE = "Not a valid choice."
CONTROLS = "This text has hidden control characters. Type it anew instead of pasting it."
SHORT = ("duration", "workload", "managed_by")


@pytest.fixture
def year(app: Flask) -> Edition:
    """What the Chair offers in 2026: something in every field and list."""
    programme = Programme(slug="chair", name=translated("en", en="Chair", kk="Кафедра"))
    texts = {field: translated("en", en=f"{field}\nb", kk="ә") for field in LONG}
    texts |= {field: translated("en", en=field, kk="ә") for field in SHORT}
    edition = Edition(
        programme=programme, year=2026, participants=["academic"], grant_kind="lump_sum", grant_min=Decimal("10.5"),
        grant_max=Decimal(50_000), grant_limit=Decimal(60_000), grant_period="month", currency="KZT", can_apply=True,
        can_take_part=False, applies_to="home", consortium_organisations=3, consortium_countries=2, contact_name="Saule",
        contact_email="saule@example.org", contact_phone="+7 7122", source="https://example.org/guide", checked_on=NOW.date(),
        lengths=[Length(least=1, most=3, unit="academic_years", who=["academic"], note=translated("en", en="Note"))],
        rates=[Rate(name=translated("en", en=name), amount=Decimal(place), position=place) for place, name in enumerate("AB")],
        documents=[NeededDocument(name=translated("en", en="CV"), need="optional", languages=["en"], who=["academic"])],
        faq=[CommonQuestion(question=translated("en", en="Why?"), answer=translated("en", en="So\nthat"))],
        links=[UsefulLink(address="https://example.org", name=translated("kk", kk="Сайт"))],
        **texts,
    )  # fmt: skip
    db.session.add(edition)
    db.session.commit()
    return edition


def said(edition: Edition) -> dict[str, Any]:
    """All that a year says, its rows as well."""
    columns = [column.key for column in inspect(Edition).column_attrs if column.key not in OF_ITS_YEAR]
    rows = {name: [_row(row) for row in getattr(edition, name)] for name in ROWS}
    return {**{key: getattr(edition, key) for key in columns}, **rows}


def _row(row: Any) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key)
        for column in inspect(type(row)).column_attrs
        if column.key not in ("id", "edition_id")
    }


def problems(answer: Any) -> list[str]:
    return [link.text for link in soup(answer).select("#error-summary li")]


def begun(programme: Programme, year: int) -> Edition:
    """A year that is started and left as its draft was."""
    draft = programme.draft(year)
    programme.start(draft)
    return draft


class TestAYear:
    def test_the_next_one_says_the_same_until_somebody_changes_it(self, year: Edition) -> None:
        before = said(year)

        new = begun(year.programme, 2027)
        db.session.commit()
        assert said(new) == before
        new.grant_max = Decimal(1)
        new.documents[0].need = "required"
        new.rates = []
        db.session.commit()

        db.session.expire_all()
        assert said(year) == before
        assert (new.checked_on, new.is_demo) == (None, False)
        assert year.programme.edition == new

    def test_the_first_one_is_empty(self, app: Flask) -> None:
        programme = Programme(slug="new", name=translated("en", en="New"))
        db.session.add(programme)
        db.session.flush()

        first = begun(programme, 2026)

        assert (first.currency, first.participants, first.documents, bool(first.description)) == ("EUR", [], [], False)

    def test_it_goes_on_from_the_last_before_it_or_from_the_first_after_it_without_the_amounts(self, year: Edition) -> None:
        begun(year.programme, 2028).contact_name = "Later"
        begun(year.programme, 2023).contact_name = "Earlier"
        db.session.commit()

        between, before, after = (year.programme.draft(wanted) for wanted in (2027, 2020, 2030))

        assert [draft.contact_name for draft in (between, before, after)] == ["Saule", "Earlier", "Later"]
        assert said(between) == said(year)
        sources = [one.taken_over for one in (between, before, year)]
        assert [source and source.year for source in sources] == [2026, 2023, None]
        left_out = {"grant_min": None, "grant_max": None, "grant_limit": None, "grant": Translated(), "rates": []}
        assert {name: value for name, value in said(before).items() if said(year)[name] != value} == {
            **left_out, "contact_name": "Earlier",
        }  # fmt: skip

    def test_a_draft_is_stored_nowhere(self, year: Edition) -> None:
        year.programme.draft(2027)
        db.session.commit()

        assert db.session.scalars(select(Edition.year)).all() == [2026]
        assert (year.programme.edition, db.session.scalars(select(Activity)).all()) == (year, [])

    def test_no_year_begins_twice(self, year: Edition) -> None:
        with pytest.raises(YearTaken):
            begun(year.programme, 2026)
        year.discard()
        db.session.commit()
        with pytest.raises(YearTaken):
            begun(year.programme, 2026)

    @both
    def test_of_those_who_begin_it_at_once_one_does(self, app: Flask, year: Edition) -> None:
        number = year.programme_id
        db.session.commit()

        outcome = in_threads(app, [lambda: begun(db.session.get_one(Programme, number), 2027)] * 4)

        db.session.rollback()
        assert outcome == {"done": 1, "YearTaken": 3}
        assert db.session.scalar(select(func.count()).select_from(Edition).where(Edition.year == 2027)) == 1

    def test_it_is_named_in_the_record_and_its_opportunity_takes_it_into_the_trash(self, year: Edition) -> None:
        year.revise({"contact_name": "Aigerim"})
        told = db.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
        assert told is not None
        assert (told.subject_kind, told.subject_name) == (
            "editions", {"en": "Chair, 2026", "ru": "Chair, 2026", "kk": "Кафедра, 2026"},
        )  # fmt: skip

        year.programme.discard()
        db.session.commit()
        assert Programme.with_slug("chair") is None
        with clock.standing_at(NOW + timedelta(days=31)):
            assert Trash.empty() == 1
            db.session.commit()
        left = [db.session.scalar(select(func.count()).select_from(kind), execution_options=TRASH_TOO) for kind in ROWS.values()]
        assert (db.session.scalars(select(Edition), execution_options=TRASH_TOO).all(), sum(left)) == ([], 0)

    def test_a_year_that_comes_back_brings_its_opportunity(self, year: Edition) -> None:
        year.discard()
        year.programme.discard()
        db.session.commit()

        year.restore()
        db.session.commit()

        assert (year.deleted, year.programme.deleted) == (False, False)

    def test_the_newest_is_the_newest_that_is_not_in_the_trash(self, year: Edition) -> None:
        gone = begun(year.programme, 2027)
        db.session.commit()
        assert Edition.newest_of([year.programme]) == {year.programme_id: gone}

        gone.discard()
        db.session.commit()

        assert Edition.newest_of([year.programme]) == {year.programme_id: year}
        assert year.programme.edition == year


class TestStartingOne:
    """Nothing of a year is stored before its form is saved."""

    START = "/programmes/chair/2027/edit"

    def test_the_form_opens_as_the_year_before_and_stores_nothing(
        self, staff: PageClient, client: PageClient, year: Edition
    ) -> None:
        year.programme.short_name = "JMC"
        db.session.commit()
        page, as_it_was = staff.page(self.START), staff.page(FORM)

        form, before = (filled_in(one.select_one("#year-form")) for one in (page, as_it_was))
        own = {name for name in form if name in ("checked_on", "opened", "csrf_token", "form_key")}
        assert {name: form[name] for name in form.keys() - own} == {name: before[name] for name in before.keys() - own}
        assert (form["checked_on"], page.select_one("h1").text) == ("", "Chair, 2027")
        assert [notice.text for notice in page.select(".notice-title")] == ["Taken over from 2026; look through it"]
        assert page.select("form[action$=removal], a[href^='/audit?']") == []
        assert client.get("/programmes/chair/2027").status_code == 404
        assert client.page("/programmes/chair").select_one(".hero .meta").text.split()[-1] == "2026"
        assert db.session.scalars(select(Edition.year)).all() == [2026]

    def test_saving_it_starts_the_year_and_tells_what_is_other_than_before(self, staff: PageClient, year: Edition) -> None:
        before = said(year)

        answer = staff.submit(self.START, {"grant_max": "70000", "rates-0-amount": "5"}, form="#year-form")

        assert (answer.status_code, answer.location) == (303, "/programmes/chair/2027")
        db.session.expire_all()
        new = year.programme.edition
        assert new is not None
        assert (new.year, new.grant_max, new.checked_on, [rate.amount for rate in new.rates]) == (2027, 70_000, None, [5, 1])
        same = before.keys() - {"grant_max", "rates"}
        assert {name: said(new)[name] for name in same} == {name: before[name] for name in same}
        assert said(year) == before
        records = [(one.verb, one.changes) for one in db.session.scalars(select(Activity).order_by(Activity.id))]
        assert records[:2] == [("created", {"copied_from": 2026}), ("revised", {"grant_max": ["50000", "70000"]})]
        assert [(verb, list(changes)) for verb, changes in records[2:]] == [("revised", ["rates"])]

    def test_what_is_wrong_is_said_and_rows_are_moved_before_anything_is_stored(self, staff: PageClient, year: Edition) -> None:
        wrong = staff.submit(self.START, {"grant_max": "much", "contact_name": "Typed"}, form="#year-form")
        moved = staff.submit(self.START, {"rows": "rates-0-down", "contact_name": "Typed"}, form="#year-form")

        assert (wrong.status_code, problems(wrong)) == (422, [NO_AMOUNT])
        assert {soup(answer).select_one("#contact_name")["value"] for answer in (wrong, moved)} == {"Typed"}
        assert [soup(moved).select_one(f"#rates-{place}-name-en")["value"] for place in (0, 1)] == ["B", "A"]
        assert db.session.scalars(select(Edition.year)).all() == [2026]

        shown = filled_in(soup(moved).select_one("#year-form"))
        assert staff.post("/programmes/chair/2027", data=shown).status_code == 303
        new = db.session.scalars(select(Edition).where(Edition.year == 2027)).one()
        assert ([rate.name["en"] for rate in new.rates], new.contact_name) == (["B", "A"], "Typed")

    def test_a_year_before_all_others_has_none_of_their_amounts(self, staff: PageClient, year: Edition) -> None:
        page = staff.page("/programmes/chair/2020/edit")

        notices = [notice.text for notice in page.select("main .notice-warn")][-2:]
        assert "Amounts were left out: nothing earlier is written down." in notices[0] and "This is an old year." in notices[1]
        form = filled_in(page.select_one("#year-form"))
        assert ([form[name] for name in form if name.startswith("grant_m")], form["contact_name"]) == (["", ""], "Saule")
        assert [name for name in form if name.startswith("rates-")] == []

    def test_of_two_who_start_it_the_second_chooses_where_they_differ(
        self, staff: PageClient, client_of: Callable[..., PageClient], admin: Any, year: Edition
    ) -> None:
        other = client_of(admin)
        opened = filled_in(other.page(self.START).select_one("#year-form"))
        staff.submit(self.START, {"grant_max": "70000"}, form="#year-form")

        again = other.post("/programmes/chair/2027", data={**opened, "grant_max": "70000"})
        refused = other.post("/programmes/chair/2027", data={**opened, "grant_max": "80000"})

        assert (again.status_code, refused.status_code) == (303, 409)
        assert filled_in(soup(refused).select_one("#year-form"))["versions"] == "grant_max"
        assert [edition.grant_max for edition in year.programme.editions] == [70_000, 50_000]

    def test_one_that_was_started_between_looking_and_storing_is_changed(
        self, staff: PageClient, year: Edition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start, faster = Programme.start, []

        def overtaken(self: Programme, draft: Edition) -> None:
            monkeypatch.setattr(Programme, "start", start)
            faster.append(begun(self, draft.year))
            db.session.commit()
            start(self, draft)

        monkeypatch.setattr(Programme, "start", overtaken)
        answer = staff.submit(self.START, {"contact_name": "Slower"}, form="#year-form")

        assert answer.status_code == 303
        assert [edition.contact_name for edition in year.programme.editions] == ["Slower", "Saule"]

    @pytest.mark.parametrize("wanted", [1989, 2101, 99999999999])
    def test_what_is_no_year_is_not_found(self, staff: PageClient, year: Edition, wanted: int) -> None:
        assert staff.get(f"/programmes/chair/{wanted}/edit").status_code == 404

    def test_neither_is_one_in_the_trash(self, staff: PageClient, year: Edition) -> None:
        begun(year.programme, 2027).discard()
        db.session.commit()

        assert staff.get(self.START).status_code == 404


class TestWords:
    @pytest.mark.parametrize(
        ("least", "most", "unit", "words"),
        [
            (2, 12, "months", "2–12 months"), (36, 36, "months", "36 months"), (1, 1, "weeks", "1 week"),
            (3, None, "days", "3 days or more"), (None, 1, "academic_years", "1 academic year at most"),
            (60, 120, "ects", "60–120 ECTS credits"), (None, None, "months", ""), (0, 5, "days", "0–5 days"),
        ],
    )  # fmt: skip
    def test_a_length(self, app: Flask, least: int | None, most: int | None, unit: str, words: str) -> None:
        with app.test_request_context("/?lang=en"):
            app.preprocess_request()
            assert as_length(Length(least=least, most=most, unit=unit)) == words

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"grant_min": 800, "grant_max": 900, "grant_period": "month"}, "€800–900 a month"),
            ({"grant_max": 30_000}, "up to €30,000"),
            ({"grant_min": 5, "currency": "KZT", "grant_period": "person"}, "from KZT\u00a05 for each person"),
            ({"rates": [Rate(amount=Decimal(amount)) for amount in (700, 900, 800)]}, "€700–900"),
            ({"rates": [Rate()]}, ""),
            ({}, ""),
        ],
    )
    def test_a_grant(self, app: Flask, fields: dict[str, Any], words: str) -> None:
        sums = {key: Decimal(value) if isinstance(value, int) else value for key, value in fields.items()}
        with app.test_request_context("/?lang=en"):
            app.preprocess_request()
            assert as_grant(Edition(year=2026, **sums)) == words

    def test_lengths_are_compared_across_units_and_open_ends(self) -> None:
        def met(**length: Any) -> list[str]:
            return [stay for stay, days in STAYS.items() if Length(**length).meets(days)]

        assert met(least=5, most=60, unit="days") == ["month", "semester"]
        assert met(least=2, most=12, unit="months") == ["semester", "year"]
        assert met(least=60, most=60, unit="ects") == met(least=1, most=1, unit="academic_years") == ["year"]
        assert met(least=36, most=48, unit="months") == ["longer"]
        assert met(least=13, unit="months") == ["longer"]
        assert met(most=4, unit="weeks") == ["month"]


class TestTheForm:
    def test_saved_as_it_was_changes_nothing(self, staff: PageClient, year: Edition) -> None:
        before, records = said(year), db.session.scalar(select(func.count()).select_from(Activity))

        answer = staff.submit(FORM, {}, form="#year-form")

        assert (answer.status_code, answer.location) == (303, "/programmes/chair/2026")
        db.session.expire_all()
        assert said(year) == before
        assert db.session.scalar(select(func.count()).select_from(Activity)) == records

    def test_everything_typed_is_stored_and_recorded_row_by_row(self, staff: PageClient, year: Edition) -> None:
        typed = {
            "grant_max": "1 234,50", "currency": "usd", "participants": ["bachelor", "unit"], "can_apply": "",
            "rates-0-name-en": "Nearby", "rates-1-remove": "y",
            "rates-2-row_id": "", "rates-2-name-ru": "Далеко", "rates-2-amount": "3,000",
            "documents-0-note-en": "Stamped",
        }  # fmt: skip

        assert staff.submit(FORM, typed, form="#year-form").status_code == 303

        db.session.expire_all()
        assert (year.grant_max, year.currency, year.participants, year.can_apply) == (
            Decimal("1234.5"), "USD", ["bachelor", "unit"], None,
        )  # fmt: skip
        assert [(rate.name.texts, rate.amount, rate.position) for rate in year.rates] == [
            ({"en": "Nearby"}, 0, 0), ({"ru": "Далеко"}, 3000, 1),
        ]  # fmt: skip
        assert (year.documents[0].note["en"], year.documents[0].name["en"]) == ("Stamped", "CV")
        fields, rows = [record.changes for record in db.session.scalars(select(Activity).where(Activity.verb == "revised"))]
        assert fields["grant_max"] == ["50000", "1234.5"]
        assert set(rows) == {"rates", "documents"}
        page = staff.page(f"/audit?subject=editions:{year.id}")
        words = {line.dt.text: line.dd.text.split() for line in page.select(".changes > div")}
        assert words["Rates, Nearby: Name"] == ["was:", "A", "is", "now:", "Nearby"]
        assert words["Documents, CV: Note"] == ["is", "now:", "Stamped"]
        assert words["Currency"] == ["was:", "KZT", "is", "now:", "USD"]
        named = {link.text for link in staff.page("/audit").select("tbody a[href='/programmes/chair/2026']")}
        assert named == {"Chair, 2026"}

    @pytest.mark.parametrize(
        "typed",
        [
            {
                "grant_min": ("a lot", NO_AMOUNT), "grant_max": ("-5", NO_AMOUNT), "grant_limit": ("9" * 40, NO_AMOUNT),
                "rates-0-amount": ("٣", NO_AMOUNT), "currency": ("DEM", NO_CURRENCY), "workload-en": ("a\x07b", CONTROLS),
                "lengths-0-least": ("two", "Not a valid integer value."), "source": ("the guide", NO_ADDRESS),
                "lengths-0-most": ("99999999999999999999", "Write a whole number between 0 and 3650."),
                "rates-1-name-en": ("", "Fill in this field."), "links-0-address": ("javascript:alert(1)", NO_ADDRESS),
                "documents-0-name-en": ("x" * 301, "This is too long: 300 characters at most."),
            },
            {
                "grant_max": ("10", "The second amount cannot be smaller than the first."), "currency": ("<b>", NO_CURRENCY),
                "lengths-0-least": ("4", "The second number cannot be smaller than the first."),
                "rates-0-amount": ("1e9", NO_AMOUNT),
                "contact_email": ("saule@", "Enter an e-mail address, like name@example.org."),
                "checked_on": ("0026-01-02", "The year must be between 1990 and 2100."),
                "description-ru": ("x" * 5_001, "This is too long: 5000 characters at most."),
            },
            {
                "currency": ("", NO_CURRENCY), "lengths-0-unit": ("moons", NO_CHOICE), "documents-0-need": ("perhaps", NO_CHOICE),
                "can_take_part": ("perhaps", NO_CHOICE), "grant_period": ("aeon", NO_CHOICE), "applies_to": ("me", NO_CHOICE),
                "participants": (["king"], "'king' is not a valid choice for this field."),
            },
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_everything_typed_stays(
        self, staff: PageClient, year: Edition, typed: dict[str, tuple[Any, str]]
    ) -> None:
        before, wrong = said(year), {name: value for name, (value, _problem) in typed.items()}
        rows = {"rates-1-name-kk": "" if "rates-1-name-en" in typed else "Жаңа", "faq-1-row_id": "", "faq-1-question-en": "New?"}

        answer = staff.submit(FORM, {"contact_name": "Typed anew", **rows, **wrong}, form="#year-form")

        assert (answer.status_code, sorted(problems(answer))) == (422, sorted(problem for _value, problem in typed.values()))
        shown = filled_in(soup(answer).select_one("#year-form"))
        assert (shown["contact_name"], shown["rates-1-name-kk"], shown["faq-1-question-en"]) == (
            "Typed anew",
            rows["rates-1-name-kk"],
            "New?",
        )
        kept = {name: value for name, value in wrong.items() if isinstance(value, str) and not isinstance(shown.get(name), list)}
        assert {name: shown[name].strip() for name in kept} == {name: value.strip() for name, value in kept.items()}
        assert [part["id"] for part in soup(answer).select("details[id]:not([open]) [aria-invalid]")] == []
        db.session.expire_all()
        assert said(year) == before

    def test_three_hundred_rows_are_too_many_and_none_is_lost(self, staff: PageClient, year: Edition) -> None:
        many = {f"faq-{number}-question-en": f"Question {number}" for number in range(300)}

        answer = staff.submit(FORM, many, form="#year-form")

        assert (answer.status_code, problems(answer)) == (422, ["There are too many rows here: 60 at most."])
        assert len(soup(answer).select("#faq .rows-item")) == 300
        assert len(year.faq) == 1

    def test_rows_are_added_and_moved_without_saving(self, staff: PageClient, year: Edition) -> None:
        moved = staff.submit(FORM, {"rows": "rates-0-down", "contact_name": "Typed"}, form="#year-form")
        added = staff.submit(FORM, {"rows": "documents-add", "rates-0-amount": "not yet"}, form="#year-form")

        assert [soup(moved).select_one(f"#rates-{place}-name-en")["value"] for place in (0, 1)] == ["B", "A"]
        assert soup(moved).select_one("#contact_name")["value"] == "Typed"
        assert len(soup(added).select("#documents .rows-item")) == 2
        assert soup(added).select_one("#rates-0-amount")["value"] == "not yet"
        assert [rate.name["en"] for rate in year.rates] == ["A", "B"]

    def test_rows_that_were_moved_are_stored_in_their_new_order(self, staff: PageClient, year: Edition) -> None:
        shown = filled_in(soup(staff.submit(FORM, {"rows": "rates-0-down"}, form="#year-form")).select_one("#year-form"))
        numbers = [rate.id for rate in year.rates]

        assert staff.post("/programmes/chair/2026", data=shown).status_code == 303

        db.session.expire_all()
        assert [(rate.id, rate.name["en"]) for rate in year.rates] == [(numbers[1], "B"), (numbers[0], "A")]

    def test_rows_of_another_year_are_not_to_be_had(self, staff: PageClient, year: Edition) -> None:
        other = begun(year.programme, 2027)
        db.session.commit()
        foreign = other.rates[0].id

        staff.submit(
            FORM, {"rates-0-row_id": str(foreign), "rates-0-name-en": "Mine", "rates-1-row_id": str(foreign)}, form="#year-form"
        )

        db.session.expire_all()
        assert [rate.name["en"] for rate in other.rates] == ["A", "B"]
        assert [rate.name["en"] for rate in year.rates] == ["Mine", "B"]

    def test_whoever_saves_second_chooses_field_by_field(
        self, staff: PageClient, client_of: Callable[..., PageClient], admin: Any, year: Edition
    ) -> None:
        other = client_of(admin)
        opened = filled_in(other.page(FORM).select_one("#year-form"))
        staff.submit(FORM, {"grant_max": "70000", "rates-0-amount": "5", "workload-en": "Theirs"}, form="#year-form")

        mine = {**opened, "grant_max": "80 000", "rates-0-amount": "6", "outcome-en": "Mine"}
        refused = other.post("/programmes/chair/2026", data=mine)
        assert refused.status_code == 409
        asked = filled_in(soup(refused).select_one("#year-form"))
        assert sorted(asked["versions"].split()) == ["grant_max", "rates", "workload-en"]
        chosen = {**asked, "keep-grant_max": "mine", "keep-rates": "theirs", "keep-workload-en": "theirs"}
        assert other.post("/programmes/chair/2026", data=chosen).status_code == 303

        db.session.expire_all()
        assert (year.grant_max, year.rates[0].amount, year.workload["en"], year.outcome["en"]) == (80_000, 5, "Theirs", "Mine")

    def test_an_old_year_can_be_changed_and_says_that_it_is_old(self, staff: PageClient, year: Edition) -> None:
        begun(year.programme, 2027)
        db.session.commit()

        page = staff.page(FORM)
        staff.submit(FORM, {"contact_name": "Aigerim"}, form="#year-form")

        assert page.select_one(".notice-warn a[href='/programmes/chair/2027/edit']").text == "Change 2027 instead"
        assert staff.page("/programmes/chair/2027/edit").select(".notice-warn a[href*=programmes]") == []
        told = db.session.scalars(select(Activity).where(Activity.verb == "revised")).one()
        assert (told.subject_name["en"], told.changes) == ("Chair, 2026", {"contact_name": ["Saule", "Aigerim"]})


def test_the_demo_has_the_amounts_of_both_rules(app: Flask) -> None:
    from blueprints.cli.demo.catalogue import load_catalogue

    catalogue = load_catalogue().programmes
    db.session.commit()

    def most(key: str, year: int) -> tuple[Decimal | None, str]:
        edition = catalogue[key].edition_of(year)
        assert edition is not None
        return edition.grant_max, edition.grant_period

    assert len(catalogue) == 15
    assert {key: most(key, 2020) for key in catalogue if catalogue[key].edition_of(2020) and key != "emjm"} == {
        "ka171-icm": (900, "month"), "jm-module": (30_000, "three_years"), "jm-chair": (50_000, "three_years"),
        "jm-coe": (100_000, "three_years"), "jm-networks-2014": (300_000, "three_years"),
        "jm-projects-2014": (60_000, "project"), "jm-associations-2014": (50_000, "three_years"),
    }  # fmt: skip
    assert (most("jm-module", 2026), most("cbhe-3", 2026)) == ((35_000, "three_years"), (1_000_000, "project"))
    between = {
        ("jm-module", 2023): (30_000, "three_years"), ("jm-chair", 2023): (50_000, "three_years"),
        ("emdm", 2022): (55_000, "project"), ("emdm", 2021): (55_000, "project"),
        ("jm-teacher-training", 2021): (250_000, "project"),
    }  # fmt: skip
    years = [(key, edition.year) for key in catalogue for edition in catalogue[key].editions if 2020 < edition.year < 2026]
    assert {(key, year): most(key, year) for key, year in years} == between
    every = db.session.scalars(select(Edition)).all()
    assert {edition.is_demo for edition in every} == {True}
    texts = [text for edition in every for text in _texts(edition)]
    assert [json.dumps(text.texts) for text in texts if text and sorted(text.texts) != ["en", "kk", "ru"]] == []


def test_the_demo_shows_a_table_of_rates_a_limit_whom_to_ask_and_what_was_checked(app: Flask, client: PageClient) -> None:
    from blueprints.cli.demo.catalogue import load_catalogue

    catalogue = load_catalogue().programmes
    db.session.commit()

    mobility, masters = "/programmes/international-credit-mobility", "/programmes/erasmus-mundus-joint-masters"
    old, newest, limited = (client.page(address) for address in (f"{mobility}/2020", mobility, masters))
    assert [cell.text for cell in old.select("#grant tbody td")] == ["€800", "€900", "€20", "€1,500"]
    assert old.select_one("#grant .sum").text == "€800–900 a month"
    assert limited.select_one("#grant .meta").text.endswith("At most €5,000,000 altogether")
    for page in (newest, limited):
        assert page.select_one("aside a[href^='mailto:']").text.strip() == "events@example.org"
    assert old.select("aside a[href^='mailto:']") == []
    assert {key for key in catalogue if (newest_year := catalogue[key].edition) and newest_year.checked_on} == {
        "ka171-icm", "emjm", "emdm", "jm-module", "jm-coe", "jm-networks-he", "cbhe-1", "cbhe-2", "cbhe-3",
    }  # fmt: skip


def _texts(edition: Edition) -> list[Translated]:
    rows = [edition, *(row for name in ROWS for row in getattr(edition, name))]
    values = [getattr(row, column.key) for row in rows for column in inspect(type(row)).column_attrs]
    return [value for value in values if isinstance(value, Translated)]
