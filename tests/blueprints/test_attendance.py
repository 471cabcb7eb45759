"""Staff's side of registrations: the list, one of them, adding, cancelling, the door, the sheet, the files."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import select

from models import Account, Activity, Attendee, Conference, Event, Message, Registration, RegistrationQuestion
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, soup
from tests.statements import counted_statements

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
LIST = "/events/erasmus-information-day/registrations"
DOOR = "/events/erasmus-information-day/attendance"
ADDING = "/events/erasmus-information-day/attendees/new"


@pytest.fixture
def info_day(make_info_day: MakeEvent) -> Event:
    """Two seats, and four questions of which one has to be answered."""
    info_day = make_info_day(asks_phone=True)
    info_day.capacity = 2
    info_day.questions = [
        RegistrationQuestion(
            position=0,
            kind="choice",
            required=True,
            label=translated("en", en="Level", ru="Уровень"),
            options=[{"en": "Bachelor"}, {"en": "Master", "ru": "Магистратура"}],
        ),
        RegistrationQuestion(
            position=1, kind="many", label=translated("en", en="Topics"), options=[{"en": "Study"}, {"en": "Work"}]
        ),
        RegistrationQuestion(position=2, kind="yes_no", label=translated("en", en="Been abroad?")),
        RegistrationQuestion(position=3, kind="text", label=translated("en", en="Your idea")),
    ]
    db.session.commit()
    return info_day


@pytest.fixture
def seated(info_day: Event, bolat: Attendee) -> Registration:
    return join(info_day, bolat)


def join(event: Event, attendee: Attendee, **answers: Any) -> Registration:
    registration = event.register(attendee, answers=answers)
    db.session.commit()
    return registration


def person(name: str, **more: Any) -> Attendee:
    return Attendee(name, more.pop("email", ""), **more)


def names(page: BeautifulSoup) -> list[str]:
    return [cell.get_text(strip=True) for cell in page.select("#registrations tbody th")]


def row_of(page: BeautifulSoup, registration: Registration) -> str:
    row = page.select_one(f"#registration-{registration.id}")
    assert row is not None
    return row.get_text(" ", strip=True)


def counts(page: BeautifulSoup) -> list[str]:
    return [number.get_text(strip=True) for number in page.select("#counts dd")]


def said(page: BeautifulSoup) -> list[str]:
    return [notice.get_text(" ", strip=True) for notice in page.select("#flashes .notice")]


# ---- The list ----


def test_the_list_shows_who_holds_a_seat_who_waits_and_who_has_left(
    staff: PageClient, info_day: Event, seated: Registration, chiara: Attendee, dana: Attendee
) -> None:
    gone, waiting = join(info_day, chiara), join(info_day, dana)
    last = join(info_day, person("Timur", audience="guest", organisation="KIMEP", phone="+7 701"))
    gone.cancel()
    db.session.commit()

    page = staff.page(LIST)

    assert names(page) == ["Болат Ахметов", "Chiara Rossi", "Дана Серикова", "Timur"]
    assert row_of(page, seated).startswith("Болат Ахметов bolat@example.org Student Faculty of Law Confirmed Check in")
    assert row_of(page, gone) == "Chiara Rossi chiara@example.org Teacher University of Padua Cancelled"
    assert "Confirmed" in row_of(page, waiting)
    assert row_of(page, last).startswith("Timur +7 701 Guest KIMEP Waiting, number 1 Check in")
    assert counts(page) == ["2 of 2", "0", "1", "0"]


def test_places_in_the_queue_are_those_of_everybody_who_waits_not_of_the_page(staff: PageClient, info_day: Event) -> None:
    made = [join(info_day, person(f"Guest {number}")) for number in range(6)]

    page = staff.page(LIST, query_string={"q": "Guest 5"})

    assert names(page) == ["Guest 5"]
    assert "Waiting, number 4" in row_of(page, made[5])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bolat", "Болат Ахметов"),
        ("БОЛАТ", "Болат Ахметов"),
        ("akhmetov bol", "Болат Ахметов"),
        ("Кьяра", ""),
        ("chiara", "Chiara Rossi"),
        ("padua rossi", "Chiara Rossi"),
        ("rector", "Дана Серикова"),
        ("ANNA.SMITTH@example.org", "Ann"),
        ("100%", ""),
        ("_", ""),
        ("!!!", ""),
    ],
)
def test_search_is_deaf_to_case_and_script(
    staff: PageClient,
    info_day: Event,
    seated: Registration,
    chiara: Attendee,
    dana: Attendee,
    typed: str,
    found: str,
) -> None:
    for attendee in (chiara, dana, person("Ann", email="anna.smitth@example.org")):
        join(info_day, attendee)

    assert names(staff.page(LIST, query_string={"q": typed})) == ([found] if found else [])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Ann", "Zoe", "Max", "Kim"]),
        ({"state": "confirmed"}, ["Ann", "Max"]),
        ({"state": "waiting"}, ["Kim"]),
        ({"state": "cancelled"}, ["Zoe"]),
        ({"audience": "teacher"}, ["Max"]),
        ({"came": "yes"}, ["Ann"]),
        ({"came": "no"}, ["Zoe", "Max", "Kim"]),
        ({"online": "yes"}, ["Kim"]),
        ({"online": "no"}, ["Ann", "Zoe", "Max"]),
        ({"needs": "yes"}, ["Max"]),
        ({"order": "name"}, ["Ann", "Kim", "Max", "Zoe"]),
        ({"state": "confirmed", "came": "no"}, ["Max"]),
        ({"state": "nonsense", "audience": "<b>", "came": "2", "order": "'", "page": "-1"}, ["Ann", "Zoe", "Max", "Kim"]),
        ({"page": "9" * 30}, ["Ann", "Zoe", "Max", "Kim"]),
        ({"q": "\x07"}, ["Ann", "Zoe", "Max", "Kim"]),
    ],
)
@pytest.mark.databases("sqlite", "postgresql")
def test_filters_narrow_the_list_and_nonsense_filters_nothing(
    staff: PageClient, info_day: Event, filters: dict[str, str], found: list[str]
) -> None:
    ann, zoe, *_others = [
        join(info_day, person("Ann")),
        join(info_day, person("Zoe")),
        join(info_day, person("Max", audience="teacher", needs="A ramp")),
        join(info_day, person("Kim", attends_online=True)),
    ]
    zoe.cancel()
    ann.check_in()
    db.session.commit()

    assert names(staff.page(LIST, query_string=filters)) == found


def test_names_are_sorted_as_the_kazakh_alphabet_has_them(staff: PageClient, info_day: Event) -> None:
    for name in ("Болат", "Әсел", "Айгүл", "Zoe", "Қанат", "Кенже"):
        join(info_day, person(name))

    assert names(staff.page(LIST, query_string={"order": "name"})) == ["Айгүл", "Әсел", "Болат", "Кенже", "Қанат", "Zoe"]


def test_fifty_are_shown_at_a_time_and_a_page_beyond_the_last_is_the_last(staff: PageClient, info_day: Event) -> None:
    info_day.capacity = None
    for number in range(53):
        info_day.register(person(f"Guest {number:02}"), answers={})
    db.session.commit()

    first, second, beyond = (staff.page(LIST, query_string={"page": number, "q": "guest"}) for number in (1, 2, 40))

    assert len(names(first)) == 50
    assert names(second) == names(beyond) == ["Guest 50", "Guest 51", "Guest 52"]
    assert "53 registrations" in first.select_one("#registrations .count").text
    assert first.select_one("a[rel=next]")["href"] == f"{LIST}?q=guest&page=2"


def test_the_list_asks_the_database_as_often_for_thirty_as_for_three(staff: PageClient, info_day: Event) -> None:
    def asked_with(people: int) -> int:
        for number in range(info_day.seating.taken + info_day.seating.queued, people):
            join(info_day, person(f"Guest {number}", needs="A ramp"), **{info_day.questions[0].key: "1"})
        db.session.expire_all()
        with counted_statements() as asked:
            assert len(names(staff.page(LIST))) == people
        return len(asked)

    assert asked_with(3) == asked_with(30)


def test_names_and_answers_are_text_and_never_html(staff: PageClient, info_day: Event) -> None:
    text = info_day.questions[3].key
    made = join(info_day, person("<script>alert(1)</script>", organisation="<b>x</b>"), **{text: "<img src=x>"})

    for address in (LIST, f"{LIST}/{made.id}", f"{LIST}/{made.id}/cancellation", DOOR, f"{DOOR}/sheet"):
        body = staff.get(address).get_data(as_text=True)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
        assert not any(raw in body for raw in ("<script>alert", "<b>x</b>", "<img src=x>"))


def test_answers_stand_in_the_readers_words_and_needs_say_when_they_are_deleted(staff: PageClient, info_day: Event) -> None:
    level, topics, abroad, idea = (question.key for question in info_day.questions)
    made = join(info_day, person("Ann", needs="A ramp"), **{level: "1", topics: ["0", "1"], abroad: "no", idea: "Bees"})

    for address in (LIST, f"{LIST}/{made.id}"):
        pairs = staff.page(address).select_one(f"#answers-{made.id}")
        assert [term.text for term in pairs.select("dt")] == ["Level", "Topics", "Been abroad?", "Your idea", "Needs"]
        assert [answer.get_text(" ", strip=True) for answer in pairs.select("dd")] == [
            "Master",
            "Study, Work",
            "No",
            "Bees",
            "A ramp Seen only by those who run this event. Deleted on 27 December 2026.",
        ]


def test_an_empty_list_says_what_to_do_and_a_filtered_one_how_to_see_everybody(staff: PageClient, info_day: Event) -> None:
    assert "Nobody has registered yet." in staff.page(LIST).select_one("#registrations .empty").text
    nobody = staff.page(LIST, query_string={"q": "nobody"}).select_one("#registrations .empty")
    assert "Nobody matches these filters." in nobody.text
    assert nobody.select_one("a")["href"] == LIST


def test_htmx_gets_the_list_alone(staff: PageClient, seated: Registration) -> None:
    for address, identity in ((LIST, "registrations"), (DOOR, "arrivals"), (ADDING, "attendee-form")):
        answer = staff.fragment(address)
        assert roots(answer.get_data(as_text=True)) == [identity]
        assert "HX-Request-Type" in ", ".join(answer.headers.getlist("Vary"))


def roots(html: str) -> list[str]:
    """The ids of what a fragment has at its top; a page inside has none."""
    assert "<html" not in html
    parsed = BeautifulSoup(f"<template>{html}</template>", "html.parser").template
    assert parsed is not None
    return [str(piece.get("id")) for piece in parsed.find_all(recursive=False)]


# ---- One registration ----


def test_one_registration_is_shown_whole_with_the_state_of_its_mails(
    staff: PageClient, seated: Registration, info_day: Event
) -> None:
    seated.notify("reminder")
    db.session.commit()
    confirmation, reminder = db.session.scalars(select(Message).order_by(Message.id)).all()
    confirmation.delivered()
    reminder.refuse("550 no such user")
    db.session.commit()

    page = staff.page(f"{LIST}/{seated.id}")

    assert page.h1.text == "Болат Ахметов"
    mails = [mail.get_text(" ", strip=True) for mail in page.select("#mails li")]
    assert [mail.split(" 20 November")[0] for mail in mails] == ["Registration confirmed", "Reminder"]
    assert [mail.split("11:00 ")[1] for mail in mails] == ["Sent", "Not delivered 550 no such user"]


def test_the_working_link_is_never_shown(staff: PageClient, seated: Registration) -> None:
    addresses = (LIST, f"{LIST}/{seated.id}", f"{LIST}/{seated.id}/cancellation", DOOR, f"{DOOR}/sheet", f"{LIST}.csv")

    for address in addresses:
        body = staff.get(address, buffered=True).get_data(as_text=True)
        assert "Болат" in body
        assert "/registrations/" + seated.token not in body
        assert seated.nonce not in body


def test_the_link_is_mailed_again_but_not_twice_in_ten_minutes(staff: PageClient, seated: Registration) -> None:
    page = f"{LIST}/{seated.id}"

    first = staff.submit(page, {}, form="#mails form")
    assert (first.status_code, first.location) == (303, page)
    assert said(staff.page(page)) == ["The link is on its way to bolat@example.org."]
    staff.submit(page, {}, form="#mails form")

    assert said(staff.page(page))[0].startswith("Nothing was mailed")
    assert [message.occasion for message in db.session.scalars(select(Message).order_by(Message.id))] == ["confirmed", "link"]


def test_who_has_no_address_is_told_of_no_mail_and_gets_none(staff: PageClient, info_day: Event) -> None:
    made = join(info_day, person("Ann"))
    page = staff.page(f"{LIST}/{made.id}")
    assert not page.select("#mails form")
    assert "None: no mails are sent" in page.main.text

    post(staff, f"{LIST}/{made.id}/link")

    assert said(staff.page(LIST))[0].startswith("Nothing was mailed")
    assert db.session.scalars(select(Message)).all() == []


def test_a_registration_of_another_event_is_not_found_here(staff: PageClient, info_day: Event, make_event: MakeEvent) -> None:
    other = join(make_event(title=translated("en", en="Another day")), person("Ann"))
    assert staff.get(f"/events/another-day/registrations/{other.id}").status_code == 200

    for number in (other.id, 999, 2_147_483_648):
        assert staff.get(f"{LIST}/{number}").status_code == 404
        for action in ("attendance", "absence", "cancellation", "link"):
            assert post(staff, f"{LIST}/{number}/{action}").status_code == 404


def post(client: PageClient, address: str, *, key_from: str = DOOR, fragment: bool = False, **data: Any) -> Any:
    """Send just a key, as the one-click buttons do."""
    form = client.page(LIST if "events/erasmus" not in key_from else key_from).select_one("input[name=csrf_token]")
    sent = {"csrf_token": form["value"], **data}
    return client.fragment(address, "POST", data=sent) if fragment else client.post(address, data=sent)


# ---- Adding somebody ----


def test_somebody_without_an_address_is_added_by_name_alone(staff: PageClient, info_day: Event) -> None:
    answer = staff.submit(ADDING, {"name": "  Апа\u200b Гүлнұр "}, form="#attendee-form")

    made = db.session.scalars(select(Registration)).one()
    assert (answer.status_code, answer.location) == (303, f"{LIST}#registration-{made.id}")
    assert (made.name, made.email, made.state, made.consented_at, made.attended) == ("Апа Гүлнұр", None, "confirmed", None, False)
    assert db.session.scalars(select(Message)).all() == []
    assert said(staff.page(LIST)) == ["Апа Гүлнұр has a seat."]
    assert db.session.scalars(select(Activity.actor_name).where(Activity.verb == "registered")).all() == ["Madina"]


def test_everything_the_form_takes_is_kept(staff: PageClient, info_day: Event) -> None:
    level, topics, abroad, idea = (question.key for question in info_day.questions)
    typed = {
        "name": "Ann", "email": "Ann@Example.org", "audience": "teacher", "organisation": "KIMEP", "phone": "+7 701",
        "language": "ru", "needs": "A ramp", level: "0", topics: ["1"], abroad: "yes", idea: "Bees",
    }  # fmt: skip

    staff.submit(ADDING, typed, form="#attendee-form")

    made = db.session.scalars(select(Registration)).one()
    kept = (made.name, made.email_key, made.audience, made.organisation, made.phone, made.language, made.needs)
    assert kept == ("Ann", "ann@example.org", "teacher", "KIMEP", "+7 701", "ru", "A ramp")
    assert made.answers == {level: "0", topics: ["1"], abroad: "yes", idea: "Bees"}
    assert db.session.scalars(select(Message.occasion)).all() == ["confirmed"]


def test_staff_need_not_answer_what_attendees_must(staff: PageClient, info_day: Event) -> None:
    assert info_day.questions[0].required

    staff.submit(ADDING, {"name": "Ann"}, form="#attendee-form")

    assert db.session.scalars(select(Registration.answers)).one() == {}


def test_whoever_is_added_to_a_full_event_waits(staff: PageClient, info_day: Event, bolat: Attendee, chiara: Attendee) -> None:
    for attendee in (bolat, chiara):
        join(info_day, attendee)
    assert "number 1 on the waiting list" in staff.page(ADDING).select_one("#attendee-form .hint").text

    staff.submit(ADDING, {"name": "Ann"}, form="#attendee-form")

    assert said(staff.page(LIST)) == ["Ann is number 1 on the waiting list."]
    assert info_day.seating.taken == 2


def test_staff_add_people_after_registration_has_closed(staff: PageClient, info_day: Event) -> None:
    info_day.registration_closes_at = NOW - timedelta(days=1)
    db.session.commit()
    assert not info_day.open_for_registration

    staff.submit(ADDING, {"name": "Ann"}, form="#attendee-form")

    assert [registration.name for registration in info_day.confirmed] == ["Ann"]


def test_an_address_that_holds_a_place_is_refused_with_a_sentence_beside_it(
    staff: PageClient, info_day: Event, seated: Registration
) -> None:
    answer = staff.submit(ADDING, {"name": "Ann", "email": "BOLAT@example.org", "needs": "A ramp"}, form="#attendee-form")
    page = soup(answer)

    assert answer.status_code == 409
    assert "This address holds a place already, under the name Болат Ахметов." in page.select_one("#email-error").text
    assert page.select_one(f"#attendee-form a[href='{LIST}/{seated.id}']")
    assert (page.select_one("#name")["value"], page.select_one("#needs").text.strip()) == ("Ann", "A ramp")
    assert db.session.scalars(select(Registration.name)).all() == ["Болат Ахметов"]


def test_the_same_form_sent_twice_adds_one_person_and_two_forms_two(staff: PageClient, info_day: Event) -> None:
    form = {field["name"]: field["value"] for field in staff.page(ADDING).select("#attendee-form input[type=hidden]")}

    for _ in range(2):
        staff.post(ADDING.removesuffix("/new"), data={**form, "name": "Ann", "language": "en"})
    assert db.session.scalars(select(Registration.name)).all() == ["Ann"]

    staff.submit(ADDING, {"name": "Ann"}, form="#attendee-form")
    assert db.session.scalars(select(Registration.name)).all() == ["Ann", "Ann"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b\u2060"),
        ("name", "x" * 121),
        ("name", "A\x00nn"),
        ("name", "A\nnn"),
        ("email", "ann"),
        ("email", "annа@example.org"),
        ("email", f"{'x' * 250}@example.org"),
        ("audience", "emperor"),
        ("organisation", "x" * 201),
        ("phone", "1" * 41),
        ("language", "xx"),
        ("needs", "x" * 1001),
        ("needs", "\x07"),
        ("level", "7"),
        ("topics", "9"),
        ("abroad", "perhaps"),
        ("idea", "x" * 1001),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    staff: PageClient, info_day: Event, field: str, typed: str
) -> None:
    keys = dict(zip(("level", "topics", "abroad", "idea"), (question.key for question in info_day.questions), strict=True))
    name = keys.get(field, field)
    answer = staff.submit(ADDING, {"name": "Ann", "organisation": "KIMEP", name: typed}, form="#attendee-form")
    page = soup(answer)

    assert answer.status_code == 422
    assert page.select_one(f"#{name}-error p").text.strip()
    assert [link["href"].split("-")[0] for link in page.select("#error-summary a")] == [f"#{name}"]
    assert page.title.text.startswith("Error:")
    if name != "organisation":
        assert page.select_one("#organisation")["value"] == "KIMEP"
    assert db.session.scalars(select(Registration)).all() == []


def test_htmx_gets_the_form_with_its_errors_or_is_sent_back_to_the_list(staff: PageClient, info_day: Event) -> None:
    address, token = ADDING.removesuffix("/new"), staff.page(ADDING).select_one("input[name=csrf_token]")["value"]

    refused = staff.fragment(address, "POST", data={"csrf_token": token, "name": "", "language": "en"})
    assert (refused.status_code, roots(refused.get_data(as_text=True))) == (422, ["attendee-form"])
    added = staff.fragment(address, "POST", data={"csrf_token": token, "name": "Ann", "language": "en"})

    made = db.session.scalars(select(Registration)).one()
    assert added.headers["HX-Redirect"] == f"{LIST}#registration-{made.id}"


def test_nobody_is_added_to_a_draft_or_a_cancelled_event(staff: PageClient, info_day: Event, make_event: MakeEvent) -> None:
    form = {field["name"]: field["value"] for field in staff.page(ADDING).select("#attendee-form input[type=hidden]")}
    make_event(title=translated("en", en="A draft"), published=False)
    info_day.cancel(translated("en", en="Snow"))
    db.session.commit()

    for slug in ("erasmus-information-day", "a-draft"):
        page = staff.page(f"/events/{slug}/attendees/new")
        assert not page.select("#attendee-form")
        assert "Nobody can be added" in page.main.text
        assert staff.post(f"/events/{slug}/attendees", data={**form, "name": "Ann", "language": "en"}).status_code == 409
    assert db.session.scalars(select(Registration)).all() == []


def test_a_hybrid_event_asks_how_somebody_attends(staff: PageClient, make_event: MakeEvent) -> None:
    make_event(title=translated("en", en="Both ways"), mode="hybrid", online_link="https://meet.example.org/x")

    staff.submit("/events/both-ways/attendees/new", {"name": "Ann", "attends_online": "y"}, form="#attendee-form")

    assert db.session.scalars(select(Registration.attends_online)).all() == [True]


# ---- Cancelling ----


def test_a_cancelled_seat_goes_to_the_head_of_the_queue_after_a_question(
    staff: PageClient, info_day: Event, seated: Registration, chiara: Attendee, dana: Attendee
) -> None:
    join(info_day, chiara)
    first = join(info_day, dana)
    join(info_day, person("Timur"))
    asking = f"{LIST}/{seated.id}/cancellation?q=b&state=confirmed"
    page = staff.page(asking)
    assert "The seat goes to Дана Серикова, who is first in the queue." in page.main.text
    assert "We mail this to bolat@example.org." in page.main.text
    assert seated.confirmed

    answer = staff.submit(asking, {}, form="main form[method=post]")

    assert (answer.status_code, answer.location) == (303, f"{LIST}?q=b&state=confirmed#registration-{seated.id}")
    db.session.expire_all()
    assert (seated.state, first.state) == ("cancelled", "confirmed")
    assert said(staff.page(LIST)) == [
        "The registration of Болат Ахметов is cancelled.",
        "The seat went to Дана Серикова, who was first in the queue.",
    ]
    occasions = db.session.scalars(select(Message.occasion).order_by(Message.id)).all()
    assert occasions == ["confirmed", "confirmed", "waiting", "cancelled", "seat_given"]


def test_cancelling_twice_changes_nothing_more(staff: PageClient, info_day: Event, seated: Registration) -> None:
    address = f"{LIST}/{seated.id}/cancellation"
    answers = [post(staff, address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert db.session.scalars(select(Activity.verb).where(Activity.verb == "cancelled")).all() == ["cancelled"]
    assert "It is cancelled already." in staff.page(address).main.text


def test_registrations_of_an_event_that_is_over_stay_as_they_are(
    staff: PageClient, info_day: Event, seated: Registration
) -> None:
    address = f"{LIST}/{seated.id}/cancellation"
    with clock.standing_at(NOW + timedelta(days=30)):
        assert not staff.page(address).select("main form[method=post] .btn-danger")
        answer = post(staff, address)

    assert answer.status_code == 409
    assert "The event is over or cancelled" in soup(answer).text
    assert seated.confirmed


# ---- Who came ----


def test_one_click_notes_that_somebody_came_and_another_takes_it_back(
    staff: PageClient, info_day: Event, seated: Registration
) -> None:
    where = f"{LIST}?q=bolat&came=no"

    came = staff.submit(where, {}, form=f"#mark-{seated.id}")
    assert (came.status_code, came.location) == (303, f"{where}#registration-{seated.id}")
    db.session.expire_all()
    assert seated.attended_at == NOW
    assert counts(staff.page(LIST)) == ["1 of 2", "1", "0", "1"]

    undone = staff.submit(f"{LIST}?order=name", {}, form=f"#mark-{seated.id}")
    assert undone.location == f"{LIST}?order=name#registration-{seated.id}"
    db.session.expire_all()
    assert seated.attended_at is None
    verbs = db.session.scalars(select(Activity.verb).where(Activity.actor_name == "Madina").order_by(Activity.id)).all()
    assert verbs == ["checked_in", "undid_check_in"]


@pytest.mark.parametrize(("at", "kind"), [("", "tr"), ("?at=door", "li")])
def test_htmx_gets_just_the_row_and_the_counts_beside_it(staff: PageClient, seated: Registration, at: str, kind: str) -> None:
    answer = post(staff, f"{LIST}/{seated.id}/attendance{at}", fragment=True)

    html = answer.get_data(as_text=True)
    assert roots(html) == [f"registration-{seated.id}", "counts"]
    assert html.lstrip().startswith(f"<{kind} ")
    assert 'id="counts" hx-swap-oob="true"' in html
    assert "Undo" in html


def test_a_cancelled_registration_cannot_come(staff: PageClient, info_day: Event, seated: Registration) -> None:
    seated.cancel()
    db.session.commit()

    answer = post(staff, f"{LIST}/{seated.id}/attendance")

    assert answer.status_code == 409
    assert "Add the person anew" in soup(answer).text
    assert not seated.attended


def test_a_click_without_the_forms_key_is_refused(staff: PageClient, seated: Registration) -> None:
    for action in ("attendance", "absence", "cancellation", "link"):
        assert staff.post(f"{LIST}/{seated.id}/{action}").status_code == 400
    assert staff.post(ADDING.removesuffix("/new"), data={"name": "Ann"}).status_code == 400

    db.session.expire_all()
    assert (seated.attended, seated.state) == (False, "confirmed")


def test_the_door_lists_who_is_expected_by_name_with_a_button_each(
    staff: PageClient, info_day: Event, seated: Registration, chiara: Attendee
) -> None:
    gone = join(info_day, person("Zoe"))
    gone.cancel()
    for attendee in (chiara, person("Әсел"), person("Айгүл")):
        join(info_day, attendee)

    page = staff.page(DOOR)

    assert [name.text for name in page.select("#arrivals b")] == ["Айгүл", "Әсел", "Болат Ахметов", "Chiara Rossi"]
    assert len(page.select("#arrivals form[method=post] button")) == 4
    assert [name.text for name in staff.page(DOOR, query_string={"q": "asel"}).select("#arrivals b")] == ["Әсел"]


def test_checking_in_at_the_door_leads_back_to_the_door(staff: PageClient, seated: Registration) -> None:
    answer = staff.submit(f"{DOOR}?q=bol", {}, form=f"#mark-{seated.id}")

    assert answer.location == f"{DOOR}?q=bol#registration-{seated.id}"
    assert "Came at 11:00" in staff.page(DOOR).select_one(f"#registration-{seated.id}").text


def test_whoever_walks_in_is_added_and_marked_at_once(staff: PageClient, info_day: Event) -> None:
    answer = staff.submit(f"{ADDING}?at=door", {"name": "Ann"}, form="#attendee-form")

    made = db.session.scalars(select(Registration)).one()
    assert made.attended
    assert answer.location == f"{DOOR}#registration-{made.id}"


# ---- The sheet ----


def test_the_sheet_has_those_with_a_seat_in_the_room_by_name_and_empty_rows(
    staff: PageClient, info_day: Event, bolat: Attendee
) -> None:
    info_day.capacity = 3
    db.session.commit()
    for attendee in (bolat, person("Айгүл", organisation="KIMEP"), person("Online", attends_online=True), person("Waits")):
        join(info_day, attendee)

    page = staff.page(f"{DOOR}/sheet")

    rows = [[cell.get_text(strip=True) for cell in row.select("td, th")] for row in page.select("tbody tr")]
    assert rows[:3] == [["1", "Айгүл", "KIMEP", ""], ["2", "Болат Ахметов", "Faculty of Law", ""], ["3", "", "", ""]]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 15)]
    assert [head.text for head in page.select("thead th")] == ["№", "Name", "Faculty or organisation", "Signature"]
    assert page.h1.text == "Erasmus+ information day"
    assert "27 November 2026, 10:00–12:00" in page.select_one("dl").text
    assert "Blue Hall" in page.select_one("dl").text


# ---- Files ----


def read(client: PageClient, address: str, **arguments: str) -> list[list[str]]:
    answer = client.get(address, query_string=arguments, buffered=True)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "text/csv", "no-store")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_csv_has_everybody_with_times_of_the_events_zone_and_each_question(
    staff: PageClient, info_day: Event, chiara: Attendee
) -> None:
    level, topics, abroad, idea = (question.key for question in info_day.questions)
    ann = join(
        info_day,
        person("Ann", email="ann@example.org", audience="student", organisation="KIMEP", phone="8 701", needs="A ramp"),
        **{level: "1", topics: ["0", "1"], abroad: "yes", idea: "Bees"},
    )
    ann.check_in()
    join(info_day, chiara).cancel()
    join(info_day, person("Zoe", language="kk"))
    join(info_day, person("Max"))
    db.session.commit()

    head, *rows = read(staff, f"{LIST}.csv")

    assert head == [
        "Name", "E-mail", "Audience", "Organisation", "Phone", "Language", "State", "Place in the queue",
        "Registered (Asia/Almaty)", "Came (Asia/Almaty)", "Level", "Topics", "Been abroad?", "Your idea",
    ]  # fmt: skip
    now = "2026-11-20 11:00"
    answers = ["Master", "Study, Work", "Yes", "Bees"]
    assert rows == [
        ["Ann", "ann@example.org", "Student", "KIMEP", "8 701", "English", "Confirmed", "", now, now, *answers],
        ["Chiara Rossi", "chiara@example.org", "Teacher", "University of Padua", "", "English", "Cancelled", "", now, *[""] * 5],
        ["Zoe", "", "", "", "", "Қазақша", "Confirmed", "", now, *[""] * 5],
        ["Max", "", "", "", "", "English", "Waiting list", "1", now, *[""] * 5],
    ]  # fmt: skip


@pytest.mark.parametrize("formula", ["=cmd()", "+1", "-1", "@x", "＝1"])
def test_a_formula_in_a_name_is_text_in_both_files(staff: PageClient, info_day: Event, formula: str) -> None:
    idea = info_day.questions[3].key
    join(info_day, person(formula, organisation=formula, phone=formula), **{idea: formula})

    cells = read(staff, f"{LIST}.csv")[1]
    assert [cells[0], cells[3], cells[4], cells[-1]] == [f"'{formula}"] * 4

    book = load_workbook(BytesIO(staff.get(f"{LIST}.xlsx", buffered=True).data))
    row = book.active[2]
    assert [(row[place].value, row[place].data_type) for place in (0, 3, 4, 13)] == [(formula, "s")] * 4


def test_the_xlsx_has_the_same_columns_and_a_heading_in_the_readers_language(staff: PageClient, info_day: Event) -> None:
    join(info_day, person("Ann", attends_online=True))
    answer = staff.get(f"{LIST}.xlsx", buffered=True)

    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == "attachment; filename=erasmus-information-day-registrations.xlsx"
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[1]] == read(staff, f"{LIST}.csv")[0]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet["I2"].value == datetime(2026, 11, 20, 11, 0)
    assert load_workbook(BytesIO(staff.get(f"{LIST}.xlsx?lang=ru", buffered=True).data)).active["K1"].value == "Уровень"


def test_files_take_the_filters_and_the_order_of_the_list(staff: PageClient, info_day: Event) -> None:
    for name in ("Zoe", "Ann", "Max"):
        join(info_day, person(name))

    assert [row[0] for row in read(staff, f"{LIST}.csv", state="confirmed", order="name")[1:]] == ["Ann", "Zoe"]
    assert [row[0] for row in read(staff, f"{LIST}.csv", q="max", page="7")[1:]] == ["Max"]
    links = staff.page(LIST, query_string={"state": "confirmed", "q": "a"}).select("#registrations a[download]")
    assert [link["href"] for link in links] == [f"{LIST}.xlsx?q=a&state=confirmed", f"{LIST}.csv?q=a&state=confirmed"]


def test_a_long_list_is_fetched_in_parts_with_as_many_questions_as_a_short_one(staff: PageClient, info_day: Event) -> None:
    info_day.capacity = None
    db.session.commit()

    def asked_with(people: int) -> int:
        for number in range(info_day.seating.taken, people):
            info_day.register(person(f"Guest {number}"), answers={})
        db.session.commit()
        db.session.expire_all()
        with counted_statements() as asked:
            assert len(read(staff, f"{LIST}.csv")) == people + 1
        return len(asked)

    assert asked_with(3) == asked_with(30)


# ---- Who may ----


PAGES = (LIST, f"{LIST}/1", f"{LIST}/1/cancellation", f"{LIST}.csv", f"{LIST}.xlsx", ADDING, DOOR, f"{DOOR}/sheet")
ACTIONS = (f"{LIST}/1/attendance", f"{LIST}/1/absence", f"{LIST}/1/cancellation", f"{LIST}/1/link", ADDING.removesuffix("/new"))


def test_an_outsider_is_sent_to_sign_in(app: Any, staff: PageClient, client: PageClient, seated: Registration) -> None:
    assert [staff.get(page, buffered=True).status_code for page in PAGES] == [200] * len(PAGES)
    app.config["WTF_CSRF_ENABLED"] = False

    for answer in [*map(client.get, PAGES), *map(client.post, ACTIONS)]:
        assert answer.status_code == 302
        assert urlsplit(answer.location).path == "/login"
        assert "Болат" not in answer.get_data(as_text=True)
    assert (seated.attended, seated.state) == (False, "confirmed")


def test_a_lecturer_sees_the_event_but_not_who_comes(app: Any, client_of: ClientOf, host: Account, seated: Registration) -> None:
    lecturer = client_of(host)
    app.config["WTF_CSRF_ENABLED"] = False
    assert lecturer.get("/events/erasmus-information-day").status_code == 200

    answers = [*map(lecturer.get, PAGES), *map(lecturer.post, ACTIONS)]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert not any("Болат" in answer.get_data(as_text=True) for answer in answers)


def test_a_restricted_event_exists_for_its_team_alone(
    app: Any, client_of: ClientOf, staff: PageClient, organiser: Account, admin: Account, host: Account, info_day: Event,
    seated: Registration,
) -> None:  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    assert "Болат" in staff.get(LIST).get_data(as_text=True)
    info_day.visibility = "restricted"
    db.session.commit()

    for reader in (staff, client_of(host)):
        answers = [*map(reader.get, PAGES), *map(reader.post, ACTIONS)]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert "Болат" in client_of(admin).get(LIST).get_data(as_text=True)
    info_day.team = [organiser]
    db.session.commit()
    assert "Болат" in staff.get(LIST).get_data(as_text=True)


def test_an_expired_sign_in_does_not_put_a_page_into_the_list(client: PageClient, seated: Registration) -> None:
    answer = client.fragment(LIST)

    assert urlsplit(answer.headers["HX-Redirect"]).path == "/login"
    assert answer.get_data(as_text=True) == ""


def test_a_renamed_event_is_found_under_its_new_address(staff: PageClient, info_day: Event) -> None:
    info_day.revise({"title": translated("en", en="Erasmus+ open day")})
    db.session.commit()

    answer = staff.get(f"{LIST}.csv?state=waiting")

    assert (answer.status_code, answer.location) == (301, "/events/erasmus-open-day/registrations.csv?state=waiting")


def test_every_kind_of_event_has_its_registrations_run_the_same_way(staff: PageClient, make_event: MakeEvent) -> None:
    make_event(Conference, title=translated("en", en="Science week"))

    staff.submit("/events/science-week/attendees/new", {"name": "Ann"}, form="#attendee-form")

    page = staff.page("/events/science-week/registrations")
    assert names(page) == ["Ann"]
    tabs = {tab.get_text(strip=True): tab["href"] for tab in page.select(".tabs a")}
    assert tabs == {
        "Event": "/events/science-week",
        "Edit": "/conferences/science-week/edit",
        "People": "/events/science-week/people",
        "Registrations": "/events/science-week/registrations",
        "Attendance": "/events/science-week/attendance",
        "Letters": "/events/science-week/letters",
        "Share": "/events/science-week/share",
    }
    assert [tab.get_text(strip=True) for tab in page.select(".tabs a[aria-current]")] == ["Registrations"]
