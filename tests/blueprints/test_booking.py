"""Staff are told what speaks against a time before it is taken, and go on knowing it or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Account, AgendaSession, Delegation, Event, InfoDay, Organisation, Person, Position, Room
from models.conflict import AcceptedConflict
from models.conflicts import Conflicts
from models.recipients import Recipients
from support.db import db
from support.languages import Translated, translated
from tests.page_client import PageClient, filled_in, soup

START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
SIX = {"title": "Jean Monnet hour", "kind": "info-days", "starts_at": "2026-11-26T10:00", "ends_at": "2026-11-26T11:00"}


@pytest.fixture
def taken(make_event: Callable[..., Event], blue_hall: Room) -> Event:
    """Something in the Blue Hall from 10:00 to 12:00 on Thursday the 26th."""
    return make_event(starts_at=START, room=blue_hall)


def create(client: PageClient, fields: dict[str, str]) -> TestResponse:
    return client.submit("/info-days", fields, at="/info-days/new", form="#event-form")


def first_event(title: str) -> Event | None:
    return next((one for one in db.session.scalars(select(Event)) if one.title["en"] == title), None)


def test_a_new_event_in_a_taken_room_is_not_saved_in_silence(staff: PageClient, taken: Event) -> None:
    response = create(staff, {**SIX, "place": "Blue Hall"})

    page = soup(response)
    assert response.status_code == 409
    assert [link["href"] for link in page.select("#conflicts .conflicts a[href*=events]")] == [f"/events/{taken.slug}"]
    assert page.select_one("input[name=title]")["value"] == "Jean Monnet hour"  # type: ignore[index]
    assert first_event("Jean Monnet hour") is None


def test_staff_go_on_with_a_reason_that_is_kept(staff: PageClient, taken: Event) -> None:
    form = soup(create(staff, {**SIX, "place": "Blue Hall"})).select_one("#event-form")
    assert form
    again = filled_in(form)

    without = staff.post("/info-days", data=again)
    response = staff.post("/info-days", data={**again, "conflict_reason": "The hall is divided"})

    assert without.status_code == 409
    assert response.status_code == 303
    made = first_event("Jean Monnet hour")
    assert made
    assert [(one.event_id, one.reason, one.accepted_by) for one in db.session.scalars(select(AcceptedConflict))] == [
        (made.id, "The hall is divided", "Madina")
    ]


@pytest.mark.databases("sqlite", "postgresql")
def test_control_characters_of_a_reason_are_left_out(staff: PageClient, taken: Event) -> None:
    again = filled_in(soup(create(staff, {**SIX, "place": "Blue Hall"})).select_one("#event-form"))  # type: ignore[arg-type]

    without = staff.post("/info-days", data={**again, "conflict_reason": "\x00 \x1b"})
    response = staff.post("/info-days", data={**again, "conflict_reason": "The hall\x00is divided"})

    assert (without.status_code, response.status_code) == (409, 303)
    assert [one.reason for one in db.session.scalars(select(AcceptedConflict))] == ["The hall is divided"]


def test_nobody_passes_over_what_nobody_asked_about(staff: PageClient, make_event: Callable[..., Event], blue_hall: Room) -> None:
    over, _other = (make_event(starts_at=datetime(2026, 9, 1, 5, 0, tzinfo=UTC), room=blue_hall) for _ in range(2))
    assert Conflicts.of(over).hard

    saved = staff.submit(f"/info-days/{over.slug}/edit", {"seen_conflicts": "x", "city": "Almaty"}, form="#event-form")
    hours = {"fields": "1", "seen_conflicts": "x", "starts_at": "2026-09-01T10:30", "ends_at": "2026-09-01T12:30"}
    moved = staff.submit(f"/events/{over.slug}/time", hours, form="#time-form")

    assert (saved.status_code, moved.status_code) == (303, 303)
    assert list(db.session.scalars(select(AcceptedConflict))) == []


def test_whoever_has_the_other_event_reads_why(staff: PageClient, taken: Event, admin: Account, client_of: Any) -> None:
    assert staff.page(f"/events/{taken.slug}").select("#staff-bar .conflicts") == []
    again = filled_in(soup(create(staff, {**SIX, "place": "Blue Hall"})).select_one("#event-form"))  # type: ignore[arg-type]
    staff.post("/info-days", data={**again, "conflict_reason": "The hall is divided"})
    made = first_event("Jean Monnet hour")
    assert made

    [clash] = client_of(admin).page(f"/events/{taken.slug}").select("#staff-bar .conflicts li")

    assert [link["href"] for link in clash.select("a[href*=events]")] == [f"/events/{made.slug}"]
    assert [said.get_text() for said in clash.select("q")] == ["The hall is divided"]
    assert clash.select(".hint")[-1].get_text().partition(",")[0] == "Madina"


def test_the_reason_of_an_event_that_one_may_not_see_is_not_told(
    staff: PageClient, taken: Event, admin: Account, client_of: Any
) -> None:
    boss = client_of(admin)
    again = filled_in(soup(create(boss, {**SIX, "place": "Blue Hall"})).select_one("#event-form"))  # type: ignore[arg-type]
    boss.post("/info-days", data={**again, "conflict_reason": "The minister comes"})
    assert "The minister comes" in staff.get(f"/events/{taken.slug}").get_data(as_text=True)
    made = first_event("Jean Monnet hour")
    assert made
    made.visibility = "restricted"
    db.session.commit()

    page = staff.page(f"/events/{taken.slug}")

    assert [clash.find("q") for clash in page.select("#staff-bar .conflicts li")] == [None]
    assert ("The minister comes" in str(page), "Aigul" in str(page.select("#staff-bar .conflicts"))) == (False, False)


def test_what_is_not_typed_yet_is_no_error_while_clashes_are_looked_for(staff: PageClient, taken: Event) -> None:
    fields = filled_in(staff.page("/info-days/new").select_one("#event-form"))  # type: ignore[arg-type]
    fields |= {"title": "Jean Monnet hour", "check": "conflicts"}

    without_hours = soup(staff.fragment("/info-days", "POST", data=fields))
    hours = {"title": "", "starts_at": SIX["starts_at"], "ends_at": SIX["ends_at"], "place": "Blue Hall"}
    without_title = soup(staff.fragment("/info-days", "POST", data={**fields, **hours}))

    assert [tag["id"] for tag in without_hours.select("[id]")] == ["conflicts"]
    assert without_hours.get_text(strip=True) == ""
    assert [link["href"] for link in without_title.select("#conflicts .conflicts a[href*=events]")] == [f"/events/{taken.slug}"]
    assert staff.post("/info-days", data=fields).status_code == 422


def test_an_unwise_hour_takes_a_click_only(staff: PageClient) -> None:
    sunday = {**SIX, "starts_at": "2026-11-29T10:00", "ends_at": "2026-11-29T11:00"}
    response = create(staff, sunday)
    form = soup(response).select_one("#event-form")
    assert response.status_code == 409
    assert form and not form.select("[name=conflict_reason]")

    assert staff.post("/info-days", data=filled_in(form)).status_code == 303


def test_checking_while_editing_saves_nothing(staff: PageClient, taken: Event, make_event: Callable[..., Event]) -> None:
    event = make_event(starts_at=datetime(2026, 11, 27, 5, 0, tzinfo=UTC), room=taken.room)
    data = filled_in(staff.page(f"/info-days/{event.slug}/edit").select_one("#event-form"))  # type: ignore[arg-type]
    moved = {**data, "starts_at": "2026-11-26T11:00", "ends_at": "2026-11-26T13:00", "check": "conflicts"}

    piece = staff.fragment(f"/info-days/{event.slug}", "POST", data=moved)

    assert piece.status_code == 200
    assert [link["href"] for link in soup(piece).select("#conflicts .conflicts a[href*=events]")] == [f"/events/{taken.slug}"]
    db.session.refresh(event)
    assert event.starts_at == datetime(2026, 11, 27, 5, 0, tzinfo=UTC)


def test_what_came_up_meanwhile_is_shown_before_it_is_passed_over(
    staff: PageClient, taken: Event, make_event: Callable[..., Event]
) -> None:
    form = soup(create(staff, {**SIX, "place": "Blue Hall"})).select_one("#event-form")
    assert form
    again = {**filled_in(form), "conflict_reason": "The hall is divided"}
    other = make_event(starts_at=START, room=taken.room)

    response = staff.post("/info-days", data=again)

    assert response.status_code == 409
    named = [link["href"] for link in soup(response).select("#conflicts .conflicts a[href*=events]")]
    assert named == [f"/events/{taken.slug}", f"/events/{other.slug}"]


def test_a_visit_that_one_may_not_see_is_not_named(
    staff: PageClient, make_event: Callable[..., Event], blue_hall: Room, admin: Account, client_of: Any
) -> None:
    secret = make_event(Delegation, starts_at=START, room=blue_hall, visibility="restricted")
    told = create(client_of(admin), {**SIX, "place": "Blue Hall"}).get_data(as_text=True)
    assert secret.slug in told

    response = create(staff, {**SIX, "place": "Blue Hall"})

    text = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "an event that you may not see" in text
    assert (secret.slug in text, secret.title["en"] in text) == (False, False)


def test_an_agenda_row_books_its_own_room(staff: PageClient, taken: Event, make_event: Callable[..., Event]) -> None:
    event = make_event(InfoDay, starts_at=START)
    data = filled_in(staff.page(f"/info-days/{event.slug}/edit").select_one("#event-form"))  # type: ignore[arg-type]
    row = {"agenda-0-row_id": "", "agenda-0-starts": "10:00", "agenda-0-ends": "11:00", "agenda-0-title-en": "Grants",
           "agenda-0-kind": "presentation", "agenda-0-room": str(taken.room_id)}  # fmt: skip

    refused = staff.post(f"/info-days/{event.slug}", data={**data, **row})
    form = soup(refused).select_one("#event-form")
    assert form
    saved = staff.post(f"/info-days/{event.slug}", data={**filled_in(form), "conflict_reason": "In turns"})

    assert (refused.status_code, saved.status_code) == (409, 303)
    db.session.refresh(event)
    assert [row.room for row in event.agenda] == [taken.room]
    assert Conflicts.of(event).open == []


@pytest.fixture
def rector(app: Any) -> Person:
    person = Person(name=translated("en", en="Aigerim Rakhimova"))
    db.session.add(person)
    db.session.commit()
    return person


def copied(client: PageClient, event: Event, starts_at: str) -> TestResponse:
    return client.submit(f"/events/{event.slug}/copy", {"starts_at": starts_at}, form="#copy-form")


def test_a_copy_in_a_taken_room_is_not_made_in_silence(
    staff: PageClient, taken: Event, make_event: Callable[..., Event], rector: Person
) -> None:
    event = make_event(starts_at=datetime(2026, 11, 24, 5, 0, tzinfo=UTC), room=taken.room, title=translated("en", en="Open day"))
    event.agenda.append(AgendaSession(starts_at=event.starts_at, ends_at=event.ends_at, title=translated("en", en="Welcome")))
    db.session.flush()
    event.assign(rector, "speaker", row=event.agenda[0])
    taken.assign(rector, "host")
    db.session.commit()

    refused = copied(staff, event, "2026-11-26T11:00")
    form = soup(refused).select_one("#copy-form")
    assert form
    again = filled_in(form)
    without = staff.post(f"/events/{event.slug}/copy", data=again)
    unmade = db.session.scalar(select(func.count()).select_from(Event))
    made = staff.post(f"/events/{event.slug}/copy", data={**again, "conflict_reason": "The hall is divided"})

    assert (refused.status_code, without.status_code, unmade, made.status_code) == (409, 409, 2, 303)
    clashes = form.select("#conflicts .notice-bad li")
    assert [one.get_text(" ", strip=True).partition(":")[0] for one in clashes] == ["Welcome", "This event"]
    assert {link["href"] for one in clashes for link in one.select("a[href*=events]")} == {f"/events/{taken.slug}"}
    assert again["starts_at"] == "2026-11-26T11:00"
    copy = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert copy
    accepted = db.session.scalars(select(AcceptedConflict)).all()
    assert {(one.event_id, one.reason) for one in accepted} == {(copy.id, "The hall is divided")}
    assert Conflicts.of(copy).open == []


def test_a_copy_asks_about_its_original_like_about_any_other(
    staff: PageClient, make_event: Callable[..., Event], blue_hall: Room
) -> None:
    event = make_event(starts_at=START, room=blue_hall)

    refused = copied(staff, event, "2026-11-26T11:00")

    assert refused.status_code == 409
    assert [link["href"] for link in soup(refused).select("#conflicts .conflicts a[href*=events]")] == [f"/events/{event.slug}"]
    assert copied(staff, event, "2026-11-27T10:00").status_code == 303


def test_the_copy_page_names_who_comes_along(staff: PageClient, make_event: Callable[..., Event], rector: Person) -> None:
    event = make_event()
    event.assign(rector, "speaker")
    db.session.commit()

    told = [
        dt.find_next("dd").text for dt in staff.page(f"/events/{event.slug}/copy").select("#copy-form dt") if dt.text == "People"
    ]  # type: ignore[union-attr]

    assert told == ["Aigerim Rakhimova (Speaker)"]


def test_what_was_called_off_is_not_held_after_all_in_a_room_that_others_took(
    staff: PageClient, taken: Event, make_event: Callable[..., Event]
) -> None:
    event = make_event(starts_at=START)
    event.cancel(Translated())
    event.revise({"room": taken.room})
    db.session.commit()
    path = f"/events/{event.slug}/reopening"
    told = [link["href"] for link in staff.page(path).select("#reopen-form .conflicts a[href*=events]")]

    refused = staff.submit(path, {}, form="#reopen-form")
    db.session.refresh(event)
    stays = event.cancelled
    again = {**filled_in(soup(refused).select_one("#reopen-form")), "conflict_reason": "They share"}  # type: ignore[arg-type]
    done = staff.post(path, data=again)

    assert told == [f"/events/{taken.slug}"]
    assert (refused.status_code, stays, done.status_code) == (409, True, 303)
    db.session.refresh(event)
    assert not event.cancelled
    assert [(one.event_id, one.reason) for one in db.session.scalars(select(AcceptedConflict))] == [(event.id, "They share")]


def test_the_form_of_another_time_looks_for_clashes_and_moves_nothing(
    staff: PageClient, taken: Event, make_event: Callable[..., Event]
) -> None:
    event = make_event(starts_at=datetime(2026, 11, 27, 5, 0, tzinfo=UTC), room=taken.room)
    data = filled_in(staff.page(f"/events/{event.slug}/time").select_one("#time-form"))  # type: ignore[arg-type]
    asked = {**data, "starts_at": "2026-11-26T11:00", "ends_at": "2026-11-26T13:00", "check": "conflicts"}

    piece = soup(staff.fragment(f"/events/{event.slug}/time", "POST", data=asked))
    whole = soup(staff.post(f"/events/{event.slug}/time", data=asked))
    half = staff.fragment(f"/events/{event.slug}/time", "POST", data={**asked, "starts_at": ""})

    assert next(tag["id"] for tag in piece.select("[id]")) == "conflicts"
    assert [link["href"] for link in piece.select("#conflicts .conflicts a[href*=events]")] == [f"/events/{taken.slug}"]
    assert whole.select_one("#time-form #conflicts .conflicts a[href*=events]")["href"] == f"/events/{taken.slug}"  # type: ignore[index]
    assert (half.status_code, soup(half).get_text(strip=True)) == (200, "")
    db.session.refresh(event)
    assert event.starts_at == datetime(2026, 11, 27, 5, 0, tzinfo=UTC)


def test_a_guest_who_is_among_the_people_is_looked_up_and_not_expected_in_two_places(
    staff: PageClient, make_event: Callable[..., Event], taken: Event
) -> None:
    laura = Person(name=translated("en", en="Laura Palaunova"), variants=["Laura Paluanova"], email="laura@example.org")
    narxoz = Organisation(name=translated("en", en="Narxoz University"))
    laura.positions = [Position(title=translated("en", en="Rector"), organisation=narxoz)]
    taken.assign(laura, "speaker")
    visit = make_event(Delegation, starts_at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC))
    edit, typed = f"/delegations/{visit.slug}/edit", {"guests-0-row_id": "", "guests-0-name": laura.label()}
    assert typed["guests-0-name"] == "Laura Palaunova, Rector, Narxoz University"

    refused = soup(staff.submit(edit, typed, form="#event-form"))
    form = refused.select_one("#event-form")
    assert form and [link["href"] for link in refused.select("#conflicts li a[href*=events]")] == [f"/events/{taken.slug}"]
    staff.post(f"/delegations/{visit.slug}", data={**filled_in(form), "conflict_reason": "Both are in one hall"})

    db.session.expire_all()
    [guest] = visit.guests
    assert (guest.person, guest.name, guest.position["en"], guest.organisation["en"]) == (
        laura, "Laura Palaunova", "Rector", "Narxoz University",
    )  # fmt: skip
    assert [link["href"] for link in staff.page(edit).select("#guest-fields a")] == [f"/people/{laura.id}"]
    assert Recipients(visit).numbers == {"guest": 1}
    staff.submit(edit, {"guests-0-name": "Laura of the ministry"}, form="#event-form")
    db.session.expire_all()
    assert [(one.name, one.person) for one in visit.guests] == [("Laura of the ministry", None)]


def test_of_two_of_one_name_neither_is_taken_for_the_guest(staff: PageClient, make_event: Callable[..., Event]) -> None:
    db.session.add_all([Person(name=translated("en", en="Laura Palaunova")), Person(name=translated("ru", ru="Лаура Палаунова"))])
    visit = make_event(Delegation)

    typed = {"guests-0-row_id": "", "guests-0-name": "laura palaunova"}
    assert staff.submit(f"/delegations/{visit.slug}/edit", typed, form="#event-form").status_code == 303

    db.session.expire_all()
    assert [(one.name, one.person) for one in visit.guests] == [("laura palaunova", None)]
