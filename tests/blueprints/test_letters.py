"""What arrives: every occasion in every language, through a real SMTP server."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from icalendar import Calendar

from blueprints.outbox.letter import greeting
from models import Attendee, Event, Message, Office, Registration
from models.email_address import clean_email
from support import clock, dates
from support.languages import phrasebook, translated
from support.settings import changed, current, use
from tests.page_client import PageClient, parsed
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
Work = Callable[[], None]
Cast = dict[str, Attendee]

ALL_LANGUAGES = pytest.mark.parametrize("code", ["en", "ru", "kk"])


@pytest.fixture
def cast(bolat: Attendee, chiara: Attendee, dana: Attendee) -> Cast:
    """Somebody who reads each language."""
    return {person.language: person for person in (chiara, dana, bolat)}


def said(code: str, words: str, **values: object) -> str:
    """What a letter says in a language for words of ours."""
    return phrasebook(code).gettext(words) % values


def when(event: Event, code: str) -> str:
    assert event.local_start and event.local_end
    return f"{dates.span(event.local_start, event.local_end, code)} ({dates.zone(event.local_start, code)})"


def link(registration: Registration) -> str:
    return f"http://localhost/registrations/{registration.token}"


def parts(mail: EmailMessage) -> list[str]:
    """What it holds, in order; the entry of a calendar is an alternative and a file beside it."""
    leaves = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert mail.get_content_type() == ("multipart/mixed" if "application/ics" in leaves else "multipart/alternative")
    return leaves


def text(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")  # type: ignore[union-attr]


def facts(mail: EmailMessage) -> dict[str, str]:
    """Label and words of each line of the facts in the text; they are the same in the HTML."""
    page = html(mail)
    told = {term.text: term.find_next("dd").text for term in page.select("dt")}  # type: ignore[union-attr]
    for label, words in told.items():
        assert [line for line in text(mail).splitlines() if line.startswith(f"{label}: ") and line.endswith(f"  {words}")]
    return told


def html(mail: EmailMessage) -> BeautifulSoup:
    return parsed(mail.get_body(("html",)).get_content())  # type: ignore[union-attr]


def entry(mail: EmailMessage) -> dict[str, object]:
    """What the calendar part asks for. Its parameter says what its METHOD says, and its line ends came through whole."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = Calendar.from_ical(content)
    assert (part.get_param("method"), part.get_param("charset")) == (calendar["method"], "utf-8")
    assert part.get_content_disposition() == "inline"
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    return {"method": str(calendar["method"]), **only_event(calendar)}


def only_event(calendar: Calendar) -> dict[str, object]:
    (event,) = calendar.walk("VEVENT")
    return {
        "uid": str(event["uid"]),
        "sequence": event["sequence"],
        "status": str(event["status"]),
        "start": event["dtstart"].dt,
        "attendee": str(event.get("attendee", "")),
        "organizer": str(event.get("organizer", "")),
    }


