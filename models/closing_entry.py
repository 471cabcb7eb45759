"""The end of registration for an event as a calendar entry: a deadline of our own."""

from models.calendar_entry import CalendarEntry
from models.deadline_entry import COLOUR, LENGTH
from models.event import Event
from models.event_entry import N_, called_off, page_of, registration_until
from support import clock
from support.languages import phrasebook

CLOSES = N_("Registration closes: %(title)s")


def closing_uid(event: Event) -> str:
    """Its identity for ever, which the event's own tells."""
    return f"{event.uid}-closing"


def closing_entry(event: Event, code: str) -> CalendarEntry:
    """Until when one may register. It is busy for nobody, and ends with the event: called off, it says so.

    Its SEQUENCE counts what moves the event, which may call it off, and what moves its own moment.
    """
    phrases, closes = phrasebook(code), event.registration_closes_at or clock.now()
    starts = closes.astimezone(event.zone)
    title = {"title": event.title.shown(code).text}
    return CalendarEntry(
        uid=closing_uid(event),
        sequence=event.sequence + event.sequence_within,
        revised_at=event.calendar_revised_at,
        starts=starts,
        ends=starts + LENGTH,
        summary=called_off(event, phrases.gettext(CLOSES) % title, code),
        text="\n\n".join([registration_until(event, code), page_of(event)]),
        page=page_of(event),
        categories=(phrases.gettext("Deadline"), *(programme.name.shown(code).text for programme in event.programmes)),
        colour=COLOUR,
        status="CANCELLED" if event.cancelled else "CONFIRMED",
    )
