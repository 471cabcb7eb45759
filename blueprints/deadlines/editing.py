"""Dates as the office enters and moves them."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.deadlines import bp
from blueprints.deadlines.forms import ZONES, DateOfCallForm, DeadlineForm, NewDeadlineForm
from blueprints.editing.entries import in_the_trash
from blueprints.scoping import staff_only
from models import Call, Deadline, Programme
from support import clock
from support.db import db
from support.htmx import leave_for, page
from support.settings import current


@bp.get("/deadlines/new")
@staff_only
def new() -> Response:
    """The empty form, for the programme of ?programme= where one is named."""
    known = Programme.found_by("")
    chosen = [programme.id for programme in known if programme.slug == request.args.get("programme")]
    year = clock.today(current().zone).year + 1
    return _form(NewDeadlineForm.with_choices(known, programmes=chosen, year=year))


@bp.post("/deadlines")
@staff_only
def create() -> Response:
    """Add a date, and its call where that is new."""
    known = Programme.found_by("")
    form = NewDeadlineForm.with_choices(known)
    if not form.validate_on_submit():
        return _form(form, status=422)
    deadline = Deadline(call=form.call(known))
    form.fill(deadline)
    return _saved(deadline)


@bp.get("/deadlines/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form of a date as it is."""
    deadline = _deadline(number)
    return _form(DeadlineForm.of(deadline), deadline)


@bp.post("/deadlines/<int:number>/edit")
@staff_only
def update(number: int) -> Response:
    """Change a date; calendars follow."""
    deadline = _deadline(number)
    form = DeadlineForm.of(deadline)
    if status := form.refused(DeadlineForm.of(deadline, formdata=None)):
        return _form(form, deadline, status=status)
    form.fill(deadline)
    return _saved(deadline)


@bp.post("/deadlines/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put a date into the trash; it leaves the calendars."""
    _deadline(number).discard()
    return in_the_trash(url_for(".index"))


@bp.get("/calls/<int:number>/deadlines/new")
@staff_only
def new_of_call(number: int) -> Response:
    """The empty form of one more date of a call."""
    return _form(DateOfCallForm.empty(), call=_call(number))


@bp.post("/calls/<int:number>/deadlines")
@staff_only
def create_of_call(number: int) -> Response:
    """Add a date to a call."""
    call, form = _call(number), DateOfCallForm.empty()
    if not form.validate_on_submit():
        return _form(form, call=call, status=422)
    deadline = Deadline(call=call)
    form.fill(deadline)
    return _saved(deadline)


@bp.post("/deadlines/<int:number>/check")
@staff_only
def check(number: int) -> Response:
    """Say that a date was compared with its source today, and go back to where one came from."""
    deadline = _deadline(number)
    deadline.check()
    db.session.commit()
    flash(_("Checked today: %(name)s.", name=deadline.name()), "ok")
    back = {"desk": "/desk#waiting", "dates": url_for("deadlines.listing", checked="stale")}
    return leave_for(back.get(request.form.get("back", ""), _place_of(deadline)))


def _deadline(number: int) -> Deadline:
    return db.session.scalar(select(Deadline).where(Deadline.id == number)) or abort(404)


def _call(number: int) -> Call:
    return db.session.scalar(Call.lists().where(Call.id == number)) or abort(404)


def _place_of(deadline: Deadline) -> str:
    """Where a date stands with its history: on the page of its call."""
    return url_for("calls.show", number=deadline.call_id, _anchor=f"deadline-{deadline.id}")


def _saved(deadline: Deadline) -> Response:
    db.session.commit()
    flash(_("Saved. Calendars that are subscribed follow."), "ok")
    return leave_for(_place_of(deadline))


def _form(form: DeadlineForm, deadline: Deadline | None = None, *, call: Call | None = None, status: int = 200) -> Response:
    shown = {"form": form, "deadline": deadline, "call": call, "zones": ZONES}
    return page("deadlines/edit.html", fragment="deadlines/_form.html", status=status, **shown)
