"""The outbox's pages: who sees which mail, what it says, and sending it again."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from models import Account, Activity, Attendee, Event, Message, Registration
from support import clock
from support.db import db
from tests.conftest import NOW
from tests.page_client import PageClient
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
Work = Callable[[], None]
ClientOf = Callable[[Account], PageClient]


@pytest.fixture
def registration(make_info_day: MakeEvent, chiara: Attendee) -> Registration:
    registration = make_info_day(mode="hybrid", online_link="https://meet.example.org/day").register(chiara, answers={})
    db.session.commit()
    return registration


@pytest.fixture
def message(registration: Registration) -> Message:
    """Chiara's confirmation."""
    return db.session.scalars(select(Message)).one()


@pytest.fixture
def failed(message: Message, post_office: PostOffice, work: Work) -> Message:
    """Her mailbox is full for good."""
    post_office.answers["chiara@example.org"] = "552 5.2.2 Mailbox full"
    work()
    post_office.answers.clear()
    return message


def rows(client: PageClient, address: str = "/outbox") -> list[list[str]]:
    page = client.page(address)
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def test_every_mail_stands_there_with_its_state_the_newest_first(
    staff: PageClient, failed: Message, make_info_day: MakeEvent, dana: Attendee
) -> None:
    with clock.standing_at(NOW + timedelta(minutes=10)):
        make_info_day().register(dana, answers={})
        db.session.commit()

    assert rows(staff) == [
        [
            "Дана Серикова dana@example.org",
            "Registration confirmed",
            "Erasmus+ information day",
            "To be sent",
            "0",
            "20 November 2026, 11:10",
        ],
        [
            "Chiara Rossi chiara@example.org",
            "Registration confirmed",
            "Erasmus+ information day",
            "Not delivered 552 5.2.2 Mailbox full",
            "1",
            "20 November 2026, 11:00",
        ],
    ]


def test_mails_are_narrowed_to_a_state_and_counted_in_each(
    staff: PageClient, failed: Message, make_info_day: MakeEvent, dana: Attendee
) -> None:
    make_info_day().register(dana, answers={})
    db.session.commit()

    page = staff.page("/outbox?state=failed")

    states = ["All", "To be sent (1)", "To be tried again (0)", "Not delivered (1)", "Sent (0)", "No longer needed (0)"]
    assert [option.text for option in page.select("#filter-state option")] == states
    assert [option["value"] for option in page.select("#filter-state [selected]")] == ["failed"]
    assert [row[0] for row in rows(staff, "/outbox?state=failed")] == ["Chiara Rossi chiara@example.org"]
    assert rows(staff, "/outbox?state=sent") == []
    assert len(rows(staff, "/outbox?state=nonsense")) == 2


def test_htmx_gets_the_list_alone(staff: PageClient, message: Message) -> None:
    fragment = staff.fragment("/outbox?state=waiting")

    assert fragment.get_data(as_text=True).lstrip().startswith('<div class="results" id="messages">')


@pytest.mark.parametrize("words", ["Росси", "CHIARA@", "rossi", "information day erasmus"])
def test_mails_are_found_by_name_address_and_event_in_any_script(staff: PageClient, message: Message, words: str) -> None:
    Message.write("test", key="test", to="somebody@example.org", language="en")

    assert [row[0] for row in rows(staff, f"/outbox?q={words}")] == ["Chiara Rossi chiara@example.org"]


def test_mails_are_paged(staff: PageClient) -> None:
    for number in range(53):
        Message.write("test", key=f"test:{number}", to=f"somebody-{number}@example.org", language="en")
    db.session.commit()

    assert (len(rows(staff)), len(rows(staff, "/outbox?page=2"))) == (50, 3)
    assert rows(staff, "/outbox?page=2")[-1][0] == "somebody-0@example.org"


