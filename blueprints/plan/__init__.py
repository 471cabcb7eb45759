"""The plan of the year: lines without a date, each becoming an event with one click."""

from flask import Blueprint

bp = Blueprint("plan", __name__)

from blueprints.plan import approving, editing, realising, routes  # noqa: E402, F401  (they hang themselves onto bp)
