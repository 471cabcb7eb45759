"""`flask mail-in`: answers of calendar programs come in, through the command as a mail server runs it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from models import Activity, Attendee, Event, Message, Registration
from models.invitation_reply import LARGEST
from support import clock
from support.db import db
from support.settings import ROOT, changed, use
from tests.answers import PROGRAMS, answer_of, bare_answer, calendar_in
from tests.conftest import NOW
from tests.page_client import PageClient
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
Work = Callable[[], None]
MailIn = Callable[[bytes], str]
FORGED = "anybody could have written this answer; nothing was changed."
LEFT_ALONE = "No answer to an invitation: left alone.\n"


@pytest.fixture
def info_day(make_info_day: MakeEvent) -> Event:
    """An info day with one seat."""
    return make_info_day(capacity=1)


@pytest.fixture
def seated(info_day: Event, chiara: Attendee) -> Registration:
    """Chiara, who has the seat."""
    registration = info_day.register(chiara, answers={})
    db.session.commit()
    return registration


@pytest.fixture
def next_one(info_day: Event, seated: Registration, bolat: Attendee) -> Registration:
    """Bolat, who waits for it."""
    registration = info_day.register(bolat, answers={})
    db.session.commit()
    return registration


@pytest.fixture
def reading(post_office: PostOffice) -> PostOffice:
    """The office's mailbox is read by the command, and takes plus-addresses."""
    use(changed(mail_in="plus"))
    return post_office


@pytest.fixture
def invited(seated: Registration, reading: PostOffice, work: Work) -> EmailMessage:
    """The mail that Chiara got."""
    work()
    return reading.to("chiara@example.org")[0]


@pytest.fixture
def mail_in(app: Flask) -> MailIn:
    """Give the command a mail; what it says. It must never make a server send the mail back."""

    def mail_in(content: bytes) -> str:
        db.session.commit()
        done = app.test_cli_runner().invoke(args=["mail-in"], input=content, catch_exceptions=False)
        assert (done.exit_code, done.stderr) == (0, "")
        db.session.expire_all()
        return done.stdout

    return mail_in


def states(*registrations: Registration) -> list[str]:
    return [registration.state for registration in registrations]


def written(registration: Registration) -> list[str]:
    """The mails to its holder."""
    mails = select(Message.occasion).where(Message.registration_id == registration.id).order_by(Message.id)
    return list(db.session.scalars(mails))


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_no_gives_the_seat_to_the_next_in_the_queue(
    program: str, next_one: Registration, invited: EmailMessage, seated: Registration, mail_in: MailIn, work: Work,
    post_office: PostOffice,
) -> None:  # fmt: skip
    assert states(seated, next_one) == ["confirmed", "waiting"]

    said = mail_in(answer_of(program, invited))

    assert said == f"Registration {seated.id} of {seated.event.slug} does not come; the place was given back.\n"
    assert states(seated, next_one) == ["cancelled", "confirmed"]
    assert (written(seated), written(next_one)) == (["confirmed", "cancelled"], ["waiting", "seat_given"])
    work()
    withdrawn = post_office.to("chiara@example.org")[-1]
    assert (calendar_in(withdrawn)["STATUS"], calendar_in(withdrawn)["SEQUENCE"]) == (
        "CANCELLED",
        calendar_in(invited)["SEQUENCE"] + 1,
    )
    assert calendar_in(withdrawn)["ORGANIZER"] == calendar_in(invited)["ORGANIZER"]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(("answer", "said"), [("ACCEPTED", "comes; noted"), ("TENTATIVE", "perhaps comes; noted")])
def test_a_yes_and_a_perhaps_are_noted_and_move_nobody(
    program: str, answer: str, said: str, next_one: Registration, invited: EmailMessage, seated: Registration, mail_in: MailIn
) -> None:
    assert mail_in(answer_of(program, invited, answer)) == f"Registration {seated.id} of {seated.event.slug} {said}.\n"

    assert (seated.answer, seated.answered_at) == (answer.lower(), NOW)
    assert states(seated, next_one) == ["confirmed", "waiting"]
    assert written(seated) == ["confirmed"]


