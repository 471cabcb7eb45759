"""Calendars of one's own over HTTP: who gets one, what programs fetch, and what nobody else ever sees."""

import json
import logging
import re
import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from models import Account, Attendee, Delegation, Event, Message, Office, Room
from models.confirmed_address import ConfirmedAddress
from models.personal_feed import PersonalFeed
from models.unguessable import digest
from support import clock
from support.db import db
from support.settings import changed, use
from tests.calendars import lines, make_programme, seen
from tests.page_client import PageClient, soup
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
Work = Callable[[], None]
PAGE = "/calendars/personal"
LINK = re.compile(rf"http://localhost({PAGE}/links/\S+)")
VERBS = ("", "/address", "/revocation")


@pytest.fixture
def ours(office: Office) -> Office:
    """The office of a university whose addresses end in uni.example."""
    office.revise({"mail_domains": ["uni.example"]})
    db.session.commit()
    return office


@pytest.fixture
def lecturer(client_of: ClientOf, host: Account) -> PageClient:
    """A browser in which a lecturer is signed in."""
    return client_of(host)


@pytest.fixture
def asel(client: PageClient, ours: Office, post_office: PostOffice, work: Work) -> PageClient:
    """A browser of somebody without an account, who has confirmed an address of the university."""
    confirm(client, "asel@uni.example", post_office, work)
    return client


def confirm(client: PageClient, email: str, post_office: PostOffice, work: Work) -> str:
    """Ask, open the mailed link and say yes; the link."""
    ask(client, email)
    work()
    link = mailed_link(post_office, email)
    assert client.submit(link, {}, form="form.card").location == PAGE
    return link


def ask(client: PageClient, email: str) -> TestResponse:
    return client.submit(PAGE, {"email": email}, form="form.card")


def mailed_link(post_office: PostOffice, email: str) -> str:
    body = post_office.to(email)[-1].get_body(("plain",))
    assert body
    found = LINK.search(body.get_content())
    assert found
    return found[1]


def make(client: PageClient, purpose: str = "university", **typed: object) -> str:
    """The path of a new feed, made as a browser would."""
    response = client.submit(PAGE, typed, at=f"{PAGE}/new?purpose={purpose}", form="form.card")
    assert response.status_code == 200
    return path_of(response)


def path_of(response: TestResponse) -> str:
    """The path in the address that is shown."""
    shown = soup(response).select_one("#address input")
    assert shown
    return str(shown["value"]).removeprefix("http://localhost")


def only() -> PersonalFeed:
    db.session.expire_all()
    return db.session.scalars(select(PersonalFeed)).one()


def uids(client: PageClient, path: str) -> set[str]:
    response = client.get(path)
    assert response.status_code == 200
    return set(seen(response.data))


def titles(page: BeautifulSoup, selector: str) -> list[str]:
    return [link.text.strip() for link in page.select(selector)]


def csrf(client: PageClient) -> str:
    field = client.page(PAGE).select_one("input[name=csrf_token]")
    assert field
    return str(field["value"])


# --- with an account --------------------------------------------------------------------------


def test_a_lecturer_makes_a_calendar_and_fetches_it_without_signing_in(
    client: PageClient, lecturer: PageClient, make_event: MakeEvent
) -> None:
    inside, public = make_event(visibility="university"), make_event()
    make_event(Delegation, visibility="restricted")
    assert lecturer.page("/account").select_one(f'main a[href="{PAGE}"]')

    path = make(lecturer, name="At the university")

    assert re.fullmatch(rf"{PAGE}/[\w-]{{43}}\.ics", path)
    assert uids(client, path) == {inside.uid, public.uid}
    assert titles(lecturer.page(PAGE), "#mine a") == ["At the university"]


def test_the_address_is_shown_once_with_every_way_into_a_program(lecturer: PageClient) -> None:
    response = lecturer.submit(PAGE, {}, at=f"{PAGE}/new?purpose=university", form="form.card")
    path, page = path_of(response), soup(response)

    ways = [str(link["href"]) for link in page.select("#ways a")]
    assert f"webcal://localhost{path}" in ways
    assert len(ways) == 4
    assert page.select(".qr svg")
    for later in (PAGE, f"{PAGE}/{only().id}"):
        assert path not in lecturer.get(later).text


