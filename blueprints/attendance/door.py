"""The day itself: check-in on a telephone, and a sheet to sign for those who prefer paper."""

from flask import Response, abort, make_response, render_template
from flask_babel import gettext as _

from blueprints.attendance import bp
from blueprints.attendance.listing import Listing
from blueprints.attendance.routes import ONE
from models import Registration
from support.db import db
from support.htmx import page, respond

EMPTY_ROWS = 12


@bp.get("/events/<slug>/attendance")
def door(slug: str) -> Response:
    """A name, a button."""
    return page("attendance/door.html", fragment="attendance/_arrivals.html", listing=Listing(slug, at="door"))


@bp.get("/events/<slug>/attendance/sheet")
def sheet(slug: str) -> Response:
    """Names to sign beside, and empty rows for those who just walked in."""
    listing = Listing(slug)
    context = {"event": listing.event, "expected": listing.roll.signing(), "empty_rows": EMPTY_ROWS}
    return make_response(render_template("attendance/sheet.html", **context))


@bp.post(f"{ONE}/attendance")
def check_in(slug: str, number: int) -> Response:
    """Note that somebody came."""
    listing = Listing(slug)
    registration = listing.registration(number)
    if registration.cancelled:
        abort(409, _("This registration is cancelled. Add the person anew, then they can be marked as came."))
    registration.check_in()
    return _marked(listing, registration)


@bp.post(f"{ONE}/absence")
def undo_check_in(slug: str, number: int) -> Response:
    """The button was hit by mistake."""
    listing = Listing(slug)
    registration = listing.registration(number)
    registration.undo_check_in()
    return _marked(listing, registration)


def _marked(listing: Listing, registration: Registration) -> Response:
    db.session.commit()
    return respond(
        "attendance/marked.hx.html", otherwise=listing.address_after(registration), listing=listing, registration=registration
    )