def test_a_confirmation_reads_well_as_plain_text(
    make_info_day: MakeEvent, chiara: Attendee, office: Office, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(
        mode="hybrid", online_link="https://meet.example.org/day", contact_name="Madina", contact_email="madina@example.org"
    )
    registration = info_day.register(chiara, answers={})

    work()

    (mail,) = post_office.to("chiara@example.org")
    assert text(mail) == (
        "Hello Chiara Rossi,\n"
        "\n"
        "You have a seat. We look forward to seeing you.\n"
        "\n"
        "If your plans change, please give the place back by your personal link:\n"
        "somebody else may be waiting for it.\n"
        "\n"
        "Erasmus+ information day\n"
        "------------------------\n"
        "When:     Fri, 27 November 2026, 10:00–12:00 (Almaty, UTC+5)\n"
        "Where:    Blue Hall\n"
        "Online:   https://meet.example.org/day\n"
        "Contact:  Madina, madina@example.org\n"
        "\n"
        "My registration:\n"
        f"{link(registration)}\n"
        "\n"
        "Add to calendar:\n"
        f"{link(registration)}.ics\n"
        "\n"
        "-- \n"
        "Alatau University\n"
    )


def test_a_letter_says_who_wrote_it_and_that_no_holiday_notice_shall_answer(
    make_info_day: MakeEvent, chiara: Attendee, office: Office, post_office: PostOffice, work: Work
) -> None:
    office.sender_name, office.sender_address = "Alatau, international office", "io@alatau.example"
    make_info_day(contact_name="Madina", contact_email="madina@example.org").register(chiara, answers={})

    work()

    (mail,) = post_office.mails
    assert post_office.envelopes[0].mail_from == "io@alatau.example"
    assert {name: mail[name] for name in ("From", "To", "Reply-To", "Date", "Auto-Submitted", "Content-Language")} == {
        "From": '"Alatau, international office" <io@alatau.example>',
        "To": "Chiara Rossi <chiara@example.org>",
        "Reply-To": "Madina <madina@example.org>",
        "Date": "Fri, 20 Nov 2026 06:00:00 +0000",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert mail["Message-ID"].endswith("@alatau.example>")
    assert entry(mail)["organizer"] == "mailto:io@alatau.example"


@ALL_LANGUAGES
def test_a_confirmation_brings_the_facts_the_link_and_the_entry_of_the_feeds(
    code: str, make_info_day: MakeEvent, cast: Cast, office: Office, client: PageClient, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(mode="hybrid", online_link="https://meet.example.org/day?a=1&b=2")
    registration = info_day.register(cast[code], answers={})

    work()

    (mail,) = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "You are registered: %(title)s", title=info_day.title[code])
    assert mail["Content-Language"] == code
    assert parts(mail) == ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert text(mail).startswith(said(code, "Hello %(name)s,", name=cast[code].name))
    assert facts(mail) == {
        said(code, "When"): when(info_day, code),
        said(code, "Where"): "Blue Hall",
        said(code, "Online"): "https://meet.example.org/day?a=1&b=2",
    }
    page, own = html(mail), link(registration)
    assert page.html["lang"] == code  # type: ignore[index]
    assert page.h1.text == info_day.title[code]  # type: ignore[union-attr]
    assert [anchor["href"] for anchor in page.select("a")] == ["https://meet.example.org/day?a=1&b=2", own, f"{own}.ics"]
    assert page.footer.text.strip() == office.name[code]  # type: ignore[union-attr]
    in_the_feed = only_event(Calendar.from_ical(client.get(f"/events/{info_day.slug}.ics?lang={code}").data))
    assert entry(mail) == {
        **in_the_feed,
        "method": "REQUEST",
        "attendee": f"mailto:{cast[code].email}",
        "organizer": "mailto:office@example.org",
    }


@ALL_LANGUAGES
def test_who_waits_is_told_the_place_in_the_queue_and_gets_no_entry(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1, mode="hybrid", online_link="https://meet.example.org/day")
    for number in range(2):
        info_day.register(Attendee("Somebody", f"somebody-{number}@example.org"), answers={})
    registration = info_day.register(cast[code], answers={})

    work()

    (mail,) = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "You are on the waiting list: %(title)s", title=info_day.title[code])
    assert parts(mail) == ["text/plain", "text/html"]
    assert said(code, "You are number %(place)s in the queue.", place=2) in " ".join(text(mail).split())
    assert list(facts(mail)) == [said(code, "When"), said(code, "Where")]
    assert [anchor["href"] for anchor in html(mail).select("a")] == [link(registration)]


@ALL_LANGUAGES
def test_a_seat_that_is_given_brings_the_entry(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1)
    holder = info_day.register(Attendee("Somebody", "somebody@example.org"), answers={})
    info_day.register(cast[code], answers={})
    work()

    holder.cancel()
    work()

    waiting, mail = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "You have a seat: %(title)s", title=info_day.title[code])
    assert parts(waiting) == ["text/plain", "text/html"]
    assert (entry(mail)["method"], entry(mail)["status"]) == ("REQUEST", "CONFIRMED")


@ALL_LANGUAGES
def test_a_move_shows_both_times_and_moves_the_entry(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1)
    info_day.register(cast[code], answers={})
    info_day.register(replace(cast[code], email="waits@example.org"), answers={})
    work()
    was = when(info_day, code)

    info_day.move(
        info_day.starts_at + timedelta(days=1),  # type: ignore[operator]
        info_day.ends_at + timedelta(days=1),  # type: ignore[operator]
        reason=translated("en", en="The hall is being repaired.", ru="Зал ремонтируют.", kk="Зал жөнделуде."),
    )
    work()

    before, mail = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "New time: %(title)s", title=info_day.title[code])
    assert facts(mail) == {
        said(code, "Now"): when(info_day, code),
        said(code, "Was"): was,
        said(code, "Where"): "Blue Hall",
    }
    assert said(code, "The reason: %(reason)s", reason=info_day.move_reason[code]) in text(mail).splitlines()
    assert entry(mail) == {**entry(before), "sequence": entry(before)["sequence"] + 1, "start": info_day.local_start}  # type: ignore[operator]
    _, to_who_waits = post_office.to("waits@example.org")
    assert facts(to_who_waits) == facts(mail)
    assert parts(to_who_waits) == ["text/plain", "text/html"]