def test_the_list_asks_the_database_no_more_for_forty_mails_than_for_two(
    staff: PageClient, make_info_day: MakeEvent, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    info_day = make_info_day()

    def asked_for(number: int) -> int:
        for each in range(number):
            info_day.register(Attendee("Somebody", f"somebody-{number}-{each}@example.org"), answers={})
        with count_queries() as asked:
            assert len(rows(staff)) >= number
        return len(asked)

    staff.page("/outbox")
    assert asked_for(2) == asked_for(40)


def test_a_mail_shows_how_it_reads_and_where_it_stands(staff: PageClient, failed: Message) -> None:
    page = staff.page(f"/outbox/{failed.id}")

    told = {term.text: " ".join(term.find_next("dd").text.split()) for term in page.select("#delivery dt")}  # type: ignore[union-attr]
    assert told == {
        "To": "Chiara Rossi <chiara@example.org>",
        "Language": "English",
        "Event": "Erasmus+ information day",
        "Written": "20 November 2026, 11:00",
        "Tries": "1",
        "What went wrong": "552 5.2.2 Mailbox full",
    }
    assert page.select_one("#text h2").text == "You are registered: Erasmus+ information day"  # type: ignore[union-attr]
    assert page.select_one("#text pre").text.startswith("Hello Chiara Rossi,\n\nYou have a seat.")  # type: ignore[union-attr]
    (frame,) = page.select("iframe")
    assert (frame["src"], frame["sandbox"]) == (f"/outbox/{failed.id}/letter", [])


def test_the_frame_may_show_the_letter_and_do_nothing(staff: PageClient, message: Message) -> None:
    outer, inner = staff.get(f"/outbox/{message.id}"), staff.get(f"/outbox/{message.id}/letter")

    assert outer.headers["Content-Security-Policy"].endswith("; frame-src 'self'")
    assert inner.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    )
    assert (inner.headers["X-Frame-Options"], inner.headers["Cache-Control"]) == ("SAMEORIGIN", "no-store")


def test_no_row_and_no_page_holds_a_personal_link_that_works(
    staff: PageClient, client: PageClient, registration: Registration, message: Message, post_office: PostOffice, work: Work
) -> None:
    """Not even where the server quotes what it refuses."""
    token = registration.token
    post_office.rule = lambda mail: f"554 5.7.1 Blocked: http://localhost/registrations/{token}"
    work()
    post_office.rule = lambda mail: "250 Taken"
    staff.submit(f"/outbox/{message.id}", {}, form="#delivery form")
    work()
    (mail,) = post_office.mails
    (sent,) = set(re.findall(r"/registrations/([\w-]+\.[\w-]+)\n", mail.get_body(("plain",)).get_content().replace("\r", "")))  # type: ignore[union-attr]
    assert sent == token
    assert client.get(f"/registrations/{sent}").status_code == 200

    post_office.rule = lambda mail: f"554 5.7.1 Blocked: http://localhost/registrations/{token}"
    staff.submit(f"/outbox/{message.id}", {}, form="#delivery form")
    work()

    db.session.refresh(message)
    assert message.error == "554 5.7.1 Blocked: http://localhost/registrations/…"
    addresses = ("/outbox", f"/outbox/{message.id}", f"/outbox/{message.id}/letter")
    shown = [staff.get(address).get_data(as_text=True) for address in addresses]
    stored = [
        json.dumps({column.key: str(getattr(row, column.key)) for column in inspect(type(row)).column_attrs})
        for row in (*db.session.scalars(select(Message)), *db.session.scalars(select(Activity)))
    ]
    secret = token.rpartition(".")[2]
    assert [text for text in (*shown, *stored) if secret in text] == []
    assert "http://localhost/registrations/…" in shown[1]


def test_a_failed_mail_is_sent_again(
    staff: PageClient, failed: Message, organiser: Account, post_office: PostOffice, work: Work
) -> None:
    response = staff.submit(f"/outbox/{failed.id}", {}, form="#delivery form")

    assert (response.status_code, response.location) == (303, f"/outbox/{failed.id}")
    page = staff.page(f"/outbox/{failed.id}")
    assert page.select_one("#flashes").text.strip() == "The mail will be sent again."  # type: ignore[union-attr]
    assert page.select_one("#delivery .pill").text.strip() == "To be sent"  # type: ignore[union-attr]
    assert page.select("#delivery form") == []
    work()
    assert [envelope.rcpt_tos for envelope in post_office.envelopes] == [["chiara@example.org"]]
    db.session.refresh(failed)
    assert (failed.state, failed.tries, failed.error) == ("sent", 1, "")
    (activity,) = db.session.scalars(select(Activity).where(Activity.verb == "sent_again"))
    assert (activity.actor_id, activity.subject_kind, activity.subject_id) == (organiser.id, "messages", failed.id)


def test_htmx_gets_what_became_of_it(staff: PageClient, failed: Message) -> None:
    token = staff.page(f"/outbox/{failed.id}").select_one("#delivery input[name=csrf_token]")
    assert token

    fragment = staff.fragment(f"/outbox/{failed.id}/deliveries", "POST", data={"csrf_token": token["value"]})

    text = fragment.get_data(as_text=True)
    assert fragment.status_code == 200
    assert text.lstrip().startswith('<section class="card" id="delivery">')
    assert '<div id="flashes" role="status" hx-swap-oob="true">' in text


