"""Mobility as the office keeps it."""

from flask import Response

from blueprints.mobility import bp
from blueprints.mobility.listing import Mobility
from blueprints.scoping import staff_only


@bp.get("/mobility")
@staff_only
def index() -> Response:
    """All lines, filtered and sorted as the address asks."""
    return Mobility().answer("mobility/index.html", fragment="mobility/_list.html")
