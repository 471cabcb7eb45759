"""What stands around the entries of a calendar: its name and colour, how often to come back, and the zones its hours are in."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from icalendar import Calendar, vDuration, vUri

from models.calendar_entry import Rendered, text_value
from models.calendar_zone import time_zone
from support import clock
from support.settings import current

PRODUCT = "-//Qonaq//Events//EN"
COME_BACK_AFTER = timedelta(hours=4)
END = b"END:VCALENDAR\r\n"


def calendar_of(
    entries: Sequence[Rendered],
    *,
    name: str = "",
    colour: str = "",
    source: str = "",
    comes_back: bool = False,
    method: str = "",
) -> bytes:
    """A whole calendar (RFC 5545, 3.4) of entries that are rendered.

    Feeds say how often to come back and, unless a token is in it, the address they are fetched from (`source`); `method` is what
    a mail asks for (RFC 5546), and nothing else has one.
    """
    calendar = frame(name=name, colour=colour, source=source, comes_back=comes_back, method=method)
    head = calendar.to_ical().removesuffix(END)
    return b"".join([head, *zones_of(entries), *(entry.content for entry in entries), END])


def frame(*, name: str = "", colour: str = "", source: str = "", comes_back: bool = False, method: str = "") -> Calendar:
    """The calendar without anything in it."""
    calendar = Calendar()  # bare: Calendar.new() gives the calendar itself a UID, and vdirsyncer takes it for one item
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    if method:
        calendar.add("method", method)
    if name:
        shown = text_value(" ".join(name.split()))  # lists of calendars have a line for each
        calendar.add("name", shown)
        calendar.add("x-wr-calname", shown)
        calendar.add("x-wr-timezone", current().timezone)
    if comes_back:
        calendar.add("refresh-interval", vDuration(COME_BACK_AFTER), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(COME_BACK_AFTER))
    if source:
        calendar.add("source", vUri(source), parameters={"VALUE": "URI"})
    if colour:
        calendar.add("color", text_value(colour))
    return calendar


def zones_of(entries: Sequence[Rendered]) -> Iterable[bytes]:
    """A table for each zone that entries name, and always the house's own: some programs take no calendar without one."""
    today = clock.today(current().zone)
    spans: dict[str, tuple[date, date]] = {current().timezone: (today, today)}
    for entry in entries:
        if entry.zone:
            first, last = spans.get(entry.zone, (entry.first, entry.last))
            spans[entry.zone] = (min(first, entry.first), max(last, entry.last))
    for name, (first, last) in sorted(spans.items()):
        yield time_zone(name, first, max(last, today))
