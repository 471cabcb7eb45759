"""Organisations as staff see them."""

from datetime import date
from typing import Any

from flask import Response, render_template
from sqlalchemy import select

from blueprints.organisations import bp
from blueprints.organisations.listing import Organisations
from blueprints.scoping import current_account, entry_at, staff_only
from models import Organisation, Person, Position
from models.duplicates import Duplicates
from support import clock
from support.db import db

SHOWN = 50


@bp.get("/organisations")
@staff_only
def index() -> Response:
    """All of them, filtered and sorted as the address asks."""
    return Organisations().answer("organisations/index.html", fragment="organisations/_list.html")


@bp.get("/organisations/<int:number>")
@staff_only
def show(number: int) -> str:
    """One organisation with its people and the events it hosts or organises."""
    organisation = entry_at(Organisation, number)
    events = db.session.scalars(organisation.events_for(current_account()).limit(SHOWN)).all()
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        people=_people(organisation),
        events=events,
        alike=Duplicates.like(organisation),
        today=clock.now().date(),
    )


def _people(organisation: Organisation) -> list[tuple[Person, Position]]:
    held = select(Person, Position).join(Position, Position.person_id == Person.id)
    here = held.where(Position.organisation_id == organisation.id, Person.kept()).order_by(Person.by_name(), Person.id)
    rows: list[Any] = [tuple(row) for row in db.session.execute(here.limit(SHOWN)).unique()]
    return sorted(rows, key=lambda row: (row[1].ends_on or date.max) < clock.now().date())
