"""Hosts, speakers and interpreters are given their parts, and nobody is in two places at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, AgendaSession, Delegation, Event, Person
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@pytest.fixture
def saule(app: Flask) -> Person:
    person = Person(name=translated("en", en="Saule Nurlanova", ru="Сауле Нурланова"), phone="+7 701 000 00 01")
    db.session.add(person)
    db.session.commit()
    return person


def give(client: PageClient, event: Event, **fields: Any) -> Any:
    return client.submit(f"/events/{event.slug}/people", fields, form="#part-form")


def parts(event: Event) -> list[tuple[str, str]]:
    db.session.refresh(event)
    return [(part.person.name.shown("en").text, part.role) for part in event.parts]


def test_a_name_in_any_script_finds_the_person(staff: PageClient, make_event: Callable[..., Event], saule: Person) -> None:
    event = make_event()

    assert give(staff, event, name="сауле НУРЛАНОВА", role="host").status_code == 303

    assert parts(event) == [("Saule Nurlanova", "host")]
    assert "+7 701 000 00 01" in staff.page(f"/events/{event.slug}/people").text


def test_nobody_is_made_up_by_a_slip_of_the_pen(staff: PageClient, make_event: Callable[..., Event], saule: Person) -> None:
    event = make_event()

    asked = give(staff, event, name="Saule Nurlanowa", role="host")
    form = soup(asked).select_one("#part-form")
    assert (asked.status_code, form is not None, parts(event)) == (422, True, [])
    assert form and form.select_one("[name=name]")["value"] == "Saule Nurlanowa"  # type: ignore[index]
    made = staff.post(f"/events/{event.slug}/people", data={**filled_in(form), "is_new": "y"})

    assert made.status_code == 303
    assert parts(event) == [("Saule Nurlanowa", "host")]


def test_two_of_one_name_are_told_apart_by_their_address(staff: PageClient, make_event: Callable[..., Event], app: Flask) -> None:
    db.session.add_all([Person(name=translated("en", en="Aigul Omarova"), email=f"{n}@example.org") for n in ("one", "two")])
    event = make_event()

    assert give(staff, event, name="Aigul Omarova", role="speaker").status_code == 422
    assert give(staff, event, name="two@example.org", role="speaker").status_code == 303

    assert [part.person.email for part in event.parts] == ["two@example.org"]


def test_a_speaker_who_hosts_elsewhere_is_not_booked_in_silence(
    staff: PageClient, make_event: Callable[..., Event], saule: Person
) -> None:
    other = make_event(starts_at=START)
    other.assign(saule, "host")
    event = make_event(starts_at=START)

    refused = give(staff, event, name="Saule Nurlanova", role="speaker")
    form = soup(refused).select_one("#part-form")
    assert (refused.status_code, parts(event)) == (409, [])
    assert form and [link["href"] for link in form.select("#conflicts .conflicts a[href*=events]")] == [f"/events/{other.slug}"]
    again = staff.post(f"/events/{event.slug}/people", data={**filled_in(form), "conflict_reason": "She sends a film"})

    assert again.status_code == 303
    assert parts(event) == [("Saule Nurlanova", "speaker")]


def test_a_part_in_one_row_leaves_the_other_hours_free(
    staff: PageClient, make_event: Callable[..., Event], saule: Person
) -> None:
    row = AgendaSession(starts_at=START, ends_at=datetime(2026, 11, 26, 5, 30, tzinfo=UTC), title=translated("en", en="Grants"))
    event = make_event(starts_at=START, agenda=[row])
    give(staff, event, name="Saule Nurlanova", role="speaker", row=str(row.id))
    later = make_event(starts_at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC))

    assert give(staff, later, name="Saule Nurlanova", role="host").status_code == 303
    assert (parts(event), parts(later)) == ([("Saule Nurlanova", "speaker")], [("Saule Nurlanova", "host")])


def test_a_part_is_taken_away(staff: PageClient, make_event: Callable[..., Event], saule: Person) -> None:
    event = make_event()
    event.assign(saule, "host")
    assert parts(event) == [("Saule Nurlanova", "host")]

    staff.submit(f"/events/{event.slug}/people", {}, form="form[action$=removal]")

    assert parts(event) == []


def test_the_people_of_a_restricted_visit_are_its_teams_secret(
    staff: PageClient, make_event: Callable[..., Event], saule: Person, admin: Account, client_of: Any, host: Account
) -> None:
    visit = make_event(Delegation, visibility="restricted")
    visit.assign(saule, "host")
    address = f"/events/{visit.slug}/people"
    assert "Saule Nurlanova" in client_of(admin).page(address).text

    assert staff.get(address).status_code == 404
    assert client_of(host).get(address).status_code == 404
    assert client_of(host).get(f"/events/{make_event().slug}/people").status_code == 403
    assert db.session.scalars(select(Person)).all() == [saule]
