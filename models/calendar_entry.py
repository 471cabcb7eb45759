"""One entry of a calendar, as RFC 5545 and 7986 write it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event, vCalAddress, vText, vUri

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")  # RFC 5545, 3.1: no content line holds them
SHORTEST = timedelta(minutes=5)
LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")  # some programs end a line at each of these


def clean(text: str) -> str:
    """A text that any calendar program can read: whole letters, one kind of line end, no control characters."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))).strip()


def text_value(text: str) -> vText:
    """A text for any property, its commas and line ends escaped (RFC 5545, 3.3.11).

    icalendar 7.3 escapes by itself only where it knows that a property is TEXT: those of RFC 7986 and of no RFC it writes raw.
    """
    return vText(clean(text))


def sound_time(value: date) -> date:
    """A day, or a moment on the clock of a zone that has a name; any other is told in UTC: programs know no `UTC+05:00`."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f"a moment needs a zone: {value!r}")
    named = isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key not in (None, "UTC")
    return value if named else value.astimezone(UTC)


def sound_end(starts: date, ends: date) -> date:
    """An end that comes after the start (RFC 5545, 3.8.2.2): the next day, or some minutes later, where none is known."""
    if ends > starts:
        return ends
    return starts + (SHORTEST if isinstance(starts, datetime) else timedelta(days=1))


def uri(address: str) -> str:
    """A whole address in ASCII, as a URI is (RFC 3986): what people paste may be Cyrillic; "" for what is no whole address."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except ValueError:
        return ""
    if not parts.scheme:
        return ""
    return urlunsplit([parts.scheme, host, *(quote(part, safe="%/:;=@&!$'()*+,~?") for part in parts[2:])])


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
    Raises ValueError for a moment without a zone, which calendars would show at that hour wherever they are.
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
    picture: str = ""
    categories: tuple[str, ...] = ()
    colour: str = ""
    status: str = "CONFIRMED"
    busy: bool = False
    link: str = ""
    organizer: vCalAddress | None = None
    attendee: vCalAddress | None = None

    def __post_init__(self) -> None:
        """Let nothing through that icalendar would write without a word and programs refuse: see `sound_time`."""
        object.__setattr__(self, "starts", sound_time(self.starts))
        object.__setattr__(self, "ends", sound_end(self.starts, sound_time(self.ends)))

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
                event.add(name, text_value(text))
        if self.categories:
            event.add("categories", [text_value(category) for category in self.categories])
        if self.page:
            event.add("url", vUri(self.page))
        if self.picture:  # RFC 7986, 5.10 and 5.11: VALUE has to be said
            event.add("image", vUri(self.picture), parameters={"VALUE": "URI", "FMTTYPE": "image/png", "DISPLAY": "BADGE"})
        if link := uri(clean(self.link)):
            event.add("conference", vUri(link), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})

    def _alarm(self, before: timedelta) -> Alarm:
        """One that shows a text (RFC 5545, 3.6.6), which that has to have."""
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", text_value(self.summary))
        alarm.add("trigger", -before)
        return alarm

    @property
    def _zone(self) -> str | None:
        zone = self.starts.tzinfo if isinstance(self.starts, datetime) else None
        return zone.key if isinstance(zone, ZoneInfo) else None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
