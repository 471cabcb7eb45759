"""The plan of a year: its lines month by month, and how far they have come."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, case, func, select

from models.account import Account
from models.event import Event
from models.month import YEARS
from models.outcome import held
from models.plan_line import PlanLine
from support.orm import session

MONTHS = range(1, 13)


class PlanCounts(NamedTuple):
    """How many lines there are, and of them: left to be made, become events, held, given up, without the office's yes."""

    lines: int = 0
    left: int = 0
    made: int = 0
    held: int = 0
    dropped: int = 0
    unapproved: int = 0


class Plan:
    """What the lines of a year say to a reader, who does not see those of events that are closed to them."""

    def __init__(self, year: int, reader: Account | None) -> None:
        self.year, self.reader = year, reader

    @classmethod
    def asked(cls, text: str, reader: Account | None, today: date) -> "Plan":
        """The plan of the year "2026", this year's for anything else."""
        year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else today.year
        return cls(year if year in YEARS else today.year, reader)

    def lines(self) -> Select[PlanLine]:
        """Its lines in their months' order; at the end those whose month nobody knows."""
        here = PlanLine.lists().where(PlanLine.year == self.year, PlanLine.visible_to(self.reader))
        return here.order_by(PlanLine.month.asc().nulls_last(), PlanLine.id)

    def by_month(self) -> Mapping[int | None, Sequence[PlanLine]]:
        """The lines of each month, of months without one too, and under None those without a month."""
        months: dict[int | None, list[PlanLine]] = {month: [] for month in (*MONTHS, None)}
        for line in session().scalars(self.lines()):
            months[line.month].append(line)
        return months

    def late(self, today: date) -> int:
        """How many lines had their month, and nothing has come of them."""
        nothing_came = PlanLine.dropped_at.is_(None) & PlanLine.event_id.is_(None)
        here = (PlanLine.year == self.year, PlanLine.month < today.month, PlanLine.visible_to(self.reader), nothing_came)
        return session().scalar(select(func.count()).select_from(PlanLine).where(*here)) or 0

    def counts(self) -> PlanCounts:
        """How far it has come, in one question."""
        kept = PlanLine.dropped_at.is_(None)
        made = and_(Event.id.is_not(None), Event.kept())
        counted = select(
            func.count(),
            func.count(case((and_(kept, ~made), 1))),
            func.count(case((and_(kept, made), 1))),
            func.count(case((and_(made, held()), 1))),
            func.count(case((~kept, 1))),
            func.count(case((and_(kept, ~made, PlanLine.approved_at.is_(None)), 1))),
        )
        here = (PlanLine.year == self.year, PlanLine.visible_to(self.reader))
        [numbers] = session().execute(counted.select_from(PlanLine).outerjoin(PlanLine.event).where(*here)).all()
        return PlanCounts(*numbers)
