"""One VEVENT of a file, read on its own."""

import re
from dataclasses import dataclass, field
from typing import Any

from icalendar import Event

from models.importing.blocks import Block
from models.importing.entry import Entry
from models.importing.fault import N_, Fault
from models.importing.times import ZONE, Clock, Lost, unknown_zone, when
from models.importing.words import line_of, text_of

TITLE, TEXT, PLACE, LINK = 200, 20_000, 200, 500
"""The longest there may be of each, in characters; the same that may be typed."""
NOT_CLOSED = N_("It has no END:VEVENT; what there was of it was read.")
MENDED = N_("Its lines were broken in the wrong places; they were put together again.")
NOTHING = N_("Nothing of it can be read.")
WITHOUT_TITLE = N_("It has no title; another of its words was taken for one.")
NOT_A_RULE = N_("How it repeats cannot be read: %(value)s. Only its first date was taken.")
RULES = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
TEAMS = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE")
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
KAZAKH = re.compile(r"[әғқңөұүһ]", re.IGNORECASE)
TZID = re.compile(r"^([A-Z-]+;(?:[^:\"]|\"[^\"]*\")*?)TZID=", re.IGNORECASE)
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass
class Component:
    """An entry as it stands in the file, before what repeats is spread out: with its rules, as icalendar reads them."""

    entry: Entry
    event: Event
    revision: tuple[int, str]
    faults: list[Fault] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        return "RRULE" in self.event or "RDATE" in self.event

    @property
    def replaces(self) -> Any:
        """The occurrence it stands for instead of what the series says (RFC 5545, 3.8.4.4), None where it is no such thing."""
        return self.event.get("RECURRENCE-ID")


def read_component(block: Block, clock: Clock, languages: tuple[str, ...]) -> Component | Fault:
    """A block as an entry, or why it stays out. Never raises for what stands in it."""
    event, faults, title = _parsed(block), [], ""
    clock.unknown = ""

    def note(reason: str, **facts: Any) -> None:
        faults.append(Fault(block.line, reason, facts, title, lost=False))

    try:
        if event is None:
            raise Lost(NOTHING)
        title = line_of(_text(event, "SUMMARY"), TITLE)
        entry = _entry(block, event, clock, title, languages, note)
    except Lost as lost:
        at = _line_of(block, "DTSTART") if "value" in lost.facts else block.line
        return Fault(at, lost.reason, lost.facts, title, uid=block.value("UID"))
    if clock.unknown:
        faults.append(unknown_zone(block.line, title, clock.unknown))
    if not block.closed:
        note(NOT_CLOSED)
    if any(line.mended for line in block.properties):
        note(MENDED)
    _drop_broken_rules(event, note)
    return Component(entry, event, (_number(event.get("SEQUENCE")), block.value("LAST-MODIFIED")), faults)


def _parsed(block: Block) -> Event | None:
    text = "\r\n".join(["BEGIN:VEVENT", *(TZID.sub(rf"\1{ZONE}=", line.text) for line in block.properties), "END:VEVENT", ""])
    try:
        found = Event.from_ical(text)
        return found if isinstance(found, Event) else None
    except Exception:  # the library promises nothing for such input, and one entry shall not keep the others out
        return None


def _entry(block: Block, event: Event, clock: Clock, title: str, languages: tuple[str, ...], note: Any) -> Entry:
    times = when(event, clock, note)
    text = text_of(_text(event, "DESCRIPTION") or _text(event, "X-ALT-DESC"), TEXT - LINK - 10)
    place, link = _place(event)
    page = _address(_text(event, "URL"))
    if not title:
        note(WITHOUT_TITLE)
        title = line_of(text.split("\n")[0] or place or block.value("UID") or "?", TITLE)
    return Entry(
        line=block.line, uid=_text(event, "UID").strip()[:255], title=title, place=place, link=link,
        text=f"{text}\n\n<{page}>".strip() if page and page not in text else text,
        starts=times.starts, ends=times.ends, floating=times.floating,
        cancelled=_text(event, "STATUS").strip().upper() == "CANCELLED",
        private=_text(event, "CLASS").strip().upper() in ("PRIVATE", "CONFIDENTIAL"),
        language=_language(event, f"{title} {text}", languages),
    )  # fmt: skip


def _place(event: Event) -> tuple[str, str]:
    """Where to go, and the address at which to join instead or as well."""
    place = _text(event, "LOCATION")
    links = [_address(place), *(_address(_text(event, name)) for name in TEAMS)]
    link = next((found for found in links if found and len(found) <= LINK), "")
    return line_of(ADDRESS.sub(" ", place) if link else place, PLACE).strip(" ,;|"), link


def _address(text: str) -> str:
    found = ADDRESS.search(text)
    return found[0].rstrip(").,;") if found else ""


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return str(value[0] if isinstance(value, list) and value else value or "")


def _language(event: Event, words: str, languages: tuple[str, ...]) -> str:
    """The language its program names, else the one its letters suggest, as far as we speak it."""
    params = getattr(event.get("SUMMARY"), "params", {})
    named = str(params.get("LANGUAGE", ""))[:2].lower()
    guessed = "kk" if KAZAKH.search(words) else "ru" if CYRILLIC.search(words) else "en"
    return next((code for code in (named, guessed) if code in languages), languages[0])


def _drop_broken_rules(event: Event, note: Any) -> None:
    for name, _message in list(event.errors):
        if name in RULES and name in event:
            note(NOT_A_RULE, value=str(event[name])[:60])
            for rule in RULES[:3]:
                event.pop(rule, None)
            event.pop(name, None)


def _line_of(block: Block, name: str) -> int:
    return next((line.number for line in block.properties if line.name == name), block.line)


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