def test_a_form_sent_twice_makes_one_calendar_at_one_address(lecturer: PageClient) -> None:
    page = lecturer.page(f"{PAGE}/new?purpose=university")
    typed = {str(field["name"]): str(field.get("value", "")) for field in page.select("form.card input")}

    first, second = (lecturer.post(PAGE, data={**typed, "language": "en", "alarm": ""}) for _ in range(2))

    assert path_of(first) == path_of(second)
    assert only().name == "Events for the university"


def test_a_token_that_we_did_not_seal_is_refused(lecturer: PageClient) -> None:
    weak = {"sealed": "weak", "purpose": "university", "name": "Mine", "language": "en", "alarm": ""}
    assert lecturer.post(PAGE, data={**weak, "csrf_token": csrf_of(lecturer)}).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(PersonalFeed)) == 0


def csrf_of(client: PageClient) -> str:
    field = client.page(f"{PAGE}/new?purpose=university").select_one("input[name=csrf_token]")
    assert field
    return str(field["value"])


def test_what_was_typed_is_still_there_when_something_is_missing(lecturer: PageClient) -> None:
    make_programme()

    response = lecturer.submit(PAGE, {"name": "My calls", "alarm": "1d"}, at=f"{PAGE}/new?purpose=deadlines", form="form.card")

    page = soup(response)
    assert response.status_code == 422
    assert [item.text for item in page.select(".error-summary li")] == ["Choose at least one."]
    assert page.select_one("#name")["value"] == "My calls"  # type: ignore[index]
    assert page.select_one("#alarm option[selected]")["value"] == "1d"  # type: ignore[index]


def test_faculty_are_offered_nothing_of_the_offices(lecturer: PageClient, staff: PageClient, blue_hall: Room) -> None:
    assert len(titles(staff.page(PAGE), "#more a")) == 6
    assert titles(lecturer.page(PAGE), "#more a") == [
        "My registrations", "What I host and do", "Deadlines of my programmes", "Events for the university",
    ]  # fmt: skip
    for purpose in ("office", "room", "nothing", ""):
        assert lecturer.get(f"{PAGE}/new?purpose={purpose}").status_code == 404
    assert staff.get(f"{PAGE}/new?purpose=office").status_code == 200


def test_a_rooms_calendar_is_made_for_its_door(
    client: PageClient, staff: PageClient, blue_hall: Room, make_event: MakeEvent
) -> None:
    make_event(Delegation, visibility="restricted", room=blue_hall)

    path = make(staff, "room", name="Blue Hall's door", room=str(blue_hall.id))

    (entry,) = seen(client.get(path).data).values()
    assert entry.summary == "Busy"


@pytest.mark.parametrize(
    ("alarm", "rings"), [("", []), ("1h", ["TRIGGER:-PT1H"]), ("1d", ["TRIGGER:-P1D"]), ("1w", ["TRIGGER:-P7D"])]
)
def test_its_settings_change_what_is_in_it_at_the_same_address(
    client: PageClient, lecturer: PageClient, make_event: MakeEvent, alarm: str, rings: list[str]
) -> None:
    make_event()
    path = make(lecturer)
    assert [entry.summary for entry in seen(client.get(path).data).values()] == ["Erasmus+ information day"]

    here = f"{PAGE}/{only().id}"
    response = lecturer.submit(here, {"name": "Моя", "language": "ru", "alarm": alarm}, form=f'form[action="{here}"]')

    assert (response.status_code, response.location) == (303, here)
    content = client.get(path).data
    assert [entry.summary for entry in seen(content).values()] == ["Информационный день Erasmus+"]
    assert [line for line in lines(content) if line.startswith("TRIGGER")] == rings
    assert "NAME:Моя" in lines(content)


# --- a mailbox without an account -------------------------------------------------------------


