"""A year's line of calls, drawn by the server. Places along it are hundredths of its length: it is as wide as the page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from flask_babel import gettext as _

from blueprints import wording
from models import Call, Deadline
from models.deadline import ENDING
from support import clock
from support.dates import day, hour, locale, zone
from support.settings import current

HEAD, ROW, LONGEST_NAME = 26, 46, 46
"""The heights of the months and of a call in pixels, and the most letters of its name: it stands on one line on a telephone."""
EARLIEST = 7
"""The month of the year before that it may begin in."""
SHAPES = {"opens": "opens", "internal": "internal", "selection": "result", "results": "result"}


class Mark(NamedTuple):
    """A date on the line of its call."""

    x: float
    shape: str
    expected: bool
    said: str


class Bar(NamedTuple):
    """From where a call is open until it closes; `expected` where one of both is."""

    x: float
    width: float
    expected: bool


class Line(NamedTuple):
    """A call: its place from the top, its name as it fits, the bar where both ends are known, and its dates."""

    call: Call
    top: int
    name: str
    bar: Bar | None
    marks: list[Mark]
    dates: Sequence[Deadline]


class Month(NamedTuple):
    """Where a month begins, its short name, and whether that gives way on a telephone."""

    x: float
    name: str
    minor: bool


class Timeline:
    """The calls of a year, each a line: to its end, from the month before it in which the first of them opens."""

    def __init__(self, year: int, calls: Sequence[Call], dates: Mapping[int, Sequence[Deadline]]) -> None:
        self.year, self.calls, self.dates = year, calls, dates
        self.height = HEAD + ROW * len(calls)
        openings = [call.opening.on for call in calls if call.opening]
        earliest = max(date(year - 1, EARLIEST, 1), min([date(year, 1, 1), *openings]))
        self.first, self.end = earliest.replace(day=1), date(year + 1, 1, 1)

    @property
    def months(self) -> Iterator[Month]:
        """The months along it, January with its year."""
        names = locale().months["stand-alone"]["abbreviated"]
        starts = (date(year, number, 1) for year in (self.year - 1, self.year) for number in range(1, 13))
        for start in starts:
            if start >= self.first:
                name = names[start.month].strip(".")
                yield Month(self._place(start), f"{name} {start.year}" if start.month == 1 else name, start.month % 3 != 1)

    @property
    def today(self) -> float | None:
        """Where today is, None where it is not on the line."""
        today = clock.today(current().zone)
        return self._place(today) if self.first <= today < self.end else None

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(call, place) for place, call in enumerate(self.calls)]

    @property
    def said(self) -> str:
        """What the drawing is of, for those who hear it."""
        return _("From when to when each call is open, with its dates. The table below it says the same.")

    def _line(self, call: Call, place: int) -> Line:
        dates = [one for one in self.dates[call.id] if not one.superseded]
        marks = [self._mark(one) for one in dates if self.first <= one.on < self.end]
        name = call.name()
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip(' ,(')}…"
        return Line(call, HEAD + ROW * place, short, self._bar(call), marks, dates)

    def _bar(self, call: Call) -> Bar | None:
        opening, last = call.opening, call.ends[-1] if call.ends else None
        if not opening or not last or last.on < opening.on:
            return None
        start, end = self._place(opening.on), self._place(last.on)
        return Bar(start, round(end - start, 2), opening.expected or last.expected) if end > start else None

    def _mark(self, one: Deadline) -> Mark:
        return Mark(self._place(one.on), SHAPES.get(one.kind, "ends"), one.expected, told(one))

    def _place(self, on: date) -> float:
        """Where a day is: 0 for what was before, 100 for what is after."""
        place = (on - self.first).days / (self.end - self.first).days * 100
        return round(max(0.0, min(100.0, place)), 2)


def told(one: Deadline) -> str:
    """A date in a line of text: what it is, when, and whether it is expected."""
    kind = one.label.shown().text if one.kind not in ("opens", *ENDING) and one.label else str(wording.DEADLINE_KINDS[one.kind])
    when = f"{day(one.on)}, {hour(one.local)} ({zone(one.local)})" if one.local else day(one.on)
    return _("%(kind)s: %(day)s (expected)", kind=kind, day=when) if one.expected else f"{kind}: {when}"
