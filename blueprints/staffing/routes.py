"""The people of an event: seeing, giving and taking parts."""

from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.booking import settle, unsettled
from blueprints.scoping import managed_event
from blueprints.staffing import bp
from blueprints.staffing.forms import PartForm
from models import Event, Part, Person
from models.event.proposal import Proposal
from models.receipts import latest_mails
from support.db import db
from support.htmx import leave_for, page

OFFERED = 200
"""How many names a browser suggests; more are found by typing."""


@bp.get("/events/<slug>/people")
def index(slug: str) -> Response:
    """Who has which part, with how to reach them, and the form of another part."""
    event = managed_event(slug)
    return _shown(event, PartForm.for_event(event))


@bp.post("/events/<slug>/people")
def create(slug: str) -> Response:
    """Give somebody a part, unless that is in the way of something and nobody said why it has to be."""
    event = managed_event(slug)
    form = PartForm.for_event(event)
    if not form.validate_on_submit():
        return _shown(event, form, status=422)
    if form.proposed and (conflicts := unsettled(Proposal(event, parts=[*event.parts, form.proposed]))):
        return _shown(event, form, status=409, conflicts=conflicts, asked=True)
    part = event.assign(
        form.somebody(), form.role.data, row=form.session, languages=form.languages.data or [], note=form.note.data or ""
    )
    settle(event)
    db.session.commit()
    flash(_("%(name)s has the part now.", name=part.person.name.shown().text), "ok")
    return leave_for(url_for(".index", slug=slug))


@bp.post("/events/<slug>/people/<int:number>/removal")
def removal(slug: str, number: int) -> Response:
    """Take a part away."""
    event = managed_event(slug)
    part = db.session.scalar(select(Part).where(Part.id == number, Part.event_id == event.id)) or abort(404)
    event.release(part)
    db.session.commit()
    flash(_("Removed."), "ok")
    return leave_for(url_for(".index", slug=slug))


def _shown(event: Event, form: PartForm, *, status: int = 200, **context: Any) -> Response:
    known = db.session.scalars(select(Person).where(Person.kept()).order_by(Person.by_name(), Person.id).limit(OFFERED)).all()
    return page(
        "staffing/index.html", fragment="staffing/_form.html", status=status, event=event, form=form, known=known,
        mails=latest_mails(event), **context,
    )  # fmt: skip
