"""Whoever does something at an event hears of it, sees it on the desk, and can be reached."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, AgendaSession, Attendee, Delegation, Event, Message, Part, Person
from models.letter import Letter
from models.recipients import Recipients
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
START = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)


def person(name: str, **more: Any) -> Person:
    made = Person(name=translated("en", en=name), **more)
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def laura(app: Flask) -> Person:
    return person("Laura Paluanova", email="laura@example.org", languages=["en"], phone="+7 701 000 00 02")


def grants() -> AgendaSession:
    return AgendaSession(
        starts_at=START + timedelta(minutes=15), ends_at=START + timedelta(hours=1), title=translated("en", en="Grants")
    )


def told(*occasions: str) -> list[tuple[str, str]]:
    found = select(Message.occasion, Message.to).where(Message.occasion.in_(occasions)).order_by(Message.id)
    return [tuple(row) for row in db.session.execute(found)]  # type: ignore[misc]


def parts_told() -> list[tuple[str, str]]:
    return told("part_given", "part_taken")


def test_a_lecturer_sees_what_they_do_and_whom_to_ask(
    client_of: Any, host: Account, make_event: MakeEvent, laura: Person
) -> None:
    laura.account, row = host, grants()
    event = make_event(agenda=[row], contact_name="Madina", contact_email="madina@example.org")
    event.assign(laura, "speaker", row=row)
    make_event(published=False, title=translated("en", en="Not yet")).assign(laura, "host")
    make_event(starts_at=NOW - timedelta(days=3)).assign(laura, "host")
    lecturer = client_of(host)

    shown = lecturer.page("/desk").select("#your-parts li")

    assert [" ".join(one.text.split()) for one in shown] == [
        "27 November, 10:15 Speaker Erasmus+ information day Grants Blue Hall Contact: Madina madina@example.org"
    ]
    line = lecturer.page(f"/events/{event.slug}").select_one("#your-parts")
    assert line and line.text.strip() == "Your part: Speaker, 10:15, Grants"


def test_staff_see_their_parts_and_others_see_none(
    staff: PageClient, organiser: Account, client_of: Any, host: Account, make_event: MakeEvent
) -> None:
    event = make_event()
    event.assign(person("Madina Serik", account=organiser), "staff")
    db.session.commit()

    assert [link["href"] for link in staff.page("/desk").select("#your-parts li a")] == [f"/events/{event.slug}"]
    for address in ("/desk", f"/events/{event.slug}"):
        assert client_of(host).page(address).select("#your-parts") == []


def test_the_desks_parts_are_one_question(
    app: Flask, host: Account, make_event: MakeEvent, laura: Person, count_queries: Any
) -> None:
    laura.account = host
    for number in range(3):
        row = grants()
        make_event(agenda=[row]).assign(laura, "speaker", row=row if number else None)
    db.session.commit()
    db.session.expire_all()
    number, zone = host.id, host.email
    db.session.expunge_all()
    account = db.session.get(Account, number)
    assert account and account.email == zone

    with count_queries() as statements:
        said = [(part.event.title, part.starts_at, part.venue, part.session and part.session.title, part.event.contact_name)
                for part in Part.coming_of(account)]  # fmt: skip

    assert (len(said), len(statements)) == (3, 1)


def test_whoever_is_given_a_part_hears_of_it_and_of_losing_it_and_of_having_it_again(
    make_event: MakeEvent, laura: Person, post_office: PostOffice, work: Callable[[], None]
) -> None:
    row = grants()
    event = make_event(agenda=[row])
    part = event.assign(laura, "speaker", row=row)
    event.assign(laura, "speaker", row=row)
    db.session.commit()
    work()
    event.release(part)
    db.session.commit()
    work()
    event.assign(laura, "host")
    db.session.commit()
    work()

    address = "laura@example.org"
    assert parts_told() == [("part_given", address), ("part_taken", address), ("part_given", address)]
    assert [mail["Subject"] for mail in post_office.mails] == [
        "You have a part: Erasmus+ information day", "No longer your part: Erasmus+ information day",
        "You have a part: Erasmus+ information day",
    ]  # fmt: skip
    texts = [mail.get_body(("plain",)).get_content() for mail in post_office.mails]
    assert ["Speaker, 10:15, Grants." in text for text in texts] == [True, True, False]
    assert ["/seen/" in text for text in texts] == [True] * 3


def test_whoever_had_parts_in_rows_that_were_taken_out_hears_of_it_once_by_name_and_hour(
    staff: PageClient, make_event: MakeEvent, laura: Person, post_office: PostOffice, work: Callable[[], None]
) -> None:
    rows = [grants(), AgendaSession(starts_at=START + timedelta(hours=1), title=translated("en", en="Mobility"))]
    coffee = AgendaSession(starts_at=START + timedelta(hours=2), title=translated("en", en="Coffee"))
    event = make_event(agenda=[*rows, coffee])
    for row in rows:
        event.assign(laura, "speaker", row=row)
    work()
    assert parts_told() == [("part_given", "laura@example.org")] * 2

    out = {"agenda-0-remove": "y", "agenda-1-remove": "y"}
    assert staff.submit(f"/info-days/{event.slug}/edit", out, form="#event-form").status_code == 303
    work()

    db.session.expire_all()
    assert ([row.title["en"] for row in event.agenda], event.parts) == (["Coffee"], [])
    assert parts_told()[2:] == [("part_taken", "laura@example.org")]
    text = " ".join(post_office.mails[-1].get_body(("plain",)).get_content().split())
    assert "You do not have this part in the event any more: Speaker, 10:15, Grants; Speaker, 11:00, Mobility." in text


def test_a_part_in_a_draft_is_told_once_to_each_when_it_is_published(make_event: MakeEvent, laura: Person) -> None:
    event = make_event(published=False)
    event.assign(laura, "speaker")
    event.assign(laura, "host")
    event.assign(person("No Address"), "driver")
    db.session.commit()
    assert parts_told() == []

    event.publish()
    db.session.commit()

    assert parts_told() == [("part_given", "laura@example.org")]


@pytest.mark.parametrize("state", ["over", "cancelled"])
def test_nobody_is_written_to_about_what_is_over_or_called_off(make_event: MakeEvent, laura: Person, state: str) -> None:
    event = make_event(starts_at=NOW - timedelta(days=3) if state == "over" else START)
    if state == "cancelled":
        event.cancel(translated("en", en="Snow"))
    event.assign(laura, "speaker")
    db.session.commit()

    assert parts_told() == []


def test_both_sides_of_a_replacement_hear_of_it_once(staff: PageClient, make_event: MakeEvent, laura: Person) -> None:
    event, other = make_event(), person("Daniyar Akhmet", email="daniyar@example.org")
    event.assign(laura, "speaker")
    event.assign(laura, "host")
    event.assign(other, "host")
    db.session.commit()
    before = len(parts_told())

    done = staff.submit(f"/people/{laura.id}/replacement", {"name": "Daniyar Akhmet"}, form="#replacement-form")

    assert done.status_code == 303
    assert parts_told()[before:] == [("part_taken", "laura@example.org"), ("part_given", "daniyar@example.org")]
    assert [(part.person, part.role) for part in event.parts] == [(other, "speaker"), (other, "host")]


def test_the_people_page_says_who_has_confirmed_and_who_has_no_address(
    staff: PageClient, make_event: MakeEvent, laura: Person
) -> None:
    event, unreachable = make_event(), person("No Address")
    other = person("Daniyar Akhmet", email="daniyar@example.org")
    for one in (laura, other, unreachable):
        event.assign(one, "speaker")
    db.session.scalars(select(Message).where(Message.person_id == laura.id)).one().note_seen()
    db.session.commit()

    page = staff.page(f"/events/{event.slug}/people")

    assert [cell.text.strip() for cell in page.select("#parts td[data-label='Knows of it']")] == [
        "has confirmed", "not yet", "not written to"
    ]  # fmt: skip
    link = page.select("#parts td[data-label=Contact]")[2].select_one("a")
    assert link and (link["href"], link.text) == (f"/people/{unreachable.id}/edit", "no address: No Address")
    event.move(START + timedelta(days=1), START + timedelta(days=1, hours=2))
    db.session.commit()
    assert staff.page(f"/events/{event.slug}/people").select("#parts td[data-label='Knows of it']")[0].text.strip() == "not yet"


def test_a_mail_goes_to_the_account_of_who_has_no_address_of_their_own(make_event: MakeEvent, host: Account) -> None:
    event, yerlan = make_event(), person("Yerlan Omarov", account=host)
    event.assign(yerlan, "speaker")
    db.session.commit()

    assert (parts_told(), yerlan.address) == ([("part_given", "yerlan@example.org")], "yerlan@example.org")
    assert (event.concerned.people, Recipients(event).numbers) == (1, {"speaker": 1})
    assert [one.email for one in Recipients(event).of(["speaker"])] == ["yerlan@example.org"]
    host.close()
    db.session.commit()
    assert (yerlan.address, event.concerned.people, Recipients(event).of(["speaker"])) == ("", 0, [])
    yerlan.revise({"email": "own@example.org"})
    db.session.commit()
    assert (yerlan.address, event.concerned.people) == ("own@example.org", 1)


@pytest.mark.parametrize("typed", ["Палаунова", "Лаура Палаунова", "paluanowa laura", "Laura Paluanva"])
def test_a_slip_offers_those_called_alike(staff: PageClient, make_event: MakeEvent, laura: Person, typed: str) -> None:
    person("Saule Nurlanova")
    event = make_event()
    address = f"/events/{event.slug}/people"

    asked = staff.submit(address, {"name": typed, "role": "speaker"}, form="#part-form")
    form = soup(asked).select_one("#part-form")
    assert form and (asked.status_code, event.parts) == (422, [])
    assert [label.text.strip() for label in form.select("#alike label")] == ["Laura Paluanova"]
    order = [one["name"] for one in form.select("[name=alike], [name=is_new]")]
    assert order == ["alike", "is_new"]
    chosen = staff.post(address, data={**filled_in(form), "alike": str(laura.id)})

    db.session.refresh(event)
    assert (chosen.status_code, [part.person for part in event.parts]) == (303, [laura])


def test_nobody_is_offered_for_a_name_like_no_other(staff: PageClient, make_event: MakeEvent, laura: Person) -> None:
    event = make_event()
    address = f"/events/{event.slug}/people"
    form = filled_in(soup(staff.get(address)).select_one("#part-form"))  # type: ignore[arg-type]

    for typed, alike in (("Wolfgang Amadeus", ""), ("Saule Ivanova", str(laura.id)), ("??", "x")):
        asked = staff.post(address, data={**form, "name": typed, "alike": alike})
        assert (asked.status_code, soup(asked).select("#alike"), event.parts) == (422, [], [])


def test_a_slip_in_who_comes_instead_offers_those_called_alike(staff: PageClient, make_event: MakeEvent, laura: Person) -> None:
    event, rector = make_event(), person("Saule Nurlanova")
    event.assign(rector, "host")
    db.session.commit()
    address = f"/people/{rector.id}/replacement"

    asked = staff.submit(address, {"name": "Палаунова"}, form="#replacement-form")
    form = soup(asked).select_one("#replacement-form")
    assert form and [label.text.strip() for label in form.select("#alike label")] == ["Laura Paluanova"]
    staff.post(address, data={**filled_in(form), "alike": str(laura.id)})

    db.session.refresh(event)
    assert [part.person for part in event.parts] == [laura]


def test_a_colleagues_duty_and_name_go_with_their_work(
    staff: PageClient, organiser: Account, admin: Account, make_event: MakeEvent
) -> None:
    mine, theirs = person("Madina Serik", account=organiser), person("Aigul Omarova", account=admin)
    event = make_event(team=[organiser], contact_name="MADINA")
    event.assign(mine, "staff")
    elsewhere = make_event(starts_at=START + timedelta(days=9))
    elsewhere.assign(mine, "staff")
    db.session.commit()

    assert staff.submit("/handover", {"to": str(admin.id)}, form="#handover-form").status_code == 303

    for one in (event, elsewhere):
        db.session.refresh(one)
    assert [[part.person for part in one.parts] for one in (event, elsewhere)] == [[theirs], [mine]]
    assert (event.team, event.contact_name) == ([admin], "Aigul")


def test_who_takes_over_while_on_duty_elsewhere_is_not_booked_in_silence(
    staff: PageClient, organiser: Account, admin: Account, make_event: MakeEvent
) -> None:
    mine, theirs = person("Madina Serik", account=organiser), person("Aigul Omarova", account=admin)
    event, busy = make_event(team=[organiser]), make_event()
    event.assign(mine, "interpreter")
    busy.assign(theirs, "speaker")
    db.session.commit()

    refused = staff.submit("/handover", {"to": str(admin.id)}, form="#handover-form")

    assert (refused.status_code, [part.person for part in event.parts]) == (409, [mine])


def test_papers_without_events_are_those_of_the_record(
    staff: PageClient, client_of: Any, admin: Account, make_event: MakeEvent, laura: Person
) -> None:
    rector = person("Saule Nurlanova")
    event, secret, past = (
        make_event(),
        make_event(Delegation, visibility="restricted"),
        make_event(starts_at=NOW - timedelta(days=3)),
    )
    for one in (event, secret, past):
        one.assign(rector, "host")
        one.replace(rector, laura)
    make_event().assign(laura, "host")
    db.session.commit()

    def papers(client: PageClient) -> set[str]:
        return {str(link["href"]) for link in client.page(f"/people/{laura.id}/papers").select("section h2 a")}

    assert papers(client_of(admin)) == {f"/events/{event.slug}", f"/events/{secret.slug}"}
    assert papers(staff) == {f"/events/{event.slug}"}
    event.replace(laura, rector)
    db.session.commit()
    assert papers(staff) == set()


def test_who_has_not_confirmed_is_called_first(staff: PageClient, make_event: MakeEvent, laura: Person, bolat: Attendee) -> None:
    event = make_event()
    event.register(replace(bolat, phone="+7 701 000 00 09"), answers={})
    event.assign(laura, "speaker")
    event.assign(person("Aaron First", email="aaron@example.org", phone="+7 701 000 00 03"), "host")
    db.session.flush()
    Letter.send(event, translated("en", en="Bring a passport"), translated("en", en="So."), ["registered"], asks_to_confirm=True)
    db.session.scalars(select(Message).where(Message.to == "aaron@example.org")).one().note_seen()
    db.session.commit()

    rows = staff.page(f"/events/{event.slug}/reach").select("#told li")

    assert [next((str(link["href"]) for link in row.select("a")), "") for row in rows][-1] == ""
    assert {str(link["href"]) for row in rows[:2] for link in row.select("a")} == {"tel:+77010000002", "tel:+77010000009"}


def test_an_interpreter_may_work_between_all_languages_that_people_speak(staff: PageClient, make_event: MakeEvent) -> None:
    def offered(address: str, field: str) -> list[str]:
        return [str(box["value"]) for box in staff.page(address).select(f"#{field} input")]

    assert offered(f"/events/{make_event().slug}/people", "languages") == offered("/people/new", "interprets") != []
