"""Reading calendar files as they really are: of every program, however damaged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from models.importing.blocks import Blocks, cut
from models.importing.component import Component, read_component
from models.importing.content_lines import content_lines
from models.importing.entry import Aside, Entry, Reading, Window
from models.importing.fault import N_, Fault, Unreadable
from models.importing.occurrences import WHOLE, Series, recurrence_of
from models.importing.times import FIRST_YEAR, LAST_YEAR, Clock
from models.importing.words import line_of
from models.importing.zones import Zones, zone_named
from support import clock
from support.settings import current

LARGEST = 20 * 1024 * 1024
MOST_ENTRIES = 5_000
EMPTY = N_("The file is empty.")
TOO_LARGE = N_("The file is too large: %(most)d megabytes at most.")
NO_CALENDAR = N_("This is not a calendar: it has no BEGIN:VCALENDAR and no entry.")
ENOUGH = N_(
    "The file has more entries than can be taken at once. This one and all after it were left out; at most %(most)d go in."
)
NO_PATIENCE = N_("Spreading out what repeats took too long. Only its first date was taken.")
PATIENCE = 15
"""Seconds for all that repeats in one file."""
ALL_DAYS = Window(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def usual_window() -> Window:
    """A year back and a year ahead, for what repeats without an end."""
    today, year = clock.today(current().zone), timedelta(days=366)
    return Window(today - year, today + year)


def read_calendar(data: bytes, *, zone: ZoneInfo | None = None, window: Window | None = None) -> Reading:
    """What a calendar file says, each entry on its own: a damaged one is told in `faults` by its line, and the rest are read.

    Times that name no zone are taken in `zone`, else in the one the calendar names, else in the office's. What repeats is spread
    out: within `window`; without one, a series of up to a hundred dates as a whole, and a longer one a year back and ahead.
    Raises Unreadable when there is no calendar in it at all.
    """
    if not data.strip():
        raise Unreadable(EMPTY)
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE, most=LARGEST // 1024 // 1024)
    blocks = cut(content_lines(data))
    if not blocks.is_calendar and not blocks.entries:
        raise Unreadable(NO_CALENDAR)
    named = zone_named(blocks.header.get("X-WR-TIMEZONE", "")) if blocks.header.get("X-WR-TIMEZONE") else None
    placed = Clock(_zones(blocks, [zone, named]), zone or named or current().zone)
    found = _Found(placed, window)
    found.take(blocks)
    entries = sorted(found.entries, key=lambda entry: (entry.line, entry.recurrence))
    faults = sorted(found.faults, key=lambda fault: fault.line)
    return Reading(_name(blocks), named, placed.calendar, entries, faults, window or usual_window(), found.aside, blocks.others)


def _zones(blocks: Blocks, preferred: Iterable[ZoneInfo | None]) -> Zones:
    years = {int(block.value("DTSTART")[:4]) for block in blocks.entries if block.value("DTSTART")[:4].isdecimal()}
    reasonable = [year for year in years if FIRST_YEAR <= year <= LAST_YEAR] or [clock.now().year]
    return Zones(blocks.zones, reasonable, [zone for zone in (*preferred, current().zone) if zone])


def _name(blocks: Blocks) -> str:
    """What the calendar calls itself, else the site that it says it is from."""
    header = blocks.header
    called = line_of(header.get("X-WR-CALNAME") or header.get("NAME") or "", 120)
    return called or (urlsplit(header.get("X-FROM-URL") or header.get("X-ORIGINAL-URL") or "").hostname or "")[:120]


class _Found:
    """What has been read of a file so far."""

    def __init__(self, placed: Clock, window: Window | None) -> None:
        self.clock, self.asked = placed, window
        self._patience_ends = monotonic() + PATIENCE
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []
        self.aside: list[Aside] = []

    def take(self, blocks: Blocks) -> None:
        for members in _by_identity(self._components(blocks)):
            for master in (member for member in members if member.replaces is None):
                instead = [member for member in members if member.replaces is not None] if master.repeats else []
                members = [member for member in members if member not in instead]
                self._spread(master, instead)
            for alone in (member for member in members if member.replaces is not None):
                self._take_alone(alone)

    def _components(self, blocks: Blocks) -> Iterator[Component]:
        languages = current().languages
        for block in blocks.entries[:MOST_ENTRIES]:
            read = read_component(block, self.clock, languages)
            if isinstance(read, Fault):
                self.faults.append(read)
                continue
            self.faults += read.faults
            yield read
        for block in blocks.entries[MOST_ENTRIES : MOST_ENTRIES + 1]:
            self.faults.append(Fault(block.line, ENOUGH, {"most": MOST_ENTRIES}))

    def _spread(self, master: Component, instead: Sequence[Component]) -> None:
        if not master.repeats:
            return self._keep([master.entry])
        if monotonic() > self._patience_ends:
            self.faults.append(Fault(master.entry.line, NO_PATIENCE, {}, master.entry.title, lost=False))
            return self._keep([master.entry])
        series = Series(master, instead, self.clock)
        entries: list[Entry] = []
        if self.asked is None and series.ends:
            entries = list(series.spread(ALL_DAYS))
        if not entries or len(entries) > WHOLE:
            series.faults.clear()
            entries = list(series.spread(self.asked or usual_window()))
        self.faults += series.faults
        taken = {entry.line for entry in entries}
        for member in (master, *instead):
            if member.entry.line not in taken and (member is not master or not entries):
                self.aside.append(Aside(member.entry.line, member.entry.title, uid=member.entry.uid))
        self._keep(entries)

    def _take_alone(self, alone: Component) -> None:
        """An occurrence whose series is not in the file."""
        try:
            recurrence = recurrence_of(self.clock.read(alone.replaces)[0])
        except ValueError:
            recurrence = ""
        self._keep([replace(alone.entry, recurrence=recurrence)])

    def _keep(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if self.asked and not self.asked.holds(entry.first_day):
                self.aside.append(Aside(entry.line, entry.title, entry.first_day, entry.uid))
            elif len(self.entries) < MOST_ENTRIES:
                self.entries.append(entry)
            elif len(self.entries) == MOST_ENTRIES and not any(fault.reason == ENOUGH for fault in self.faults):
                self.faults.append(Fault(entry.line, ENOUGH, {"most": MOST_ENTRIES}, entry.title))


def _by_identity(components: Iterable[Component]) -> list[list[Component]]:
    """What belongs together by its UID: a series and what replaces its occurrences. Of several versions of a thing the last
    counts; different things under one UID are kept apart, and so is everything that has none."""
    groups: dict[str, list[Component]] = {}
    for number, component in enumerate(components):
        members = groups.setdefault(component.entry.uid or f"#{number}", [])
        older = next((one for one in members if _are_versions(one, component)), None)
        if older is None:
            members.append(component)
        elif component.revision >= older.revision:
            members[members.index(older)] = component
    return list(groups.values())


def _are_versions(one: Component, other: Component) -> bool:
    if (one.replaces is None) != (other.replaces is None):
        return False
    if one.replaces is not None:
        return bool(one.replaces.dt == other.replaces.dt)
    return one.entry.starts == other.entry.starts or (one.entry.title == other.entry.title and one.revision != other.revision)
