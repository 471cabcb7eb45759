"""Calendars as programs other than ours read them: each with a parser, and rules for zones, of its own."""

import ctypes
import ctypes.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.calendars import Seen, seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READ = """
async ([source, text, isJcal]) => {
    const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    const {default: ICAL} = await import(address);
    ICAL.TimezoneService.reset();
    const calendar = new ICAL.Component(isJcal ? JSON.parse(text) : ICAL.parse(text));
    const zones = calendar.getAllSubcomponents("vtimezone");
    zones.forEach(zone => ICAL.TimezoneService.register(zone));
    return calendar.getAllSubcomponents("vevent").map(entry => new ICAL.Event(entry)).map(event => ({
        uid: event.uid,
        times: [event.startDate, event.endDate].map(time => time.isDate ? time.toString() : time.toUnixTime()),
        summary: event.summary,
        status: event.component.getFirstPropertyValue("status"),
        sequence: event.sequence,
    }));
}
"""


class IcalJs:
    """Thunderbird's parser, in a browser; hours by the calendar's own tables of zones."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.source = Path(__file__).with_name("vendor").joinpath("ical.min.js").read_text(encoding="utf-8")

    def __call__(self, content: bytes, *, jcal: bool = False) -> dict[str, Seen]:
        entries: list[dict[str, Any]] = self.page.evaluate(READ, [self.source, content.decode(), jcal])
        seen = {
            entry["uid"]: Seen(*map(_moment, entry["times"]), entry["summary"], entry["status"], entry["sequence"])
            for entry in entries
        }
        assert len(seen) == len(entries)
        return seen


def _moment(value: str | float) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)


class IcalTime(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *[(name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")],
        ("zone", ctypes.c_void_p),
    )


class Libical:
    """The C library of Evolution, GNOME Calendar and Cyrus; hours by the calendar's own tables of zones."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.library = library
        for name in ("icalparser_parse_string", "icalcomponent_get_first_component", "icalcomponent_get_next_component"):
            getattr(library, name).restype = ctypes.c_void_p
        for name in ("icalcomponent_get_uid", "icalcomponent_get_summary", "icalproperty_enum_to_string"):
            getattr(library, name).restype = ctypes.c_char_p
        for name in ("icalcomponent_get_dtstart", "icalcomponent_get_dtend"):
            getattr(library, name).restype = IcalTime
        library.icaltime_as_timet_with_zone.restype = ctypes.c_long
        library.icaltime_as_timet_with_zone.argtypes = [IcalTime, ctypes.c_void_p]
        library.icalproperty_status_to_string.restype = ctypes.c_char_p

    def __call__(self, content: bytes) -> dict[str, Seen]:
        calendar = ctypes.c_void_p(self.library.icalparser_parse_string(content))
        assert calendar.value, "libical reads nothing"
        try:
            assert self.library.icalcomponent_count_errors(calendar) == 0, "libical finds faults"
            assert self.library.icalrestriction_check(calendar) == 1, "libical misses something, or sees it twice"
            seen = [self._seen(entry) for entry in self._entries(calendar)]
        finally:
            self.library.icalcomponent_free(calendar)
        assert len(dict(seen)) == len(seen)
        return dict(seen)

    def _entries(self, calendar: ctypes.c_void_p) -> Iterator[ctypes.c_void_p]:
        kind = self.library.icalcomponent_string_to_kind(b"VEVENT")
        found = self.library.icalcomponent_get_first_component(calendar, kind)
        while found:
            yield ctypes.c_void_p(found)
            found = self.library.icalcomponent_get_next_component(calendar, kind)

    def _seen(self, entry: ctypes.c_void_p) -> tuple[str, Seen]:
        library = self.library
        starts, ends = library.icalcomponent_get_dtstart(entry), library.icalcomponent_get_dtend(entry)
        return library.icalcomponent_get_uid(entry).decode(), Seen(
            self._moment(starts),
            self._moment(ends),
            library.icalcomponent_get_summary(entry).decode(),
            library.icalproperty_status_to_string(library.icalcomponent_get_status(entry)).decode(),
            library.icalcomponent_get_sequence(entry),
        )

    def _moment(self, time: IcalTime) -> date:
        if time.is_date:
            return date(time.year, time.month, time.day)
        seconds = self.library.icaltime_as_timet_with_zone(time, ctypes.c_void_p(time.zone))
        return datetime.fromtimestamp(seconds, UTC)


@pytest.fixture(scope="session")
def libical() -> Libical:
    name = ctypes.util.find_library("ical")
    if name is None:
        if os.environ.get("CI") == "true":
            raise AssertionError("no libical (libical3)")
        pytest.skip("no libical (libical3)")
    return Libical(ctypes.CDLL(name))


@pytest.fixture(scope="session")
def ical_js(chromium: "Browser") -> "Iterator[IcalJs]":
    page = chromium.new_page()
    yield IcalJs(page)
    page.close()


@dataclass(frozen=True)
class Programs:
    """All parsers at once."""

    ical_js: IcalJs
    libical: Libical

    def __call__(self, content: bytes) -> dict[str, Seen]:
        """What they all see, which must be the same."""
        python = seen(content)
        assert self.ical_js(content) == python
        assert self.libical(content) == python
        return python


@pytest.fixture(scope="session")
def programs(ical_js: IcalJs, libical: Libical) -> Programs:
    return Programs(ical_js, libical)
