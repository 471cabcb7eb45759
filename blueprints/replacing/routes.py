"""Replacing a person everywhere, with the papers that have to be printed anew."""

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import select

from blueprints.booking import settle, unsettled_among
from blueprints.replacing import bp
from blueprints.replacing.forms import ReplacementForm
from blueprints.scoping import current_account, staff_only
from models import Event, Person
from models.replacement import Replacement
from support.db import db
from support.htmx import leave_for, page

OFFERED = 200


@bp.get("/people/<int:number>/replacement")
@staff_only
def new(number: int) -> Response:
    """Ask who comes instead, and to which events."""
    replacement = _replacement(number)
    return _shown(replacement, ReplacementForm().offer(replacement.events))


@bp.post("/people/<int:number>/replacement")
@staff_only
def create(number: int) -> Response:
    """Replace somebody in all chosen events, unless that is in the way of something and nobody said why it has to be."""
    replacement = _replacement(number)
    form = ReplacementForm().offer(replacement.events)
    if not form.validate_on_submit():
        return _shown(replacement, form, status=422)
    assert form.person
    events = form.chosen
    if clashes := unsettled_among({event: replacement.proposal(event, form.person) for event in events}):
        return _shown(replacement, form, status=409, clashes=clashes, asked=True)
    replacement.make(events, form.person)
    for event in events:
        settle(event)
    db.session.commit()
    flash(ngettext("Replaced in %(num)d event.", "Replaced in %(num)d events.", len(events)), "ok")
    return leave_for(url_for(".papers", number=form.person.id, event=[event.id for event in events]))


@bp.get("/people/<int:number>/papers")
@staff_only
def papers(number: int) -> str:
    """What has to be printed anew after somebody was replaced: `?event=` names the events by their numbers, else the record."""
    person = _person(number)
    if "event" not in request.args:
        return render_template("replacing/papers.html", person=person, events=Replacement.made_for(person, current_account()))
    wanted = [int(text) for text in request.args.getlist("event")[:100] if text.isascii() and text.isdecimal() and len(text) < 10]
    mine = Event.lists().where(Event.id.in_(wanted), Event.managed_by(current_account())).order_by(Event.starts_at, Event.id)
    return render_template("replacing/papers.html", person=person, events=db.session.scalars(mine).all())


def _shown(replacement: Replacement, form: ReplacementForm, *, status: int = 200, **context: object) -> Response:
    others = select(Person).where(Person.kept(), Person.id != replacement.person.id).order_by(Person.by_name(), Person.id)
    known = db.session.scalars(others.limit(OFFERED)).all()
    return page(
        "replacing/new.html", fragment="replacing/_form.html", status=status, person=replacement.person, form=form, known=known,
        **context,
    )  # fmt: skip


def _replacement(number: int) -> Replacement:
    return Replacement(_person(number), current_account())


def _person(number: int) -> Person:
    return db.session.scalar(select(Person).where(Person.id == number, Person.kept())) or abort(404)
