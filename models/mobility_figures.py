"""Statistics of mobility as everybody may read them: sums by semester, country, programme and level, without small numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from models.mobility import DIRECTIONS, LEVELS, SEMESTERS, STUDENTS, MobilityRecord
from models.partners import in_order
from models.programme import Programme
from models.trashable import TRASH_TOO
from support.languages import Translated
from support.orm import session

SMALLEST_SHOWN = 3
"""A number below it could be about somebody whom readers know: docs/decisions/0011."""
WHO = {"students": STUDENTS, "employees": frozenset(LEVELS) - STUDENTS}


class Figure(NamedTuple):
    """What a sum is of, and the sum; None where it is not shown."""

    key: Any
    people: int | None


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

    @cached_property
    def by_period(self) -> Sequence[Figure]:
        """By (academic year, semester), the earliest first."""
        order = list(SEMESTERS)
        found = self._sums(MobilityRecord.year, MobilityRecord.semester)
        return discreet(sorted(found, key=lambda one: (one.key[0], order.index(one.key[1]))))

    @cached_property
    def by_country(self) -> Sequence[Figure]:
        """By country, the most first; "" is what nobody said."""
        return _the_most_first([Figure(key[0], people) for key, people in self._sums(MobilityRecord.country)])

    @cached_property
    def by_programme(self) -> Sequence[Figure]:
        """By the programme's name or what it is in words, a `Translated`, empty for what nobody said; the most first."""
        together: dict[Any, int] = {}
        for (number, words), people in self._sums(MobilityRecord.programme_id, MobilityRecord.activity_key):
            key = number or words
            together[key] = together.get(key, 0) + (people or 0)
        names = _names_of(together)
        return _the_most_first([Figure(names.get(key, Translated()), people) for key, people in together.items()])

    @cached_property
    def by_level(self) -> Sequence[Figure]:
        """By level, in the order of LEVELS."""
        found = [Figure(key[0], people) for key, people in self._sums(MobilityRecord.level)]
        return discreet(sorted(found, key=lambda one: LEVELS.index(one.key)))

    @cached_property
    def totals(self) -> Mapping[str, int | None]:
        """How many people in each direction, everything else as asked; None for a number that is not shown."""
        both = select(MobilityRecord.direction, func.sum(MobilityRecord.headcount)).where(*self._asked)
        found = {way: number for way, number in session().execute(both.group_by(MobilityRecord.direction))}
        return {way: _shown(found.get(way, 0)) for way in DIRECTIONS}

    @property
    def total(self) -> int | None:
        return self.totals[self.direction]

    @property
    def holds_demo(self) -> bool:
        """Whether any of the lines is the demo's."""
        return session().scalar(select(MobilityRecord.id).where(MobilityRecord.is_demo, *self._asked).limit(1)) is not None

    def towards(self, direction: str) -> "MobilityFigures":
        """The same of the other direction."""
        return replace(self, direction=direction)

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

    @property
    def _asked(self) -> list[ColumnElement[bool]]:
        lines = MobilityRecord
        asked: list[tuple[Any, ColumnElement[bool]]] = [
            (self.year, lines.year == self.year),
            (self.semester, lines.semester == self.semester),
            (self.who, lines.level.in_(WHO.get(self.who, ()))),
            (self.country, lines.country == self.country),
            (self.programme, lines.programme_id == (self.programme.id if self.programme else 0)),
        ]
        return [condition for wanted, condition in asked if wanted]

    def _sums(self, *columns: Any) -> list[Figure]:
        here = (MobilityRecord.direction == self.direction, *self._asked)
        found = select(*columns, func.sum(MobilityRecord.headcount)).where(*here).group_by(*columns)
        return [Figure(tuple(key), people) for *key, people in session().execute(found)]


def discreet(figures: Sequence[Figure]) -> list[Figure]:
    """The same without small numbers, and without as many of the next larger ones as keep the sum from telling a small one."""
    people = [one.people or 0 for one in figures]
    by_size = sorted(range(len(people)), key=lambda place: people[place])
    hidden = {place for place in by_size if people[place] < SMALLEST_SHOWN}
    for place in by_size:
        if not hidden or (len(hidden) > 1 and sum(people[one] for one in hidden) > len(hidden)):
            break
        hidden.add(place)
    return [Figure(one.key, None if place in hidden else one.people) for place, one in enumerate(figures)]


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


def _the_most_first(figures: list[Figure]) -> list[Figure]:
    """Small numbers last in no order of their size, which would tell them."""
    shown = discreet(sorted(figures, key=lambda one: (-(one.people or 0), str(one.key))))
    return [one for one in shown if one.people is not None] + sorted(
        (one for one in shown if one.people is None), key=lambda one: str(one.key)
    )


def _shown(number: int) -> int | None:
    return None if 0 < number < SMALLEST_SHOWN else number
