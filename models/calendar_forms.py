"""The forms a feed comes in: iCalendar, jCal and Atom, each made of entries that are written once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from icalendar import vDuration

from models import atom, jcal
from models.calendar_entry import CalendarEntry, Rendered
from models.calendar_frame import calendar_of


class Head(NamedTuple):
    """What stands at the head of a feed in a language.

    `source` is the address it is fetched from and `page` the one about it, both "" where they would hold a token; `identity`
    tells it from all others for ever; `changed_at` is the last change of anything in it.
    """

    name: str
    publisher: str
    colour: str
    language: str
    source: str
    page: str
    identity: str
    changed_at: datetime


@dataclass(frozen=True)
class Form:
    """How one form writes an entry in a language, with an alarm so long before it or none, and joins entries to a whole feed.

    `trigger` is what it writes of an alarm's time, and nowhere else; b"" where it knows of no alarms.
    """

    suffix: str
    content_type: str
    entry: Callable[[CalendarEntry, str, timedelta | None], Rendered]
    whole: Callable[[Sequence[Rendered], Head], bytes]
    trigger: Callable[[timedelta], bytes] = lambda before: b""

    @property
    def media_type(self) -> str:
        """Without the character set, as a link names it."""
        return self.content_type.partition(";")[0]


def _entry(shown: CalendarEntry, _code: str, alarm: timedelta | None) -> Rendered:
    return shown.rendered(alarm)


def _icalendar(entries: Sequence[Rendered], head: Head) -> bytes:
    return calendar_of(entries, name=head.name, colour=head.colour, source=head.source, comes_back=True)


def _trigger(before: timedelta) -> bytes:
    rings: bytes = vDuration(-before).to_ical()  # type: ignore[no-untyped-call]  # untyped there
    return b"\r\nTRIGGER:%s\r\n" % rings


ICALENDAR = Form("ics", "text/calendar; charset=utf-8", _entry, _icalendar, _trigger)
FORMS = {
    form.suffix: form
    for form in (
        ICALENDAR,
        Form("json", "application/calendar+json", jcal.entry, jcal.whole, jcal.trigger),
        Form("atom", "application/atom+xml; charset=utf-8", atom.entry, atom.whole),
    )
}
