"""Whom and what an event is counted for: pairs of (event_id, about), each of them once."""

from typing import Any

from sqlalchemy import Subquery, and_, func, or_, select, union

from models.event import Event, EventGuest
from models.event.event import event_organisers
from models.organisation import Organisation
from models.person import Position
from models.plan_line import PlanLine


def by_organisation() -> Subquery:
    """Every event with its host and each of its organisers."""
    return _each_once(_hosts(), _organisers())


def partners() -> Subquery:
    """Every event with its host, its organisers and the organisations of its guests."""
    return _each_once(_hosts(), _organisers(), _guests())


def by_country() -> Subquery:
    """Every event with the countries of its partners and its place, and with that which its line of the plan names."""
    together = partners()
    countries = (
        select(together.c.event_id, Organisation.country.label("about"))
        .join(Organisation, Organisation.id == together.c.about)
        .where(Organisation.country != "")
    )
    places = select(Event.id, Event.country).where(Event.country != "")
    lines = select(PlanLine.event_id, PlanLine.country).where(PlanLine.event_id.is_not(None), PlanLine.country != "")
    return _each_once(countries, places, lines)


def _each_once(*pairs: Any) -> Subquery:
    return union(*pairs).subquery()


def _hosts() -> Any:
    return select(Event.id.label("event_id"), Event.host_id.label("about")).where(Event.host_id.is_not(None))


def _organisers() -> Any:
    return select(event_organisers.c.event_id, event_organisers.c.organisation_id)


def _guests() -> Any:
    found = select(EventGuest.event_id, Position.organisation_id).join(Event, Event.id == EventGuest.event_id)
    return found.join(Position, held_by_guest()).where(Position.organisation_id.is_not(None))


def held_by_guest(begins: Any = Event.starts_at) -> Any:
    """Whether a position is one that a guest held when the event began."""
    day = func.date(begins)
    begun = or_(Position.starts_on.is_(None), Position.starts_on <= day)
    lasts = or_(Position.ends_on.is_(None), Position.ends_on >= day)
    return and_(Position.person_id == EventGuest.person_id, begun, lasts)
