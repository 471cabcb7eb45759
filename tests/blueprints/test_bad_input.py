"""What nobody types who means well, wherever it can be typed: no crash, nothing stored, nothing lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models import Account, Event, Programme, Registration, RegistrationQuestion
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
HUGE = (2**31, 2**63, 10**30, "9" * 5000, "²")


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "address",
    ["/deadlines/{}/edit", "/outbox/{}", "/outbox/{}/letter", "/e/{}", "/start/people/{}", "/events/{slug}/registrations/{}"],
)
def test_there_is_no_row_of_a_number_that_no_column_holds(
    staff: PageClient, make_event: MakeEvent, address: str, number: object
) -> None:
    slug = make_event().slug

    assert staff.get(address.format(number, slug=slug)).status_code == 404


@pytest.mark.parametrize("number", [*HUGE, -1, 0, 1.5, ""])
@pytest.mark.parametrize("address", ["/events", "/deadlines", "/info-days", "/outbox", "/events/{slug}/registrations"])
def test_a_page_that_no_list_has_is_no_error(staff: PageClient, make_event: MakeEvent, address: str, number: object) -> None:
    address = address.format(slug=make_event().slug)

    assert staff.get(address, query_string={"past": 1, "page": str(number)}).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "x" * 300])
@pytest.mark.parametrize("view", ["list", "month"])
def test_a_day_beyond_the_calendar_filters_nothing(client: PageClient, make_event: MakeEvent, day: str, view: str) -> None:
    make_event()

    page = client.page("/events", query_string={"view": view, "from": day, "to": day, "month": "2026-11"})

    assert "Erasmus+ information day" in page.main.text  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["%", "\\", "'; --", "[a-", "\u202e", "🎓", "a" * 5000])
@pytest.mark.parametrize("address", ["/events", "/programmes", "/info-days", "/events/{slug}/registrations"])
def test_a_search_for_signs_is_no_error(staff: PageClient, make_event: MakeEvent, address: str, words: str) -> None:
    assert staff.get(address.format(slug=make_event().slug), query_string={"q": words}).status_code == 200


def test_a_list_keeps_odd_words_of_its_address_in_the_links_to_its_pages(staff: PageClient, make_event: MakeEvent) -> None:
    for _number in range(51):
        make_event()

    page = staff.page("/info-days?endpoint=x&_scheme=javascript&_anchor=y&state=coming")

    assert [link["href"] for link in page.select("a[rel=next]")] == [
        "/info-days?endpoint=x&_scheme=javascript&_anchor=y&state=coming&page=2"
    ]


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("address", ["http://[", "http://localhost//elsewhere.example", "\\", "x" * 9000])
def test_where_a_browser_says_it_comes_from_leads_nowhere_else(client: PageClient, header: str, address: str) -> None:
    answers = [
        client.get("/events", headers={header: address}),
        client.post("/logout", headers={header: address}),
        client.fragment("/desk", headers={header: address}),
    ]

    assert [answer.status_code for answer in answers] == [200, 400, 200]
    assert not any('="//elsewhere' in answer.text for answer in answers)


def test_a_path_with_two_slashes_leads_nowhere_else(client: PageClient) -> None:
    answer = client.get("//elsewhere.example/a%3Fb", follow_redirects=False)

    assert answer.status_code in (308, 404)
    assert '="//elsewhere' not in answer.text and not answer.headers.get("Location", "").startswith("//")


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "null", "{", '{"email": {"a": 1}, "password": ["x"]}'])
def test_nothing_here_reads_json(client: PageClient, body: str) -> None:
    answer = client.post("/login", data=body, content_type="application/json")

    assert answer.status_code == 415


def test_a_form_that_was_open_while_its_event_was_renamed_goes_to_where_it_is(
    client: PageClient, staff: PageClient, make_event: MakeEvent
) -> None:
    event = make_event()
    old = event.slug
    form = client.page(f"/events/{old}/registrations/new").select_one("form[method=post]")
    settings = staff.page(f"/info-days/{old}/edit").select_one("#event-form")
    assert form is not None and settings is not None
    event.revise({"title": translated("en", en="Study in Europe")})
    db.session.commit()

    registered = client.post(f"/events/{old}/registrations?from=list", data=filled_in(form))
    moved = staff.post(f"/info-days/{old}", data=filled_in(settings))

    assert (registered.status_code, registered.location) == (308, "/events/study-in-europe/registrations?from=list")
    assert (moved.status_code, moved.location) == (308, "/info-days/study-in-europe")
    assert (
        client.get(f"/events/{old}?_scheme=javascript&lang=ru").location == "/events/study-in-europe?_scheme=javascript&lang=ru"
    )


def edited(staff: PageClient, event: Event, **fields: Any) -> Any:
    form = staff.page(f"/info-days/{event.slug}/edit").select_one("#event-form")
    assert form is not None
    answer = staff.post(f"/info-days/{event.slug}", data={**filled_in(form), **fields})
    db.session.expire_all()
    return answer


SESSION = {"agenda-0-kind": "welcome", "agenda-0-title-en": "Welcome"}
REFUSED: dict[str, dict[str, Any]] = {
    "a start in the year 1": {"starts_at": "0001-01-01T00:00"},
    "registration from the year 1": {"registration_opens_at": "0001-01-01T00:00"},
    "a session in the year 1": {**SESSION, "agenda-0-day": "0001-01-01", "agenda-0-starts": "00:00"},
    "an hour that ends what never began": {**SESSION, "agenda-0-ends": "10:00"},
    "options of no question": {"questions-0-kind": "choice", "questions-0-options-en": "Tea\nCoffee"},
    "a link that is none": {"online_link": "http://[::1"},
    "a link with a strange host": {"online_link": "https://\u2100.example"},
    "an organiser's endless name": {"organisers": "x" * 301},
    "a title of what is drawn as nothing": {"title-en": "\u3164\u2800", "title-ru": "", "title-kk": "\u200b"},
    "a room that is not there": {"room": "999999"},
    "a programme in words": {"programmes": "abc"},
    "a time zone's file": {"timezone": "../../etc/passwd"},
    "seats beyond counting": {"capacity": "9" * 20},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED)
def test_an_event_refuses_what_makes_no_sense_and_keeps_it_in_the_form(
    staff: PageClient, make_event: MakeEvent, fields: dict[str, Any]
) -> None:
    event = make_event()

    answer = edited(staff, event, **{**fields, "aim-en": "typed just now"})

    page = soup(answer)
    assert answer.status_code == 422 and page.select(".error-summary a")
    assert "typed just now" in page.select_one("#event-form").text  # type: ignore[union-attr]
    for link in page.select(".error-summary a"):
        beside = page.select_one(str(link["href"]))
        assert beside is not None and beside.get("type") != "hidden"
    assert not event.aim.shown().text


@pytest.mark.parametrize("number", [999_999_999, "9" * 5000, "²", "-1", ""])
@pytest.mark.parametrize("field", ["guests-{}-name", "guests-0-row_id", "rows"])
def test_a_row_of_any_number_breaks_no_form(staff: PageClient, make_event: MakeEvent, field: str, number: object) -> None:
    event = make_event()
    value = f"guests-{number}-up" if field == "rows" else str(number)

    answer = edited(staff, event, **{"guests-0-name": "Aigul", field.format(number): value})

    assert answer.status_code in (200, 303)
    assert field == "rows" or "Aigul" in [guest.name for guest in event.guests]


def test_an_hour_of_a_session_needs_no_day_where_there_is_only_one(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()

    edited(staff, event, **SESSION, **{"agenda-0-day": "", "agenda-0-starts": "10:30"})

    (session,) = event.agenda
    assert session.starts_at and session.starts_at.astimezone(event.zone).isoformat() == "2026-11-27T10:30:00+05:00"


def test_an_hour_of_a_session_asks_for_its_day_where_there_are_several(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(ends_at=datetime(2026, 11, 29, 7, 0, tzinfo=UTC))

    answer = edited(staff, event, **SESSION, **{"agenda-0-day": "", "agenda-0-starts": "10:30"})

    assert (answer.status_code, event.agenda) == (422, [])
    assert [link["href"] for link in soup(answer).select(".error-summary a")] == ["#agenda-0-day"]


def test_what_is_ticked_a_thousand_times_counts_once(staff: PageClient, make_event: MakeEvent) -> None:
    event, programme = make_event(), Programme(slug="erasmus", name=translated("en", en="Erasmus+"))
    db.session.add(programme)
    db.session.commit()

    edited(staff, event, languages_spoken=["en", "kk"] * 1000, programmes=[str(programme.id)] * 40_000)

    assert (event.languages_spoken, event.programmes) == (["en", "kk"], [programme])


@pytest.mark.parametrize("kind", ["choice", "many", "yes_no"])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("answer", ["bogus", ["", "bogus"], ["bogus", "bogus"], ["", "x" * 100_000]])
def test_an_answer_that_was_not_on_offer_is_not_stored(
    client: PageClient, make_event: MakeEvent, kind: str, required: bool, answer: Any
) -> None:
    offered = [{"en": "Tea"}, {"en": "Coffee"}]
    event = make_event()
    event.questions = [
        RegistrationQuestion(kind=kind, required=required, position=1, label=translated("en", en="What?"), options=offered)
    ]
    db.session.commit()
    who = {"name": "Болат", "email": "bolat@example.org", "audience": "student", "consent": "y"}

    client.submit(
        f"/events/{event.slug}/registrations",
        {**who, event.questions[0].key: answer},
        at=f"/events/{event.slug}/registrations/new",
    )

    stored = [registration.answers for registration in db.session.query(Registration)]
    assert stored in ([], [{}])


@pytest.mark.parametrize(
    "name", ["", "\u200b\u200d", "\u3164", "\u2800 \u115f", "\u0301\u0301", "a\0b", "a\rb", "a\nb", "y" * 121, "x" * 1_000_000]
)
def test_nobody_registers_under_a_name_that_cannot_be_read(client: PageClient, make_event: MakeEvent, name: str) -> None:
    slug = make_event().slug
    typed = {"name": name, "email": "bolat@example.org", "audience": "student", "consent": "y", "needs": "A ramp"}

    answer = client.submit(f"/events/{slug}/registrations", typed, at=f"/events/{slug}/registrations/new")

    assert answer.status_code == 422
    assert "A ramp" in answer.text
    assert not db.session.query(Registration).count()


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("typed", ["\0@example.org", "staff@example.org\0", "x" * 100_000, "'; --", "\u3164"])
def test_a_strange_sign_in_is_just_a_wrong_one(client: PageClient, organiser: Account, typed: str) -> None:
    answer = client.submit("/login", {"email": typed, "password": typed}, form="main form")

    assert answer.status_code == 422


@pytest.mark.parametrize("number", [*HUGE, -(10**30), "9" * 400])
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/plan", "year"), ("/plan", "expected"), ("/people", "rank"), ("/rooms", "seats"), ("/rooms", "setup_minutes"),
        ("/deadlines", "year"), ("/info-days", "seats"),
    ],
)  # fmt: skip
def test_a_number_of_any_length_is_asked_for_again(staff: PageClient, address: str, field: str, number: object) -> None:
    form = staff.page(f"{address}/new").select_one(f"main form:has([name={field}])")
    assert form

    answer = staff.post(address, data={**filled_in(form), field: str(number)})

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-error, [aria-invalid=true][name={field}]")