def test_the_record_says_what_came_in(invited: EmailMessage, seated: Registration, mail_in: MailIn, staff: PageClient) -> None:
    mail_in(answer_of("gmail", invited, "TENTATIVE"))

    noted = db.session.scalars(select(Activity).where(Activity.verb == "answered")).one()
    assert (noted.actor_name, noted.subject, noted.changes) == (
        "mail-in",
        f"registrations:{seated.id}",
        {"answer": ["", "tentative"]},
    )
    page = staff.page("/audit?verb=answered").get_text(" ", strip=True)
    assert [word for word in ("A mail that came in", "Answered the invitation", "Perhaps comes") if word not in page] == []


def test_staff_see_who_perhaps_comes(
    next_one: Registration, invited: EmailMessage, seated: Registration, mail_in: MailIn, staff: PageClient
) -> None:
    pages = [f"/events/{seated.event.slug}/registrations", f"/events/{seated.event.slug}/registrations/{seated.id}"]
    assert ["Perhaps comes" in staff.page(page).text for page in pages] == [False, False]

    mail_in(answer_of("apple", invited, "TENTATIVE"))

    assert [staff.page(page).text.count("Perhaps comes") for page in pages] == [1, 1]


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_without_the_mark_changes_nothing_and_the_holder_is_asked(
    program: str, next_one: Registration, invited: EmailMessage, seated: Registration, mail_in: MailIn, work: Work,
    post_office: PostOffice,
) -> None:  # fmt: skip
    """The event's identity is in every feed and the address may be known: this is what a stranger can write."""
    forged = {"organizer": "office@example.org", "invitation": "<0123456789abcdef0123456789abcdef@example.org>", "mark": "a" * 26}
    forgery = answer_of(program, invited, **forged)

    said = [mail_in(forgery), mail_in(forgery)]

    where = f"Registration {seated.id} of {seated.event.slug}"
    assert said == [f"{where}: {FORGED} Its holder was asked by mail.\n", f"{where}: {FORGED}\n"]
    assert states(seated, next_one) == ["confirmed", "waiting"]
    assert (seated.answer, seated.answered_at) == ("", None)
    work()
    asked = post_office.to("chiara@example.org")[1:]
    assert [mail["Subject"] for mail in asked] == ["Are you not coming? Erasmus+ information day"]
    assert f"/registrations/{seated.token}" in asked[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [part.get_content_type() for part in asked[0].walk() if "calendar" in part.get_content_type()] == []


def test_a_mark_is_good_for_its_own_place_only(
    next_one: Registration, invited: EmailMessage, seated: Registration, mail_in: MailIn, make_event: MakeEvent, bolat: Attendee
) -> None:
    """Chiara cannot give away Bolat's place, nor hers at another event, with the invitation that she has."""
    other = make_event(title=make_event().title).register(bolat, answers={})
    attempts = [answer_of("gmail", invited, attendee="bolat@example.org"), answer_of("gmail", invited, uid=other.event.uid)]

    said = [mail_in(attempt) for attempt in attempts]

    assert said == [
        f"Registration {next_one.id} of {seated.event.slug}: {FORGED} Its holder was asked by mail.\n",
        "Nobody is registered under that address for an event of that identity: nothing was changed.\n",
    ]
    assert states(seated, next_one, other) == ["confirmed", "waiting", "confirmed"]
    assert mail_in(answer_of("gmail", invited)) == (
        f"Registration {seated.id} of {seated.event.slug} does not come; the place was given back.\n"
    )


def test_only_a_mail_of_this_place_may_be_quoted(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    """A letter's key, and with it its identity, holds nothing secret."""
    Message.write("letter", key="letter:1:chiara@example.org", to="chiara@example.org", language="en", registration_id=seated.id)
    guessed = f"<{Message.identity_of('letter:1:chiara@example.org')}@example.org>"

    assert FORGED in mail_in(answer_of("outlook", invited, invitation=guessed))
    assert states(seated) == ["confirmed"]


def test_an_answer_that_comes_twice_counts_once(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    perhaps = answer_of("gmail", invited, "TENTATIVE")
    with clock.standing_at(NOW + timedelta(minutes=5)):
        comes = answer_of("gmail", invited, "ACCEPTED")
        said = [mail_in(mail) for mail in (perhaps, comes, perhaps, comes)]

    where = f"Registration {seated.id} of {seated.event.slug}"
    again = f"{where} answered so, or later, before; nothing was changed.\n"
    assert said == [f"{where} perhaps comes; noted.\n", f"{where} comes; noted.\n", again, again]
    assert seated.answer == "accepted"


def test_a_no_counts_though_its_writer_changed_how_they_come(
    chiara: Attendee, invited: EmailMessage, seated: Registration, mail_in: MailIn
) -> None:
    """Nobody was invited anew then, so programs answer to the invitation they have."""
    seated.revise(replace(chiara, attends_online=True), {})
    db.session.commit()

    assert mail_in(answer_of("gmail", invited)).endswith(" does not come; the place was given back.\n")


def test_an_old_no_takes_no_new_seat(
    info_day: Event, invited: EmailMessage, seated: Registration, mail_in: MailIn, chiara: Attendee
) -> None:
    """Whoever declined, registered again and whose first answer is played once more keeps the seat."""
    declined = answer_of("gmail", invited)
    mail_in(declined)
    closed = mail_in(declined)
    again = info_day.register(chiara, answers={})
    db.session.commit()

    stale = mail_in(declined)

    assert closed.endswith(" has no place to give back, or the event is over; nothing was changed.\n")
    assert stale.endswith(" answered an invitation that the event has moved on from; nothing was changed.\n")
    assert states(seated, again) == ["cancelled", "confirmed"]


def test_an_answer_to_the_time_before_a_move_counts_no_more(
    info_day: Event, invited: EmailMessage, seated: Registration, mail_in: MailIn, work: Work, post_office: PostOffice
) -> None:
    assert info_day.starts_at and info_day.ends_at
    info_day.move(info_day.starts_at + timedelta(days=1), info_day.ends_at + timedelta(days=1))
    work()

    said = mail_in(answer_of("outlook", invited))

    assert said.endswith(" answered an invitation that the event has moved on from; nothing was changed.\n")
    assert states(seated) == ["confirmed"]
    moved = post_office.to("chiara@example.org")[-1]
    assert mail_in(answer_of("outlook", moved)).endswith(" does not come; the place was given back.\n")


def test_who_is_nobody_here_changes_nothing(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    strangers = [answer_of("apple", invited, uid="f" * 32), answer_of("apple", invited, attendee="eve@example.org")]

    assert {mail_in(mail) for mail in strangers} == {
        "Nobody is registered under that address for an event of that identity: nothing was changed.\n"
    }
    assert states(seated) == ["confirmed"]


def test_nobody_leaves_what_is_over_or_in_the_trash(
    info_day: Event, invited: EmailMessage, seated: Registration, mail_in: MailIn
) -> None:
    declined = answer_of("gmail", invited)
    with clock.standing_at(NOW + timedelta(days=30)):
        assert mail_in(declined).endswith(" or the event is over; nothing was changed.\n")
        info_day.discard()
        assert mail_in(declined).startswith("Nobody is registered")

    assert states(seated) == ["confirmed"]


def test_a_mailbox_without_plus_addresses_still_gets_answers_that_are_believed(
    next_one: Registration, seated: Registration, post_office: PostOffice, work: Work, mail_in: MailIn
) -> None:
    """By the mail that they quote (Outlook), or because they give back all that they got (Thunderbird)."""
    use(changed(mail_in="plain"))
    work()
    invited = post_office.to("chiara@example.org")[0]
    assert str(calendar_in(invited)["ORGANIZER"]) == "mailto:office@example.org"

    assert FORGED in mail_in(answer_of("gmail", invited))
    assert mail_in(answer_of("thunderbird", invited, "TENTATIVE")).endswith(" perhaps comes; noted.\n")
    with clock.standing_at(NOW + timedelta(minutes=1)):
        assert mail_in(answer_of("outlook", invited)).endswith(" does not come; the place was given back.\n")


def a_mail(content: bytes, content_type: str, *, encoding: str = "8bit", more: str = "") -> bytes:
    head = f"From: chiara@example.org\r\nTo: office@example.org\r\nSubject: No\r\nMIME-Version: 1.0\r\n{more}"
    return f"{head}Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + content


def test_however_it_is_wrapped_an_answer_is_found(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    """As the mail's only part, in Latin letters of the last century, as a mere file, within a mail within a mail, with METHOD in
    the head alone, with a byte order mark, with bare line feeds, with the address beside a path of the program's own."""
    entry = calendar_in(invited)
    named = {"ATTENDEE;PARTSTAT=TENTATIVE": "", "ATTENDEE;CN=Zoé;PARTSTAT=TENTATIVE": "MAILTO:Chiara@Example.org"}
    beside = {"ATTENDEE;PARTSTAT=TENTATIVE": "", 'ATTENDEE;EMAIL="chiara@example.org";PARTSTAT=TENTATIVE': "/principals/12/"}
    plain = bare_answer(entry, "TENTATIVE").encode()
    file = EmailMessage()
    file.set_content("See the file.")
    file.add_attachment(plain, maintype="application", subtype="octet-stream", filename="Reply.ICS")
    outer = EmailMessage()
    outer.set_content("For you.")
    outer.add_attachment(file)
    wrapped = [
        a_mail(plain, "text/calendar; method=REPLY"),
        a_mail(bare_answer(entry, "TENTATIVE", **named).encode("latin-1"), "text/calendar; charset=iso-8859-1"),
        a_mail(bare_answer(entry, "TENTATIVE", **named).encode("latin-1"), "text/calendar; charset=no-such-thing"),
        a_mail(bare_answer(entry, "TENTATIVE", **beside).encode(), "application/ics"),
        a_mail(plain.replace(b"METHOD:REPLY\r\n", b""), "text/calendar; method=reply"),
        a_mail(b"\xef\xbb\xbf" + plain.replace(b"\r\n", b"\n"), "text/calendar; charset=utf-8"),
        bytes(file),
        bytes(outer),
    ]

    for mail in wrapped:
        seated.answer, seated.answered_at = "", None
        assert mail_in(mail) == f"Registration {seated.id} of {seated.event.slug} perhaps comes; noted.\n", mail.decode("latin-1")


def test_what_is_no_answer_is_left_alone(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    """Letters, notices of holidays, our own invitation that comes back undelivered, a counter-proposal, and rubbish."""
    entry = calendar_in(invited)
    declined = bare_answer(entry).encode()
    returned = EmailMessage()
    returned.set_content("Mailbox unavailable.")
    returned.add_attachment(invited)
    rubbish = [
        b"", b"\x00\xff\xfe" * 1000, b"From: a@example.org\n\nNo.", invited.as_bytes(), returned.as_bytes(),
        a_mail(declined.replace(b"METHOD:REPLY", b"METHOD:COUNTER"), "text/calendar; method=COUNTER"),
        a_mail(declined.replace(b"METHOD:REPLY\r\n", b""), "text/calendar"),
        a_mail(declined.replace(b"=DECLINED", b"=DELEGATED"), "text/calendar"),
        a_mail(declined.replace(b"UID:", b"X-UID:"), "text/calendar"),
        a_mail(declined[: len(declined) // 2], "text/calendar"), a_mail(b"BEGIN:VCALENDAR", "text/calendar"),
        a_mail(b"\xff" * 100, "text/calendar; charset=utf-8"),
        a_mail(b"\xff" * 100, "text/calendar; charset=utf\x00-8"), a_mail(b"====", "text/calendar", encoding="base64"),
        a_mail(declined.replace(b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:VEVENT"), "text/calendar"),
        a_mail(declined + b"X" * 300_000, "text/calendar"), a_mail(declined, "text/plain"),
        a_mail(b"", "multipart/mixed; boundary=x") + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 3000,
    ]  # fmt: skip

    assert [mail_in(mail) for mail in rubbish] == [LEFT_ALONE] * len(rubbish)
    assert states(seated) == ["confirmed"]
    assert written(seated) == ["confirmed"]


def test_a_broken_line_does_not_spoil_an_answer_nor_the_command(
    invited: EmailMessage, seated: Registration, mail_in: MailIn
) -> None:
    entry = calendar_in(invited)
    stamps = [{"DTSTAMP": "yesterday"}, {"DTSTAMP": "20261120"}, {"DTSTAMP": ""}]
    wrong = [*stamps, {"SEQUENCE": "many"}, {"ORGANIZER": "", "X": "Y"}, {"DTSTART": "soon"}]
    mark = {"X-QONAQ-ANSWER": seated.answer_mark.upper()}

    said = []
    for fields in wrong:
        seated.answer, seated.answered_at = "", None
        said.append(mail_in(a_mail(bare_answer(entry, "TENTATIVE", **mark, **fields).encode(), "text/calendar")))

    assert said == [f"Registration {seated.id} of {seated.event.slug} perhaps comes; noted.\n"] * len(wrong)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: text/calendar" + b"; a*0=b" * 200_000 + b"\r\n\r\n",
        b"".join(b"Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n" % (n, n) for n in range(700))
        + b"--x\r\n" * 350_000,
        b"To: " + b"a@b," * 480_000 + b"\r\nContent-Type: text/calendar\r\n\r\n",
        b"Content-Type: text/calendar; charset=punycode\r\n\r\nabc-" + b"9" * 199_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 280_000,
    ],
    ids=["parameters", "levels", "receivers", "punycode", "parts"],
)
def test_no_mail_keeps_the_command_busy(content: bytes, mail_in: MailIn) -> None:
    """Each of these took a minute, or eight seconds: a server that pipes in a few at a time would stand still."""
    began = time.process_time()

    assert mail_in(content) == LEFT_ALONE
    assert time.process_time() - began < 4


def test_comments_in_comments_do_not_bring_the_command_down(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    answer = bare_answer(calendar_in(invited), "TENTATIVE", **{"X-QONAQ-ANSWER": seated.answer_mark}).encode()
    nested = b"To: " + b"(" * 9_000 + b"\r\n" + a_mail(answer, "text/calendar")

    assert mail_in(nested) == f"Registration {seated.id} of {seated.event.slug} perhaps comes; noted.\n"


def test_what_no_database_can_look_for_is_nobodys_answer(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    """A mail server would try again for days what the database refuses."""
    answer = bare_answer(calendar_in(invited), "DECLINED", UID="a\0b", **{"X-QONAQ-ANSWER": seated.answer_mark})

    assert mail_in(a_mail(answer.encode(), "text/calendar")) == LEFT_ALONE
    assert states(seated) == ["confirmed"]


def test_a_clock_that_runs_ahead_does_not_silence_the_next_answer(
    invited: EmailMessage, seated: Registration, mail_in: MailIn
) -> None:
    with clock.standing_at(NOW + timedelta(days=3_000)):
        ahead = answer_of("gmail", invited, "ACCEPTED")
    with clock.standing_at(NOW + timedelta(minutes=5)):
        mail_in(ahead)
    with clock.standing_at(NOW + timedelta(minutes=6)):
        mail_in(answer_of("gmail", invited))

    assert states(seated) == ["cancelled"]


def test_a_mail_beyond_all_measure_is_left_alone(invited: EmailMessage, seated: Registration, mail_in: MailIn) -> None:
    heavy = answer_of("gmail", invited) + b"\r\n" * LARGEST

    assert mail_in(heavy) == "A mail of more than 2,000,000 bytes is no answer to an invitation: left alone.\n"
    assert states(seated) == ["confirmed"]


def through_a_pipe(content: bytes, database: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """As a mail server would run it."""
    own = {"SECRET_KEY": "a-secret-key-for-tests-only", "DATABASE_URL": database, "MAIL_URL": "", **environment}
    command = [sys.executable, "-m", "flask", "--app", "app", "mail-in"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, input=content, capture_output=True, timeout=120)


def test_the_command_works_in_a_pipe(invited: EmailMessage, seated: Registration, database: str) -> None:
    db.session.commit()

    ran = through_a_pipe(answer_of("gmail", invited, "TENTATIVE"), database)

    said = f"Registration {seated.id} of {seated.event.slug} perhaps comes; noted.\n"
    assert (ran.returncode, ran.stdout.decode(), ran.stderr.decode()) == (0, said, "")


def test_the_mail_is_kept_for_later_while_the_database_is_away(invited: EmailMessage) -> None:
    ran = through_a_pipe(answer_of("gmail", invited), "postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    assert (ran.returncode, ran.stdout) == (75, b"")
    assert ran.stderr.decode() == "The database is away (OperationalError): try again later.\n"
