"""Whom one may write to about an event."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import false, func, select, true

from models.event import PART_ROLES, Event, EventGuest, Part
from models.person import Person
from models.registration import Registration
from support.orm import session
from support.settings import current

HOLDERS = ("registered", "waiting")
GROUPS = (*HOLDERS, *PART_ROLES, "guest", "team")
"""Whom one may write to: those with a seat, those who wait, those with a part of some sort, guests of precedence, the team."""


class Recipient(NamedTuple):
    """Somebody with an address; whoever is in several groups is one recipient, as the first of them."""

    email: str
    name: str
    language: str
    registration_id: int | None = None
    person_id: int | None = None


class Recipients:
    """Who can be written to about an event, group by group."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @property
    def numbers(self) -> dict[str, int]:
        """How many each group has with an address; groups that are empty are left out. Nobody is loaded to be counted."""
        seated = Registration.confirmed_at.is_not(None)
        holders = select(seated, func.count()).where(self._holds).group_by(seated)
        counted = Counter({"registered" if has_seat else "waiting": number for has_seat, number in session().execute(holders)})
        parts = select(Part.role, func.count(Part.person_id.distinct())).join(Person).where(*self._plays).group_by(Part.role)
        counted.update(dict(session().execute(parts).all()))
        counted["guest"] = (
            session().scalar(select(func.count(EventGuest.person_id.distinct())).join(Person).where(*self._guests)) or 0
        )
        counted["team"] = sum(1 for member in self.event.team if member.active)
        return {group: counted[group] for group in GROUPS if counted[group]}

    def of(self, groups: Iterable[str]) -> list[Recipient]:
        """Everybody of some groups, each address once."""
        wanted = set(groups)
        found: dict[str, Recipient] = {}
        for one in (*self._holders(wanted), *self._people(wanted), *self._team(wanted)):
            found.setdefault(one.email.casefold(), one)
        return list(found.values())

    def _holders(self, wanted: set[str]) -> Iterable[Recipient]:
        if not wanted & set(HOLDERS):
            return
        columns = (Registration.id, Registration.email, Registration.name, Registration.language, Registration.confirmed_at)
        for id, email, name, language, confirmed_at in session().execute(
            select(*columns).where(self._holds).order_by(Registration.id)
        ):
            if ("registered" if confirmed_at else "waiting") in wanted and email:
                yield Recipient(email, name, language, registration_id=id)

    def _people(self, wanted: set[str]) -> Iterable[Recipient]:
        players = select(Part.person_id).join(Person).where(*self._plays, Part.role.in_(wanted))
        guests = select(EventGuest.person_id).join(Person).where(*self._guests, true() if "guest" in wanted else false())
        for person in session().scalars(select(Person).where(Person.id.in_(players) | Person.id.in_(guests)).order_by(Person.id)):
            yield Recipient(person.address, person.name.shown(person.language).text, person.language, person_id=person.id)

    def _team(self, wanted: set[str]) -> Iterable[Recipient]:
        for member in self.event.team if "team" in wanted else ():
            if member.active:
                yield Recipient(member.email, member.name, member.language or current().languages[0])

    @property
    def _holds(self) -> Any:
        held = Registration.event_id == self.event.id
        return held & Registration.cancelled_at.is_(None) & Registration.email.is_not(None)

    @property
    def _plays(self) -> tuple[Any, ...]:
        return Part.event_id == self.event.id, Person.address != "", Person.kept()

    @property
    def _guests(self) -> tuple[Any, ...]:
        return EventGuest.event_id == self.event.id, Person.address != "", Person.kept()
