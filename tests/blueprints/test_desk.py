"""The desk: today, what comes next, and what waits for whom."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from models import Account, Conference, Delegation, Event, InfoDay, Message, Office, QASession
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient
from tests.statements import counted_statements

MakeEvent = Callable[..., Event]
EVERYWHERE = {"en": "Title", "ru": "Название", "kk": "Атауы"}


def whole(name: str) -> Any:
    """A title in all languages."""
    return translated("en", en=name, ru=name, kk=name)


def links(page: BeautifulSoup, section: str) -> list[str]:
    return [link.text for link in page.select(f"#{section} li a")]


def named(make_event: MakeEvent, name: str, **fields: Any) -> Event:
    return make_event(title=whole(name), summary=whole("…"), **fields)


def test_only_those_with_an_account_have_a_desk(client: PageClient, staff: PageClient) -> None:
    assert staff.get("/desk").status_code == 200
    assert client.get("/desk").location == "/login?next=/desk"


def test_today_is_today_on_the_clock_of_the_office(staff: PageClient, office: Office, make_event: MakeEvent) -> None:
    named(
        make_event,
        "Late tonight",
        starts_at=datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 20, 18, 55, tzinfo=UTC),
    )
    named(
        make_event,
        "After midnight",
        starts_at=datetime(2026, 11, 20, 19, 0, tzinfo=UTC),
        ends_at=datetime(2026, 11, 20, 20, 0, tzinfo=UTC),
    )
    named(make_event, "Since Tuesday", starts_at=NOW - timedelta(days=3), ends_at=NOW + timedelta(days=1))
    named(make_event, "Yesterday", starts_at=NOW - timedelta(days=1), ends_at=NOW - timedelta(hours=22))
    named(make_event, "A draft of today", published=False, starts_at=NOW, ends_at=NOW + timedelta(hours=1))

    page = staff.page("/desk?lang=en")

    assert page.h1.text == "Friday, 20 November 2026"  # type: ignore[union-attr]
    assert links(page, "today") == ["Since Tuesday", "Late tonight"]
    assert links(page, "coming") == ["After midnight"]


def test_the_next_events_say_how_full_they_are(
    staff: PageClient, office: Office, make_event: MakeEvent, bolat: Any, chiara: Any
) -> None:
    full = named(make_event, "Small", capacity=1)
    for person in (bolat, chiara):
        full.register(person, answers={})

    item = staff.page("/desk?lang=en").select_one("#coming li")

    assert item is not None
    assert "1 of 1 seats" in item.text and "1 is waiting" in item.text
    assert (item.progress["value"], item.progress["max"]) == ("1", "1")  # type: ignore[index]


def test_what_needs_the_office_is_named_with_a_way_to_it(staff: PageClient, office: Office, make_event: MakeEvent) -> None:
    assert "Nothing. All is in order." in staff.page("/desk?lang=en").select_one("#waiting").text  # type: ignore[union-attr]

    draft = named(make_event, "A draft", published=False)
    tomorrow = named(make_event, "Tomorrow morning", starts_at=NOW + timedelta(days=1))
    half = make_event(title=translated("en", en="Only in English", ru="По-русски"))
    for number in range(2):
        Message.write("test", key=f"test:{number}", to="a@example.org", language="en")
    for message in db.session.query(Message):
        message.refuse("550 no")
    db.session.commit()

    section = staff.page("/desk?lang=en").select_one("#waiting")

    assert section is not None
    assert [heading.text for heading in section.select("h3")] == ["Tomorrow", "1 draft", "1 event lacks a translation"]
    assert [link["href"] for link in section.select("a")] == [
        "/outbox?state=failed",
        f"/events/{tomorrow.slug}/attendance",
        "/info-days?state=draft",
        f"/info-days/{draft.slug}/edit",
        f"/info-days/{half.slug}/edit",
    ]
    assert section.select_one("a").text == "2 mails were not delivered"  # type: ignore[union-attr]
    assert section.select_one(".pill-missing").text.strip() == "KK · RU"  # type: ignore[union-attr]


def test_drafts_of_what_is_over_wait_for_nobody(staff: PageClient, office: Office, make_event: MakeEvent) -> None:
    named(make_event, "Old", published=False, starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=8))
    undated = named(make_event, "Some day", published=False)
    undated.starts_at = undated.ends_at = None
    undated.precision = "unknown"
    named(make_event, "To come", kind=Conference, published=False)
    db.session.commit()

    section = staff.page("/desk?lang=en").select_one("#waiting")

    assert section is not None
    assert [heading.text for heading in section.select("h3")] == ["2 drafts"]
    assert sorted(link.text for link in section.select("li a")) == ["Some day", "To come"]
    assert [(link["href"], link.text) for link in section.select("p a")] == [
        ("/info-days?state=draft", "Information days: 1"),
        ("/conferences?state=draft", "Conferences: 1"),
    ]


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"title": whole("Title"), "summary": whole("Summary")}, False),
        ({"title": translated("en", en="Title", ru="Название"), "summary": whole("Summary")}, True),
        ({"title": whole("Title"), "summary": translated("ru", ru="Кратко")}, True),
        ({"title": whole("Title"), "summary": translated("en")}, False),
        (
            {"title": translated("en", en="Title"), "starts_at": NOW - timedelta(days=9), "ends_at": NOW - timedelta(days=8)},
            False,
        ),
    ],
    ids=["whole", "a title", "a summary", "no summary at all", "over"],
)
def test_a_translation_is_missing_where_readers_would_miss_it(
    staff: PageClient, office: Office, make_event: MakeEvent, fields: dict[str, Any], lacks: bool
) -> None:
    make_event(**fields)

    assert bool(staff.page("/desk").select("#waiting .pill-missing")) == lacks


def test_a_language_that_is_not_offered_is_not_missed(staff: PageClient, office: Office, make_event: MakeEvent) -> None:
    make_event(title=translated("en", en="Title", ru="Название"), summary=translated("en", en="Summary", ru="Кратко"))
    assert staff.page("/desk").select("#waiting .pill-missing")

    office.languages = ["en", "ru"]

    assert not staff.page("/desk").select("#waiting .pill-missing")


def test_a_lecturer_sees_what_a_lecturer_may_see(
    staff: PageClient, client_of: Callable[[Account], PageClient], host: Account, office: Office, make_event: MakeEvent
) -> None:
    named(make_event, "For all")
    named(make_event, "For the university", visibility="university")
    restricted = named(make_event, "For its team", visibility="restricted", kind=Delegation)
    named(make_event, "A draft", published=False)
    assert "A draft" in links(staff.page("/desk"), "waiting")

    lecturer = client_of(host)
    page = lecturer.page("/desk")
    assert links(page, "coming") == ["For all", "For the university"]
    assert not page.select("#waiting") and not page.select('a[href^="/outbox"], a[href="/info-days/new"]')

    restricted.team.append(host)
    assert links(lecturer.page("/desk"), "coming") == ["For all", "For the university", "For its team"]


def test_an_office_that_is_not_set_up_is_reminded_of_it(staff: PageClient, office: Office) -> None:
    assert not staff.page("/desk").select('main a[href="/start"]')

    office.set_up_at = None

    assert staff.page("/desk").select('main a[href="/start"]')


@pytest.mark.databases("sqlite", "postgresql")
def test_the_desk_asks_as_many_questions_of_forty_events_as_of_four(
    staff: PageClient, office: Office, make_event: MakeEvent, blue_hall: Any, chiara: Any
) -> None:
    def one_of_each(number: int) -> None:
        for days, kind in enumerate((InfoDay, Conference, Delegation, QASession)):
            start = NOW + timedelta(days=days, hours=1)
            make_event(kind=kind, title=translated("en", en=f"{kind.__name__} {number}"), room=blue_hall, starts_at=start)
            make_event(kind=kind, title=translated("en", en=f"Draft {number}"), published=False, starts_at=start)

    one_of_each(0)
    staff.page("/desk")
    with counted_statements() as few:
        page = staff.page("/desk")
    assert len(links(page, "waiting")) > 4
    for number in range(1, 10):
        one_of_each(number)
    with counted_statements() as many:
        staff.page("/desk")

    assert len(few) == len(many)
