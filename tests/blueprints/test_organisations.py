"""Organisations: never by an acronym alone, and who wants which is asked."""

import csv
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Delegation, Event, Organisation, Person, Position
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
ALMATY, ANKARA = "International Engineering and Technology University", "Middle East Technical University"


def organisation(name: str, **fields: Any) -> Organisation:
    made = Organisation(name=translated("en", en=name), **fields)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def two_metu(app: Flask) -> tuple[Organisation, Organisation]:
    return (
        organisation(ALMATY, short_name="METU", city="Almaty", country="KZ", kind="university"),
        organisation(ANKARA, short_name="METU", city="Ankara", country="TR", kind="university"),
    )


def names(client: PageClient, address: str) -> list[str]:
    return [link.text for link in client.page(address).select("tbody th a")]


def problems(answer: Any) -> list[str]:
    return [item.text for item in soup(answer).select("#error-summary li")]


class TestTwoAreCalledMetu:
    def test_the_acronym_finds_both_and_each_says_which_it_is(
        self, staff: PageClient, two_metu: tuple[Organisation, Organisation]
    ) -> None:
        assert names(staff, "/organisations?q=metu") == [ALMATY, ANKARA]
        titles = [staff.page(f"/organisations/{one.id}").select_one("title") for one in two_metu]
        assert [str(title.text).split(" · ")[0].strip() for title in titles if title] == [
            f"{ALMATY} (METU, Almaty)",
            f"{ANKARA} (METU, Ankara)",
        ]

    def test_an_event_hosted_by_the_acronym_asks_which(
        self, staff: PageClient, make_event: MakeEvent, two_metu: tuple[Organisation, Organisation]
    ) -> None:
        event = make_event()
        address = f"/info-days/{event.slug}/edit"

        answer = staff.submit(address, {"host": "METU"}, form="#event-form")

        said = f"“METU” can be several. Choose one: {ALMATY} (METU, Almaty); {ANKARA} (METU, Ankara)."
        assert (answer.status_code, problems(answer)) == (422, [said])
        assert event.host is None

    def test_the_label_that_the_form_offers_means_that_one(
        self, staff: PageClient, make_event: MakeEvent, two_metu: tuple[Organisation, Organisation]
    ) -> None:
        event, address = make_event(), ""
        address = f"/info-days/{event.slug}/edit"
        offered = [option["value"] for option in staff.page(address).select("#known-organisations option")]
        assert offered == [f"{ALMATY} (METU, Almaty)", f"{ANKARA} (METU, Ankara)"]

        staff.submit(address, {"host": offered[1], "organisers": "\n".join(reversed(offered))}, form="#event-form")
        staff.submit(address, {}, form="#event-form")

        db.session.expire_all()
        assert event.host == two_metu[1]
        assert set(event.organisers) == set(two_metu)
        assert len(db.session.scalars(select(Organisation)).all()) == 2

    def test_an_acronym_that_is_another_name_of_one_and_the_short_name_of_another_is_asked_about(self, app: Flask) -> None:
        ankara, almaty = organisation(ANKARA, short_name="ODTÜ", variants=["METU"]), organisation(ALMATY, short_name="METU")

        assert Organisation.meant_by("METU") == [ankara, almaty]

    def test_one_of_its_kind_is_meant_by_its_acronym(self, app: Flask) -> None:
        only = organisation("Kazakh-German University", short_name="DKU", city="Almaty")

        assert Organisation.called("dku") == Organisation.called("Kazakh-German University (DKU, Almaty)") == only


class TestTheList:
    def test_it_is_narrowed_by_kind_country_and_city_and_exported(
        self, staff: PageClient, two_metu: tuple[Organisation, Organisation]
    ) -> None:
        organisation("Ministry of Education", kind="ministry", country="KZ", city="Astana")
        assert len(names(staff, "/organisations")) == 3

        assert names(staff, "/organisations?kind=ministry") == ["Ministry of Education"]
        assert names(staff, "/organisations?country=TR") == [ANKARA]
        assert names(staff, "/organisations?city=Almaty") == [ALMATY]
        file = staff.get("/organisations?country=TR&as=csv", buffered=True).get_data(as_text=True).lstrip("\ufeff")
        assert [row[:5] for row in csv.reader(file.splitlines())][1:] == [[ANKARA, "METU", "University", "Ankara", "Türkiye"]]

    def test_those_suspected_of_being_there_twice_can_be_seen_alone(
        self, staff: PageClient, two_metu: tuple[Organisation, Organisation]
    ) -> None:
        organisation("Orta Doğu Teknik Üniversitesi", short_name="METU", city="Ankara")

        assert names(staff, "/organisations?twice=1") == [ANKARA, "Orta Doğu Teknik Üniversitesi"]


