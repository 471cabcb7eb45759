"""Holding an event again: one that was called off, or the same at another date."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from blueprints.booking import against, settle, unsettled
from blueprints.editing.forms import CopyForm
from blueprints.events import bp
from blueprints.scoping import managed_event, staff_only
from models import Event
from models.event.cancellable import TooLate
from models.event.proposal import Proposal
from support.db import db
from support.htmx import leave_for, page


@bp.get("/events/<slug>/reopening")
@staff_only
def ask_to_reopen(slug: str) -> str:
    """Say how many will be written to, and who has taken its room or its people meanwhile."""
    event = managed_event(slug)
    conflicts = against(_as_open(event)) if event.cancelled else None
    return render_template("events/reopen.html", event=event, concerned=event.concerned, conflicts=conflicts)


@bp.post("/events/<slug>/reopening")
@staff_only
def reopening(slug: str) -> Response:
    """Hold a cancelled event after all."""
    event = managed_event(slug)
    if event.cancelled and (conflicts := unsettled(_as_open(event))):
        return page(
            "events/reopen.html", fragment="events/_reopen_form.html", status=409, event=event, concerned=event.concerned,
            conflicts=conflicts, asked=True,
        )  # fmt: skip
    try:
        event.reopen()
    except TooLate:
        abort(409, _("Its time has passed. Copy it to another date instead."))
    settle(event)
    db.session.commit()
    flash(_("The event is held after all. Everybody who holds a place is being written to."), "ok")
    return leave_for(url_for(".show", slug=event.slug))


def _as_open(event: Event) -> Proposal:
    return Proposal(event, has_hour=event.has_hour)


@bp.get("/events/<slug>/copy")
@staff_only
def copying(slug: str) -> str:
    """Ask for the new date."""
    event = managed_event(slug)
    return render_template("events/copy.html", event=event, form=CopyForm(data={"starts_at": event.again_at}))


@bp.post("/events/<slug>/copy")
@staff_only
def copy(slug: str) -> Response:
    """Make a draft of the same event at another date, once nothing speaks against that or staff go on knowing it."""
    event = managed_event(slug)
    form = CopyForm()
    moment = _moment_of(form.starts_at, event) if form.validate_on_submit() else None
    if moment is None:
        return page("events/copy.html", fragment="events/_copy_form.html", status=422, event=event, form=form)
    if conflicts := unsettled(event.proposed_copy(moment)):
        return page(
            "events/copy.html", fragment="events/_copy_form.html", status=409, event=event, form=form, conflicts=conflicts,
            asked=True,
        )  # fmt: skip
    made = event.copy_to(moment)
    settle(made)
    db.session.commit()
    flash(_("Copied as a draft, with its agenda, people, guests and questions."), "ok")
    return leave_for(url_for(f"{made.collection.replace('-', '_')}.edit", slug=made.slug))


def _moment_of(field: Any, event: Event) -> datetime | None:
    try:
        return field.moment_in(event.zone)  # type: ignore[no-any-return]
    except ValidationError as problem:
        field.errors = [str(problem)]
        return None
