"""What taking a file in would do, row by row, before it is done."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from models.conflict import Conflict
from models.importing.fault import Fault

STATES = ("new", "changed", "gone", "same", "left_out")


@dataclass
class Row:
    """One thing of the file, or one that the file no longer has.

    `changes` has for each field what it is and what it would be, as they are shown. `ticked` is what we advise; what `may` not be
    ticked is never done. `note` says why, or what else there is to know. `series` is the same for what is ticked together.
    `proposed` is the event as it would be, where it would take something else than now, and `clashes` what others have of that; a
    row above it in the file that wants the same is what such a clash is `about`.
    `act` gives the thing it made or changed; `remember` runs for a row that is not done, to keep what is known of the file.
    """

    state: str
    title: str
    line: int = 0
    starts: date | None = None
    ends: date | None = None
    thing: Any = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    note: Fault | None = None
    ticked: bool = True
    may: bool = True
    registered: int = 0
    series: str = ""
    proposed: Any = None
    clashes: Sequence[Conflict] = ()
    act: Callable[[], object] = lambda: None
    remember: Callable[[], object] = lambda: None

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of what has no hours."""
        if not self.starts or not self.ends or isinstance(self.starts, datetime):
            return None
        return self.starts, max(self.starts, self.ends - timedelta(days=1))

    @property
    def key(self) -> str:
        """What a tick names it by; another one as soon as anything about it is different."""
        thing = getattr(self.thing, "id", None)
        told = repr((self.state, self.line, self.title, self.starts, self.ends, thing, sorted(self.changes.items()), self.may))
        clashes = "".join(sorted(one.key for one in self.clashes))
        return hashlib.sha256((told + clashes).encode()).hexdigest()[:16]


class Bundle(NamedTuple):
    """Rows that stand and are ticked as one: a single one, or the dates of a series."""

    rows: Sequence[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def ticked(self) -> bool:
        return all(row.ticked for row in self.rows)

    @property
    def clashes(self) -> Sequence[Conflict]:
        return [one for row in self.rows for one in row.clashes]

    @property
    def key(self) -> str:
        return hashlib.sha256("".join(row.key for row in self.rows).encode()).hexdigest()[:16]


class Plan:
    """Rows of a file, and the faults that were found while reading it."""

    def __init__(self, rows: Sequence[Row], faults: Sequence[Fault]) -> None:
        self.rows, self.faults = rows, faults

    def of(self, state: str) -> Sequence[Row]:
        return [row for row in self.rows if row.state == state]

    @property
    def unreadable(self) -> Sequence[Fault]:
        """What stays out because it cannot be read."""
        return [fault for fault in self.faults if fault.lost]

    @property
    def mended(self) -> Sequence[Fault]:
        return [fault for fault in self.faults if not fault.lost]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows of each state, and how many could not be read."""
        counted = Counter(row.state for row in self.rows)
        return {**{state: counted[state] for state in STATES}, "unreadable": len(self.unreadable)}

    @property
    def fingerprint(self) -> str:
        """The same as long as confirming would do the same."""
        keys = "".join(row.key for row in self.rows)
        return hashlib.sha256(keys.encode()).hexdigest()[:32]

    @property
    def something_to_do(self) -> bool:
        return any(row.may and row.state in ("new", "changed", "gone") for row in self.rows)

    def clashing(self, ticked: Collection[str] | None = None) -> bool:
        """Whether any of the rows of these keys, None: of all, takes what others have, or another of these rows wants."""
        clashes = (one for row in self.rows if ticked is None or row.key in ticked for one in row.clashes)
        return any(ticked is None or not isinstance(one.about, Row) or one.about.key in ticked for one in clashes)

    def bundles(self, state: str) -> Sequence[Bundle]:
        """The rows of a state, the dates of a series together."""
        groups: dict[str, list[Row]] = {}
        for number, row in enumerate(self.of(state)):
            groups.setdefault(row.series or f"#{number}", []).append(row)
        return [Bundle(rows) for rows in groups.values()]

    def keys_in(self, bundles: Collection[str]) -> set[str]:
        """The keys of the rows in the bundles of these keys."""
        found = (bundle for state in ("new", "changed", "gone") for bundle in self.bundles(state) if bundle.key in bundles)
        return {row.key for bundle in found for row in bundle.rows}

    def carry_out(self, ticked: Collection[str] | None = None, reason: str = "") -> Mapping[str, int]:
        """Do the rows of these keys, None: those that we advise; how many of each state it was. The caller commits.

        `reason` says why those that clash are taken in all the same. Raises NeedsReason where one is missing.
        """
        done: Counter[str] = Counter()
        for row in self.rows:
            wanted = row.ticked if ticked is None else row.key in ticked
            if wanted and row.may and row.state in ("new", "changed", "gone"):
                self.settle(row, row.act(), reason)
                done[row.state] += 1
            else:
                row.remember()
        return {state: done[state] for state in ("new", "changed", "gone")}

    def settle(self, row: Row, made: Any, reason: str) -> None:
        """Keep why a row was done that clashes; only events do."""
