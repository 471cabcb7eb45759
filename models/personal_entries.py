"""Entries as only some people have them: of a seat, a part, a draft, a room that is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models.calendar_entry import CalendarEntry
from models.event import AgendaSession, Event, Part
from models.event_entry import N_, agenda_entries, event_entry
from models.invitation import held_entry
from models.registration import Registration
from models.rendered_entries import entries_of
from support.languages import phrasebook
from support.orm import session

Entries = Iterable[tuple[int, CalendarEntry]]
HOST = "Host"
ROLES = {
    "moderator": N_("Moderator"),
    "speaker": N_("Speaker"),
    "interpreter": N_("Interpreter"),
    "driver": N_("Driver"),
    "staff": N_("On duty"),
}
DRAFT, BUSY, PART = N_("Draft: %(title)s"), N_("Busy"), N_("Your part: %(part)s.")
BUSY_COLOUR = "gray"


@entries_of("registration")
def held_entries(numbers: Sequence[int], code: str) -> Entries:
    """Seats and places in queues."""
    held = (
        select(Registration)
        .where(Registration.id.in_(numbers))
        .options(joinedload(Registration.event).selectinload(Event.programmes))
    )
    return ((one.id, held_entry(one, code)) for one in session().scalars(held))


@entries_of("part")
def part_entries(numbers: Sequence[int], code: str) -> Entries:
    """Events with what one does in them, each known by the first of one's parts."""
    for part in _parts(numbers):
        yield part.id, _with_link(_with_part(event_entry(part.event, code), part, code), part.event, code)


@entries_of("part_row")
def part_row_entries(numbers: Sequence[int], code: str) -> Entries:
    """The same of rows of agendas."""
    for part in _parts(numbers):
        if part.session and (entry := row_entry(part.session, part.event, code)):
            yield part.id, _with_link(_with_part(entry, part, code), part.event, code)


@entries_of("run")
def run_entries(numbers: Sequence[int], code: str) -> Entries:
    """Events for those who run them."""
    return ((event.id, _with_link(_drafted(event, code), event, code)) for event in _events(numbers))


@entries_of("draft")
def draft_entries(numbers: Sequence[int], code: str) -> Entries:
    """Events that are not published."""
    return ((event.id, _drafted(event, code)) for event in _events(numbers))


@entries_of("booked")
def booked_entries(numbers: Sequence[int], code: str) -> Entries:
    """Events in a room, for its door."""
    return ((event.id, _discreet(event, event_entry(event, code), code)) for event in _events(numbers))


@entries_of("booked_row")
def booked_row_entries(numbers: Sequence[int], code: str) -> Entries:
    """Rows in a room, for its door."""
    rows = session().scalars(select(AgendaSession).where(AgendaSession.id.in_(numbers))).all()
    events = {event.id: event for event in _events([row.event_id for row in rows])}
    for row in rows:
        event = events.get(row.event_id)
        if event and (entry := row_entry(row, event, code)):
            yield row.id, _discreet(event, entry, code)


def row_entry(row: AgendaSession, event: Event, code: str) -> CalendarEntry | None:
    """A row of an agenda; None for one without an hour."""
    return next((one for one in agenda_entries(event, code) if one.uid == row.uid), None)


def _events(numbers: Sequence[int]) -> Sequence[Event]:
    at_once = selectinload(Event.programmes), selectinload(Event.agenda)
    return session().scalars(select(Event).where(Event.id.in_(numbers)).options(*at_once)).all()


def _parts(numbers: Sequence[int]) -> Iterable[Part]:
    event = joinedload(Part.event)
    at_once = (
        event.selectinload(Event.programmes),
        event.selectinload(Event.parts).joinedload(Part.session),
        event.selectinload(Event.agenda),
    )
    return session().scalars(select(Part).where(Part.id.in_(numbers)).options(*at_once)).unique()


def _roles_with(part: Part, code: str) -> str:
    """All that its person does at the same time: "Host, Moderator"."""
    hour = part.session and part.session.starts_at
    together = (
        one for one in part.event.parts if one.person_id == part.person_id and (one.session and one.session.starts_at) == hour
    )
    phrases = phrasebook(code)
    words = {role: phrases.gettext(text) for role, text in ROLES.items()} | {"host": phrases.pgettext("part", HOST)}
    return ", ".join(dict.fromkeys(str(words[one.role]) for one in together))


def _with_part(entry: CalendarEntry, part: Part, code: str) -> CalendarEntry:
    said = phrasebook(code).gettext(PART) % {"part": _roles_with(part, code)}
    revised_at = max(entry.revised_at, part.calendar_revised_at)
    return replace(entry, text=f"{said}\n\n{entry.text}", revised_at=revised_at, busy=True)


def _with_link(entry: CalendarEntry, event: Event, code: str) -> CalendarEntry:
    """Whoever makes an event happen knows where it is online."""
    if not (event.is_online and event.online_link) or event.cancelled:
        return entry
    join = phrasebook(code).gettext("Join online: %(link)s") % {"link": event.online_link}
    return replace(entry, link=event.online_link, text=f"{join}\n\n{entry.text}")


def _drafted(event: Event, code: str) -> CalendarEntry:
    entry = event_entry(event, code)
    if event.published or event.cancelled:
        return entry
    return replace(entry, summary=phrasebook(code).gettext(DRAFT) % {"title": entry.summary}, status="TENTATIVE")


def _discreet(event: Event, entry: CalendarEntry, code: str) -> CalendarEntry:
    """For a door that everybody passes: of what is not for all the university, only that the room is taken."""
    if event.published and event.visibility != "restricted":
        return entry
    draft = not event.published and not event.cancelled
    return CalendarEntry(
        uid=entry.uid,
        sequence=entry.sequence,
        revised_at=entry.revised_at,
        starts=entry.starts,
        ends=entry.ends,
        summary=phrasebook(code).gettext(BUSY),
        colour=BUSY_COLOUR,
        status="TENTATIVE" if draft else entry.status,
        busy=True,
    )
