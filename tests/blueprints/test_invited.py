"""Invitations as they go over the wire to a real SMTP server: every line of RFC 5546 and 6047 that programs hang on."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from models import Attendee, Event, Office, Registration
from support.db import db
from support.languages import translated
from support.settings import changed, current, use
from tests.calendars import Seen, values
from tests.ical_programs import Programs
from tests.page_client import PageClient
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
Work = Callable[[], None]
pytestmark = pytest.mark.browser

TREE = ("multipart/mixed", [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"])
WITHOUT = ("multipart/alternative", ["text/plain", "text/html"])
LONG = "Ұйымдастыру туралы; «Erasmus+», Жан Моне \\ семинар 🎓 " * 4


class Invited(NamedTuple):
    """A mail as it came: its bytes, what an old parser makes of them, and its entry."""

    raw: bytes
    mail: Mail
    entry: bytes

    @classmethod
    def of(cls, raw: bytes) -> "Invited":
        mail = BytesParser(policy=compat32).parsebytes(raw)
        (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        return cls(raw, mail, part.get_payload(decode=True))  # type: ignore[arg-type]

    @property
    def part(self) -> Mail:
        return next(part for part in self.mail.walk() if part.get_content_type() == "text/calendar")

    @property
    def file(self) -> Mail:
        return next(part for part in self.mail.walk() if part.get_content_type() == "application/ics")


@pytest.fixture
def info_day(make_info_day: MakeEvent, office: Office) -> Event:
    """One seat, and a title that has to be folded and escaped."""
    office.sender_name, office.sender_address = "Халықаралық бөлім, «KIMEP»", "io@university.example"
    return make_info_day(capacity=1, title=translated("en", en=LONG, kk=LONG), description=translated("en", en="A\nB\r\nC"))


@pytest.fixture
def seated(info_day: Event, chiara: Attendee) -> Registration:
    registration = info_day.register(chiara, answers={})
    db.session.commit()
    return registration


@pytest.fixture
def sent(work: Work, post_office: PostOffice) -> Callable[[], list[bytes]]:
    """Let the worker work; what went to Chiara since the last time, byte by byte."""
    taken = [0]

    def sent() -> list[bytes]:
        work()
        new, taken[0] = post_office.envelopes[taken[0] :], len(post_office.envelopes)
        return [one.original_content for one in new if one.rcpt_tos == ["chiara@example.org"]]  # type: ignore[misc]

    return sent


def tree(mail: Mail) -> Any:
    if not mail.is_multipart():
        return mail.get_content_type()
    parts = mail.get_payload()
    assert isinstance(parts, list)
    return mail.get_content_type(), [tree(part) for part in parts]  # type: ignore[arg-type]


def test_the_tree_is_the_one_that_programs_draw_buttons_from(seated: Registration, sent: Callable[[], list[bytes]]) -> None:
    (raw,) = sent()
    invited = Invited.of(raw)

    assert tree(invited.mail) == TREE
    assert {name: invited.part.get_param(name) for name in ("method", "charset")} == {"method": "REQUEST", "charset": "utf-8"}
    assert invited.part.get_content_disposition() == "inline"
    assert (invited.file.get_content_disposition(), invited.file.get_filename()) == ("attachment", "invite.ics")
    assert invited.file["Content-Transfer-Encoding"] == "base64"
    assert invited.file.get_payload(decode=True) == invited.entry


def test_its_bytes_come_through(seated: Registration, sent: Callable[[], list[bytes]]) -> None:
    """Lines end in CRLF, on the wire and within the entry; nothing needs eight bits on its way; no letter is cut by a fold."""
    (raw,) = sent()
    entry = Invited.of(raw).entry

    for content in (raw, entry):
        assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert max(len(line) for line in entry.split(b"\r\n")) <= 75
    assert [line.decode() for line in entry.split(b"\r\n")][:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert entry.endswith(b"END:VCALENDAR\r\n")


def test_the_office_invites_the_holder(seated: Registration, sent: Callable[[], list[bytes]], programs: Programs) -> None:
    (raw,) = sent()
    invited, event = Invited.of(raw), seated.event

    assert programs(invited.entry) == {event.uid: Seen(event.starts_at, event.ends_at, LONG.strip(), "CONFIRMED", 1)}  # type: ignore[arg-type]
    assert values(invited.entry, "METHOD") == ["REQUEST"]
    assert [value.rpartition(":mailto:")[2] for value in values(invited.entry, "ORGANIZER")] == ["io@university.example"]
    assert [value.rpartition(":mailto:")[2] for value in values(invited.entry, "ATTENDEE")] == ["chiara@example.org"]
    assert invited.mail["From"].endswith("<io@university.example>")
    assert invited.mail["To"] == "Chiara Rossi <chiara@example.org>"


@pytest.mark.parametrize("mail_in", ["plus", "plain", ""])
def test_its_organizer_is_the_mailbox_it_comes_from(mail_in: str, seated: Registration, sent: Callable[[], list[bytes]]) -> None:
    use(changed(mail_in=mail_in))

    (raw,) = sent()

    (organizer,) = values(Invited.of(raw).entry, "ORGANIZER")
    mailbox, _, domain = organizer.rpartition(":mailto:")[2].partition("@")
    assert (mailbox.partition("+")[0], domain) == ("io", "university.example")
    assert mailbox.partition("+")[2] == (seated.answer_mark if mail_in == "plus" else "")


def test_a_move_invites_again_and_a_cancellation_takes_it_back(
    seated: Registration,
    sent: Callable[[], list[bytes]],
    programs: Programs,
) -> None:
    event = seated.event
    first = Invited.of(*sent())
    assert event.starts_at and event.ends_at
    event.move(event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1))
    moved = Invited.of(*sent())
    event.cancel(translated("en", en="The hall is closed."))
    off = Invited.of(*sent())

    mails = [first, moved, off]
    assert [tree(one.mail) for one in mails] == [TREE] * 3
    assert [one.part.get_param("method") for one in mails] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [values(one.entry, "METHOD") for one in mails] == [["REQUEST"], ["REQUEST"], ["CANCEL"]]
    entries = [programs(one.entry)[event.uid] for one in mails]
    assert [(entry.status, entry.sequence) for entry in entries] == [("CONFIRMED", 1), ("CONFIRMED", 2), ("CANCELLED", 3)]
    assert entries[1].starts == entries[0].starts + timedelta(days=1)
    for name in ("UID", "ORGANIZER", "ATTENDEE"):
        assert len({tuple(values(one.entry, name)) for one in mails}) == 1


def test_a_seat_given_back_is_withdrawn_from_its_holder_alone(
    seated: Registration,
    client: PageClient,
    sent: Callable[[], list[bytes]],
    programs: Programs,
) -> None:
    event = seated.event
    invited = Invited.of(*sent())
    seated.cancel()
    withdrawn = Invited.of(*sent())

    assert (withdrawn.part.get_param("method"), values(withdrawn.entry, "METHOD")) == ("CANCEL", ["CANCEL"])
    gone = programs(withdrawn.entry)[event.uid]
    assert (gone.status, gone.sequence) == ("CANCELLED", programs(invited.entry)[event.uid].sequence + 1)
    feed = programs(client.get("/calendars/events.ics?lang=en").data)
    assert (feed[event.uid].status, feed[event.uid].sequence) == ("CONFIRMED", 1)


def test_a_place_in_the_queue_is_no_invitation(
    seated: Registration, dana: Attendee, chiara: Attendee, make_info_day: MakeEvent, post_office: PostOffice, work: Work
) -> None:
    waiting = seated.event.register(dana, answers={})
    work()
    (mail,) = post_office.to("dana@example.org")
    assert tree(mail) == WITHOUT

    seated.cancel()
    work()

    assert waiting.confirmed
    assert [tree(mail) for mail in post_office.to("dana@example.org")] == [WITHOUT, TREE]


def test_a_feed_invites_nobody(seated: Registration, client: PageClient, sent: Callable[[], list[bytes]]) -> None:
    """Importing attendees has mailed strangers."""
    marks = (b"METHOD:", b"ORGANIZER", b"ATTENDEE", b"X-QONAQ-ANSWER")
    (raw,) = sent()
    assert [mark for mark in marks if mark not in Invited.of(raw).entry] == []
    files = ["/calendars/all.ics", f"/events/{seated.event.slug}.ics", f"/registrations/{seated.token}.ics"]

    assert [(file, mark) for file in files for mark in marks if mark in client.get(file).data] == []


def test_a_mail_that_becomes_a_file_is_the_same_mail(seated: Registration, work: Work) -> None:
    work()

    (file,) = Path(current().instance / "mail").glob("*.eml")
    raw = file.read_bytes()
    invited = Invited.of(raw)
    assert tree(message_from_bytes(raw)) == TREE
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert invited.entry.count(b"\n") == invited.entry.count(b"\r\n") > 10
    assert invited.file.get_payload(decode=True) == invited.entry