class TestWriting:
    def test_one_is_added_and_changed_and_the_record_tells(self, staff: PageClient) -> None:
        typed = {"name-en": ANKARA, "short_name": "METU", "city": "Ankara", "country": "TR", "kind": "university"}
        answer = staff.submit("/organisations/new", typed, form="#organisation-form")
        made = db.session.scalars(select(Organisation)).one()
        assert answer.headers["Location"] == f"/organisations/{made.id}"

        staff.submit(f"/organisations/{made.id}/edit", {"variants": "ODTÜ\nODTÜ\n"}, form="#organisation-form")

        assert (made.label(), made.country, made.variants) == (f"{ANKARA} (METU, Ankara)", "TR", ["ODTÜ"])
        said = db.session.scalars(select(Activity).where(Activity.subject_kind == "organisations").order_by(Activity.id)).all()
        assert [(one.verb, one.changes.get("variants")) for one in said] == [("created", None), ("revised", [[], ["ODTÜ"]])]

    def test_what_makes_no_sense_is_said_beside_its_field_and_kept(self, staff: PageClient) -> None:
        typed = {"city": "Ankara", "website": "javascript:alert(1)", "country": "XX"}
        answer = staff.submit("/organisations/new", typed, form="#organisation-form")

        assert answer.status_code == 422
        assert problems(answer) == [
            "Enter the full name in one language at least.",
            "Not a valid choice.",
            "Enter a full address that begins with https://.",
        ]
        assert [field["value"] for field in soup(answer).select("#city, #website")] == ["Ankara", "javascript:alert(1)"]
        assert db.session.scalars(select(Organisation)).all() == []


class TestItsPage:
    def test_it_shows_its_people_and_the_events_that_the_reader_may_see(
        self, staff: PageClient, client_of: ClientOf, admin: Account, make_event: MakeEvent
    ) -> None:
        one = organisation(ANKARA, short_name="METU", city="Ankara")
        person = Person(name=translated("en", en="Laura Palaunova"))
        person.positions = [Position(organisation=one, title=translated("en", en="Rector"))]
        db.session.add(person)
        make_event(host=one, title=translated("en", en="Open day"))
        secret = make_event(Delegation, organisers=[one], title=translated("en", en="Secret visit"), visibility="restricted")
        address = f"/organisations/{one.id}"
        seen = [link.text for link in client_of(admin).page(address).select("main .lines a")]
        assert seen == ["Laura Palaunova", str(secret.title), "Open day"]

        assert [link.text for link in staff.page(address).select("main .lines a")] == ["Laura Palaunova", "Open day"]

    def test_one_that_a_coming_event_needs_stays(self, staff: PageClient, make_event: MakeEvent) -> None:
        one = organisation(ANKARA)
        make_event(host=one, title=translated("en", en="Open day"))

        staff.submit(f"/organisations/{one.id}", {}, form="form[action$=removal]")

        page = staff.page(f"/organisations/{one.id}")
        assert "It stays, for events that are still to come need it: Open day." in page.text
        assert not one.deleted

    def test_one_that_nothing_needs_goes_into_the_trash(self, staff: PageClient) -> None:
        one = organisation(ANKARA)

        staff.submit(f"/organisations/{one.id}", {}, form="form[action$=removal]")

        assert one.deleted
        assert staff.get(f"/organisations/{one.id}").status_code == 404
        assert names(staff, "/organisations") == []


@pytest.mark.parametrize("address", ["/organisations", "/organisations/new", "/organisations/1", "/organisations/duplicates"])
def test_it_is_the_offices_own(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, address: str
) -> None:
    organisation(ANKARA)

    assert client.get(address).status_code == 302
    assert client_of(host).get(address).status_code == 403