def test_a_lecturer_without_an_account_confirms_a_mailbox_and_sees_what_is_for_the_university(
    asel: PageClient, make_event: MakeEvent
) -> None:
    inside, public = make_event(visibility="university"), make_event()
    make_event(Delegation, visibility="restricted")

    page = asel.page(PAGE)
    path = make(asel)

    assert page.select_one(".lead").text == "asel@uni.example"  # type: ignore[union-attr]
    assert uids(asel, path) == {inside.uid, public.uid}


def test_an_address_of_elsewhere_gets_its_registrations_and_deadlines_alone(
    client: PageClient, ours: Office, post_office: PostOffice, work: Work, make_event: MakeEvent, chiara: Attendee
) -> None:
    event = make_event(visibility="university")
    event.register(chiara, answers={})
    confirm(client, chiara.email, post_office, work)

    assert titles(client.page(PAGE), "#more a") == ["My registrations", "Deadlines of my programmes"]
    assert client.get(f"{PAGE}/new?purpose=university").status_code == 404
    assert uids(client, make(client, "registrations")) == {event.uid}


def test_looking_at_the_mailed_link_confirms_nothing(
    client: PageClient, ours: Office, post_office: PostOffice, work: Work
) -> None:
    ask(client, "asel@uni.example")
    work()
    link = mailed_link(post_office, "asel@uni.example")

    assert [client.get(link).status_code for _ in range(2)] == [200, 200]

    assert db.session.scalars(select(ConfirmedAddress.confirmed_at)).all() == [None]
    assert client.page(PAGE).h1.text == "Calendars of your own"  # type: ignore[union-attr]


def test_a_link_works_once(client: PageClient, app: Flask, ours: Office, post_office: PostOffice, work: Work) -> None:
    link = confirm(client, "asel@uni.example", post_office, work)
    another: Any = app.test_client()
    token = csrf(another)

    assert another.get(link).status_code == 404
    assert another.post(link, data={"csrf_token": token}).status_code == 404
    assert another.get(f"{PAGE}/new?purpose=university").location == f"{PAGE}?purpose=university"


def test_a_link_works_for_a_day(client: PageClient, ours: Office, post_office: PostOffice, work: Work) -> None:
    ask(client, "asel@uni.example")
    work()
    link = mailed_link(post_office, "asel@uni.example")
    assert client.get(link).status_code == 200

    with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
        token = csrf(client)
        assert client.get(link).status_code == 404
        assert client.post(link, data={"csrf_token": token}).status_code == 404
    for made_up in ("nonsense", link.rpartition("/")[2][:-2] + "xx"):
        assert client.get(f"{PAGE}/links/{made_up}").status_code == 404


def test_nobody_learns_whether_an_address_is_known(asel: PageClient, app: Flask, host: Account) -> None:
    stranger: Any = app.test_client()

    answers = [ask(stranger, email) for email in ("asel@uni.example", host.email, "nobody@elsewhere.example")]

    assert {(answer.status_code, answer.location, answer.text) for answer in answers} == {(303, f"{PAGE}/sent", answers[0].text)}
    assert stranger.page(f"{PAGE}/sent").h1.text == "Look into your mailbox"


def test_a_mailbox_gets_a_link_every_ten_minutes_and_five_a_day(client: PageClient, app: Flask) -> None:
    def number() -> int:
        return db.session.scalar(select(func.count()).select_from(Message)) or 0

    ask(client, "victim@elsewhere.example")
    ask(client, "Victim@Elsewhere.example")
    assert number() == 1

    for minutes in range(11, 120, 11):
        with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
            ask(client, "victim@elsewhere.example")

    assert number() == 5
    with clock.standing_at(clock.now() + timedelta(days=2)):
        ask(client, "victim@elsewhere.example")
        assert number() == 6


