"""Moving an event from the calendar: at once where nobody knows of it, else with a word before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from models import Account, Delegation, Event, Message, Office, Person, Room
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
TUESDAY = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""10:00 in Almaty."""
GRID = {"grid": "1", "view": "week", "date": "2026-11-24"}


@pytest.fixture
def draft(make_event: MakeEvent) -> Event:
    return make_event(published=False, title=translated("en", en="Sketch"), starts_at=TUESDAY)


@pytest.fixture
def published(make_event: MakeEvent) -> Event:
    return make_event(title=translated("en", en="Information day"), starts_at=TUESDAY)


def hours(event: Event) -> tuple[str, str]:
    db.session.refresh(event)
    assert event.local_start and event.local_end
    return event.local_start.strftime("%d %H:%M"), event.local_end.strftime("%d %H:%M")


def at(event: Event) -> str:
    return f"/events/{event.slug}/time"


def post(client: PageClient, event: Event, *, grid: bool = True, **fields: str) -> TestResponse:
    """What the calendar sends when an event was dragged; without `grid` what a form without JavaScript does."""
    token = client.page("/account" if client.get("/desk").status_code == 200 else "/login").select_one("input[name=csrf_token]")
    assert token
    data = {**GRID, **fields, "csrf_token": str(token["value"])}
    return client.fragment(at(event) + "?lang=en", "POST", data=data) if grid else client.post(at(event), data=data)


def mails(occasion: str) -> list[Message]:
    return list(db.session.query(Message).filter_by(occasion=occasion))


def words(page: BeautifulSoup, selector: str) -> str:
    return " ".join(" ".join(element.text.split()) for element in page.select(selector))


def test_a_draft_moves_at_once_and_can_be_put_back(staff: PageClient, office: Office, draft: Event) -> None:
    answer = post(staff, draft, starts_at="2026-11-25T14:15")

    assert (answer.status_code, hours(draft)) == (200, ("25 14:15", "25 16:15"))
    page = soup(answer)
    assert words(page, "#just-moved p") == "Moved: Sketch · Wed, 25 November 2026, 14:15–16:15"
    assert [block["data-starts"] for block in page.select(".block")] == ["2026-11-25T14:15"]

    undo = {field["name"]: field["value"] for field in page.select("#just-moved input")}
    staff.fragment(str(page.select("#just-moved form")[0]["action"]), "POST", data=undo)
    assert hours(draft) == ("24 10:00", "24 12:00")


def test_without_javascript_the_fields_move_it_and_the_calendar_says_so_once(
    staff: PageClient, office: Office, draft: Event
) -> None:
    [way] = staff.page("/desk?date=2026-11-24").select(".block .lift")
    fields = {"starts_at": "2026-11-26T09:00", "ends_at": "2026-11-26T09:45"}

    answer = staff.submit(str(way["href"]), fields, form="#time-form")

    assert (answer.status_code, answer.location) == (303, "/desk?view=week&date=2026-11-24")
    assert hours(draft) == ("26 09:00", "26 09:45")
    assert words(staff.page(answer.location), "#just-moved button") == "Undo"
    assert staff.page(answer.location).select("#just-moved") == []


def test_an_event_is_made_longer_by_its_end(staff: PageClient, office: Office, draft: Event) -> None:
    post(staff, draft, starts_at="2026-11-24T10:00", ends_at="2026-11-24T13:30")

    assert hours(draft) == ("24 10:00", "24 13:30")


def test_whoever_is_registered_is_counted_before_anything_is_sent(
    staff: PageClient, office: Office, published: Event, bolat: Any, chiara: Any, dana: Any
) -> None:
    published.resize(2)
    for person in (bolat, chiara, dana):
        published.register(person, answers={})

    answer = post(staff, published, starts_at="2026-11-25T10:00", ends_at="2026-11-25T12:00")

    leads_to = answer.headers["HX-Redirect"]
    assert leads_to == f"{at(published)}?starts_at=2026-11-25T10:00&ends_at=2026-11-25T12:00&view=week&date=2026-11-24"
    assert (hours(published), mails("moved")) == (("24 10:00", "24 12:00"), [])
    page = staff.page(leads_to + "&lang=en")
    assert words(page, "#time-form #concerned") == ("3 people are written to: 2 registered, 1 is waiting.")

    done = staff.submit(leads_to, {"reason-en": "The hall is taken."}, form="#time-form")

    assert (done.location, hours(published)) == ("/desk?view=week&date=2026-11-24", ("25 10:00", "25 12:00"))
    assert len(mails("moved")) == 3
    assert published.move_reason["en"] == "The hall is taken."
    assert "3 people are being written to." in staff.page(done.location).select_one("#flashes").text  # type: ignore[union-attr]


