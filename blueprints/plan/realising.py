"""What comes of a line: an event with one click, one that was there already, or nothing."""

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _

from blueprints.plan import bp
from blueprints.plan.editing import answer, event_form, known, place_of
from blueprints.plan.forms import DROP, DropForm, PlanLineForm
from blueprints.scoping import office, staff_only
from models import Event, PlanLine
from models.realisable import Dropped, NotApproved, Taken
from support.db import db


@bp.post("/plan/<int:number>/event")
@staff_only
def make_event(number: int) -> Response:
    """Make the draft of a line's event and open its form, where the date is still to be said."""
    line = known(number)
    try:
        event = line.make_event(approval_needed=office().approves_plan)
    except NotApproved:
        abort(409, _("This line is not approved yet."))
    except Dropped:
        abort(409, _("This line was given up. Take it up again first."))
    db.session.commit()
    if event.starts_at is None:
        flash(_("The event is a draft. Say when it begins and ends, then save."), "ok")
    return redirect(url_for(f"{event.collection.replace('-', '_')}.edit", slug=event.slug), 303)  # type: ignore[return-value]


@bp.post("/plan/<int:number>/outcome")
@staff_only
def choose_event(number: int) -> Response:
    """Say which event came of a line, or that none did."""
    line = known(number)
    form = event_form(line)
    if not form.validate_on_submit():
        return answer(line, PlanLineForm.of(line), status=422, event_form=form)
    try:
        line.detach() if form.event.data != line.event_id else None
        if form.event.data:
            line.attach(db.session.get_one(Event, form.event.data))
    except Taken:
        abort(409, _("Another line has this event already."))
    return _done(line)


@bp.post("/plan/<int:number>/dropping")
@staff_only
def drop(number: int) -> Response:
    """Give a line up."""
    line = known(number)
    form = DropForm(prefix=DROP)
    if not form.validate_on_submit():
        return answer(line, PlanLineForm.of(line), status=422, drop_form=form)
    try:
        line.drop(form.reason.data or "")
    except Taken:
        abort(409, _("This line has become an event. Call the event off instead."))
    return _done(line)


@bp.post("/plan/<int:number>/taking-up")
@staff_only
def take_up(number: int) -> Response:
    """Mean to hold it after all."""
    line = known(number)
    line.take_up()
    return _done(line)


def _done(line: PlanLine) -> Response:
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(place_of(line), 303)  # type: ignore[return-value]
