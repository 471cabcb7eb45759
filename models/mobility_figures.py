"""Statistics of mobility as everybody may read them: sums by semester, country, programme and level, without small numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models.mobility import DIRECTIONS, LEVELS, SEMESTERS, STUDENTS, MobilityRecord
from models.partners import in_order
from models.programme import Programme
from models.small_numbers import Figure, discreet, shown, the_most_first
from models.trashable import TRASH_TOO
from support.languages import Translated
from support.orm import session

WHO = {"students": STUDENTS, "employees": frozenset(LEVELS) - STUDENTS}


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
        return the_most_first([Figure(key[0], people) for key, people in self._sums(MobilityRecord.country)])

    @cached_property
    def by_programme(self) -> Sequence[Figure]:
        """By the programme's name or what it is in words, a `Translated`, empty for what nobody said; the most first."""
        together: dict[Any, int] = {}
        for (number, words), people in self._sums(MobilityRecord.programme_id, MobilityRecord.activity_key):
            key = number or words
            together[key] = together.get(key, 0) + (people or 0)
        names = _names_of(together)
        return the_most_first([Figure(names.get(key, Translated()), people) for key, people in together.items()])

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
        return {way: shown(found.get(way, 0)) for way in DIRECTIONS}

    @property
    def total(self) -> int | None:
        return self.totals[self.direction]

    @property
    def holds_demo(self) -> bool:
        """Whether any of the lines is the demo's."""
        return session().scalar(select(MobilityRecord.id).where(MobilityRecord.is_demo, *self._asked).limit(1)) is not None

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
