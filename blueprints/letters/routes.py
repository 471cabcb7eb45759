"""Writing to the people of an event: choose, preview with the number of readers, send."""

from collections import Counter

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import select

from blueprints.letters import bp
from blueprints.letters.forms import LetterForm
from blueprints.scoping import managed_event
from models import Event, Letter
from models.recipients import Recipients
from support.db import db
from support.htmx import leave_for, page


@bp.get("/events/<slug>/letters")
def index(slug: str) -> str:
    """The letters that were sent."""
    event = managed_event(slug)
    return render_template("letters/index.html", event=event, letters=Letter.about(event))


@bp.get("/events/<slug>/letters/new")
def new(slug: str) -> Response:
    """An empty letter; `?to=` ticks groups."""
    event = managed_event(slug)
    groups = request.args.getlist("to")
    form = LetterForm.to(Recipients(event), data={"groups": groups, "asks_to_confirm": event.is_near or event.leaves_a_near_hour})
    return page("letters/new.html", fragment="letters/_form.html", event=event, form=form)


@bp.post("/events/<slug>/letters")
def create(slug: str) -> Response:
    """Show how it will look and who gets it; send it once staff saw that, to just as many."""
    event = managed_event(slug)
    form = LetterForm.to(Recipients(event))
    if not form.validate_on_submit():
        return page("letters/new.html", fragment="letters/_form.html", status=422, event=event, form=form)
    readers = form.readers
    if "send" not in request.form or form.counted.data != str(len(readers)):
        form.counted.data = str(len(readers))
        languages = Counter(one.language for one in readers)
        return page(
            "letters/new.html", fragment="letters/_form.html", event=event, form=form, readers=readers, languages=languages
        )
    subject, body = form.subject.rewritten(), form.body.rewritten()
    Letter.send(event, subject, body, form.groups.data or [], asks_to_confirm=form.asks_to_confirm.data)
    db.session.commit()
    flash(ngettext("%(num)d person is being written to.", "%(num)d people are being written to.", len(readers)), "ok")
    return leave_for(url_for(".index", slug=event.slug))


@bp.get("/events/<slug>/letters/<int:number>")
def show(slug: str, number: int) -> str:
    """A letter as it was sent, and who says to have seen it."""
    event = managed_event(slug)
    letter = _letter(event, number)
    return render_template("letters/show.html", event=event, letter=letter, messages=letter.messages)


def _letter(event: Event, number: int) -> Letter:
    return db.session.scalar(select(Letter).where(Letter.id == number, Letter.event_id == event.id)) or abort(404)
