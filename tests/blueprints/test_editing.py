"""Making and changing events."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask

from models import Account, Attendee, Event, InfoDay, Message, Organisation, Room
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
SIX = {
    "title": "Erasmus+ information day",
    "kind": "info-days",
    "starts_at": "2026-12-03T10:00",
    "ends_at": "2026-12-03T12:00",
    "place": "Blue Hall",
    "seats": "40",
}


def edit(staff: PageClient, event: Event, **fields: object) -> object:
    address = f"/{event.collection}/{event.slug}"
    form = staff.page(f"{address}/edit").select_one("#event-form")
    assert form is not None
    answer = staff.post(address, data={**filled_in(form), **fields})
    db.session.expire_all()
    return answer


def the_event() -> Event:
    return db.session.query(Event).one()


def problems(answer: object) -> list[str]:
    return [item.text for item in soup(answer).select(".error-summary li")]  # type: ignore[arg-type]


def test_six_fields_make_a_draft(staff: PageClient) -> None:
    answer = staff.submit("/info-days", SIX, form="#event-form", at="/info-days/new")

    event = the_event()
    assert (answer.status_code, answer.location) == (303, "/info-days/erasmus-information-day/edit")
    assert isinstance(event, InfoDay)
    assert (event.state, event.venue(), event.capacity) == ("draft", "Blue Hall", 40)
    assert event.starts_at == datetime(2026, 12, 3, 5, 0, tzinfo=UTC)
    assert event.title.missing(["en", "ru", "kk"]) == ["ru", "kk"]


def test_a_place_that_is_one_of_our_rooms_is_that_room(staff: PageClient, blue_hall: Room) -> None:
    staff.submit("/info-days", {**SIX, "place": "синий зал"}, form="#event-form", at="/info-days/new")

    assert the_event().room == blue_hall


def test_a_draft_that_makes_no_sense_keeps_what_was_typed(staff: PageClient) -> None:
    answer = staff.submit(
        "/info-days", {**SIX, "ends_at": "2026-12-03T09:00", "seats": "many"}, form="#event-form", at="/info-days/new"
    )

    assert answer.status_code == 422
    assert "The end must come after the start." in problems(answer)
    assert soup(answer).select_one("#title")["value"] == SIX["title"]
    assert soup(answer).select_one("#seats")["value"] == "many"
    assert db.session.query(Event).count() == 0


def test_dates_that_do_not_exist_are_refused_in_words(staff: PageClient) -> None:
    def sentence(**fields: str) -> list[str]:
        answer = staff.submit("/info-days", {**SIX, **fields}, form="#event-form", at="/info-days/new")
        assert answer.status_code == 422
        return problems(answer)

    assert sentence(starts_at="2026-02-30T10:00") == ["This is not a date and an hour that exist, such as 2026-12-03 10:00."]
    assert sentence(starts_at="0026-12-03T10:00") == ["The year must be between 1990 and 2100."]
    assert sentence(starts_at="") == ["Enter the date and hour of the start."]
    twice = sentence(starts_at="2024-02-29T23:30", ends_at="2024-03-01T02:00")
    assert twice == ["The clocks go back then: this hour comes twice. Choose another."]


def test_an_hour_that_a_zone_skips_is_refused(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()

    answer = edit(staff, event, timezone="Europe/Brussels", starts_at="2027-03-28T02:30", ends_at="2027-03-28T05:00")

    assert answer.status_code == 422
    assert problems(answer) == ["The clocks go forward then: this hour does not exist. Choose another."]


def test_the_long_form_saved_as_it_was_changes_nothing(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day(capacity=20)
    before = (event.slug, event.sequence, event.calendar_revised_at, event.title, event.starts_at, event.place.texts)

    answer = edit(staff, event)

    assert answer.status_code == 303
    assert (event.slug, event.sequence, event.calendar_revised_at, event.title, event.starts_at, event.place.texts) == before
    assert db.session.query(Message).count() == 0


def test_saving_reads_each_menu_once(staff: PageClient, make_info_day: MakeEvent, count_queries: Any) -> None:
    form = staff.page(f"/info-days/{make_info_day().slug}/edit").select_one("#event-form")
    assert form

    with count_queries() as statements:
        answer = staff.post(str(form["action"]), data={**filled_in(form), "starts_at": ""})

    assert answer.status_code == 422
    menus = ("programmes", "event_formats", "rooms")
    assert [sum(f"FROM {name}" in one and "ORDER BY" in one for one in statements) for name in menus] == [1, 1, 1]


def test_everything_an_event_has_can_be_said(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day(published=False)

    answer = edit(
        staff,
        event,
        **{
            "title-kk": "Басқаша",
            "summary-ru": "Кратко",
            "aim-en": "To explain",
            "description-en": "# Hello",
            "edition-en": "2027 call",
            "national_office_guest-en": "The coordinator",
            "mode": "hybrid",
            "online_link": "https://meet.example.org/a",
            "city": "Almaty",
            "host": "Narxoz University",
            "organisers": "International office\nNational Erasmus+ Office",
            "contact_email": "io@example.org",
            "audience": ["student", "teacher"],
            "languages_spoken": ["en", "kk"],
            "capacity": "30",
            "asks_phone": "y",
            "registration_closes_at": "2026-11-26T18:00",
            "agenda-0-row_id": "",
            "agenda-0-day": "2026-11-27",
            "agenda-0-starts": "10:00",
            "agenda-0-ends": "10:20",
            "agenda-0-kind": "welcome",
            "agenda-0-title-en": "Welcome",
            "agenda-0-speaker-en": "Rector",
            "agenda-0-place-en": "Stage",
            "guests-0-row_id": "",
            "guests-0-position-en": "Rector",
            "guests-0-organisation-en": "Narxoz",
            "guests-1-row_id": "",
            "guests-1-position-en": "Dean",
            "questions-0-row_id": "",
            "questions-0-kind": "choice",
            "questions-0-label-en": "Lunch?",
            "questions-0-options-en": "Meat\nFish",
            "questions-0-options-ru": "Мясо\nРыба",
            "questions-0-required": "y",
        },
    )

    assert answer.status_code == 303, problems(answer)
    assert isinstance(event, InfoDay)
    assert (event.title["kk"], event.summary["ru"], event.aim["en"], event.edition["en"]) == (
        "Басқаша",
        "Кратко",
        "To explain",
        "2027 call",
    )
    assert (event.mode, event.online_link, event.host and event.host.name["en"]) == (
        "hybrid",
        "https://meet.example.org/a",
        "Narxoz University",
    )
    assert [organiser.name["en"] for organiser in event.organisers] == ["International office", "National Erasmus+ Office"]
    assert (event.audience, event.languages_spoken, event.capacity, event.asks_phone) == (
        ["student", "teacher"],
        ["en", "kk"],
        30,
        True,
    )
    assert event.registration_closes_at == datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    [row] = event.agenda
    assert (row.starts_at, row.title["en"], row.speaker["en"], row.place["en"]) == (
        datetime(2026, 11, 27, 5, 0, tzinfo=UTC),
        "Welcome",
        "Rector",
        "Stage",
    )
    assert [guest.position["en"] for guest in event.guests] == ["Rector", "Dean"]
    [question] = event.questions
    assert question.options == [{"en": "Meat", "ru": "Мясо"}, {"en": "Fish", "ru": "Рыба"}]


def test_an_organisation_that_is_known_is_not_made_again(staff: PageClient, make_info_day: MakeEvent) -> None:
    db.session.add(Organisation(name=translated("ru", ru="Университет Нархоз", en="Narxoz University")))
    db.session.commit()

    edit(staff, make_info_day(), host="NARXOZ university")

    assert db.session.query(Organisation).count() == 1


def test_moving_writes_to_everybody_and_takes_the_agenda_along(
    staff: PageClient, make_info_day: MakeEvent, chiara: Attendee
) -> None:
    event = make_info_day(registration_closes_at=datetime(2026, 11, 26, 13, 0, tzinfo=UTC))
    edit(
        staff,
        event,
        **{
            "agenda-0-row_id": "",
            "agenda-0-day": "2026-11-27",
            "agenda-0-starts": "10:00",
            "agenda-0-kind": "welcome",
            "agenda-0-title-en": "Welcome",
        },
    )
    event.register(chiara, answers={})
    db.session.commit()

    edit(staff, event, **{"starts_at": "2026-11-30T10:00", "ends_at": "2026-11-30T12:00", "reason-en": "Snow"})

    assert event.starts_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert event.agenda[0].starts_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2026, 11, 29, 13, 0, tzinfo=UTC)
    assert (event.sequence, event.move_reason["en"]) == (2, "Snow")
    assert [message.occasion for message in db.session.query(Message).order_by(Message.id)] == ["confirmed", "moved"]


def test_a_row_added_while_a_one_day_event_moves_is_on_its_new_day(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()
    row = {"agenda-0-row_id": "", "agenda-0-day": "2026-11-27", "agenda-0-starts": "10:00", "agenda-0-kind": "welcome"}

    edit(staff, event, starts_at="2026-11-30T10:00", ends_at="2026-11-30T12:00", **row, **{"agenda-0-title-en": "Welcome"})

    assert [session.starts_at for session in event.agenda] == [datetime(2026, 11, 30, 5, 0, tzinfo=UTC)]


def test_another_place_is_told_to_everybody_once(
    staff: PageClient, make_info_day: MakeEvent, chiara: Attendee, blue_hall: Room
) -> None:
    event = make_info_day(place=translated("en", en="Small room"))
    event.register(chiara, answers={})
    db.session.commit()

    edit(staff, event, room=str(blue_hall.id), **{"place-en": ""})
    edit(staff, event)

    assert (event.venue("en"), event.sequence) == ("Blue Hall, Main Building", 2)
    assert [message.occasion for message in db.session.query(Message).order_by(Message.id)] == ["confirmed", "relocated"]


def test_a_name_of_old_can_be_taken_again(staff: PageClient, client: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()
    first = event.slug
    edit(staff, event, **{"title-en": "Another name"})
    assert client.get(f"/events/{first}").status_code == 301

    edit(staff, event, **{"title-en": "Erasmus+ information day"})

    assert event.slug == first
    assert client.get(f"/events/{first}").status_code == 200
    assert client.get("/events/another-name").location == f"/events/{first}"


def test_a_title_held_again_is_told_apart_by_the_year_then_the_month_then_by_chance(app: Flask, make_info_day: MakeEvent) -> None:
    first = make_info_day()
    march = datetime(2027, 3, 4, 5, 0, tzinfo=UTC)
    copies = [first.copy_to(march + timedelta(days=days)) for days in (0, 1, 2)]
    db.session.commit()

    assert [copy.slug for copy in copies[:2]] == [f"{first.slug}-2027", f"{first.slug}-2027-03"]
    assert re.fullmatch(rf"{first.slug}-[0-9a-f]{{8}}", copies[2].slug)
    for copy in copies:
        slug = copy.slug
        copy.revise({"title": copy.title.rewritten({"en": "Erasmus+: information day!"}, NOW)})
        assert copy.slug == slug


def test_a_year_in_the_title_is_not_said_twice(app: Flask, make_info_day: MakeEvent) -> None:
    first, second = (make_info_day(title=translated("en", en="Erasmus+ day 2026")) for _ in range(2))

    assert (first.slug, second.slug) == ("erasmus-day-2026", "erasmus-day-2026-11")


def test_a_year_that_was_another_events_address_is_not_taken(app: Flask, client: PageClient, make_info_day: MakeEvent) -> None:
    first, second = make_info_day(), make_info_day()
    once = second.slug
    second.revise({"title": translated("en", en="Another name")})
    third = make_info_day()
    db.session.commit()

    assert (once, third.slug) == (f"{first.slug}-2026", f"{first.slug}-2026-11")
    assert client.get(f"/events/{once}").location == "/events/another-name"


def test_more_seats_in_the_form_go_to_the_queue(
    staff: PageClient, make_info_day: MakeEvent, chiara: Attendee, bolat: Attendee
) -> None:
    event = make_info_day(capacity=1)
    _, waiting = (event.register(person, answers={}) for person in (chiara, bolat))
    db.session.commit()

    edit(staff, event, capacity="2")

    assert waiting.state == "confirmed"


def test_rows_are_arranged_without_javascript_and_nothing_typed_is_lost(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()
    edit(staff, event, **{"guests-0-row_id": "", "guests-0-name": "Second", "guests-1-row_id": "", "guests-1-name": "First"})

    answer = edit(staff, event, rows="guests-1-up", **{"title-en": "Being typed"})

    page: BeautifulSoup = soup(answer)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert [field["value"] for field in page.select("[name^=guests-][name$=-name]")] == ["First", "Second"]
    assert page.select_one("[name=title-en]")["value"] == "Being typed"
    assert event.title["en"] != "Being typed"

    staff.post(f"/info-days/{event.slug}", data={key: value for key, value in filled_in(page.select_one("#event-form")).items()})
    db.session.expire_all()
    assert [guest.name for guest in event.guests] == ["First", "Second"]


def test_a_row_can_be_added_and_taken_out(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()
    more = edit(staff, event, rows="questions-add")
    assert len(soup(more).select("#registration-fields .rows-item")) == 1  # type: ignore[arg-type]
    edit(staff, event, **{"guests-0-row_id": "", "guests-0-name": "Somebody"})
    assert len(event.guests) == 1

    edit(staff, event, **{"guests-0-remove": "y"})

    assert event.guests == []


def test_a_translation_older_than_its_source_is_marked_until_it_is_confirmed(staff: PageClient, make_info_day: MakeEvent) -> None:
    event = make_info_day()
    edit(staff, event, **{"title-en": "A new title"})

    marks = staff.page(f"/info-days/{event.slug}/edit").select("#title .pill-older")
    assert len(marks) == 2

    edit(staff, event, confirmed=["ru", "kk"])
    assert event.title.outdated(["en", "ru", "kk"]) == []


def test_a_missing_translation_does_not_block_publication(staff: PageClient, client: PageClient) -> None:
    staff.submit("/info-days", SIX, form="#event-form", at="/info-days/new")
    slug = the_event().slug
    assert client.get(f"/events/{slug}").status_code == 404

    answer = staff.submit(f"/events/{slug}/publication", {}, form="#staff-bar form", at=f"/events/{slug}")

    assert answer.status_code == 303
    assert client.get(f"/events/{slug}").status_code == 200


def test_what_is_missing_for_publication_is_named(staff: PageClient) -> None:
    staff.submit("/info-days", {**SIX, "place": ""}, form="#event-form", at="/info-days/new")
    slug = the_event().slug

    token = staff.page("/info-days/new").select_one("[name=csrf_token]")["value"]
    staff.post(f"/events/{slug}/publication", data={"csrf_token": token})

    db.session.expire_all()
    assert the_event().state == "draft"
    assert "the place, or the link where it is online" in staff.page(f"/events/{slug}").select_one("main").text


def test_calling_off_says_how_many_are_written_to(staff: PageClient, make_info_day: MakeEvent, chiara: Attendee) -> None:
    event = make_info_day()
    event.register(chiara, answers={})
    db.session.commit()
    address = f"/events/{event.slug}/cancellation"

    assert "1 person is written to" in staff.page(address).select_one("#call-off-form").text
    staff.submit(address, {"reason-en": "Illness"}, form="#call-off-form")

    db.session.expire_all()
    assert (event.state, event.cancellation_reason["en"], event.sequence) == ("cancelled", "Illness", 2)
    assert [message.occasion for message in db.session.query(Message).order_by(Message.id)] == ["confirmed", "event_cancelled"]


def test_a_copy_has_everything_but_the_people(staff: PageClient, make_info_day: MakeEvent, chiara: Attendee) -> None:
    event = make_info_day(
        registration_closes_at=datetime(2026, 11, 26, 13, 0, tzinfo=UTC), edition=translated("en", en="2027 call")
    )
    edit(
        staff,
        event,
        **{
            "agenda-0-row_id": "",
            "agenda-0-day": "2026-11-27",
            "agenda-0-starts": "10:00",
            "agenda-0-kind": "welcome",
            "agenda-0-title-en": "Welcome",
        },
    )
    event.register(chiara, answers={})
    db.session.commit()

    answer = staff.submit(f"/events/{event.slug}/copy", {"starts_at": "2027-11-26T10:00"}, form="#copy-form")

    assert answer.status_code == 303
    copy = db.session.query(InfoDay).filter(InfoDay.id != event.id).one()
    assert (copy.state, copy.title, copy.edition["en"], copy.seating.taken) == ("draft", event.title, "2027 call", 0)
    assert copy.agenda[0].starts_at == datetime(2027, 11, 26, 5, 0, tzinfo=UTC)
    assert copy.registration_closes_at == event.registration_closes_at + timedelta(days=364)
    assert copy.uid != event.uid and copy.slug != event.slug


def test_whoever_closes_the_door_stays_inside(staff: PageClient, organiser: Account, make_info_day: MakeEvent) -> None:
    event = make_info_day()

    edit(staff, event, visibility="restricted")

    assert event.team == [organiser]
    assert staff.get(f"/info-days/{event.slug}/edit").status_code == 200


def test_the_address_of_a_new_event_never_shows_that_a_restricted_one_has_its_name(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_info_day: MakeEvent
) -> None:
    name = translated("en", en="Minister of Energy")
    visit = make_info_day(title=name)
    edit(staff, visit, visibility="restricted")
    visit.team.clear()
    db.session.commit()
    drafted, late = (make_info_day(title=name, visibility="restricted") for _ in range(2))
    late.slug = "minister-of-energy-2026"  # as it was named before
    db.session.commit()

    first, second = (make_info_day(title=name) for _ in range(2))

    secret = re.compile(r"minister-of-energy(-2026)?-[0-9a-f]{8}")
    db.session.expire_all()
    assert [bool(secret.fullmatch(one.slug)) for one in (visit, drafted, late)] == [True] * 3
    assert (first.slug, second.slug) == ("minister-of-energy", "minister-of-energy-2026")
    assert client_of(admin).get(f"/events/{visit.slug}").status_code == 200
    assert staff.get(f"/events/{visit.slug}").status_code == 404


def test_the_old_address_of_a_closed_event_leads_its_team_alone_until_it_is_open_again(
    staff: PageClient, client: PageClient, make_info_day: MakeEvent
) -> None:
    event = make_info_day(title=translated("en", en="Minister of Energy"))

    edit(staff, event, visibility="restricted")
    closed = event.slug
    found = [one.get("/events/minister-of-energy").status_code for one in (staff, client)]
    edit(staff, event, visibility="public")

    assert re.fullmatch(r"minister-of-energy-[0-9a-f]{8}", closed)
    assert (found, event.slug) == ([301, 404], "minister-of-energy")
    assert client.get(f"/events/{closed}").location == "/events/minister-of-energy"


def test_only_staff_edit(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_info_day: MakeEvent
) -> None:
    event = make_info_day()
    faculty = client_of(host)

    for address in ("/info-days", "/info-days/new", f"/info-days/{event.slug}/edit", f"/events/{event.slug}/copy"):
        assert client.get(address).status_code == 302, address
        assert faculty.get(address).status_code == 403, address


def test_a_hostile_link_is_refused(staff: PageClient, make_info_day: MakeEvent) -> None:
    answer = edit(staff, make_info_day(), online_link="javascript:alert(1)")

    assert answer.status_code == 422
    assert problems(answer) == ["Enter a full address that begins with https://."]
