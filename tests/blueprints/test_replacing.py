"""The vice-rector comes for the rector, and a colleague's work goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, AgendaSession, Delegation, Event, EventGuest, Person, PlanLine
from models.conflict import AcceptedConflict
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]


@pytest.fixture
def rector(app: Flask) -> Person:
    return _person("Saule Nurlanova")


@pytest.fixture
def vice_rector(app: Flask) -> Person:
    return _person("Daniyar Akhmet")


def _person(name: str) -> Person:
    person = Person(name=translated("en", en=name))
    db.session.add(person)
    db.session.commit()
    return person


def replace(client: PageClient, person: Person, **fields: Any) -> Any:
    return client.submit(f"/people/{person.id}/replacement", fields, form="#replacement-form")


def who(event: Event) -> list[Person]:
    db.session.refresh(event)
    return [part.person for part in event.parts]


def test_somebody_comes_instead_in_all_coming_events(
    staff: PageClient, make_event: MakeEvent, rector: Person, vice_rector: Person
) -> None:
    past, first = make_event(starts_at=NOW - timedelta(days=3)), make_event()
    second = make_event(Delegation, starts_at=NOW + timedelta(days=20))
    row = AgendaSession(starts_at=first.starts_at, ends_at=first.ends_at, speaker=translated("en", en="Saule NURLANOVA"))
    first.agenda.append(row)
    for event in (past, first, second):
        event.assign(rector, "host")
    second.guests.append(EventGuest(rank=1, person=rector, name="Saule Nurlanova"))
    db.session.commit()

    done = replace(staff, rector, name="daniyar akhmet")

    assert done.status_code == 303
    assert (who(past), who(first), who(second)) == ([rector], [vice_rector], [vice_rector])
    assert [guest.name for guest in second.guests] == ["Daniyar Akhmet"]
    assert row.speaker.texts == {"en": "Daniyar Akhmet"}
    papers = staff.page(done.headers["Location"])
    assert [link["href"] for link in papers.select("section h2 a")] == [f"/events/{first.slug}", f"/events/{second.slug}"]
    assert db.session.scalars(select(Activity.verb).where(Activity.verb == "replaced_person")).all() == ["replaced_person"] * 2
    for link in papers.select("main a"):
        assert staff.get(str(link["href"])).status_code == 200


def test_who_is_busy_does_not_come_in_silence(
    staff: PageClient, make_event: MakeEvent, rector: Person, vice_rector: Person
) -> None:
    event, busy = make_event(), make_event()
    event.assign(rector, "host")
    busy.assign(vice_rector, "speaker")
    db.session.commit()

    refused = replace(staff, rector, name="Daniyar Akhmet")
    form = soup(refused).select_one("#replacement-form")
    assert (refused.status_code, who(event)) == (409, [rector])
    assert form and [link["href"] for link in form.select(".conflicts a[href*=events]")] == [f"/events/{busy.slug}"]
    again = staff.post(f"/people/{rector.id}/replacement", data={**filled_in(form), "conflict_reason": "He runs"})

    assert (again.status_code, who(event)) == (303, [vice_rector])
    assert db.session.scalars(select(AcceptedConflict.reason)).all() == ["He runs"]


@pytest.mark.parametrize("fields", [{"name": "Nobody Known"}, {"name": ""}, {"name": "Daniyar Akhmet", "events": []}])
def test_nobody_is_replaced_by_a_slip(
    staff: PageClient, make_event: MakeEvent, rector: Person, vice_rector: Person, fields: dict[str, Any]
) -> None:
    event = make_event()
    event.assign(rector, "host")
    db.session.commit()

    assert replace(staff, rector, **fields).status_code == 422

    assert who(event) == [rector]


def test_a_substitute_for_a_guest_who_is_wanted_elsewhere_is_named(
    staff: PageClient, make_event: MakeEvent, rector: Person, vice_rector: Person
) -> None:
    visit, elsewhere = make_event(Delegation), make_event(title=translated("en", en="Senate"))
    visit.guests.append(EventGuest(rank=1, person=rector, name="Saule Nurlanova"))
    elsewhere.assign(vice_rector, "host")
    db.session.commit()

    refused = replace(staff, rector, name="Daniyar Akhmet")

    assert refused.status_code == 409
    assert [link.text for link in soup(refused).select(".conflicts li a[href^='/events/']")] == ["Senate"]
    assert [guest.name for guest in visit.guests] == ["Saule Nurlanova"]


def test_a_restricted_visit_is_neither_offered_nor_changed(
    staff: PageClient, client_of: Any, admin: Account, make_event: MakeEvent, rector: Person, vice_rector: Person
) -> None:
    secret, event = make_event(Delegation, visibility="restricted"), make_event(starts_at=NOW + timedelta(days=9))
    for one in (secret, event):
        one.assign(rector, "host")
    db.session.commit()
    address = f"/people/{rector.id}/replacement"
    assert len(client_of(admin).page(address).select("#events input")) == 2

    assert len(staff.page(address).select("#events input")) == 1
    replace(staff, rector, name="Daniyar Akhmet", events=[str(secret.id), str(event.id)])

    assert who(secret) == [rector]


@pytest.fixture
def colleague(app: Flask) -> Account:
    account = Account(email="zhanna@example.org", name="Zhanna", role="staff", password="unusable")
    db.session.add(account)
    db.session.commit()
    return account


def test_a_colleagues_work_goes_to_another(
    staff: PageClient, make_event: MakeEvent, organiser: Account, colleague: Account
) -> None:
    past = make_event(starts_at=NOW - timedelta(days=3), team=[organiser])
    event = make_event(team=[organiser], contact_name="Madina", contact_email=organiser.email)
    line = PlanLine(year=2027, title=translated("en", en="Open day"), owner=organiser)
    db.session.add(line)
    db.session.commit()

    assert staff.submit("/handover", {"to": str(colleague.id)}, form="#handover-form").status_code == 303

    for one in (past, event, line):
        db.session.refresh(one)
    assert (past.team, event.team, line.owner) == ([organiser], [colleague], colleague)
    assert (event.contact_name, event.contact_email) == ("Zhanna", "zhanna@example.org")


def test_only_an_administrator_hands_over_for_others(
    staff: PageClient,
    client_of: Any,
    admin: Account,
    make_event: MakeEvent,
    organiser: Account,
    colleague: Account,
    host: Account,
) -> None:
    event = make_event(team=[colleague])
    address = f"/accounts/{colleague.id}/handover"
    assert staff.get(address).status_code == 403
    assert client_of(host).get("/handover").status_code == 403

    done = client_of(admin).submit(address, {"to": str(organiser.id)}, form="#handover-form")

    db.session.refresh(event)
    assert (done.status_code, event.team) == (303, [organiser])
