"""What ministries, rankings and accreditation agencies ask an international office for, each by what is counted and from what."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select

from models.agreement import Agreement
from models.event import Delegation, Event, EventGuest
from models.event.event import event_programmes
from models.figures import counts
from models.mobility import STUDENTS, MobilityRecord
from models.organisation import Organisation
from models.outcome import held
from models.person import Position
from models.report import Report
from models.sharing_out import by_country, by_organisation, held_by_guest, partners
from support.orm import session

INDICATORS = (
    "events", "international", "abroad", "joint", "joint_abroad", "online", "in_english", "mobility",
    "incoming", "outgoing", "partners_abroad", "countries", "guests", "guests_abroad", "registered", "came",
    "students_out", "students_in", "staff_out", "staff_in", "agreements",
)  # fmt: skip
"""Their codes, in the order in which they are shown; `blueprints.reports.words` says what each counts."""


class Indicators:
    """The figures of held events of a report's year. Abroad is whatever is not in `home`, an ISO 3166-1 code.

    What several of them ask is a common table, which the database works out once.
    """

    def __init__(self, report: Report, home: str) -> None:
        self.report, self.home = report, home
        what = (Event.id, Event.country, Event.mode, Event.languages_spoken, Event.starts_at)
        self.held = select(*what).where(*report.counted, held()).cte("held")
        self.hosting = self._with_country(by_organisation(), "hosting")
        self.partners = self._with_country(partners(), "partners")

    @cached_property
    def values(self) -> Mapping[str, int]:
        """Each indicator's number by its code."""
        numbers: dict[str, int] = {}
        for counted in (self._events, self._of_partners, self._of_guests, self._of_mobility):
            numbers.update(session().execute(counted).mappings().one())
        turnout = self.report.participation.total
        found = {**numbers, "registered": turnout.registered, "came": turnout.came}
        return {code: found[code] for code in INDICATORS}

    @cached_property
    def partners_by_country(self) -> Mapping[str, int]:
        """How many organisations of each country abroad took part in held events, the most first."""
        country, number = self.partners.c.country, func.count(self.partners.c.about.distinct())
        found = select(country, number).where(self._abroad(country)).group_by(country)
        return {code: n for code, n in session().execute(found.order_by(number.desc(), country))}

    @property
    def _events(self) -> Any:
        """Of held events, how many meet each condition."""
        events = self.held.c
        together = select(self.hosting.c.event_id).group_by(self.hosting.c.event_id).having(func.count() > 1)
        joint, elsewhere = events.id.in_(together), self._abroad(events.country)
        return select(
            *counts(
                {
                    "events": events.id.is_not(None),
                    "international": or_(events.id.in_(self._of_others(self.partners)), elsewhere),
                    "abroad": elsewhere,
                    "joint": joint,
                    "joint_abroad": and_(joint, events.id.in_(self._of_others(self.hosting))),
                    "online": events.mode.in_(("online", "hybrid")),
                    "in_english": cast(events.languages_spoken, String).contains('"en"'),
                    "mobility": exists().where(event_programmes.c.event_id == events.id),
                    **{way: events.id.in_(_visits(way)) for way in ("incoming", "outgoing")},
                }
            )
        )

    @property
    def _of_partners(self) -> Any:
        countries = by_country()
        elsewhere = select(func.count(countries.c.about.distinct())).join(self.held, self.held.c.id == countries.c.event_id)
        organisations = select(func.count(self.partners.c.about.distinct())).where(self._abroad(self.partners.c.country))
        return select(
            organisations.scalar_subquery().label("partners_abroad"),
            elsewhere.where(self._abroad(countries.c.about)).scalar_subquery().label("countries"),
        )

    @property
    def _of_guests(self) -> Any:
        named = select(func.count(EventGuest.id.distinct())).join(self.held, self.held.c.id == EventGuest.event_id)
        there = named.join(Position, held_by_guest(self.held.c.starts_at))
        abroad = there.join(Organisation, Organisation.id == Position.organisation_id).where(self._abroad(Organisation.country))
        return select(named.scalar_subquery().label("guests"), abroad.scalar_subquery().label("guests_abroad"))

    @property
    def _of_mobility(self) -> Any:
        """Who went and came in the academic year that ends in this one, and agreements in force on its last day."""
        people, students = func.sum(MobilityRecord.headcount), MobilityRecord.level.in_(STUDENTS)
        sums = {
            f"{who}_{way}": func.coalesce(people.filter(of_them, MobilityRecord.direction == direction), 0)
            for who, of_them in (("students", students), ("staff", ~students))
            for way, direction in (("out", "outgoing"), ("in", "incoming"))
        }
        in_force = Agreement.in_state("in_force", date(self.report.year, 12, 31))
        abroad = Agreement.with_partners(self._abroad(Organisation.country))
        agreements = select(func.count(Agreement.id)).where(in_force, abroad).scalar_subquery()
        counted = (number.label(name) for name, number in sums.items())
        return select(*counted, agreements.label("agreements")).where(MobilityRecord.year == self.report.year - 1)

    def _with_country(self, pairs: Any, name: str) -> Any:
        """Pairs of a held event and an organisation, with the organisation's country."""
        found = select(pairs.c.event_id, pairs.c.about, Organisation.country).join(self.held, self.held.c.id == pairs.c.event_id)
        return found.join(Organisation, Organisation.id == pairs.c.about).cte(name)

    def _of_others(self, pairs: Any) -> Any:
        return select(pairs.c.event_id).where(self._abroad(pairs.c.country))

    def _abroad(self, country: Any) -> ColumnElement[bool]:
        return and_(country != "", country != self.home)


def _visits(way: str) -> Any:
    return select(Delegation.__table__.c.id).where(Delegation.__table__.c.direction == way)