def test_a_network_may_ask_for_so_many_links_an_hour(client: PageClient, app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    token = csrf(client)

    answers = [
        client.post(f"{PAGE}/addresses", data={"csrf_token": token, "email": f"somebody{number}@elsewhere.example"})
        for number in range(61)
    ]

    assert {answer.status_code for answer in answers[:60]} == {303}
    assert answers[60].status_code == 429
    assert answers[60].headers["Retry-After"]


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "сергей@uni.example", "x" * 260 + "@uni.example"])
def test_what_is_no_address_is_said_beside_the_field(client: PageClient, typed: str) -> None:
    response = ask(client, typed)

    assert response.status_code == 422
    assert len(soup(response).select(".error-summary li")) == 1
    assert soup(response).select_one("#email")["value"] == typed  # type: ignore[index]
    assert db.session.scalar(select(func.count()).select_from(ConfirmedAddress)) == 0


def test_a_browser_is_let_in_for_twelve_hours(asel: PageClient) -> None:
    assert asel.get(f"{PAGE}/new?purpose=university").status_code == 200

    with clock.standing_at(clock.now() + timedelta(hours=13)):
        assert asel.get(f"{PAGE}/new?purpose=university").location == f"{PAGE}?purpose=university"


def test_whoever_leaves_is_not_let_in_and_the_calendar_goes_on(asel: PageClient, make_event: MakeEvent) -> None:
    make_event()
    path = make(asel)

    asel.submit(PAGE, {}, form=f'form[action="{PAGE}/leaving"]')

    assert asel.page(PAGE).h1.text == "Calendars of your own"  # type: ignore[union-attr]
    assert len(uids(asel, path)) == 1


def test_whoever_deletes_everything_is_forgotten(asel: PageClient) -> None:
    path = make(asel)
    assert asel.get(path).status_code == 200

    asel.submit(PAGE, {}, form=f'form[action="{PAGE}/removal"]')

    assert asel.get(path).status_code == 404
    assert [db.session.scalars(select(kind.id)).all() for kind in (ConfirmedAddress, PersonalFeed, Message)] == [[], [], []]


def test_the_outbox_shows_no_working_link(asel: PageClient, staff: PageClient, post_office: PostOffice) -> None:
    ask(asel.application.test_client(), "other@uni.example")  # type: ignore[arg-type]
    number = db.session.scalars(select(Message.id).where(Message.to == "other@uni.example")).one()

    shown = staff.get(f"/outbox/{number}").text

    assert f"{PAGE}/links/…" in shown
    assert re.findall(rf"{PAGE}/links/[\w.-]+", shown) == []


def test_an_account_has_what_its_mailbox_had_before(asel: PageClient, client_of: ClientOf) -> None:
    make(asel, name="From before")
    account = Account(email="asel@uni.example", name="Asel", role="faculty", password="unusable")
    db.session.add(account)
    db.session.commit()

    assert titles(client_of(account).page(PAGE), "#mine a") == ["From before"]


# --- nobody else's ----------------------------------------------------------------------------


def test_others_calendars_are_not_there(lecturer: PageClient, staff: PageClient, asel: PageClient) -> None:
    make(lecturer)
    number, name = only().id, only().name
    assert lecturer.get(f"{PAGE}/{number}").status_code == 200

    for other in (staff, asel):
        field = other.page(f"{PAGE}/new?purpose=university").select_one("form.card input[name=csrf_token]")
        assert field
        assert other.get(f"{PAGE}/{number}").status_code == 404
        for verb in VERBS:
            data = {"csrf_token": field["value"], "address-sealed": PersonalFeed.new_token(), "name": "Taken", "language": "en"}
            assert other.post(f"{PAGE}/{number}{verb}", data=data).status_code == 404
    assert (only().name, only().revoked_at) == (name, None)


def test_strangers_are_asked_who_they_are(client: PageClient, lecturer: PageClient) -> None:
    make(lecturer)
    number, token = only().id, csrf(client)

    assert client.get(f"{PAGE}/new?purpose=university").location == f"{PAGE}?purpose=university"
    assert client.get(f"{PAGE}/{number}").location == PAGE
    for verb in VERBS:
        assert client.post(f"{PAGE}/{number}{verb}", data={"csrf_token": token}).location == PAGE
    assert only().revoked_at is None


