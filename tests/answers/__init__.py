"""Answers to an invitation as Gmail, Outlook, Apple and Thunderbird write them; the files show their shape, with gaps."""

import base64
import quopri
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage, Message
from pathlib import Path

import icalendar

from support import clock

PROGRAMS = ("gmail", "outlook", "apple", "thunderbird")
WORDS = {"DECLINED": "Declined", "ACCEPTED": "Accepted", "TENTATIVE": "Tentative"}


def calendar_in(mail: EmailMessage) -> icalendar.Event:
    """The entry of an invitation, read from its inline part."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    (entry,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(entry, icalendar.Event)
    return entry


def answer_of(program: str, invited: EmailMessage, answer: str = "DECLINED", **others: str) -> bytes:
    """What a program sends when its user answers an invitation; `others` fill the gaps otherwise than it would."""
    entry = calendar_in(invited)
    gaps = {
        "uid": str(entry["UID"]),
        "sequence": str(entry["SEQUENCE"]),
        "organizer": str(entry["ORGANIZER"]).removeprefix("mailto:"),
        "attendee": str(entry["ATTENDEE"]).removeprefix("mailto:"),
        "mark": str(entry["X-QONAQ-ANSWER"]),
        "mailbox": invited["From"].addresses[0].addr_spec,
        "invitation": str(invited["Message-ID"]),
        "stamp": clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "answer": answer,
        "word": WORDS.get(answer, answer),
        **others,
    }
    text = Path(__file__).with_name(f"{program}.eml").read_text(encoding="utf-8")
    for name, value in gaps.items():
        text = text.replace(f"{{{name}}}", value)
    return on_the_wire(message_from_string(text))


def on_the_wire(mail: Message) -> bytes:
    """Each part encoded as it says it is."""
    for part in mail.walk():
        if part.is_multipart():
            continue
        text = str(part.get_payload()).replace("\n", "\r\n")
        content = text.encode(part.get_content_charset() or "utf-8")
        encoding = str(part.get("Content-Transfer-Encoding", "8bit"))
        packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
        part.set_payload(packed.decode("utf-8", "surrogateescape"))
    return mail.as_string().encode("utf-8", "surrogateescape")


def bare_answer(entry: icalendar.Event, answer: str = "DECLINED", *, at: datetime | None = None, **fields: str) -> str:
    """The least that is a REPLY, with lines of one's own."""
    lines = {
        "UID": str(entry["UID"]),
        "SEQUENCE": str(entry["SEQUENCE"]),
        "DTSTAMP": (at or clock.now()).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "ORGANIZER": str(entry["ORGANIZER"]),
        f"ATTENDEE;PARTSTAT={answer}": str(entry["ATTENDEE"]),
        **fields,
    }
    inside = "".join(f"{name}:{value}\r\n" for name, value in lines.items() if value)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tests//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    return f"{head}{inside}END:VEVENT\r\nEND:VCALENDAR\r\n"
