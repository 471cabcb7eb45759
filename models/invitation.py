"""What a mail carries for its reader's calendar: an invitation, or its withdrawal (RFC 5546)."""

from dataclasses import replace
from typing import Literal

from icalendar import vCalAddress

from models.calendar_entry import CalendarEntry, clean
from models.calendar_frame import calendar_of
from models.event_entry import event_entry
from models.registration import Registration
from support.languages import phrasebook

Method = Literal["REQUEST", "CANCEL"]


def invitation(registration: Registration, method: Method, organizer: str) -> bytes:
    """The VCALENDAR for a mail to the holder of a registration, in their language: the feeds' UID, and a SEQUENCE of its own.

    REQUEST is for a confirmed seat, CANCEL for one that is gone. `organizer` is "Name <mailbox>", a real mailbox of the office.
    Hand the bytes to the mail as bytes: a str would lose its line ends. Raises ValueError for somebody without an address.
    """
    if not registration.email:
        raise ValueError("an invitation needs an address to go to")
    entry = held_entry(registration) if method == "REQUEST" else _withdrawn(registration)
    addressed = replace(entry, organizer=_sender(organizer), attendee=_attendee(registration, registration.email))
    return calendar_of([addressed.rendered()], method=method)


def held_entry(registration: Registration) -> CalendarEntry:
    """The event as its holder has it: with the link where they have a seat, as a mere chance while they wait for one."""
    if registration.cancelled or registration.event.cancelled:
        return _withdrawn(registration)
    entry, phrases = _own_entry(registration), phrasebook(registration.language)
    if registration.waiting:
        summary = phrases.gettext("Waiting list: %(title)s") % {"title": entry.summary}
        return replace(entry, summary=summary, status="TENTATIVE")
    return _with_link(entry, registration) if registration.event.online_link else entry


def _own_entry(registration: Registration) -> CalendarEntry:
    return replace(event_entry(registration.event, registration.language), sequence=registration.invitation_sequence, busy=True)


def _with_link(entry: CalendarEntry, registration: Registration) -> CalendarEntry:
    """In the text and as CONFERENCE, and for those who come to no room as the place: programs make that one easy to click."""
    link = registration.event.online_link
    join = phrasebook(registration.language).gettext("Join online: %(link)s") % {"link": link}
    comes = registration.event.has_room and not registration.attends_online
    return replace(entry, link=link, text=f"{join}\n\n{entry.text}", location=entry.location if comes else link)


def _withdrawn(registration: Registration) -> CalendarEntry:
    """Gone for its holder, though the event may go on: each invitation is one person's, so its STATUS may say so."""
    entry, event = _own_entry(registration), registration.event
    if event.cancelled:
        return entry
    title = {"title": event.title.shown(registration.language).text}
    return replace(entry, status="CANCELLED", summary=phrasebook(registration.language).gettext("Cancelled: %(title)s") % title)


def _attendee(registration: Registration, mailbox: str) -> vCalAddress:
    """Its holder, who said yes by registering: nobody at the office waits for an answer."""
    person = _person(registration.name, mailbox)
    person.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return person


def _sender(organizer: str) -> vCalAddress:
    """Of "Name <mailbox>", whatever the name holds: the office typed it without a mail program's quotation marks."""
    name, _, mailbox = organizer.rpartition("<")
    return _person(name.strip(' "'), mailbox.strip("> "))


def _person(name: str, mailbox: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{mailbox}")
    if name:
        person.params["CN"] = " ".join(clean(name).replace('"', "'").split())  # few programs know RFC 6868
    return person
