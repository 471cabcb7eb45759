"""One search for everything, in any script, as far as the reader may see it."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from models import Account, Delegation, Event, Organisation, Person, Programme, Room
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]


def found(client: PageClient, words: str) -> list[tuple[str, list[str]]]:
    """What stands on the page, by its headings."""
    page = client.page("/search", query_string={"q": words})
    return [(one.select("h2")[0].text, [link.text for link in one.select(".lines a")]) for one in page.select("#found section")]


@pytest.fixture
def laura(app: Flask) -> Person:
    person = Person(name=translated("en", en="Laura Palaunova"), variants=["Laura Paluanova"])
    db.session.add(person)
    db.session.commit()
    return person


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("words", ["palaunova", "Палаунова", "paluanova", "  ЛАУРА   palaunova "])
def test_she_is_found_in_every_spelling(staff: PageClient, laura: Person, words: str) -> None:
    assert found(staff, words) == [("People", ["Laura Palaunova"])]


def test_each_kind_stands_under_its_heading(staff: PageClient, make_event: MakeEvent, blue_hall: Room) -> None:
    programme = Programme()
    programme.revise({"name": translated("en", en="Blue Erasmus")})
    db.session.add_all(
        [
            Person(name=translated("en", en="Ann Blue")),
            Organisation(name=translated("en", en="Blue University"), short_name="BU", city="Almaty"),
        ]
    )
    make_event(title=translated("en", en="Blue day"), room=blue_hall)

    assert found(staff, "blue") == [
        ("People", ["Ann Blue"]),
        ("Organisations", ["Blue University (BU, Almaty)"]),
        ("Rooms", ["Blue Hall, Main Building"]),
        ("Events", ["Blue day"]),
        ("Opportunities", ["Blue Erasmus"]),
    ]


@pytest.mark.databases("sqlite", "postgresql")
def test_events_are_found_by_what_their_room_and_host_are_called_now(
    app: Flask, make_event: MakeEvent, blue_hall: Room, count_queries: Any
) -> None:
    host = Organisation(name=translated("en", en="Old Institute"), short_name="OI")
    here, deleted = make_event(room=blue_hall), make_event(published=False, host=host)
    deleted.discard()
    there = [make_event(host=host, published=False) for _ in range(20)]
    db.session.commit()

    def events(words: str) -> list[list[int]]:
        """By the one search, and by the list's."""
        asked = (
            Event.lists().where(Event.fitting(words)),
            Event.matching(Event.lists(), words=words, zone=ZoneInfo("Asia/Almaty")),
        )
        return [[one.id for one in db.session.scalars(query.order_by(Event.id))] for query in asked]

    assert [len(events(words)[0]) for words in ("main building", "institute", "green", "pedagogical PU")] == [1, 20, 0, 0]
    number, hall = host.id, blue_hall.id
    db.session.commit()

    with count_queries() as statements:
        db.session.get_one(Organisation, number).revise({"name": translated("en", en="Pedagogical"), "short_name": "PU"})
        db.session.get_one(Room, hall).revise({"building": translated("en", en="Green Building")})
        db.session.commit()

    assert sum("event_words" in one for one in statements) == 2

    deleted.restore()
    db.session.commit()
    assert events("green") == [[here.id]] * 2
    assert events("pedagogical PU") == [sorted([deleted.id, *(one.id for one in there)])] * 2
    assert events("main building") == events("institute") == [[], []]


