"""Mobility in numbers: the office's lines, and the statistics that everybody may read."""

from flask import Blueprint

bp = Blueprint("mobility", __name__)

from blueprints.mobility import editing, routes, statistics  # noqa: E402, F401  (the routes hang themselves onto bp)