def test_those_with_a_part_are_counted_too(staff: PageClient, office: Office, published: Event, chiara: Any) -> None:
    published.register(chiara, answers={})
    speaker = Person(name=translated("en", en="Saule Omarova"), email="speaker@example.org")
    db.session.add(speaker)
    published.assign(speaker, "speaker")
    db.session.commit()
    asked = f"{at(published)}?lang=en&starts_at=2026-11-25T10:00&ends_at=2026-11-25T12:00"
    assert words(staff.page(asked), "#concerned") == "2 people are written to: 1 registered, 1 with a part in it."

    done = staff.submit(asked, {}, form="#time-form")

    assert "2 people are being written to." in staff.page(done.location).select_one("#flashes").text  # type: ignore[union-attr]
    assert [message.to for message in (*mails("moved"), *mails("part_moved"))] == [chiara.email, "speaker@example.org"]


def test_without_a_calendar_behind_it_a_move_leads_to_the_week_of_the_new_start(
    staff: PageClient, office: Office, draft: Event
) -> None:
    answer = staff.submit(at(draft), {"starts_at": "2026-12-16T10:00", "ends_at": "2026-12-16T11:00"}, form="#time-form")

    assert (answer.status_code, answer.location) == (303, "/desk?view=week&date=2026-12-16")


def test_what_is_published_is_never_moved_by_a_slip_of_the_mouse(staff: PageClient, office: Office, published: Event) -> None:
    answer = post(staff, published, grid=False, starts_at="2026-11-25T10:00")

    assert (answer.status_code, hours(published)) == (303, ("24 10:00", "24 12:00"))
    page = staff.page(answer.location + "&lang=en")
    assert "nobody is registered: no mail goes out" in page.select_one("#time-form").text  # type: ignore[union-attr]


def test_the_calendar_s_clock_is_the_office_s_and_the_event_keeps_its_zone(
    staff: PageClient, office: Office, make_event: MakeEvent
) -> None:
    abroad = make_event(published=False, starts_at=TUESDAY, timezone="Europe/Brussels")
    assert hours(abroad) == ("24 06:00", "24 08:00")

    post(staff, abroad, starts_at="2026-11-24T15:00")

    assert (hours(abroad), abroad.timezone) == (("24 11:00", "24 13:00"), "Europe/Brussels")


def test_the_agenda_moves_with_its_event(staff: PageClient, office: Office, draft: Event) -> None:
    from models import AgendaSession

    draft.agenda.append(AgendaSession(kind="talk", starts_at=TUESDAY, ends_at=TUESDAY + timedelta(minutes=30)))
    db.session.commit()

    post(staff, draft, starts_at="2026-11-25T11:00")

    assert draft.agenda[0].starts_at == TUESDAY + timedelta(hours=25)


def test_a_room_that_is_taken_is_said_before_and_a_reason_is_kept(
    staff: PageClient, office: Office, make_event: MakeEvent, blue_hall: Room
) -> None:
    make_event(title=translated("en", en="Already there"), starts_at=TUESDAY + timedelta(hours=5), room=blue_hall)
    draft = make_event(published=False, title=translated("en", en="Sketch"), starts_at=TUESDAY, room=blue_hall)

    answer = post(staff, draft, starts_at="2026-11-24T15:00", ends_at="2026-11-24T16:00")

    leads_to = answer.headers["HX-Redirect"]
    assert hours(draft) == ("24 10:00", "24 12:00")
    assert words(staff.page(leads_to), "#conflicts .conflicts a[href^='/events/']") == "Already there"
    refused = staff.submit(leads_to, {}, form="#time-form")
    assert (refused.status_code, hours(draft)) == (409, ("24 10:00", "24 12:00"))
    staff.submit(leads_to, {"conflict_reason": "They share the hall."}, form="#time-form")
    assert hours(draft) == ("24 15:00", "24 16:00")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"starts_at": "soon"},
        {"starts_at": "2026-11-25T10:00", "ends_at": "2026-11-25T10:00"},
        {"starts_at": "2026-11-25T10:00", "ends_at": "2026-11-24T10:00"},
        {"starts_at": "0026-11-25T10:00"},
        {"starts_at": "2026-11-25T10:00", "ends_at": "later"},
        {"starts_at": "2026-11-25T10:00\x00"},
    ],
)
def test_nonsense_is_said_beside_the_field_and_nothing_moves(
    staff: PageClient, office: Office, draft: Event, fields: dict[str, str]
) -> None:
    answer = post(staff, draft, grid=False, **fields)

    assert (answer.status_code, hours(draft)) == (422, ("24 10:00", "24 12:00"))
    page = soup(answer)
    assert page.select("#time-form .problem") and page.select("#error-summary a")
    assert post(staff, draft, **fields).status_code == 422


