"""Who took part in some events: those who held a seat and those who came, by what they said of themselves."""

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from models.event import Event
from models.organisation import Organisation
from models.outcome import announced
from models.registration import Registration
from support.languages import folded
from support.orm import session

MOST = 500
"""How many names of organisations are told apart; people type them freely, and there is no end to them."""


class Turnout(NamedTuple):
    """How many held a seat, and how many of them came."""

    registered: int = 0
    came: int = 0

    def plus(self, registered: int, came: int) -> "Turnout":
        return Turnout(self.registered + registered, self.came + came)

    def without(self, other: "Turnout") -> "Turnout":
        return Turnout(self.registered - other.registered, self.came - other.came)


def together(turnouts: Iterable[Turnout]) -> Turnout:
    """The sum of some."""
    total = Turnout()
    for turnout in turnouts:
        total = total.plus(*turnout)
    return total


class Participation:
    """The registrations of events that were not called off. Those who wait for a seat, or gave theirs back, are not in it."""

    def __init__(self, *events: ColumnElement[bool]) -> None:
        self.events = events

    @cached_property
    def total(self) -> Turnout:
        return together(self.by_audience.values())

    @property
    def by_audience(self) -> Mapping[str, Turnout]:
        """By audience, "" for those who named none."""
        return self._by(0)

    @property
    def by_language(self) -> Mapping[str, Turnout]:
        """By the language in which they want to be written to."""
        return self._by(1)

    @cached_property
    def by_organisation(self) -> Mapping[str, Turnout]:
        """By organisation as people wrote it, spellings of one folded together; the most numerous first. What lies behind those
        that are told apart, and who named none, is counted in `total` alone."""
        found: dict[str, tuple[str, Turnout]] = {}
        for written, registered, came in session().execute(self._written):
            name, turnout = found.get(_fold(written), (written, Turnout()))
            found[_fold(written)] = (name, turnout.plus(registered, came))
        return dict(sorted(found.values(), key=lambda row: (-row[1].registered, row[0])))

    @cached_property
    def by_country(self) -> Mapping[str, Turnout]:
        """By the country of the organisation they wrote, where it is one that we know; "" for all others."""
        known, countries = self._known_countries, dict[str, Turnout]()
        for name, turnout in self.by_organisation.items():
            country = known.get(_fold(name), "")
            countries[country] = countries.get(country, Turnout()).plus(*turnout)
        rest = self.total.without(together(countries.values()))
        countries[""] = countries.get("", Turnout()).plus(*rest)
        told = {country: turnout for country, turnout in countries.items() if turnout.registered}
        return dict(sorted(told.items(), key=lambda row: (row[0] == "", -row[1].registered, row[0])))

    @cached_property
    def _cells(self) -> list[Any]:
        keys = (Registration.audience, Registration.language)
        return list(session().execute(self._counted(*keys).group_by(*keys)))

    def _by(self, key: int) -> Mapping[str, Turnout]:
        sums: dict[str, Turnout] = {}
        for *keys, registered, came in self._cells:
            sums[keys[key]] = sums.get(keys[key], Turnout()).plus(registered, came)
        return dict(sorted(sums.items(), key=lambda row: (row[0] == "", -row[1].registered, row[0])))

    @property
    def _written(self) -> Any:
        named = self._counted(Registration.organisation).where(Registration.organisation != "")
        return named.group_by(Registration.organisation).order_by(func.count().desc(), Registration.organisation).limit(MOST)

    @property
    def _known_countries(self) -> Mapping[str, str]:
        rows = session().execute(select(Organisation.name, Organisation.country).where(Organisation.country != ""))
        return {_fold(text): country for name, country in rows for text in name.texts.values()}

    def _counted(self, *keys: Any) -> Any:
        seated = (Registration.confirmed_at.is_not(None), Registration.cancelled_at.is_(None))
        counted = select(*keys, func.count(), func.count(Registration.attended_at))
        return counted.join(Event, Event.id == Registration.event_id).where(*seated, *self.events, announced())


_fold = lru_cache(maxsize=20_000)(folded)
