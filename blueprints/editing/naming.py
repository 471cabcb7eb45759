"""People and organisations that staff name by typing: known ones are offered, and what fits several is asked about."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms.validators import ValidationError

from models import EventGuest, Organisation, Person
from support.db import db
from support.languages import folded

OFFERED = 200
"""How many names a field offers; any other can be typed."""


def organisation_labels() -> list[str]:
    """Organisations for a datalist, never by an acronym alone."""
    known = select(Organisation).where(Organisation.kept()).order_by(Organisation.by_name(), Organisation.id)
    return [one.label() for one in db.session.scalars(known.limit(OFFERED))]


def people_labels() -> list[str]:
    """People for a datalist, with what tells namesakes apart."""
    known = select(Person).where(Person.kept()).order_by(Person.by_name(), Person.id)
    return [one.label() for one in db.session.scalars(known.options(selectinload(Person.positions)).limit(OFFERED)).unique()]


def organisation_named(name: str | None, current: Organisation | None = None) -> Organisation | None:
    """Whom a typed name means, made new where nobody has it; what a field shows already means the one it was filled in from."""
    if not name:
        return None
    if current and folded(name) in current.names:
        return current
    return Organisation.called(name)


def person_named(name: str | None, current: Person | None = None) -> Person | None:
    """Whom a typed name means, None for nobody: ask `require_one_person` before."""
    if not name or (current and name == current.label()):
        return current if name else None
    return next(iter(Person.meant(name)), None)


def guest_named(name: str | None, current: EventGuest | None = None) -> Person | None:
    """Who of the people the office knows a guest is: nobody where several are called so, or none. An untouched name means whom it
    meant."""
    if current and current.name == (name or ""):
        return current.person
    found = Person.meant(name or "")
    return found[0] if len(found) == 1 else None


def require_one_organisation(field: Any) -> None:
    """Raises ValidationError where a line of a field has an acronym or a name of several; what it was filled in with may stay."""
    stays = (field.object_data or "").splitlines()
    for name in (name.strip() for name in (field.data or "").splitlines() if name not in stays):
        found = Organisation.meant_by(name)
        if len(found) > 1:
            raise ValidationError(_("“%(name)s” can be several. Choose one: %(labels)s.", name=name, labels=_listed(found)))


def require_one_person(name: str | None, current: Person | None = None) -> None:
    """Raises ValidationError where nobody or more than one is called so."""
    if not name or (current and name == current.label()):
        return
    found = Person.meant(name)
    if not found:
        raise ValidationError(_("Nobody of this name is known. Add them to the people first."))
    if len(found) > 1:
        raise ValidationError(_("“%(name)s” can be several. Choose one: %(labels)s.", name=name, labels=_listed(found)))


def _listed(found: Sequence[Any]) -> str:
    return "; ".join(one.label() for one in found[:5])