def test_a_screen_that_staff_left_is_asked_again(staff: PageClient) -> None:
    make(staff)
    number = only().id
    use(changed(idle_minutes=15))

    with clock.standing_at(clock.now() + timedelta(hours=1)):
        for page in (PAGE, f"{PAGE}/{number}"):
            assert urlsplit(staff.get(page).location).path == "/verify"


def test_a_revoked_calendar_is_gone_like_one_that_never_was(client: PageClient, lecturer: PageClient) -> None:
    kept, path = make(lecturer, name="Kept"), make(lecturer, name="Ended")
    assert [client.get(address).status_code for address in (kept, path, path)] == [200] * 3
    ended = db.session.scalars(select(PersonalFeed.id).where(PersonalFeed.name == "Ended")).one()

    lecturer.submit(f"{PAGE}/{ended}", {}, form="#revocation form")

    made_up = f"{PAGE}/{secrets.token_urlsafe(32)}.ics"
    gone, unknown = client.get(path), client.get(made_up)
    assert (gone.status_code, unknown.status_code, client.get(kept).status_code) == (404, 404, 200)
    assert gone.text.replace(path, "") == unknown.text.replace(made_up, "")
    assert titles(lecturer.page(PAGE), "#mine a") == ["Kept"]
    assert lecturer.get(f"{PAGE}/{ended}").status_code == 404


def test_with_a_new_address_the_old_one_leads_nowhere(client: PageClient, lecturer: PageClient) -> None:
    old = make(lecturer)
    assert [client.get(old).status_code for _ in range(3)] == [200] * 3
    here = f"{PAGE}/{only().id}"

    new = path_of(lecturer.submit(here, {}, form=f'form[action="{here}/address"]'))

    assert [client.get(address).status_code for address in (old, new)] == [404, 200]


def test_a_closed_account_loses_its_calendars_at_once(
    client: PageClient, lecturer: PageClient, host: Account, admin: Account
) -> None:
    path = make(lecturer)
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3

    host.close()
    db.session.commit()
    assert [client.get(path.replace(".ics", suffix)).status_code for suffix in (".ics", ".json", ".atom")] == [404] * 3

    host.reopen()
    db.session.commit()
    assert client.get(path).status_code == 200


def test_whose_account_is_closed_does_not_come_back_by_the_mailbox(asel: PageClient, admin: Account) -> None:
    path = make(asel)
    assert [asel.get(path).status_code for _ in range(3)] == [200] * 3
    account = Account(email="asel@uni.example", name="Asel", role="faculty", password="unusable")
    db.session.add(account)
    db.session.commit()
    assert asel.get(path).status_code == 200

    account.close()
    db.session.commit()

    assert asel.get(path).status_code == 404
    assert asel.get(f"{PAGE}/new?purpose=university").location == f"{PAGE}?purpose=university"


def test_whoever_leaves_the_team_loses_the_visit_in_the_program_too(
    client: PageClient, staff: PageClient, organiser: Account, make_event: MakeEvent
) -> None:
    visit = make_event(Delegation, visibility="restricted", team=[organiser])
    path = make(staff, "hosting")
    assert [uids(client, path) for _ in range(3)] == [{visit.uid}] * 3

    visit.revise({"team": []})
    db.session.commit()

    assert uids(client, path) == set()


# --- what programs get ------------------------------------------------------------------------


def test_a_fetch_says_that_it_is_private_and_sets_no_cookie(
    client: PageClient, lecturer: PageClient, make_event: MakeEvent
) -> None:
    make_event()
    path = make(lecturer)

    for response in (client.get(path), client.get(path), client.get(path), lecturer.get(path), client.head(path)):
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, max-age=900"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in response.headers
        assert path.encode() not in response.data
        again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, query_string={"lang": "ru", "alarm": "1d", "x": "y"}).data == client.get(path).data


