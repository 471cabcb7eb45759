"""What an entry says beside what its event has, and how the one becomes the other."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.account import Account
from models.event import Event
from models.event.proposal import Proposal
from models.importing.entry import Entry
from models.room import Room
from support import clock, dates
from support.languages import Translated, folded

FIELDS = ("title", "time", "place", "online_link", "description", "cancelled")
ELSEWHERE = ("place", "room", "online_link")
Bounds = tuple[datetime, datetime, str, str]


class EntryFacts:
    """An entry, read for an event: its days are days in `zone`. `rooms` remembers for all of a file which place is which room."""

    def __init__(self, entry: Entry, zone: ZoneInfo, rooms: dict[str, Room | None]) -> None:
        self.entry, self.zone, self.rooms = entry, zone, rooms

    @property
    def bounds(self) -> Bounds:
        """Start, end, zone and precision as events store them."""
        entry = self.entry
        if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
            return entry.starts, entry.ends, entry.zone or self.zone.key, "moment"
        return _midnight(entry.starts, self.zone), _midnight(entry.ends, self.zone), self.zone.key, "day"

    @property
    def content(self) -> dict[str, str]:
        """A digest of each field, by which one that the source has changed is told from one that it has not."""
        entry = self.entry
        time_told = f"{entry.starts.isoformat()}/{entry.ends.isoformat()}/{entry.zone}"
        told = (entry.title, time_told, entry.place, entry.link, entry.text, str(entry.cancelled))
        return {name: hashlib.sha256(value.encode()).hexdigest()[:16] for name, value in zip(FIELDS, told, strict=True)}

    def changes(self, event: Event, was: Mapping[str, Any] | None) -> dict[str, tuple[str, str]]:
        """The fields that would change: what they are, what they would be. `was` is what came the last time, if anything did."""
        content = self.content
        asked = [name for name in FIELDS if (was[name] != content[name] if was and name in was else self._says(name))]
        found = {name: getattr(self, f"_{name}")(event) for name in asked}
        return {name: pair for name, pair in found.items() if pair and pair[0] != pair[1]}

    def _says(self, name: str) -> bool:
        entry = self.entry
        told = {"place": entry.place, "online_link": entry.link, "description": entry.text, "cancelled": entry.cancelled}
        return bool(told.get(name, True))

    def _title(self, event: Event) -> tuple[str, str] | None:
        if folded(self.entry.title) in {folded(text) for text in event.title.texts.values()} and event.title:
            same_words = self.entry.title in event.title.texts.values()
            return None if same_words else (event.title.shown(self.entry.language).text, self.entry.title)
        return event.title.shown(self.entry.language).text, self.entry.title

    def _time(self, event: Event) -> tuple[str, str] | None:
        starts_at, ends_at, zone, precision = self.bounds
        if (starts_at, ends_at, precision) == (event.starts_at, event.ends_at, event.precision):
            return None
        old = _shown_time(event.starts_at, event.ends_at, event.zone, event.precision)
        return old, _shown_time(starts_at, ends_at, ZoneInfo(zone), precision)

    def _place(self, event: Event) -> tuple[str, str] | None:
        rooms = [event.room.label(code) for code in event.room.name.texts] if event.room else []
        known = [event.venue(), event.location(), *rooms, *event.place.texts.values()]
        same = folded(self.entry.place) in {folded(place) for place in known if place or not self.entry.place}
        return None if same else (event.venue(), self.entry.place)

    def _online_link(self, event: Event) -> tuple[str, str]:
        return event.online_link, self.entry.link

    def _description(self, event: Event) -> tuple[str, str] | None:
        known = [*event.description.texts.values(), *event.summary.texts.values()]
        return None if self.entry.text in known else (event.description.shown(self.entry.language).text, self.entry.text)

    def _cancelled(self, event: Event) -> tuple[str, str] | None:
        return ("", "1") if self.entry.cancelled and not event.cancelled else None

    def draft(self, kind: type[Event], member: Account | None) -> Event:
        """A new event, a draft. A private entry is for `member` alone."""
        starts_at, ends_at, zone, precision = self.bounds
        times = {"starts_at": starts_at, "ends_at": ends_at, "timezone": zone, "precision": precision}
        return kind.draft(**times, **self._words(None), **self._doors(member))

    def proposed(self, event: Event | None = None, names: Collection[str] = FIELDS) -> Proposal | None:
        """The event as the entry would make it; None where it would take nothing else than now."""
        if event and (event.cancelled or "cancelled" in names or {"time", "place"}.isdisjoint(names)):
            return None
        taken: dict[str, Any] = {"has_hour": event is None or event.has_hour}
        if "time" in names:
            starts_at, ends_at, zone, precision = self.bounds
            taken |= {"starts_at": starts_at, "ends_at": ends_at, "timezone": zone, "has_hour": precision == "moment"}
        if "place" in names:
            taken["room"] = self._room
        return Proposal(event, **taken)

    def _doors(self, member: Account | None) -> dict[str, Any]:
        return {"visibility": "restricted", "team": [member] if member else []} if self.entry.private else {}

    def _words(self, event: Event | None, names: Collection[str] = FIELDS) -> dict[str, Any]:
        entry, code = self.entry, self.entry.language
        words: dict[str, Any] = {}
        for name, text in (("title", entry.title), ("description", entry.text)):
            if name in names:
                was: Translated = getattr(event, name) if event else Translated()
                words[name] = was.rewritten({code: text}, clock.now())
        if "place" in names:
            room = self._room
            words |= {"room": room, "place": Translated() if room else Translated().rewritten({code: entry.place}, clock.now())}
        if "online_link" in names:
            words["online_link"] = entry.link
            if entry.link and event is None:
                words["mode"] = "hybrid" if entry.place else "online"
        return words

    @property
    def _room(self) -> Room | None:
        place = self.entry.place
        if place not in self.rooms:
            self.rooms[place] = Room.labelled(place) if place else None
        return self.rooms[place]

    def bring(self, event: Event, names: Collection[str]) -> None:
        """Let an event be what the entry says in these fields, by its own verbs."""
        if "time" in names:
            self._move(event)
        changed = event.revise(self._words(event, names))
        if not changed.isdisjoint(ELSEWHERE) and "time" not in names:
            event.announce_place()
        if "cancelled" in names:
            event.cancel(Translated())

    def _move(self, event: Event) -> None:
        starts_at, ends_at, zone, precision = self.bounds
        event.move(starts_at, ends_at, timezone=zone)
        if event.precision != precision:
            event.revise({"precision": precision})


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _shown_time(starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo, precision: str) -> str:
    if not starts_at or not ends_at:
        return ""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if precision == "moment":
        return f"{dates.span(start, end)} ({dates.zone(start)})"
    return dates.days(start.date(), max(start, end - timedelta(days=1)).date())