def test_a_mail_in_a_workers_hands_is_left_alone(staff: PageClient, failed: Message) -> None:
    staff.submit(f"/outbox/{failed.id}", {}, form="#delivery form")
    Message.claim()
    failed.error = "an earlier fault"  # so that the page offers the button
    db.session.commit()

    staff.submit(f"/outbox/{failed.id}", {}, form="#delivery form")

    db.session.refresh(failed)
    assert (failed.tries, failed.claimed_at) == (1, NOW)
    assert "being sent just now" in staff.page(f"/outbox/{failed.id}").select_one("#flashes").text  # type: ignore[union-attr]


def test_a_mail_that_was_no_longer_true_says_why(
    staff: PageClient, registration: Registration, message: Message, post_office: PostOffice, work: Work
) -> None:
    registration.cancel()
    work()

    (_, dropped) = rows(staff)

    assert dropped[3] == "No longer needed It was no longer true when its turn came."


def test_a_restricted_events_mails_are_its_teams_alone(
    make_info_day: MakeEvent, chiara: Attendee, organiser: Account, admin: Account, client_of: ClientOf
) -> None:
    outsider = Account(email="outsider@example.org", name="Outsider", role="staff", password="unusable")
    db.session.add(outsider)
    event = make_info_day(visibility="restricted", team=[organiser])
    event.register(chiara, answers={})
    db.session.commit()
    message = db.session.scalars(select(Message)).one()
    pages = (f"/outbox/{message.id}", f"/outbox/{message.id}/letter")
    for insider in (organiser, admin):
        reader = client_of(insider)
        assert [row[0] for row in rows(reader)] == ["Chiara Rossi chiara@example.org"]
        assert [reader.get(page).status_code for page in pages] == [200, 200]

    stranger = client_of(outsider)

    listing = stranger.page("/outbox")
    assert {option.text.partition("(")[2] for option in listing.select("#filter-state option")[1:]} == {"0)"}
    assert "chiara" not in str(listing).casefold()
    assert [stranger.get(page).status_code for page in pages] == [404, 404]
    token = stranger.page("/outbox").select_one("input[name=csrf_token]")
    assert token
    posted = stranger.post(f"/outbox/{message.id}/deliveries", data={"csrf_token": token["value"]})
    assert posted.status_code == 404


@pytest.mark.parametrize("address", ["/outbox", "/outbox/1", "/outbox/1/letter"])
def test_the_outbox_is_staffs(address: str, client: PageClient, host: Account, client_of: ClientOf, message: Message) -> None:
    visitor, faculty = client.get(address), client_of(host).get(address)

    assert (visitor.status_code, visitor.location) == (302, f"/login?next={address.replace('/', '%2F')}".replace("%2F", "/"))
    assert faculty.status_code == 403


@pytest.mark.parametrize("identifier", ["0", "999", "2147483648", "99999999999999999999", "x", "-1"])
def test_a_mail_there_never_was_is_not_found(identifier: str, staff: PageClient) -> None:
    assert staff.get(f"/outbox/{identifier}").status_code == 404


def test_a_deleted_registrations_mail_can_still_be_looked_at(staff: PageClient) -> None:
    Message.write("confirmed", key="confirmed:gone", to="gone@example.org", language="en")
    db.session.commit()
    message = db.session.scalars(select(Message)).one()

    page = staff.page(f"/outbox/{message.id}")

    assert page.select_one(".notice-info p:last-child").text == (  # type: ignore[union-attr]
        "What this mail was about has been deleted, so it can no longer be shown."
    )
    assert staff.get(f"/outbox/{message.id}/letter").status_code == 404


def test_staff_hear_of_a_worker_that_does_not_run(
    staff: PageClient, message: Message, post_office: PostOffice, work: Work
) -> None:
    def warned() -> bool:
        return "no worker seems to be running" in staff.page("/outbox").text

    with clock.standing_at(NOW + timedelta(minutes=5)):
        assert not warned()
    with clock.standing_at(NOW + timedelta(minutes=6)):
        assert warned()
        work()
        assert not warned()


def test_an_empty_outbox_says_so(staff: PageClient) -> None:
    assert staff.page("/outbox").select_one(".empty p").text == "No mail has been written yet."  # type: ignore[union-attr]
