"""Entering and changing lines."""

from functools import partial

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.plan import bp
from blueprints.plan.forms import DROP, DropForm, EventOfLineForm, PlanLineForm
from blueprints.scoping import current_account, staff_only
from models import Event, Organisation, PlanLine
from models.figures import Span
from models.plan import MONTHS, Plan
from support import clock
from support.db import db
from support.form_fields import numbered, options
from support.htmx import page
from support.settings import current

MOST_EVENTS = 300


@bp.get("/plan/new")
@staff_only
def new() -> Response:
    """The empty form, for the year and month that the address names."""
    plan = Plan.asked(request.args.get("year", ""), current_account(), clock.today(current().zone))
    month = numbered(request.args.get("month"))
    line = PlanLine(year=plan.year, month=month if month in MONTHS else None, owner_id=current_account().id)
    return answer(line, PlanLineForm.of(line))


@bp.post("/plan")
@staff_only
def create() -> Response:
    """Enter a line."""
    line = PlanLine()
    return _save(line, PlanLineForm.of(line))


@bp.get("/plan/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """A line as it is, with what can be done with it."""
    line = known(number)
    return answer(line, PlanLineForm.of(line))


@bp.post("/plan/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change a line."""
    line = known(number)
    return _save(line, PlanLineForm.of(line))


@bp.post("/plan/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put a line into the trash. An event that came of it stays."""
    line = known(number)
    line.discard()
    return in_the_trash(url_for("plan.index", year=line.year))


def _save(line: PlanLine, form: PlanLineForm) -> Response:
    stored = PlanLineForm.of(line, formdata=None)
    return save_entry(form, line, stored, partial(answer, line, form), lambda: place_of(line))


def known(number: int) -> PlanLine:
    """The line of a number, as far as the reader may see it: else 404."""
    visible = PlanLine.visible_to(current_account())
    return db.session.scalar(PlanLine.lists().where(PlanLine.id == number, visible)) or abort(404)


def place_of(line: PlanLine) -> str:
    """Where the plan shows a line."""
    return url_for("plan.index", year=line.year, _anchor=f"line-{line.id}")


def answer(line: PlanLine, form: PlanLineForm, status: int = 200, **more: object) -> Response:
    """The page of a line; for htmx the form alone."""
    shown = {"drop_form": DropForm(formdata=None, prefix=DROP), "event_form": event_form(line), **more}
    names = [
        name.shown().text for name in db.session.scalars(select(Organisation.name).order_by(Organisation.by_name()).limit(500))
    ]
    return page("plan/edit.html", fragment="plan/_form.html", status=status, line=line, form=form, organisations=names, **shown)


def event_form(line: PlanLine) -> EventOfLineForm:
    """The events of the year that came of no line, and that of this one."""
    taken = select(PlanLine.event_id).where(PlanLine.event_id.is_not(None), PlanLine.id != (line.id or 0))
    here = Span(line.year, current().zone).holds() | (Event.id == (line.event_id or 0)) if line.id else Event.id == 0
    found = select(Event.id, Event.title).where(here, Event.managed_by(current_account()), Event.id.not_in(taken))
    events = db.session.execute(found.order_by(Event.starts_at, Event.id).limit(MOST_EVENTS))
    form = EventOfLineForm(prefix="outcome-", data={"event": line.event_id or 0})
    form.event.choices = options([(0, _("None of these")), *((number, title.shown().text) for number, title in events)])
    return form
