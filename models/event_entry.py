"""Events, and the rows of their agendas, as calendar entries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from models.calendar_entry import CalendarEntry
from models.event import AgendaSession, Event
from support import dates
from support.languages import phrasebook
from support.markdown import plain
from support.settings import current

KNOWN_DATES = ("moment", "day")
"""The precisions with which an event can stand in a calendar."""
LONGEST_TEXT = 600
"""Letters of an entry's text: a feed of hundreds must stay under a megabyte, and the rest is on the page."""


def N_(text: str) -> str:
    """Mark a text for the translators."""
    return text


KINDS = {
    "info_day": (N_("Information day"), "royalblue"),
    "conference": (N_("Conference"), "mediumvioletred"),
    "delegation": (N_("Visit"), "seagreen"),
    "qa_session": (N_("Q&A session"), "darkorange"),
}
"""What each kind is called, and a CSS3 name near its colour on the pages (RFC 7986, 5.9)."""


def has_entry(event: Event) -> bool:
    """Whether an event's date is known well enough for a calendar."""
    return event.precision in KNOWN_DATES and event.dates is not None


def event_entry(event: Event, code: str) -> CalendarEntry:
    """An event for whoever may see it, in a language; without the link of those registered. Its date must be known."""
    phrases, (kind, colour) = phrasebook(code), KINDS[event.kind]
    title = event.title.shown(code).text
    starts, ends = _when(event)
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        revised_at=event.calendar_revised_at,
        starts=starts,
        ends=ends,
        summary=called_off(event, title, code),
        text=_text(event, code),
        location=_location(event, code),
        page=page_of(event),
        picture=f"{page_of(event)}/card.png?lang={code}" if event.is_public else "",
        categories=(phrases.gettext(kind), *(programme.name.shown(code).text for programme in event.programmes)),
        colour=colour,
        status="CANCELLED" if event.cancelled else "CONFIRMED",
        busy=event.has_hour,
    )


def agenda_entries(event: Event, code: str) -> Iterator[CalendarEntry]:
    """The rows of an event's agenda whose time is known. A row that says no end lasts until the next one starts."""
    whole = event_entry(event, code)
    rows = [(row.starts_at, row) for row in event.agenda if row.starts_at]
    for starts_at, row in rows:
        later = [other for other, _ in rows if other > starts_at]
        ends_at = row.ends_at or min(later, default=event.ends_at) or starts_at
        yield replace(
            whole,
            uid=row.uid,
            sequence=event.sequence + event.sequence_within,
            starts=starts_at.astimezone(event.zone),
            ends=max(ends_at, starts_at + timedelta(minutes=5)).astimezone(event.zone),
            summary=_row_title(row, event, code),
            text="\n".join(part for part in (row.speaker.shown(code).text, event.title.shown(code).text, whole.page) if part),
            location=row.venue(code) or whole.location,
            busy=True,
        )


def called_off(event: Event, title: str, code: str) -> str:
    """What an entry is called, with the word before it where the event is called off: some programs show nothing else of that."""
    return str(phrasebook(code).pgettext("event", "Cancelled: %(title)s")) % {"title": title} if event.cancelled else title


def registration_until(event: Event, code: str) -> str:
    """Until when one may register, on the clock of the event and on the house's own where that is another; "" for no moment."""
    if not (event.takes_registrations and event.registration_closes_at):
        return ""
    local = [event.registration_closes_at.astimezone(zone) for zone in dict.fromkeys([event.zone, current().zone])]
    said = phrasebook(code).gettext("Registration closes on %(day)s, %(hour)s.")
    return "\n".join(
        said % {"day": dates.day(moment, code), "hour": f"{dates.hour(moment)} ({dates.zone(moment, code)})"} for moment in local
    )


def page_of(event: Event) -> str:
    """The full address of its page."""
    return current().address(f"/events/{event.slug}")


def shortened(text: str) -> str:
    """A text cut between words where it is too long for a feed."""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rsplit(maxsplit=1)[0] + " …"


def _when(event: Event) -> tuple[date, date]:
    if event.has_hour and event.local_start and event.local_end:
        return event.local_start, event.local_end
    if event.dates is None:
        raise ValueError(f"{event.slug} has no date")
    first, last = event.dates
    return first, max(first, last) + timedelta(days=1)


def _text(event: Event, code: str) -> str:
    """Why it is called off or moved, what it is about and who hosts it, and last its page: Google shows no other link."""
    phrases = phrasebook(code)
    reason, aim = event.cancellation_reason.shown(code).text, event.aim.shown(code).text
    host, moved = event.host.name.shown(code).text if event.host else "", event.move_reason.shown(code).text
    told = [
        phrases.gettext("Called off: %(reason)s") % {"reason": reason} if event.cancelled and reason else "",
        phrases.gettext("Moved: %(reason)s") % {"reason": moved} if event.moved and moved and not event.cancelled else "",
        plain(event.summary.shown(code).text),
        phrases.gettext("Aim: %(aim)s") % {"aim": plain(aim)} if aim else "",
        plain(event.description.shown(code).text),
        phrases.gettext("Host: %(name)s") % {"name": host} if host else "",
        "" if event.cancelled else registration_until(event, code),
    ]
    return "\n\n".join([shortened("\n\n".join(part for part in told if part)), page_of(event)]).strip()


def _location(event: Event, code: str) -> str:
    """Where to go. Where to click is for those registered."""
    online = phrasebook(code).gettext("Online") if event.is_online else ""
    place = event.location(code) if event.has_room else ""
    return " / ".join(part for part in (place, online) if part)


def _row_title(row: AgendaSession, event: Event, code: str) -> str:
    return called_off(event, row.title.shown(code).text or event.title.shown(code).text, code)
