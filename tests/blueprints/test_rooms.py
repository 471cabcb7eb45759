"""Rooms: who has the key, what is joined, and what is booked this week."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Delegation, Event, Person, Room
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
MONDAY = "2026-11-23"


def room(name: str, **fields: Any) -> Room:
    made = Room(name=translated("en", en=name), **fields)
    db.session.add(made)
    db.session.commit()
    return made


def names(client: PageClient, address: str) -> list[str]:
    return [link.text for link in client.page(address).select("tbody th a")]


def problems(answer: Any) -> list[str]:
    return [item.text for item in soup(answer).select("#error-summary li")]


@pytest.mark.databases("sqlite", "postgresql")
def test_the_list_is_narrowed_by_building_seats_and_joining(staff: PageClient, blue_hall: Room) -> None:
    d3, d4 = room("D3", seats=20), room("D4", seats=30)
    room("D3+D4", seats=50, parts=[d3, d4])
    assert len(names(staff, "/rooms")) == 4

    assert names(staff, "/rooms?seats=50") == ["Blue Hall", "D3+D4"]
    assert names(staff, f"/rooms?building={blue_hall.building_key}") == ["Blue Hall"]
    assert names(staff, "/rooms?joined=joined") == ["D3+D4"]
    assert names(staff, "/rooms?q=МЕЙН BUILDING") == []
    assert names(staff, "/rooms?q=главный корпус") == ["Blue Hall"]


def test_a_room_is_added_with_its_people_and_parts(staff: PageClient) -> None:
    d3, d4 = room("D3"), room("D4")
    keeper = Person(name=translated("en", en="Dana Serikova"), phone="+7 700 1")
    db.session.add(keeper)
    db.session.commit()
    typed = {
        "name-en": "D3+D4", "seats": "50", "key_holder": "Серикова Дана", "technician": "Дана Серикова", "setup_minutes": "30",
        "parts": [str(d3.id), str(d4.id)],
    }  # fmt: skip

    wrong = staff.submit("/rooms/new", typed, form="#room-form")
    assert (wrong.status_code, problems(wrong)) == (422, ["Nobody of this name is known. Add them to the people first."])
    staff.submit("/rooms/new", {**typed, "key_holder": "Dana Serikova"}, form="#room-form")

    made = db.session.scalars(select(Room).where(Room.seats == 50)).one()
    assert (made.key_holder, made.technician, made.setup_minutes, made.clearing_minutes) == (keeper, keeper, 30, 0)
    assert set(made.parts) == {d3, d4}
    assert "+7 700 1" in staff.page(f"/rooms/{made.id}").text


def test_two_of_one_name_are_asked_about_and_the_one_it_is_stays(staff: PageClient, blue_hall: Room) -> None:
    first, second = (Person(name=translated("en", en="Dana Serikova")) for _ in range(2))
    db.session.add_all([first, second])
    blue_hall.key_holder = second
    db.session.commit()

    kept = staff.submit(f"/rooms/{blue_hall.id}/edit", {"seats": "100"}, form="#room-form")
    asked = staff.submit(f"/rooms/{blue_hall.id}/edit", {"technician": "Dana Serikova"}, form="#room-form")

    assert (kept.status_code, blue_hall.key_holder, blue_hall.seats) == (303, second, 100)
    assert problems(asked) == ["“Dana Serikova” can be several. Choose one: Dana Serikova; Dana Serikova."]


def test_numbers_that_make_no_sense_are_said(staff: PageClient) -> None:
    answer = staff.submit("/rooms/new", {"name-en": "D3", "seats": "0", "setup_minutes": "9999"}, form="#room-form")

    assert problems(answer) == ["The number of seats is between 1 and 100000.", "Enter minutes between 0 and 1440."]


def bookings(client: PageClient, address: str) -> list[str]:
    return [" ".join(row.text.split()) for row in client.page(address).select("#bookings .lines li")]


def test_its_week_has_setting_up_its_parts_and_no_word_of_what_one_may_not_see(
    staff: PageClient, client_of: ClientOf, admin: Account, make_event: MakeEvent
) -> None:
    d3 = room("D3", setup_minutes=30)
    joined = room("D3+D4", parts=[d3, room("D4")])
    make_event(title=translated("en", en="Open day"), room=d3)
    hidden = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    secret = {"title": translated("en", en="Secret visit"), "visibility": "restricted", "starts_at": hidden}
    make_event(Delegation, room=joined, **secret)
    address = f"/rooms/{joined.id}?week=2026-11-25"
    assert bookings(client_of(admin), address) == ["10:00–12:00 Secret visit", "09:30–12:00 Open day"]

    assert bookings(staff, address) == ["10:00–12:00 Booked: an event that you do not see", "09:30–12:00 Open day"]
    assert bookings(staff, f"/rooms/{joined.id}") == bookings(staff, f"/rooms/{joined.id}?week=nonsense") == []


def test_a_part_of_a_joined_room_that_a_coming_event_is_in_stays(staff: PageClient, make_event: MakeEvent) -> None:
    d3 = room("D3")
    make_event(title=translated("en", en="Open day"), room=room("D3+D4", parts=[d3, room("D4")]))

    staff.submit(f"/rooms/{d3.id}", {}, form="form[action$=removal]")

    assert "It stays, for events that are still to come need it: Open day." in staff.page(f"/rooms/{d3.id}").text
    assert not d3.deleted


def test_rooms_are_merged_as_people_are(staff: PageClient, make_event: MakeEvent, blue_hall: Room) -> None:
    again = room("Көк зал", building=blue_hall.building, seats=100)
    event = make_event(room=again)
    assert len(staff.page("/rooms/duplicates").select("tbody tr")) == 1

    staff.submit(f"/rooms/{blue_hall.id}/merger?with={again.id}", {}, form="#merger")

    db.session.expire_all()
    assert (event.room, blue_hall.seats) == (blue_hall, 120)
    assert staff.get(f"/rooms/{again.id}").headers["Location"] == f"/rooms/{blue_hall.id}"