@ALL_LANGUAGES
def test_a_cancelled_event_takes_the_entry_out_of_the_calendars_it_is_in(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1, mode="hybrid", online_link="https://meet.example.org/day")
    info_day.register(cast[code], answers={})
    info_day.register(replace(cast[code], email="waits@example.org"), answers={})
    work()

    info_day.cancel(translated("en", en="Too few people.", ru="Мало людей.", kk="Адам аз."))
    work()

    confirmed, mail = post_office.to(cast[code].email)
    subject = phrasebook(code).pgettext("event", "Cancelled: %(title)s")
    assert mail["Subject"] == str(subject) % {"title": info_day.title[code]}
    assert said(code, "The reason: %(reason)s", reason=info_day.cancellation_reason[code]) in text(mail).splitlines()
    assert facts(mail) == {said(code, "When"): when(info_day, code)}
    assert entry(mail) == {
        **entry(confirmed),
        "method": "CANCEL",
        "status": "CANCELLED",
        "sequence": entry(confirmed)["sequence"] + 1,  # type: ignore[operator]
    }
    _, to_who_waits = post_office.to("waits@example.org")
    assert parts(to_who_waits) == ["text/plain", "text/html"]


@ALL_LANGUAGES
def test_who_gives_a_seat_back_loses_the_entry_and_who_leaves_the_queue_had_none(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1)
    held = info_day.register(cast[code], answers={})
    waited = info_day.register(replace(cast[code], email="waits@example.org"), answers={})
    work()

    waited.cancel()
    held.cancel()
    work()

    confirmed, mail = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "Registration cancelled: %(title)s", title=info_day.title[code])
    assert said(code, "Your seat was given back.") in text(mail).splitlines()
    assert entry(mail) == {
        **entry(confirmed),
        "method": "CANCEL",
        "status": "CANCELLED",
        "sequence": entry(confirmed)["sequence"] + 1,  # type: ignore[operator]
    }
    _, to_who_waited = post_office.to("waits@example.org")
    assert said(code, "You are no longer on the waiting list.") in text(to_who_waited).splitlines()
    assert parts(to_who_waited) == ["text/plain", "text/html"]


@ALL_LANGUAGES
def test_a_reminder_comes_a_day_before_once_and_to_those_with_a_seat(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day(capacity=1, mode="hybrid", online_link="https://meet.example.org/day")
    info_day.register(cast[code], answers={})
    info_day.register(replace(cast[code], email="waits@example.org"), answers={})
    work()

    for before in (timedelta(hours=25), timedelta(hours=23), timedelta(hours=22)):
        with clock.standing_at(info_day.starts_at - before):  # type: ignore[operator]
            work()

    confirmed, mail = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "Tomorrow: %(title)s", title=info_day.title[code])
    assert entry(mail) == entry(confirmed)
    assert facts(mail) == {
        said(code, "When"): when(info_day, code),
        said(code, "Where"): "Blue Hall",
        said(code, "Online"): "https://meet.example.org/day",
    }
    assert len(post_office.to("waits@example.org")) == 1