def test_it_comes_as_jcal_and_atom_too(client: PageClient, lecturer: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    path = make(lecturer)

    as_json, atom = (client.get(path.replace(".ics", suffix)) for suffix in (".json", ".atom"))

    assert event.uid in json.dumps(as_json.json)
    assert event.slug in atom.text
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert [token in answer.text for answer in (as_json, atom)] == [False, False]


def test_the_404_of_a_fetch_is_private_too(client: PageClient) -> None:
    response = client.get(f"{PAGE}/{secrets.token_urlsafe(32)}.ics")

    assert response.status_code == 404
    assert (response.headers["Referrer-Policy"], response.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "Set-Cookie" not in response.headers


def test_when_it_was_fetched_is_written_once_a_day(
    client: PageClient, lecturer: PageClient, make_event: MakeEvent, count_queries: Callable[[], Any]
) -> None:
    make_event()
    path = make(lecturer)
    assert only().fetched_on is None

    client.get(path)
    assert only().fetched_on == clock.now().date()
    with count_queries() as statements:
        for _ in range(5):
            client.get(path)
    assert [statement for statement in statements if statement.startswith(("UPDATE", "INSERT"))] == []

    with clock.standing_at(clock.now() + timedelta(days=1)):
        for _ in range(2):
            client.get(path)
        assert only().fetched_on == clock.now().date()
        assert "21 November 2026" in lecturer.page(f"{PAGE}/{only().id}").select_one("#facts").text  # type: ignore[union-attr]


def test_fetches_that_change_nothing_ask_one_question_a_second(
    client: PageClient, lecturer: PageClient, make_event: MakeEvent, count_queries: Callable[[], Any]
) -> None:
    make_event()
    path = make(lecturer)
    for _ in range(3):
        client.get(path)

    with clock.standing_at(clock.now() + timedelta(seconds=1)), count_queries() as statements:
        assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]

    assert ["calendar_states" in statement for statement in statements if statement.startswith("SELECT")] == [True]


@pytest.mark.parametrize("change", ["revoked", "closed"])
def test_what_is_kept_is_told_to_nobody_once_it_is_not_theirs(
    client: PageClient, lecturer: PageClient, host: Account, make_event: MakeEvent, change: str
) -> None:
    make_event()
    path = make(lecturer)
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]

    if change == "revoked":
        only().revoke()
    else:
        host.closed_at = clock.now()
    db.session.commit()

    assert client.get(path).status_code == 404


def test_one_feed_is_limited_and_the_others_of_the_same_network_are_not(
    client: PageClient, app: Flask, lecturer: PageClient
) -> None:
    busy, other = make(lecturer, name="Busy"), make(lecturer, name="Other")
    app.config["RATELIMIT_ENABLED"] = True

    answers = [client.get(busy).status_code for _ in range(601)]

    assert set(answers[:600]) == {200}
    assert answers[600] == 429
    assert client.get(busy).headers["Retry-After"]
    assert client.get(other).status_code == 200


# --- tokens stand nowhere ---------------------------------------------------------------------


