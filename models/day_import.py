"""Taking special days in from a calendar file: what would be new, what changed, and doing it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from models.importing import Entry, Reading
from models.special_day import SpecialDay
from support import clock
from support.languages import Translated, folded
from support.orm import session


@dataclass(frozen=True)
class Found:
    """One entry of the file beside the day that it means, if there is one.

    `state` is "new", "same", "changed" or "cancelled": what a file calls off is told and left alone.
    """

    entry: Entry
    day: SpecialDay | None

    @property
    def key(self) -> str:
        """What the entry is known by the next time, "" where it has no UID."""
        return f"ics:{self.entry.uid}:{self.entry.recurrence}" if self.entry.uid else ""

    @property
    def name(self) -> Translated:
        """The name of the day with what the entry calls it, in the entry's language."""
        known = self.day.name if self.day else Translated()
        return known.rewritten({self.entry.language: self.entry.title}, clock.now(), self.entry.language)

    @property
    def starts_on(self) -> date:
        return self.entry.first_day

    @property
    def ends_on(self) -> date:
        """The last day: a file says the first that is none of it, or the hour at which it ends."""
        ends = self.entry.ends
        past = not isinstance(ends, datetime) or ends.time() == time()
        last = ends.date() if isinstance(ends, datetime) else ends
        return max(self.starts_on, last - timedelta(days=past))

    @property
    def fields(self) -> dict[str, Any]:
        return {"name": self.name, "starts_on": self.starts_on, "ends_on": self.ends_on}

    @property
    def state(self) -> str:
        if self.entry.cancelled:
            return "cancelled"
        if self.day is None:
            return "new"
        known = {name: getattr(self.day, name) for name in self.fields}
        return "same" if known == self.fields else "changed"


class DayImport:
    """What a calendar file would change. Entries mean a day by their UID, else by name and first day.

    Those that are new get the `kind` and `warns` that are given; of those that are there only name and dates follow the file.
    """

    def __init__(self, reading: Reading, *, kind: str, warns: bool) -> None:
        self.reading, self.kind, self.warns = reading, kind, warns
        stored = list(session().scalars(select(SpecialDay).order_by(SpecialDay.id)))
        by_key = {day.uid: day for day in stored if day.uid}
        by_name = {(folded(name), day.starts_on): day for day in stored for name in day.name.texts.values()}
        self.found: list[Found] = []
        taken: set[int] = set()
        for entry in reading.entries:
            key = Found(entry, None).key
            day = by_key.get(key) or by_name.get((folded(entry.title), entry.first_day))
            day = day if day and day.id not in taken else None
            taken |= {day.id} if day else set()
            self.found.append(Found(entry, day))

    def counts(self) -> dict[str, int]:
        """How many entries are in each state."""
        states = [one.state for one in self.found]
        return {state: states.count(state) for state in ("new", "changed", "same", "cancelled")}

    def take_in(self) -> int:
        """Add what is new and let the rest follow the file; how many days that made or changed."""
        changed = 0
        for one in self.found:
            if one.state not in ("new", "changed"):
                continue
            more = {} if one.day else {"kind": self.kind, "warns": self.warns, "source": self.reading.name, "uid": one.key}
            day = one.day or SpecialDay()
            with session().no_autoflush:
                day.revise({**one.fields, **more})
            changed += 1
        return changed
