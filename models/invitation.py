"""What a mail carries for its reader's calendar: an invitation, or its withdrawal (RFC 5546)."""

from dataclasses import replace
from typing import Literal

from icalendar import vCalAddress

from models.calendar_entry import CalendarEntry, clean
from models.calendar_frame import calendar_of
from models.event_entry import event_entry
from models.invitation_reply import X_MARK
from models.registration import Registration
from support.languages import phrasebook
from support.settings import current

Method = Literal["REQUEST", "CANCEL"]

LONGEST_MAILBOX = 64
"""Octets before the @ (RFC 5321, 4.5.3.1.1)."""
END = b"END:VEVENT\r\n"


def invitation(registration: Registration, method: Method, organizer: str) -> bytes:
    """The VCALENDAR for a mail to the holder of a registration, in their language: the feeds' UID, and a SEQUENCE of its own.

    REQUEST is for a confirmed seat, CANCEL for one that is gone. `organizer` is "Name <mailbox>", a real mailbox of the office.
    Hand the bytes to the mail as bytes: a str would lose its line ends. Raises ValueError for somebody without an address.

    The mark by which an answer is believed stands in the organizer's address, where the office's mailbox has plus-addresses, for
    every program sends its answer there; and beside it, for those that give back all they got.
    """
    if not registration.email:
        raise ValueError("an invitation needs an address to go to")
    entry = held_entry(registration) if method == "REQUEST" else _withdrawn(registration, registration.language)
    sender, holder = _sender(organizer, registration.answer_mark), _attendee(registration, registration.email)
    rendered = replace(entry, organizer=sender, attendee=holder).rendered()
    marked = rendered.content.removesuffix(END) + f"{X_MARK}:{registration.answer_mark}\r\n".encode() + END
    return calendar_of([rendered._replace(content=marked)], method=method)


def held_entry(registration: Registration, code: str = "") -> CalendarEntry:
    """The event as its holder has it: with the link where they have a seat, as a mere chance while they wait for one.

    In the language of the registration, unless another is asked for.
    """
    code = code or registration.language
    if registration.cancelled or registration.event.cancelled:
        return _withdrawn(registration, code)
    entry, phrases = _own_entry(registration, code), phrasebook(code)
    if registration.waiting:
        summary = phrases.gettext("Waiting list: %(title)s") % {"title": entry.summary}
        return replace(entry, summary=summary, status="TENTATIVE")
    return _with_link(entry, registration, code) if registration.event.online_link else entry


def _own_entry(registration: Registration, code: str) -> CalendarEntry:
    revised_at = max(registration.event.calendar_revised_at, registration.calendar_revised_at)
    entry = event_entry(registration.event, code)
    return replace(entry, sequence=registration.invitation_sequence, revised_at=revised_at, busy=True)


def _with_link(entry: CalendarEntry, registration: Registration, code: str) -> CalendarEntry:
    """In the text and as CONFERENCE, and for those who come to no room as the place: programs make that one easy to click."""
    link = registration.event.online_link
    join = phrasebook(code).gettext("Join online: %(link)s") % {"link": link}
    comes = registration.event.has_room and not registration.attends_online
    return replace(entry, link=link, text=f"{join}\n\n{entry.text}", location=entry.location if comes else link)


def _withdrawn(registration: Registration, code: str) -> CalendarEntry:
    """Gone for its holder, though the event may go on: each invitation is one person's, so its STATUS may say so."""
    entry, event = _own_entry(registration, code), registration.event
    if event.cancelled:
        return entry
    title = {"title": event.title.shown(code).text}
    return replace(entry, status="CANCELLED", summary=phrasebook(code).gettext("Cancelled: %(title)s") % title)


def _attendee(registration: Registration, mailbox: str) -> vCalAddress:
    """Its holder, who said yes by registering, so that the event stands firm in the calendar.

    Where answers reach us they are asked for: without RSVP Thunderbird and Outlook offer no "No", and with it "No" is mailed to
    the organizer. Gmail shows its buttons either way.
    """
    status = "TENTATIVE" if registration.answer == "tentative" else "ACCEPTED"
    asked = str(current().reads_answers).upper()
    person = _person(registration.name, mailbox)
    person.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": status, "RSVP": asked})
    return person


def _sender(organizer: str, mark: str) -> vCalAddress:
    """Of "Name <mailbox>", whatever the name holds: the office typed it without a mail program's quotation marks."""
    name, _, address = organizer.rpartition("<")
    mailbox, _, domain = address.strip("> ").rpartition("@")
    marked = f"{mailbox}+{mark}"
    if current().has_plus_addresses and len(marked) <= LONGEST_MAILBOX:
        mailbox = marked
    return _person(name.strip(' "'), f"{mailbox}@{domain}")


def _person(name: str, mailbox: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{mailbox}")
    if name:
        person.params["CN"] = " ".join(clean(name).replace('"', "'").split())  # few programs know RFC 6868
    return person