def test_a_reminder_on_the_day_itself_says_today(
    make_info_day: MakeEvent, chiara: Attendee, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day()
    info_day.register(chiara, answers={})

    with clock.standing_at(info_day.starts_at - timedelta(hours=2)):  # type: ignore[operator]
        work()

    assert [mail["Subject"] for mail in post_office.mails] == [
        "You are registered: Erasmus+ information day",
        "Today: Erasmus+ information day",
    ]


@ALL_LANGUAGES
def test_the_link_is_mailed_to_who_holds_a_place(
    code: str, make_info_day: MakeEvent, cast: Cast, post_office: PostOffice, work: Work
) -> None:
    registration = make_info_day().register(cast[code], answers={})
    registration.mail_link()

    work()

    _, mail = post_office.to(cast[code].email)
    assert mail["Subject"] == said(code, "Your registration: %(title)s", title=registration.event.title[code])
    assert parts(mail) == ["text/plain", "text/html"]
    assert link(registration) in text(mail).splitlines()


@ALL_LANGUAGES
def test_the_start_pages_test_mail_is_about_nothing(code: str, office: Office, post_office: PostOffice, work: Work) -> None:
    Message.write("test", key="test:1", to="admin@example.org", name="Aigul", language=code)

    work()

    (mail,) = post_office.to("admin@example.org")
    assert mail["Subject"] == said(code, "Test mail")
    assert said(code, "If you can read this, the office's mails arrive.") in text(mail).splitlines()
    assert html(mail).html["lang"] == code  # type: ignore[index]
    assert parts(mail) == ["text/plain", "text/html"]


def test_a_title_in_another_language_is_marked_with_it(
    make_info_day: MakeEvent, dana: Attendee, post_office: PostOffice, work: Work
) -> None:
    make_info_day(title=translated("en", en="Erasmus+ day")).register(dana, answers={})

    work()

    (mail,) = post_office.mails
    assert str(html(mail).h1) == '<h1><span lang="en">Erasmus+ day</span></h1>'


def test_a_name_breaks_out_of_no_header_and_no_html(
    make_info_day: MakeEvent, office: Office, post_office: PostOffice, work: Work
) -> None:
    name = 'Eve\r\nBcc: victim@example.org\u202e "x" <boss@example.org>, <b>bold</b>'
    title = "Day\r\nBcc: victim@example.org <script>alert(1)</script>"
    make_info_day(title=translated("en", en=title)).register(Attendee(name, "eve@example.org"), answers={})

    work()

    (mail,), (envelope,) = post_office.mails, post_office.envelopes
    assert envelope.rcpt_tos == ["eve@example.org"]
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["eve@example.org"]
    assert mail["Subject"] == "You are registered: Day Bcc: victim@example.org <script>alert(1)</script>"
    assert text(mail).splitlines()[0] == "Hello,"
    assert html(mail).select("script, b") == []
    assert html(mail).h1.text == title.replace("\r\n", "\n")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Chiara Rossi", "Hello Chiara Rossi,"),
        ("Prof. Dr. J. K. O'Neill-Smith", "Hello Prof. Dr. J. K. O'Neill-Smith,"),
        ("<i>Zoë</i>", "Hello,"),
        ("You won! prize.example.com", "Hello,"),
        ("https://prize.example", "Hello,"),
        ("call me@prize", "Hello,"),
        ("", "Hello,"),
    ],
)
def test_nobody_advertises_through_a_greeting(name: str, words: str, app: Flask) -> None:
    assert greeting(name) == words


@pytest.mark.parametrize("address", ["dana@почта.қаз", clean_email("dana@почта.қаз")])
def test_a_mail_reaches_a_domain_in_cyrillic(
    address: str, make_info_day: MakeEvent, dana: Attendee, post_office: PostOffice, work: Work
) -> None:
    make_info_day().register(replace(dana, email=address), answers={})

    work()

    assert [envelope.rcpt_tos for envelope in post_office.envelopes] == [["dana@xn--80a1acny.xn--80ao21a"]]


def test_the_office_shows_its_colour_by_day_and_by_night(office: Office, post_office: PostOffice, work: Work) -> None:
    office.accent = "#8a2f5a"
    Message.write("test", key="test:1", to="admin@example.org", language="en")

    work()

    by_day, by_night = (str(style.string) for style in html(post_office.mails[0]).select("style"))
    assert "prefers-color-scheme: dark" in by_night
    assert office.colours is not None
    assert (office.colours.light in by_day, office.colours.dark in by_night) == (True, True)


def test_without_a_mail_server_mails_are_files_to_be_read(
    make_info_day: MakeEvent, bolat: Attendee, post_office: PostOffice, work: Work
) -> None:
    use(changed(mail_url=""))
    registration = make_info_day().register(bolat, answers={})

    work()

    (file,) = (current().instance / "mail").glob("*.eml")
    lines = file.read_bytes().decode().split("\r\n")
    assert (link(registration) in lines, "    <h1>Erasmus+ ақпараттық күні</h1>" in lines) == (True, True)
    assert entry(message_from_bytes(file.read_bytes(), policy=policy.default))["method"] == "REQUEST"
    assert post_office.mails == []
