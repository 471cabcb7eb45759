"""The catalogue: opportunities as readers look for them."""

from typing import Any

from flask import Response, abort, render_template, request, url_for

from blueprints.programmes import bp
from blueprints.scoping import current_account
from models import Call, Edition, Event, Programme
from models.edition_rows import PARTICIPANTS, NeededDocument
from models.opportunities import Opportunities
from models.tally import Tally
from support.db import db
from support.htmx import page
from support.settings import current

LONGEST_SEARCH = 100
MOST_EVENTS = 10


@bp.get("/programmes")
def index() -> Response:
    """All opportunities under their families; ?q= narrows them, deaf to case and script, ?who= and ?stay= to what one can do."""
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    asked = Opportunities(current_account(), words, request.args.get("who", ""), request.args.get("stay", ""))
    return page("programmes/index.html", fragment="programmes/_list.html", asked=asked)


@bp.get("/programmes/<slug>")
def show(slug: str) -> str:
    """One opportunity as it is in the newest year, with its dates and the coming events about it."""
    programme = Programme.with_slug(slug) or abort(404)
    return _show(programme, programme.edition)


@bp.get("/programmes/<slug>/<int:year>")
def year(slug: str, year: int) -> str:
    """One opportunity as it was in a year."""
    programme = Programme.with_slug(slug) or abort(404)
    return _show(programme, programme.edition_of(year) or abort(404))


@bp.get("/programmes/<slug>/checklist")
def checklist(slug: str) -> str:
    """The documents of the newest year, to tick and to print; ?who= leaves out what others hand in."""
    programme = Programme.with_slug(slug) or abort(404)
    return _checklist(programme.edition or abort(404))


@bp.get("/programmes/<slug>/<int:year>/checklist")
def checklist_of_year(slug: str, year: int) -> str:
    """The documents of a year."""
    programme = Programme.with_slug(slug) or abort(404)
    return _checklist(programme.edition_of(year) or abort(404))


def _checklist(edition: Edition) -> str:
    who = request.args.get("who", "")
    who = who if who in PARTICIPANTS else ""
    groups = NeededDocument.by_need(one for one in edition.documents if one.is_for(who))
    asked = [code for code in PARTICIPANTS if any(code in one.who for one in edition.documents)]
    known: dict[str, Any] = {"edition": edition, "programme": edition.programme, "who": who, "asked": asked, "groups": groups}
    return render_template("programmes/checklist.html", **known)


def _address(programme: Programme, edition: Edition | None) -> str:
    """Where a year stays: the newest has no year in its address."""
    if edition is None or edition == programme.edition:
        return url_for(".show", slug=programme.slug)
    return url_for(".year", slug=programme.slug, year=edition.year)


def _show(programme: Programme, edition: Edition | None) -> str:
    about = Event.programmes.any(Programme.id == programme.id)
    readable = Event.lists().where(Event.visible_to(current_account()), Event.published_at.is_not(None), about)
    events = db.session.scalars(Event.coming(readable).limit(MOST_EVENTS)).all()
    calls = Call.about(programme)
    return render_template(
        "programmes/show.html",
        programme=programme,
        edition=edition,
        newest=programme.edition,
        canonical=current().address(_address(programme, edition)),
        events=events,
        tallies=Tally.of(event.id for event in events),
        calls=calls,
        call_dates=Call.dates_of(calls, current_account()),
        zone=current().zone,
    )
