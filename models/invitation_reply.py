"""What comes back: a calendar program's REPLY to an invitation, found in a mail (RFC 5546, 3.2.3; RFC 6047).

Nothing in it is believed: see `Answerable`. Whatever is no REPLY, or is malformed, is no reply.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import getaddresses
from itertools import islice
from typing import Any

from icalendar import Calendar, Event
from sqlalchemy import select

from models.answerable import ANSWERS
from models.email_address import email_key
from models.event import Event as OurEvent
from models.registration import Registration
from support import clock
from support.orm import session

LARGEST = 2_000_000
"""Bytes of a mail that is looked at."""
LARGEST_CALENDAR = 200_000
LONGEST_HEADER = 10_000
MOST_LEVELS = 20
MOST_PARTS = 10
MOST_ENTRIES = 20
MOST_BOUNDARIES = 5_000
"""What no program sends. Reading takes time with the square of some of them: a mail of 2 MB could be made to last a minute."""
CALENDARS = ("text/calendar", "application/ics", "text/x-vcalendar")
RECEIVERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")
SHAPES = re.compile(rb"(?:^|[\r\n])content-(?:type|disposition):[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*", re.IGNORECASE)
SLOW_CODECS = ("punycode", "idna")
"""Of names of hosts, and no text's: reading takes time with the square of it."""
LEVELS = re.compile(rb"multipart/|message/rfc822", re.IGNORECASE)
IDENTITY = re.compile(r"<([0-9a-f]{32})@")
MARK = re.compile(r"\+([a-z2-7]{26})@|^([a-z2-7]{26})$", re.IGNORECASE)
X_MARK = "X-QONAQ-ANSWER"


@dataclass(frozen=True)
class InvitationReply:
    """One person's answer: to which entry, from which address, which of ANSWERS, about which version of it (None where nobody can
    read which) and when.

    `marks` and `quotes` are what could show that they had the invitation: marks in addresses, and the mails that theirs answers.
    """

    uid: str
    address: str
    answer: str
    sequence: int | None
    said_at: datetime
    marks: frozenset[str]
    quotes: frozenset[str]

    @classmethod
    def all_in(cls, content: bytes) -> "list[InvitationReply]":
        """Those in a mail as it came over the wire; each once, though programs like to send it as a part and as a file."""
        return list(dict.fromkeys(_replies(message_from_bytes(content)))) if _is_plausible(content) else []

    @property
    def registration(self) -> Registration | None:
        """The place it is about: the one that is held, else the last one that was."""
        theirs = (OurEvent.uid == self.uid, Registration.email_key == email_key(self.address))
        found = select(Registration).join(Registration.event).where(*theirs)
        return session().scalar(found.order_by(Registration.cancelled_at.is_not(None), Registration.id.desc()).limit(1))


def _is_plausible(content: bytes) -> bool:
    return (
        len(content) <= LARGEST
        and content.count(b"\n--") <= MOST_BOUNDARIES
        and sum(1 for _level in islice(LEVELS.finditer(content), MOST_LEVELS + 1)) <= MOST_LEVELS
        and all(len(header[0]) <= LONGEST_HEADER for header in SHAPES.finditer(content))
    )


def _replies(mail: Mail) -> Iterator[InvitationReply]:
    sent_to = frozenset(_marks(_addresses(_headers(mail, *RECEIVERS))))
    quotes = frozenset(IDENTITY.findall(" ".join(_headers(mail, "In-Reply-To", "References"))))
    for entry in islice(_entries(mail), MOST_ENTRIES):
        yield from _answers(entry, sent_to, quotes)


def _headers(mail: Mail, *names: str) -> list[str]:
    found = (str(value) for name in names for value in mail.get_all(name, [])[:MOST_PARTS])
    return [value for value in found if len(value) <= LONGEST_HEADER]


def _addresses(headers: list[str]) -> list[str]:
    """None where comments stand in each other deeper than the library reads."""
    try:
        return [address for _name, address in getaddresses(headers)]
    except RecursionError:
        return []


def _entries(mail: Mail) -> Iterator[Event]:
    calendars = (part for part in mail.walk() if _is_calendar(part))
    for part in islice(calendars, MOST_PARTS):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and len(content) <= LARGEST_CALENDAR:
            yield from _entries_of(_text(content, part.get_content_charset()), str(part.get_param("method") or ""))


def _is_calendar(part: Mail) -> bool:
    return part.get_content_type() in CALENDARS or (part.get_filename() or "").lower().endswith(".ics")


def _text(content: bytes, charset: str | None) -> str:
    """As its part says; some say wrong, or nothing. Latin-1 reads anything."""
    for name in (charset or "utf-8", "utf-8"):
        try:
            return content.decode(name if codecs.lookup(name).name not in SLOW_CODECS else "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _entries_of(text: str, method: str) -> Iterator[Event]:
    try:
        calendar = Calendar.from_ical(text.lstrip("\ufeff \r\n\t"))
    except Exception:  # the library fails in many ways on what no program would send
        return
    if str(calendar.get("METHOD") or method).strip().upper() == "REPLY":
        yield from (entry for entry in calendar.walk("VEVENT") if isinstance(entry, Event))


def _answers(entry: Event, sent_to: frozenset[str], quotes: frozenset[str]) -> Iterator[InvitationReply]:
    marks = sent_to.union(_marks([*_values(entry, "ORGANIZER"), *_values(entry, X_MARK)]))
    uid = str(entry.get("UID") or "").strip()
    for person in _values(entry, "ATTENDEE")[:MOST_ENTRIES]:
        answer = str(getattr(person, "params", {}).get("PARTSTAT", "")).lower()
        if not uid or answer not in ANSWERS:
            continue
        if (uid + (address := _address(person))).isprintable():  # PostgreSQL cannot even look for a NUL
            yield InvitationReply(uid, address, answer, _sequence(entry), _said_at(entry), marks, quotes)


def _values(entry: Event, name: str) -> list[Any]:
    found = entry.get(name) or []
    return found if isinstance(found, list) else [found]


def _address(person: Any) -> str:
    """Of `mailto:…`, however it is written; some programs put something of their own there and say the address beside it."""
    said = str(person).strip()
    if said.lower().startswith("mailto:"):
        said = said[len("mailto:") :]
    return said if "@" in said and ":" not in said else str(person.params.get("EMAIL", ""))


def _marks(addresses: Any) -> Iterator[str]:
    for address in addresses:
        if found := MARK.search(str(address).strip()):
            yield (found[1] or found[2]).lower()


def _sequence(entry: Event) -> int | None:
    try:
        return int(entry.get("SEQUENCE") or 0)
    except (ValueError, TypeError):
        return None


def _said_at(entry: Event) -> datetime:
    """DTSTAMP: when the answer was given (RFC 5546, 2.1.5). UTC, whatever it says.

    Now where it says nothing that can be read, or a time to come: a wrong clock's answer must not outlast the next.
    """
    try:
        value: date | None = getattr(entry.get("DTSTAMP"), "dt", None)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, datetime):
        return clock.now()
    said_at = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return min(said_at, clock.now())
