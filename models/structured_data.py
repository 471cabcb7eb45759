"""Events as search engines and assistants read them: schema.org/Event, in the properties that Google documents for events."""

from collections.abc import Iterator
from typing import Any

from models.event import Event
from models.event_entry import has_entry, page_of
from models.organisation import Organisation
from models.tally import Tally
from support.markdown import plain
from support.settings import current

SCHEMA = "https://schema.org/"
ATTENDANCE = {
    "on_site": f"{SCHEMA}OfflineEventAttendanceMode",
    "online": f"{SCHEMA}OnlineEventAttendanceMode",
    "hybrid": f"{SCHEMA}MixedEventAttendanceMode",
}
CURRENCY = "KZT"
"""Of a price of nothing, which has to name one."""

Told = dict[str, Any]


def structured_event(event: Event, code: str, *, office: str, tally: Tally) -> Told | None:
    """What anybody may know of an event in a language, as JSON-LD: never the link. `office` is its name, `tally` the seats.

    None for what is not public, and where no day is known: an Event there has to have a startDate.
    """
    if not event.is_public or not has_entry(event):
        return None
    said = {
        "name": event.title.shown(code).text,
        "description": plain(event.summary.shown(code).text),
        "url": page_of(event),
        "image": [card_of(event, code)],
        "inLanguage": event.languages_spoken,
        "location": list(_locations(event, code)),
        "organizer": list(_organisers(event, code, office)),
        "offers": _offer(event, tally),
        **_time(event),
    }
    told = {name: value for name, value in said.items() if value}
    return {"@context": "https://schema.org", "@type": "Event", **told, **_mode(event), "isAccessibleForFree": True}


def card_of(event: Event, code: str) -> str:
    """The address of its picture: the same as in link previews."""
    return f"{page_of(event)}/card.png?lang={code}&v={int(event.calendar_revised_at.timestamp())}"


def _time(event: Event) -> Told:
    """Hours with their offset, or days; and whether that still holds."""
    status, more = "EventScheduled", {}
    if event.cancelled:
        status = "EventCancelled"
    elif event.moved and event.moved_from:
        status, more = "EventRescheduled", {"previousStartDate": event.moved_from.astimezone(event.zone).isoformat()}
    assert event.dates
    first, last = event.dates
    days = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    if event.has_hour and event.local_start and event.local_end:
        days = {"startDate": event.local_start.isoformat(), "endDate": event.local_end.isoformat()}
    return {**days, "eventStatus": f"{SCHEMA}{status}", **more}


def _mode(event: Event) -> Told:
    return {"eventAttendanceMode": ATTENDANCE[event.mode]} if event.mode in ATTENDANCE else {}


def _locations(event: Event, code: str) -> Iterator[Told]:
    """Where to go, and where to read how to join: who is registered is mailed the link itself."""
    if event.has_room and (venue := event.venue(code)):
        street = event.address or (event.room.address.shown(code).text if event.room else "")
        address = {"streetAddress": street, "addressLocality": event.city, "addressCountry": event.country}
        given = {name: text for name, text in address.items() if text}
        yield {"@type": "Place", "name": venue, "address": {"@type": "PostalAddress", **given} if given else venue}
    if event.is_online:
        yield {"@type": "VirtualLocation", "url": page_of(event)}


def _organisers(event: Event, code: str, office: str) -> Iterator[Told]:
    """Who holds it, each once and with its website.

    The office does where it or a faculty is named, and where nobody is but people come to our room or register with us: of what
    others hold elsewhere we tell, too.
    """
    holders = {one.name.shown(code).text: one for one in (event.host, *event.organisers) if one}
    websites = {name: one.website for name, one in holders.items() if name != office}
    if _is_ours(event, holders, office):
        websites = {office: current().address("/"), **websites}
    for name, website in websites.items():
        if name:
            yield {"@type": "Organization", "name": name, **({"url": website} if website else {})}


def _is_ours(event: Event, holders: dict[str, Organisation], office: str) -> bool:
    if not holders:
        return event.room is not None or event.takes_registrations
    return office in holders or any(one.kind == "faculty" for one in holders.values())


def _offer(event: Event, tally: Tally) -> Told | None:
    """A seat, which costs nothing; sold out is where one would have to wait. None where nobody can register now."""
    if not event.open_for_registration:
        return None
    opened_at = event.registration_opens_at or event.published_at
    free = event.capacity is None or (tally.left(event.capacity) and not tally.queued)
    return {
        "@type": "Offer",
        "url": page_of(event),
        "price": 0,
        "priceCurrency": CURRENCY,
        "availability": f"{SCHEMA}{'InStock' if free else 'SoldOut'}",
        **({"validFrom": opened_at.astimezone(event.zone).isoformat()} if opened_at else {}),
    }
