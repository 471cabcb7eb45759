"""Which time zone a calendar file means."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from models.importing.blocks import Block

OFFSET = re.compile(r"^\(?(?:UTC|GMT)\s*([+\-\u2212])(\d{1,2}):?(\d{2})?\)?(?:$|[\s,)])", re.IGNORECASE)
DAYS = ((1, 15), (3, 20), (4, 15), (7, 15), (10, 15), (11, 1))
"""Days of a year on which zones with other rules tell another time."""
MOST_PARTS = 60
BEST_KNOWN = ("Europe/Berlin", "Europe/London", "Europe/Moscow", "Asia/Tashkent", "America/New_York")
"""Of several zones that behave alike these are named first."""


@lru_cache
def _names() -> dict[str, str]:
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return windows | {name.casefold(): name for name in available_timezones()}


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a name as programs write it: of the IANA's, of Windows', or after a vendor's path (RFC 5545, 3.2.19)."""
    wanted = name.strip().strip('"').strip("/").casefold()
    parts = wanted.split("/")
    for start in range(len(parts)):
        if found := _names().get("/".join(parts[start:])):
            return ZoneInfo(found)
    return None


class Zones:
    """The zones of one file: known by name, else by how the file's own table of them behaves."""

    def __init__(self, tables: Sequence[Block], years: Iterable[int], preferred: Sequence[ZoneInfo]) -> None:
        self._tables = {block.value("TZID").strip('"'): block for block in tables[:50]}
        self._preferred = preferred
        self._samples = [datetime(year, month, day, 12) for year in sorted(set(years))[-8:] for month, day in DAYS]
        self._found: dict[str, tzinfo | None] = {}

    def of(self, name: str) -> tzinfo | None:
        """A zone with a name where there is one that behaves alike, else the rules as the file has them; None: nobody knows."""
        name = name.strip().strip('"')
        if name not in self._found:
            self._found[name] = zone_named(name) or self._by_behaviour(name)
        return self._found[name]

    def _by_behaviour(self, name: str) -> tzinfo | None:
        block = self._tables.get(name)
        rules = (_rules(block) if block else None) or _fixed(name)
        if rules is None:
            return None
        try:
            wanted = [moment.replace(tzinfo=rules).utcoffset() for moment in self._samples]
        except (ValueError, OverflowError, TypeError):
            return None
        for zone in self._candidates():
            if all(
                moment.replace(tzinfo=zone).utcoffset() == offset for moment, offset in zip(self._samples, wanted, strict=True)
            ):
                return zone
        return rules

    def _candidates(self) -> Iterator[ZoneInfo]:
        yield from self._preferred
        for name in dict.fromkeys([*BEST_KNOWN, *WINDOWS_TO_OLSON.values(), *sorted(available_timezones())]):
            yield ZoneInfo(name)


def _rules(block: Block) -> tzinfo | None:
    """A VTIMEZONE as Python knows zones; None for one that is damaged, or so written that it would take for ever."""
    texts = [line.text for line in block.properties]
    repeating = [text.upper() for text in texts if text.upper().startswith(("RRULE", "RDATE"))]
    if len(texts) > MOST_PARTS * 8 or any("RRULE" in text and "FREQ=YEARLY" not in text for text in repeating):
        return None
    try:
        found: tzinfo = Timezone.from_ical("\r\n".join(_nested(texts))).to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
        return found
    except Exception:  # whatever the table's damage does to the library: the zone is then asked for
        return None


def _nested(texts: list[str]) -> Iterator[str]:
    yield "BEGIN:VTIMEZONE"
    yield from texts
    yield "END:VTIMEZONE"


def _fixed(name: str) -> tzinfo | None:
    """A zone that is named by its distance from Greenwich, such as "(UTC+05:00) Astana"."""
    if name.casefold() in ("z", "utc", "gmt"):
        return UTC
    if not (found := OFFSET.match(name)) or int(found[2]) > 14:
        return None
    distance = timedelta(hours=int(found[2]), minutes=int(found[3] or 0) % 60)
    return timezone(distance if found[1] == "+" else -distance)
