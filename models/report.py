"""Plan against fact: what a year was meant to hold, and what it held. Counted by the database, never by loading lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from models.account import Account
from models.event import AUDIENCES, KINDS, Event
from models.figures import UNKNOWN_MONTH, Figures, Span, Table, audience_counts, counts, intentions, outcomes, summed
from models.organisation import Organisation
from models.participation import Participation
from models.plan import MONTHS
from models.plan_line import PlanLine
from models.sharing_out import by_country, by_organisation
from support.orm import session


class Report:
    """The figures of a year, as far as a reader may see what they count."""

    def __init__(self, year: int, reader: Account | None, zone: ZoneInfo) -> None:
        self.year, self.reader, self.span = year, reader, Span(year, zone)

    @property
    def counted(self) -> tuple[ColumnElement[bool], ...]:
        """The events that begin in the year and that the reader may see."""
        return self.span.holds(), Event.visible_to(self.reader)

    @cached_property
    def by_month_and_kind(self) -> Mapping[tuple[int, str], Figures]:
        """Figures of each month, 0 for an unknown one, and kind."""
        month = self.span.month().label("month")
        known = func.coalesce(PlanLine.month, UNKNOWN_MONTH).label("month")
        return _together(self._facts(month, Event.kind), self._lines(known, PlanLine.kind))

    @property
    def months(self) -> Table:
        """Figures of the twelve months; at the end, if there are any, of what has no month."""
        found = summed(self.by_month_and_kind, 0)
        unknown = {UNKNOWN_MONTH: found[UNKNOWN_MONTH]} if found.get(UNKNOWN_MONTH) else {}
        return {**{month: found.get(month, Figures()) for month in MONTHS}, **unknown}

    @property
    def kinds(self) -> Table:
        found = summed(self.by_month_and_kind, 1)
        return {kind.kind_code(): found.get(kind.kind_code(), Figures()) for kind in KINDS.values()}

    @property
    def total(self) -> Figures:
        total = Figures()
        for figures in self.by_month_and_kind.values():
            total.add(**vars(figures))
        return total

    @cached_property
    def audiences(self) -> Table:
        """Figures of each audience; an event for two of them counts in both, one that names none in none."""
        events = select(*audience_counts(Event.audience, outcomes())).select_from(Event)
        facts = events.outerjoin(PlanLine, PlanLine.event_id == Event.id).where(*self.counted)
        lines = select(*audience_counts(PlanLine.audience, intentions())).where(*self.planned)
        table = {code: Figures() for code in AUDIENCES}
        for counted in (facts, lines):
            for name, number in session().execute(counted).mappings().one().items():
                code, column = name.split()
                table[code].add(**{column: number})
        return table

    @cached_property
    def organisations(self) -> Table:
        """Figures of each organisation's id: of events it hosts or organises, and of lines that name it as host."""
        return self._about(by_organisation(), PlanLine.host_id, PlanLine.host_id.is_not(None))

    @cached_property
    def countries(self) -> Table:
        """Figures of each country: of events that took place there, with an organisation or a guest from there, or whose line
        names it."""
        return self._about(by_country(), PlanLine.country, PlanLine.country != "")

    @cached_property
    def participation(self) -> Participation:
        return Participation(*self.counted)

    def names_of(self, organisations: Iterable[int]) -> Mapping[int, str]:
        """What organisations are called."""
        named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(list(organisations)))
        return {number: name.shown().text for number, name in session().execute(named)}

    @property
    def planned(self) -> tuple[ColumnElement[bool], ...]:
        """The lines of the year that the reader may see."""
        return PlanLine.year == self.year, PlanLine.visible_to(self.reader)

    def _facts(self, *keys: Any) -> Select[Any]:
        """What became of the year's events, by some keys."""
        events = select(*keys, *counts(outcomes())).select_from(Event).outerjoin(PlanLine, PlanLine.event_id == Event.id)
        return events.where(*self.counted).group_by(*keys)

    def _lines(self, *keys: Any) -> Select[Any]:
        """What was meant, by some keys."""
        return select(*keys, *counts(intentions())).where(*self.planned).group_by(*keys)

    def _about(self, pairs: Subquery, key: Any, named: ColumnElement[bool]) -> Table:
        """Figures by what (event_id, about) pairs say events are about, the busiest first."""
        facts = self._facts(pairs.c.about).join(pairs, pairs.c.event_id == Event.id)
        found = _together(facts, self._lines(key).where(named))
        table = {about: figures for (about,), figures in found.items() if figures}
        return dict(sorted(table.items(), key=lambda row: (-row[1].held, -row[1].planned, -row[1].coming, str(row[0]))))


def _together(facts: Select[Any], lines: Select[Any]) -> Mapping[tuple[Any, ...], Figures]:
    """Plan and fact under the same keys."""
    table: dict[tuple[Any, ...], Figures] = defaultdict(Figures)
    for counted, names in ((facts, list(outcomes())), (lines, list(intentions()))):
        for row in session().execute(counted):
            keys, numbers = tuple(row)[: -len(names)], tuple(row)[-len(names) :]
            table[keys].add(**dict(zip(names, numbers, strict=True)))
    return table
