"""The catalogue: opportunities as readers look for them."""

from flask import Response, abort, render_template, request

from blueprints.programmes import bp
from blueprints.scoping import current_account
from models import Deadline, Event, Programme
from models.tally import Tally
from support.db import db
from support.htmx import page
from support.settings import current

LONGEST_SEARCH = 100
MOST_EVENTS = 10


@bp.get("/programmes")
def index() -> Response:
    """All programmes under their families; ?q= narrows them, deaf to case and script."""
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    found = Programme.found_by(words)
    families = Programme.by_family(programme for programme in found if programme.current)
    closed = [programme for programme in found if not programme.current]
    return page(
        "programmes/index.html", fragment="programmes/_list.html", words=words, found=found, families=families, closed=closed
    )


@bp.get("/programmes/<slug>")
def show(slug: str) -> str:
    """One programme, with its dates and the coming events about it."""
    programme = Programme.with_slug(slug) or abort(404)
    about = Event.programmes.any(Programme.id == programme.id)
    readable = Event.lists().where(Event.visible_to(current_account()), Event.published_at.is_not(None), about)
    events = db.session.scalars(Event.coming(readable).limit(MOST_EVENTS)).all()
    dates = Deadline.lists().where(Deadline.about(programme)).order_by(Deadline.sorted_at, Deadline.id)
    deadlines = db.session.scalars(dates).all()
    return render_template(
        "programmes/show.html",
        programme=programme,
        events=events,
        tallies=Tally.of(event.id for event in events),
        coming=[deadline for deadline in deadlines if not deadline.past and not deadline.superseded],
        earlier=[deadline for deadline in reversed(deadlines) if deadline.past or deadline.superseded],
        zone=current().zone,
    )
