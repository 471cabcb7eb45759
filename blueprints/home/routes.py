"""The front page."""

from flask import render_template

from blueprints.home import bp
from blueprints.scoping import current_account
from models import Deadline, Event
from models.tally import Tally
from support.db import db

EVENTS, DEADLINES = 6, 5


@bp.get("/")
def index() -> str:
    """What is coming, the next deadlines, how to subscribe."""
    readable = Event.lists().where(Event.visible_to(current_account()), Event.published_at.is_not(None))
    events = db.session.scalars(Event.coming(readable).limit(EVENTS)).all()
    return render_template(
        "home/index.html",
        events=events,
        tallies=Tally.of(event.id for event in events),
        deadlines=Deadline.coming(DEADLINES, reader=current_account()),
    )