@pytest.mark.databases("sqlite", "postgresql")
def test_events_are_found_by_what_their_opportunities_are_called_now(
    app: Flask, make_event: MakeEvent, client: PageClient, count_queries: Any
) -> None:
    masters, other = Programme(), Programme()
    masters.revise({"name": translated("en", en="Joint Masters"), "short_name": "EMJM", "aliases": ["SMS EM"]})
    other.revise({"name": translated("en", en="Module"), "aliases": ["Jean Monet"]})
    about = [make_event(title=translated("en", en=f"Day {number}"), programmes=[masters, other]) for number in range(9)]
    make_event(title=translated("en", en="About nothing"))

    def events(words: str) -> list[int]:
        """On the list, and by the one search."""
        listed = len(client.page("/events", query_string={"q": words}).select(".ev h3 a"))
        return [listed, len(db.session.scalars(Event.lists().where(Event.fitting(words))).all())]

    assert [events(words) for words in ("joint", "emjm", "СМС ЕМ", "monet", "design")] == [[9, 9]] * 4 + [[0, 0]]

    with count_queries() as statements:
        masters.revise({"short_name": "EMDM", "aliases": ["Design"]})
        db.session.commit()
    assert sum("UPDATE event_words" in one for one in statements) == 1
    assert [events(words) for words in ("emjm", "sms", "emdm", "design module")] == [[0, 0]] * 2 + [[9, 9]] * 2

    about[0].revise({"programmes": [other]})
    db.session.commit()
    assert [events(words) for words in ("design", "module")] == [[8, 8], [9, 9]]

    masters.discard()
    db.session.commit()
    assert events("design") == [0, 0]
    masters.restore()
    db.session.commit()
    assert events("design") == [8, 8]


def test_a_restricted_event_is_not_found_nor_guessed(
    staff: PageClient, client_of: ClientOf, admin: Account, make_event: MakeEvent
) -> None:
    make_event(Delegation, title=translated("en", en="Zanzibar visit"), visibility="restricted")
    assert found(client_of(admin), "zanzibar") == [("Events", ["Zanzibar visit"])]

    assert found(staff, "zanzibar") == []
    page = staff.page("/search?q=zanziber")
    assert "Did you mean" not in page.text
    assert "Did you mean" in client_of(admin).page("/search?q=zanziber").text


@pytest.mark.parametrize(
    ("words", "meant"),
    [("palunova", "palaunova"), ("lauar", "laura"), ("лаура полаунова", "laura palaunova"), ("qqqqqq", None), ("luu", None)],
)
def test_a_slip_is_asked_about(staff: PageClient, laura: Person, words: str, meant: str | None) -> None:
    page = staff.page("/search", query_string={"q": words})
    suggested = page.select_one("#found p:not(.count) a")

    assert (suggested.text if suggested else None) == meant
    if meant and suggested:
        assert [link.text for link in staff.page(str(suggested["href"])).select(".lines a")] == ["Laura Palaunova"]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "\x07", "'; --", "q" * 500, "𝖅" * 99, "?" * 100])
def test_whatever_is_typed_breaks_nothing(staff: PageClient, laura: Person, words: str) -> None:
    assert found(staff, words) == []


def test_htmx_gets_the_results_alone(staff: PageClient, laura: Person) -> None:
    answer = staff.fragment("/search?q=laura")

    assert [link.text for link in soup(answer).select(".lines a")] == ["Laura Palaunova"]
    assert "<h1" not in answer.get_data(as_text=True)


def test_the_field_stands_on_every_page_of_staffs(staff: PageClient, client_of: ClientOf, host: Account) -> None:
    assert staff.page("/people").select(".side-search[action='/search']")
    assert not client_of(host).page("/desk").select(".side-search")


def test_it_is_the_offices_own(client: PageClient, client_of: ClientOf, host: Account) -> None:
    assert (client.get("/search?q=laura").status_code, client_of(host).get("/search?q=laura").status_code) == (302, 403)


def test_more_than_a_few_lead_to_the_list(staff: PageClient, app: Any) -> None:
    db.session.add_all([Person(name=translated("en", en=f"Laura {number}")) for number in range(12)])
    page = staff.page("/search?q=Лаура")

    assert len(page.select(".lines a")) == 8
    more = page.select_one("#found section > p a")
    assert more
    assert len(staff.page(str(more["href"])).select("tbody tr")) == 12


def test_what_was_meant_is_shown_at_once(staff: PageClient, laura: Person) -> None:
    page = staff.page("/search?q=palunova")
    asked = page.select_one("#found > p:not(.count)")

    assert asked and " ".join(asked.text.split()) == "Did you mean palaunova?"
    assert found(staff, "palunova") == [("People", ["Laura Palaunova"])]


def test_of_many_that_were_meant_the_list_shows_all(staff: PageClient, app: Flask) -> None:
    db.session.add_all([Person(name=translated("en", en=f"Laura {number} Palaunova")) for number in range(10)])
    more = staff.page("/search?q=palunova").select_one("#found section > p a")

    assert more and more["href"] == "/people?q=palaunova"
