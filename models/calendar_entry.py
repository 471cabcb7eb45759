"""One entry of a calendar, as RFC 5545 and 7986 write it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event, vCalAddress, vUri

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")  # RFC 5545, 3.1: no content line holds them
LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")  # some programs end a line at each of these


def clean(text: str) -> str:
    """A text that any calendar program can read: whole letters, one kind of line end, no control characters."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))).strip()


class Rendered(NamedTuple):
    """An entry's bytes and when they last changed; for the time zones around it the one it names, if any, and its days there."""

    content: bytes
    revised_at: datetime
    zone: str | None
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """What an entry says, in one language.

    `starts` and `ends` are moments in the zone they were meant in, or days, the last being the first that is no part of it.
    `link` is where to join online: for those with a seat and nobody else. Only an invitation has an organizer and an attendee.
    """

    uid: str
    sequence: int
    revised_at: datetime
    starts: date
    ends: date
    summary: str
    text: str = ""
    location: str = ""
    page: str = ""
    categories: tuple[str, ...] = ()
    colour: str = ""
    status: str = "CONFIRMED"
    busy: bool = False
    link: str = ""
    organizer: vCalAddress | None = None
    attendee: vCalAddress | None = None

    def rendered(self, alarm: timedelta | None = None) -> Rendered:
        """The VEVENT as bytes; `alarm` is how long before its start it rings."""
        return self.around(self.component(alarm).to_ical())

    def around(self, content: bytes) -> Rendered:
        """Bytes of it, in whatever form, with what a calendar around it wants to know."""
        return Rendered(content, self.revised_at, self._zone, _day(self.starts), _day(self.ends))

    def component(self, alarm: timedelta | None = None) -> Event:
        """The VEVENT. An entry is always the same: its stamp is its last change, never now (RFC 5545, 3.8.7.2)."""
        event = Event()
        event.add("uid", self.uid)
        event.add("dtstamp", self.revised_at)
        event.add("last-modified", self.revised_at)
        event.add("sequence", self.sequence)
        event.add("dtstart", self.starts)
        event.add("dtend", self.ends)
        event.add("status", self.status)
        event.add("transp", "OPAQUE" if self.busy and self.status == "CONFIRMED" else "TRANSPARENT")
        self._add_words(event)
        if self.organizer and self.attendee:
            event.add("organizer", self.organizer)
            event.add("attendee", self.attendee)
        if alarm is not None and self.status != "CANCELLED":
            event.add_component(self._alarm(alarm))
        return event

    def _add_words(self, event: Event) -> None:
        words = {"summary": self.summary, "description": self.text, "location": self.location, "color": self.colour}
        for name, text in words.items():
            if text:
                event.add(name, clean(text))
        if self.categories:
            event.add("categories", [clean(category) for category in self.categories])
        if self.page:
            event.add("url", vUri(self.page))
        if urlsplit(self.link).scheme:  # RFC 7986, 5.11: a whole address, and VALUE said
            event.add("conference", vUri(clean(self.link)), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})

    def _alarm(self, before: timedelta) -> Alarm:
        """One that shows a text (RFC 5545, 3.6.6), which that has to have."""
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", clean(self.summary))
        alarm.add("trigger", -before)
        return alarm

    @property
    def _zone(self) -> str | None:
        zone = self.starts.tzinfo if isinstance(self.starts, datetime) else None
        return zone.key if isinstance(zone, ZoneInfo) and zone.key != "UTC" else None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
