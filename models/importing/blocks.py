"""A calendar file cut into its entries, so that a fault in one is no fault of the others."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.importing.content_lines import ContentLine

ENTRY, ZONE = "VEVENT", "VTIMEZONE"
PARTS_OF_ZONE = ("STANDARD", "DAYLIGHT")


@dataclass
class Block:
    """One entry, or the table of one time zone: its properties, without what is nested in it; `closed` unless it has no END."""

    line: int
    properties: list[ContentLine] = field(default_factory=list)
    closed: bool = False

    def value(self, name: str) -> str:
        """The text of the first property of that name, "" where there is none."""
        return next((line.value for line in self.properties if line.name == name), "")


@dataclass
class Blocks:
    """What a file holds: properties of the calendar, its entries, its time zones, and how many tasks and journals."""

    header: dict[str, str] = field(default_factory=dict)
    entries: list[Block] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)
    others: int = 0
    is_calendar: bool = False


def cut(lines: Iterable[ContentLine]) -> Blocks:
    """Cut a file into blocks. One that is never closed ends where the next begins."""
    found, inside, skipping = Blocks(), None, ""
    for line in lines:
        name, value = line.name, line.value.upper()
        if name in ("BEGIN", "END") and value == "VCALENDAR":
            inside, skipping, found.is_calendar = None, "", True
        elif name == "BEGIN" and value in (ENTRY, ZONE):
            inside, skipping = Block(line.number), ""
            (found.entries if value == ENTRY else found.zones).append(inside)
        elif name == "END" and value in (ENTRY, ZONE):
            if inside:
                inside.closed = True
            inside, skipping = None, ""
        elif name == "BEGIN" and value not in PARTS_OF_ZONE and not skipping:
            skipping = value
            found.others += inside is None
        elif name == "END" and value == skipping:
            skipping = ""
        elif not skipping and inside:
            inside.properties.append(line)
        elif not skipping:
            found.header.setdefault(name, line.text.partition(":")[2].strip())
    return found