def test_an_address_with_nonsense_shows_the_form(staff: PageClient, office: Office, draft: Event) -> None:
    for arguments in ("starts_at=soon", "starts_at=&ends_at=", "starts_at=2026-11-25T10:00&ends_at=x", "view=x&date=y&rows=z"):
        assert staff.get(f"{at(draft)}?{arguments}").status_code == 200


def test_an_event_without_a_date_is_given_one(staff: PageClient, office: Office, make_event: MakeEvent) -> None:
    event = make_event(published=False)
    event.starts_at = event.ends_at = None
    event.precision = "unknown"
    db.session.commit()
    assert post(staff, event, starts_at="2026-11-25T10:00").status_code == 422

    post(staff, event, starts_at="2026-11-25T10:00", ends_at="2026-11-25T11:00")

    assert hours(event) == ("25 10:00", "25 11:00")


def test_only_those_who_manage_an_event_move_it(
    client: PageClient, staff: PageClient, client_of: Callable[[Account], PageClient], host: Account, office: Office,
    make_event: MakeEvent, draft: Event, published: Event,
) -> None:  # fmt: skip
    secret = make_event(kind=Delegation, visibility="restricted", starts_at=TUESDAY)
    wanted = {"starts_at": "2026-11-25T10:00"}
    lecturer = client_of(host)

    assert post(client, draft, grid=False, **wanted).status_code == 302
    assert (lecturer.get(at(published)).status_code, post(lecturer, published, **wanted).status_code) == (403, 403)
    assert (staff.get(at(secret)).status_code, post(staff, secret, **wanted).status_code) == (404, 404)
    assert staff.get("/events/unknown/time").status_code == 404
    assert [hours(event) for event in (draft, published, secret)] == [("24 10:00", "24 12:00")] * 3


def test_what_is_over_is_put_right_without_a_word_to_anybody(
    staff: PageClient, office: Office, make_event: MakeEvent, chiara: Any
) -> None:
    event = make_event(starts_at=NOW + timedelta(hours=1))
    event.register(chiara, answers={})
    event.starts_at, event.ends_at = TUESDAY - timedelta(days=7), TUESDAY - timedelta(days=7, hours=-2)
    db.session.commit()

    post(staff, event, starts_at="2026-11-17T11:00")

    assert hours(event) == ("17 11:00", "17 13:00")


def test_what_somebody_else_moved_meanwhile_is_not_moved_unseen(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(published=False, starts_at=TUESDAY)
    form = staff.page(at(event)).select_one("#time-form")
    assert form
    opened = {**filled_in(form), "starts_at": "2026-11-24T15:00", "ends_at": "2026-11-24T16:00"}
    event.move(TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=2))
    db.session.commit()

    refused = staff.post(at(event), data=opened)
    dragged = post(
        staff, event, starts_at="2026-11-24T15:00", ends_at="2026-11-24T16:00", was="2026-11-24T10:00 2026-11-24T12:00"
    )

    assert (refused.status_code, hours(event)) == (409, ("24 11:00", "24 12:00"))
    assert "Somebody else saved meanwhile" in words(staff.page(dragged.headers["HX-Redirect"]), "#time-form")
    again = soup(refused).select_one("#time-form")
    assert again
    assert staff.post(at(event), data=filled_in(again)).status_code == 303
    assert hours(event) == ("24 15:00", "24 16:00")
