"""Statistics of mobility as everybody may read them: sums by semester, country, programme and level, without small numbers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import func, select

from models.mobility import DIRECTIONS, LEVELS, SEMESTERS, STUDENTS, MobilityRecord
from models.partners import in_order
from models.programme import Programme
from models.small_numbers import SMALLEST_SHOWN, Figure, shown, the_most_first
from models.trashable import TRASH_TOO
from support.languages import Translated
from support.orm import session

WHO = {"students": STUDENTS, "employees": frozenset(LEVELS) - STUDENTS}
WITHOUT: Mapping[str, Mapping[str, Any]] = {
    "period": {"year": None, "semester": ""},
    "level": {"who": ""},
    "country": {"country": ""},
    "programme": {"programme": None},
}
"""What to ask for instead where one no longer asks for some rows of a table alone."""


class Line(NamedTuple):
    """So many people of whom all the same is known. `programme` is its number, `words` what it is where there is none."""

    direction: str
    year: int
    semester: str
    level: str
    country: str
    programme: int | None
    words: str
    is_demo: bool
    people: int


def known_lines() -> Sequence[Line]:
    """All there is, added up."""
    of = MobilityRecord
    keys = (of.direction, of.year, of.semester, of.level, of.country, of.programme_id, of.activity_key, of.is_demo)
    return [Line(*row) for row in session().execute(select(*keys, func.sum(of.headcount)).group_by(*keys))]


@dataclass(frozen=True)
class MobilityFigures:
    """The sums of what is asked for; "" and None ask for all. `who` is a key of WHO, `country` an ISO 3166-1 code.

    Those who go and those who come are never added up: they are different people.
    """

    direction: str = "outgoing"
    year: int | None = None
    semester: str = ""
    who: str = ""
    country: str = ""
    programme: Programme | None = None
    lines: Sequence[Line] = field(default_factory=known_lines, repr=False, compare=False)

    @property
    def by_period(self) -> Sequence[Figure]:
        """By (academic year, semester), the earliest first."""
        order = list(SEMESTERS)
        return sorted(self.table("period"), key=lambda one: (one.key[0], order.index(one.key[1])))

    @property
    def by_country(self) -> Sequence[Figure]:
        """By country, the most first; "" is what nobody said."""
        return self.table("country")

    @property
    def by_programme(self) -> Sequence[Figure]:
        """By the programme's name or what it is in words, a `Translated`, empty for what nobody said; the most first."""
        names = _names_of([one.key for one in self._sums["programme"]])
        return [Figure(names.get(one.key, Translated()), one.people) for one in self.table("programme")]

    @property
    def by_level(self) -> Sequence[Figure]:
        """By level, in the order of LEVELS."""
        return sorted(self.table("level"), key=lambda one: LEVELS.index(one.key))

    def table(self, by: str) -> Sequence[Figure]:
        """The numbers by a key of WITHOUT, the most first, without those that are not shown."""
        return the_most_first(self._sums[by], summed=self.tells_total)

    @property
    def totals(self) -> Mapping[str, int | None]:
        """How many people in each direction, everything else as asked; None for a number that is not shown."""
        return {way: self.total if way == self.direction else replace(self, direction=way).total for way in DIRECTIONS}

    @property
    def total(self) -> int | None:
        """How many people; None where that is not shown."""
        return shown(sum(one.people or 0 for one in self._sums["level"])) if self.tells_total else None

    @cached_property
    def tells_total(self) -> bool:
        """Whether the sum may be told. That of a part of all may where none of its numbers is small and no wider part hides any
        of it: else the one, taken from the other, tells what is hidden."""
        if not self.narrowed:
            return True
        small = any((one.people or 0) < SMALLEST_SHOWN for found in self._sums.values() for one in found)
        return not small and not any(self._hidden_in_wider(by) for by in WITHOUT)

    @property
    def narrowed(self) -> bool:
        """Whether it leaves out anybody who goes, or comes."""
        return not all(self._fits(line) for line in self.lines if line.direction == self.direction)

    @property
    def holds_demo(self) -> bool:
        """Whether any of the lines is the demo's, in either direction."""
        return any(line.is_demo for line in self.lines if self._fits(line))

    @staticmethod
    def years() -> Sequence[int]:
        """Academic years of which something is known, the latest first."""
        return session().scalars(select(MobilityRecord.year).distinct().order_by(MobilityRecord.year.desc())).all()

    @staticmethod
    def countries() -> list[str]:
        """Countries of which something is known, by their names."""
        return in_order(session().scalars(select(MobilityRecord.country).where(MobilityRecord.country != "").distinct()))

    @staticmethod
    def programmes() -> Sequence[Programme]:
        """Programmes of the catalogue of which something is known."""
        known = select(MobilityRecord.programme_id).where(MobilityRecord.programme_id.is_not(None))
        found = select(Programme).where(Programme.id.in_(known)).order_by(Programme.by_name(), Programme.id)
        return session().scalars(found).all()

    @cached_property
    def _sums(self) -> Mapping[str, Sequence[Figure]]:
        """All numbers, by what they are sums by: a programme's key is its number, else the words of an activity."""
        sums: dict[str, Counter[Any]] = {by: Counter() for by in WITHOUT}
        for line in self.lines:
            if line.direction == self.direction and self._fits(line):
                sums["period"][line.year, line.semester] += line.people
                sums["level"][line.level] += line.people
                sums["country"][line.country] += line.people
                sums["programme"][line.programme or line.words] += line.people
        return {by: [Figure(key, people) for key, people in counter.items()] for by, counter in sums.items()}

    def _fits(self, line: Line) -> bool:
        return (
            (not self.year or line.year == self.year)
            and (not self.semester or line.semester == self.semester)
            and (not self.who or line.level in WHO[self.who])
            and (not self.country or line.country == self.country)
            and (not self.programme or line.programme == self.programme.id)
        )

    def _hidden_in_wider(self, by: str) -> bool:
        """Whether the table of everything else that is asked for hides a row that is asked for."""
        wider = replace(self, **WITHOUT[by])
        if wider == self:
            return False
        hidden = {one.key for one in wider.table(by) if one.people is None}
        return any(one.key in hidden for one in self._sums[by])


def _names_of(keys: Collection[Any]) -> dict[Any, Translated]:
    """What programmes are called, those in the trash too, by their numbers; and activities by what tells them from others."""
    programmes = select(Programme.id, Programme.name).where(Programme.id.in_([key for key in keys if isinstance(key, int)]))
    words = [key for key in keys if isinstance(key, str) and key]
    first = (
        select(func.min(MobilityRecord.id)).where(MobilityRecord.activity_key.in_(words)).group_by(MobilityRecord.activity_key)
    )
    activities = select(MobilityRecord.activity_key, MobilityRecord.activity).where(MobilityRecord.id.in_(first))
    found = (*session().execute(programmes, execution_options=TRASH_TOO), *session().execute(activities))
    return {key: name for key, name in found}
