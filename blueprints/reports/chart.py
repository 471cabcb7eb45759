"""A chart of plan against fact, drawn by the server: bars whose kinds differ by pattern and not by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _

from blueprints.reports.tables import Table
from blueprints.reports.words import FIGURES
from support.dates import locale

SHOWN = ("planned", "held", "cancelled")
SHOWN_FIGURES = {figure: FIGURES[figure] for figure in SHOWN}
HEIGHT, WIDTH, LEFT, TOP, FOOT = 180, 720, 34, 10, 26
"""Of the drawing, in its own units."""


class Bar(NamedTuple):
    """One bar, from its top left corner."""

    figure: str
    x: float
    y: float
    width: float
    height: float
    said: str


class Group(NamedTuple):
    """The bars of one row of a table, with its short name in the middle below."""

    name: str
    x: float
    bars: list[Bar]


@dataclass(frozen=True)
class Chart:
    """Bars in groups, and the lines they are read against: (y, number)."""

    title: Any
    table: Table
    groups: Sequence[Group]
    lines: Sequence[tuple[float, int]]
    width: int = WIDTH + LEFT
    height: int = HEIGHT + TOP + FOOT
    left: int = LEFT
    foot: int = HEIGHT + TOP

    @classmethod
    def of(cls, table: Table, names: Sequence[str]) -> "Chart":
        """The chart of a table of plan against fact; `names` are those of its rows, short enough to stand side by side."""
        places = [1 + list(FIGURES).index(figure) for figure in SHOWN]
        numbers = [[int(row[place] or 0) for place in places] for row in table.body]
        most, each = _rounded(max(max(row) for row in numbers)), WIDTH / len(numbers)
        groups = [
            _group(name, LEFT + place * each, each, row, most)
            for place, (name, row) in enumerate(zip(names, numbers, strict=True))
        ]
        marks = [most * part // 4 for part in range(5)] if most >= 4 else range(most + 1)
        return cls(table.title, table, groups, [(_top(number, most), number) for number in marks])

    @property
    def said(self) -> str:
        """What the drawing is of, for those who hear it."""
        return _("A chart of events planned, held and called off. The table below it holds the same figures.")


def _group(name: str, x: float, width: float, numbers: Sequence[int], most: int) -> Group:
    bar = width * 0.75 / len(numbers)
    bars = [
        Bar(figure, round(x + width * 0.125 + place * bar, 1), _top(number, most), round(bar - 1.5, 1), _height(number, most),
            f"{name}: {FIGURES[figure]} {number}")
        for place, (figure, number) in enumerate(zip(SHOWN, numbers, strict=True))
    ]  # fmt: skip
    return Group(name, round(x + width / 2, 1), bars)


def _height(number: int, most: int) -> float:
    return round(number / max(1, most) * HEIGHT, 1)


def _top(number: int, most: int) -> float:
    return round(TOP + HEIGHT - _height(number, most), 1)


def _rounded(most: int) -> int:
    """A round number not below the highest bar, which four lines divide where there are so many."""
    return most if most < 4 else -(-most // 4) * 4


def months_in_short(number: int) -> list[str]:
    """The months as they fit below bars; a thirteenth is that of what has none."""
    named = locale().months["stand-alone"]["abbreviated"]
    return [named.get(month, "?") for month in range(1, number + 1)]
