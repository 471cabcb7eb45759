"""People as staff see them."""

from flask import Response, render_template
from sqlalchemy.orm import selectinload

from blueprints.people import bp
from blueprints.people.listing import People
from blueprints.scoping import current_account, entry_at, staff_only
from models import Event, Person
from models.duplicates import Duplicates
from support.db import db

SHOWN = 50


@bp.get("/people")
@staff_only
def index() -> Response:
    """All of them, filtered and sorted as the address asks."""
    return People().answer("people/index.html", fragment="people/_list.html")


@bp.get("/people/<int:number>")
@staff_only
def show(number: int) -> str:
    """One person, with the parts they have in events that the reader may see."""
    person = entry_at(Person, number)
    return render_template("people/show.html", person=person, parts=_parts(person), alike=Duplicates.like(person))


def _parts(person: Person) -> list[tuple[Event, list[str]]]:
    """Events, the latest first, each with the codes of what the person does there."""
    seen = person.events_for(current_account()).options(selectinload(Event.parts), selectinload(Event.guests))
    return [(event, _roles(person, event)) for event in db.session.scalars(seen.limit(SHOWN)).unique()]


def _roles(person: Person, event: Event) -> list[str]:
    played = [part.role for part in event.parts if part.person_id == person.id]
    comes = ["guest"] if any(guest.person_id == person.id for guest in event.guests) else []
    return list(dict.fromkeys([*played, *comes]))
