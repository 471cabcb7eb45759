"""A form that was refused for its room says where and when else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from models import Account, Delegation, Event, Person, Room
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]
START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
MINISTER = translated("en", en="Minister")
FIELDS = {
    "title": "Jean Monnet hour", "kind": "info-days", "starts_at": "2026-11-26T10:00", "ends_at": "2026-11-26T11:00",
    "place": "Blue Hall", "seats": "30",
}  # fmt: skip


@pytest.fixture
def others(blue_hall: Room) -> list[Room]:
    made = [Room(name=translated("en", en=name), seats=seats) for name, seats in (("Room A", 40), ("Room B", 120), ("Closet", 3))]
    db.session.add_all(made)
    db.session.commit()
    return made


def refused(client: PageClient, **fields: str) -> BeautifulSoup:
    response = client.submit("/info-days", {**FIELDS, **fields}, at="/info-days/new", form="#event-form")
    assert response.status_code == 409
    return soup(response)


def lines(page: BeautifulSoup, piece: str) -> list[str]:
    return [" ".join(line.get_text().split()) for line in page.select(f"#conflicts {piece} li")]


def test_a_taken_room_says_where_and_when_else(
    staff: PageClient, make_event: MakeEvent, blue_hall: Room, others: list[Room]
) -> None:
    make_event(starts_at=START, room=blue_hall)

    page = refused(staff)

    assert lines(page, ".ways-out") == [
        "Free then: Room A (40 seats), Room B (120 seats)",
        "Blue Hall is free from 12:00 the same day.",
    ]
    linked = [link["href"] for link in page.select("#conflicts .ways-out a")]
    assert linked == [f"/rooms/{others[0].id}", f"/rooms/{others[1].id}", f"/rooms/{blue_hall.id}"]
    assert page.select_one("#conflicts .conflicts a")["href"] == f"/rooms/{blue_hall.id}"  # type: ignore[index]
    assert lines(page, ".conflicts")[0].startswith("This event: Blue Hall is taken")


def test_a_day_off_alone_has_no_ways_out(staff: PageClient, blue_hall: Room, others: list[Room]) -> None:
    page = refused(staff, starts_at="2026-11-29T10:00", ends_at="2026-11-29T11:00")

    assert lines(page, ".conflicts") == ["29 November 2026 is not a working day."]
    assert page.select("#conflicts .ways-out") == []


def test_a_hidden_visit_gives_its_hours_away_and_nothing_else(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent, blue_hall: Room,
    others: list[Room],
) -> None:  # fmt: skip
    visit = make_event(
        Delegation, starts_at=START, room=blue_hall, visibility="restricted", title=translated("en", en="Minister")
    )
    make_event(Delegation, starts_at=START, room=others[0], visibility="restricted", title=translated("en", en="Envoy"))
    seen, hidden = refused(client_of(admin)), refused(staff)

    assert visit.slug in str(seen)
    assert [word for word in ("Minister", "Envoy", visit.slug) if word in str(hidden)] == []
    assert lines(hidden, ".ways-out") == lines(seen, ".ways-out") == [
        "Free then: Room B (120 seats)", "Blue Hall is free from 12:00 the same day.",
    ]  # fmt: skip


def test_the_office_finds_the_page_of_whom_is_wanted_twice_and_others_read_the_name(
    staff: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_event: MakeEvent
) -> None:
    rector: Any = Person(name=translated("en", en="Saule Nurlanova"))
    db.session.add(rector)
    first, second = (make_event(starts_at=START, team=[host]) for _ in range(2))
    for event in (first, second):
        event.assign(rector, "host")
    db.session.commit()
    [clash] = [one for one in staff.page(f"/events/{first.slug}").select("#staff-bar .conflicts li") if "Saule" in one.text]

    assert [link["href"] for link in clash.select("a")] == [f"/people/{rector.id}", f"/events/{second.slug}"]
    text = client_of(host).page(f"/events/{first.slug}")
    assert text.select("a[href^='/people/']") == []
