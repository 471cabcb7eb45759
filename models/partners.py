"""Who the university has agreements in force with, by country: what everybody may know of the register."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from models.agreement import Agreement, agreement_partners, agreement_programmes
from models.organisation import Organisation
from models.programme import Programme
from support.countries import country_name
from support.languages import language, sort_key
from support.orm import session

MOST = 1000
"""More partners than these are a register's business and not a page's."""


@dataclass(frozen=True)
class Partner:
    """An organisation with what its agreements in force are about."""

    organisation: Organisation
    agreements: Sequence[Agreement]

    @property
    def programmes(self) -> list[Programme]:
        """The opportunities that rest on its agreements, each once."""
        return list({one.id: one for agreement in self.agreements for one in agreement.programmes}.values())

    @property
    def fields(self) -> list[str]:
        """Broad fields of study, in the order of their codes."""
        return sorted({code for agreement in self.agreements for code in agreement.fields})

    @property
    def kinds(self) -> list[str]:
        """What sorts of agreement there are, each once."""
        return list(dict.fromkeys(agreement.kind for agreement in self.agreements))

    @property
    def is_demo(self) -> bool:
        return any(agreement.is_demo for agreement in self.agreements)


@dataclass
class Partners:
    """Partners of agreements that are in force today, as far as they fit; "" and None ask for all.

    `country` is an ISO 3166-1 code, `words` look through names and cities.
    """

    country: str = ""
    words: str = ""
    programme: Programme | None = None

    @cached_property
    def found(self) -> Sequence[Partner]:
        """Those that fit, in the alphabetical order of the language being spoken."""
        wanted = [Organisation.fitting(self.words), *([Organisation.country == self.country] if self.country else [])]
        query = select(Organisation).where(self._of(self._agreements()), *wanted)
        organisations = session().scalars(query.order_by(Organisation.by_name(), Organisation.id).limit(MOST)).all()
        agreements = self._by_organisation([one.id for one in organisations])
        return [Partner(one, agreements[one.id]) for one in organisations]

    @property
    def by_country(self) -> list[tuple[str, list[Partner]]]:
        """(country's code, partners), by the countries' names; at the end, under "", those whose country nobody said."""
        groups: dict[str, list[Partner]] = {}
        for partner in self.found:
            groups.setdefault(partner.organisation.country, []).append(partner)
        return [(code, groups[code]) for code in in_order(groups)]

    @property
    def number_of_countries(self) -> int:
        return len({partner.organisation.country for partner in self.found} - {""})

    @staticmethod
    def countries() -> list[str]:
        """The countries of all partners, by their names."""
        known = select(Organisation.country).where(Partners._of(Partners()._agreements()), Organisation.country != "").distinct()
        return in_order(session().scalars(known))

    @staticmethod
    def programmes() -> Sequence[Programme]:
        """The opportunities that rest on an agreement in force."""
        rows, in_force = agreement_programmes.c, select(Agreement.id).where(Agreement.in_state("in_force"))
        resting = select(rows.programme_id).where(rows.agreement_id.in_(in_force))
        found = select(Programme).where(Programme.id.in_(resting)).order_by(Programme.by_name(), Programme.id)
        return session().scalars(found).all()

    @staticmethod
    def _of(agreements: "Select[Any]") -> ColumnElement[bool]:
        rows = agreement_partners.c
        return Organisation.id.in_(select(rows.organisation_id).where(rows.agreement_id.in_(agreements)))

    def _agreements(self) -> "Select[Any]":
        about = [Agreement.needed_for(self.programme.id)] if self.programme else []
        return select(Agreement.id).where(Agreement.in_state("in_force"), *about)

    def _by_organisation(self, numbers: Iterable[int]) -> dict[int, list[Agreement]]:
        """The agreements of some organisations, all at once."""
        rows, found = agreement_partners.c, defaultdict(list)
        joined = select(rows.organisation_id, Agreement).join(agreement_partners, rows.agreement_id == Agreement.id)
        here = joined.where(rows.organisation_id.in_(list(numbers)), Agreement.id.in_(self._agreements()))
        for number, agreement in session().execute(here.options(selectinload(Agreement.programmes)).order_by(Agreement.id)):
            found[number].append(agreement)
        return found


def in_order(codes: Iterable[str]) -> list[str]:
    """Countries' codes by their names in the language being spoken, "" at the end."""
    return sorted(codes, key=lambda code: (not code, sort_key(country_name(code), language())))
