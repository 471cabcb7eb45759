"""What a report counts: the numbers of a row, the months of a year, and how the database sums them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal

from models import outcome
from models.event import AUDIENCES, Event
from models.plan import MONTHS
from models.plan_line import PlanLine

UNKNOWN_MONTH = 0
"""The month of what is known by its year only."""


@dataclass
class Figures:
    """One row of plan against fact. `unplanned` are those of `held` that no line of the plan foresaw."""

    planned: int = 0
    dropped: int = 0
    held: int = 0
    unplanned: int = 0
    cancelled: int = 0
    coming: int = 0

    def add(self, **numbers: int) -> None:
        for name, number in numbers.items():
            setattr(self, name, getattr(self, name) + number)

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


Table = Mapping[Any, Figures]


@dataclass
class Span:
    """A year on the clock of a zone, month by month."""

    year: int
    zone: ZoneInfo
    starts: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        firsts = [(self.year, month) for month in MONTHS] + [(self.year + 1, 1)]
        self.starts = [datetime(year, month, 1, tzinfo=self.zone) for year, month in firsts]

    def holds(self) -> ColumnElement[bool]:
        """Whether an event begins in it."""
        return and_(Event.starts_at >= self.starts[0], Event.starts_at < self.starts[-1])

    def month(self) -> ColumnElement[int]:
        """In which of its months an event begins."""
        year_only: Any = (Event.precision == "year", literal(UNKNOWN_MONTH))
        months = [(Event.starts_at < end, literal(month)) for month, end in zip(MONTHS, self.starts[1:], strict=True)]
        return case(year_only, *months)


def outcomes() -> dict[str, ColumnElement[bool]]:
    """Which events each column of `Figures` counts."""
    held = outcome.held()
    return {
        "held": held,
        "unplanned": and_(held, PlanLine.id.is_(None)),
        "cancelled": outcome.called_off(),
        "coming": outcome.coming(),
    }


def intentions() -> dict[str, ColumnElement[bool]]:
    """Which lines of the plan each column counts; those given up were planned too."""
    return {"planned": PlanLine.id.is_not(None), "dropped": PlanLine.dropped_at.is_not(None)}


def counts(conditions: Mapping[str, ColumnElement[bool]]) -> list[ColumnElement[int]]:
    """How often each condition holds, by its name."""
    return [func.count(case((condition, 1))).label(name) for name, condition in conditions.items()]


def is_for(audience: str, column: Any) -> ColumnElement[bool]:
    """Whether a stored list of audiences names one."""
    found: ColumnElement[bool] = cast(column, String).contains(f'"{audience}"')
    return found


def audience_counts(column: Any, conditions: Mapping[str, ColumnElement[bool]]) -> list[ColumnElement[int]]:
    """How often each condition holds for each audience, named "student held"."""
    every = {
        f"{code} {name}": and_(is_for(code, column), condition) for code in AUDIENCES for name, condition in conditions.items()
    }
    return counts(every)


def summed(table: Mapping[tuple[Any, ...], Figures], key: int) -> dict[Any, Figures]:
    """The figures by one of several keys."""
    sums: dict[Any, Figures] = {}
    for keys, figures in table.items():
        sums.setdefault(keys[key], Figures()).add(**vars(figures))
    return sums