def test_a_crash_is_logged_without_the_token(
    client: PageClient, app: Flask, lecturer: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    path = make(lecturer)
    token = path.rpartition("/")[2].removesuffix(".ics")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    db.session.execute(text("ALTER TABLE personal_feeds RENAME TO gone"))
    db.session.commit()

    response = client.get(path)

    incident = re.search(r"[0-9a-f]{8}", soup(response).get_text())
    assert response.status_code == 500
    assert incident
    assert f"Incident {incident[0]}: GET {PAGE}/…" in caplog.text
    written = caplog.text + "".join(str(record.__dict__) for record in caplog.records if not record.exc_info)
    assert token not in written


def test_a_servers_own_log_has_no_token(app: Flask, lecturer: PageClient, caplog: pytest.LogCaptureFixture) -> None:
    path = make(lecturer)
    token = path.rpartition("/")[2].removesuffix(".ics")
    caplog.set_level(logging.INFO)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", f"{path}?x={token}")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert f'"GET {PAGE}/… HTTP/1.1" 200' in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("logger", "line", "values", "written"),
    [
        ("granian.access", '%(addr)s "%(method)s %(path)s"', {"addr": "::1", "method": "GET", "path": f"{PAGE}/S3cret.ics"},
         f'::1 "GET {PAGE}/…"'),
        ("gunicorn.access", "%(r)s %(f)s", {"r": f"GET {PAGE}/links/S3cret HTTP/1.1", "f": "https://x.example/registrations/S3cret/edit"},
         f"GET {PAGE}/links/… HTTP/1.1 https://x.example/registrations/…/edit"),
        ("werkzeug", "%s", "POST /addresses/new/S3cret/refusal", "POST /addresses/new/…/refusal"),
        ("werkzeug", "%s", "GET /registrations/S3cret/edit?lang=kk&x=S3cret HTTP/1.1", "GET /registrations/…/edit HTTP/1.1"),
        ("werkzeug", "%s", f"GET /verify?next={PAGE}/links/S3cret?x=S3cret&y=S3cret HTTP/1.1",
         f"GET /verify?next={PAGE}/links/… HTTP/1.1"),
        ("app", "%s", "GET /events/open-day?q=S3cret", "GET /events/open-day?q=S3cret"),
    ],
)  # fmt: skip
def test_tokens_are_taken_out_of_lines_and_nothing_else_is(
    app: Flask, caplog: pytest.LogCaptureFixture, logger: str, line: str, values: Any, written: str
) -> None:
    caplog.set_level(logging.INFO)

    logging.getLogger(logger).info(line, values)

    assert caplog.records[-1].getMessage() == written


def test_neither_figures_nor_the_record_have_a_token(
    client: PageClient, lecturer: PageClient, client_of: ClientOf, admin: Account
) -> None:
    path = make(lecturer, name="Mine")
    client.get(path)
    token = path.rpartition("/")[2].removesuffix(".ics")
    boss = client_of(admin)

    record = boss.get("/audit")

    assert "Calendar of one&#39;s own" in record.text
    for page in (record.text, client.get("/metrics").text, boss.get(f"/audit?about=personal_feeds:{only().id}").text):
        assert token not in page
        assert digest(token) not in page


def test_its_pages_are_in_no_index_and_in_no_cache(asel: PageClient, post_office: PostOffice) -> None:
    make(asel)

    for page in (PAGE, f"{PAGE}/new?purpose=university", f"{PAGE}/{only().id}", f"{PAGE}/sent"):
        response = asel.get(page)
        assert soup(response).select("meta[name=robots][content=noindex]")
        assert (response.headers["X-Robots-Tag"], response.headers["Cache-Control"]) == ("noindex", "no-store")


# --- the way there ----------------------------------------------------------------------------


def test_from_a_ticket_it_is_an_address_a_mail_and_a_yes(
    client: PageClient, post_office: PostOffice, work: Work, make_event: MakeEvent, chiara: Attendee
) -> None:
    registration = make_event().register(chiara, answers={})
    db.session.commit()
    way = f"{PAGE}/new?purpose=registrations"
    assert client.page(f"/registrations/{registration.token}").select(f'main a[href="{way}"]')

    page = client.get(way).location
    client.submit(page, {"email": chiara.email}, form="form.card")
    work()
    link = mailed_link(post_office, chiara.email)

    assert client.submit(link, {}, form="form.card").location == way
    assert uids(client, make(client, "registrations")) == {registration.event.uid}


def test_calendars_lead_to_it(client: PageClient) -> None:
    assert client.page("/calendars").select(f'main a[href="{PAGE}"]')


def test_an_administrator_says_which_domains_are_the_universitys(client_of: ClientOf, admin: Account, office: Office) -> None:
    boss = client_of(admin)
    form = 'main form[action="/start/university"]'

    refused = boss.submit("/start/university", {"mail_domains": "uni.example, not a domain"}, form=form)
    boss.submit("/start/university", {"mail_domains": "@Uni.Example; staff.uni.example uni.example"}, form=form)

    assert refused.status_code == 422
    assert "not is no mail domain" in soup(refused).select_one(".error-summary").text.replace("“", "").replace("”", "")  # type: ignore[union-attr]
    db.session.expire_all()
    assert Office.ours().mail_domains == ["uni.example", "staff.uni.example"]
