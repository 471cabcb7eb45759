"""Staff's list of people."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.orm import selectinload

from blueprints import wording
from blueprints.editing.entries import spoken_choices
from blueprints.listing import Col, OneOf, StaffList, Words
from blueprints.scoping import current_account
from models import Event, Organisation, Part, Person, Position
from models.duplicates import Duplicates
from models.event import PART_ROLES
from support.countries import countries
from support.db import db

ROLES = {role: wording.PART_ROLES[role] for role in PART_ROLES}


def known_countries() -> dict[str, str]:
    """Countries of the organisations that people are at."""
    used = set(
        db.session.scalars(select(Organisation.country).join(Position, Position.organisation_id == Organisation.id).distinct())
    )
    return {code: name for code, name in countries().items() if code in used}


def plays(role: str) -> ColumnElement[bool]:
    """Those with such a part in an event that the reader may see."""
    seen = select(Event.id).where(Event.visible_to(current_account()))
    return Person.id.in_(select(Part.person_id).where(Part.role == role, Part.event_id.in_(seen)))


def from_country(code: str) -> ColumnElement[bool]:
    at = select(Position.person_id).join(Organisation, Organisation.id == Position.organisation_id)
    return Person.id.in_(at.where(Organisation.country == code))


def speaks(code: str) -> ColumnElement[bool]:
    """The codes are kept as a list in JSON."""
    return cast(Person.languages, String).contains(f'"{code}"')


def _position(person: Person) -> str:
    return person.position.title.shown().text if person.position else ""


def _organisation(person: Person) -> str:
    return person.position.organisation.label() if person.position and person.position.organisation else ""


class People(StaffList):
    """Everybody the office knows, with what they are now."""

    id, title, order = "people", _lp("directory", "People"), "name"
    columns = (
        Col("name", _l("Name"), sort=Person.by_name, width=36),
        Col("position", _l("Position"), value=_position, width=36),
        Col("organisation", _l("Organisation"), value=_organisation, width=48),
        Col("rank", _l("Rank"), sort=lambda: Person.rank, number=True),
        Col("languages", _l("Speaks")),
        Col("interprets", _l("Interprets between"), on_page=False),
        Col("email", _l("E-mail"), sort=lambda: Person.email, width=30),
        Col("phone", _l("Phone")),
        Col("variants", _l("Other names and spellings"), on_page=False),
    )
    filters = (
        Words(Person.search_text, _l("Any spelling of the name")),
        OneOf("role", _l("Part"), ROLES, plays),
        OneOf("country", _l("Country"), known_countries, from_country),
        OneOf("language", _l("Speaks"), lambda: dict(spoken_choices()), speaks, more=True),
        OneOf(
            "twice",
            _l("Duplicates"),
            lambda: {"1": _("Suspected duplicates")},
            lambda _value: Person.id.in_({number for pair in Duplicates.of(Person) for number in pair[:2]}),
            more=True,
        ),
    )

    def query(self) -> Select[Any]:
        return select(Person).where(Person.kept()).options(selectinload(Person.positions))

    def counted(self, number: int) -> str:
        return ngettext("%(num)s person", "%(num)s people", number)
