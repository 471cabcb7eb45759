"""Calls: a year's instance of an opportunity, with its themes, criteria, guide and dates."""

from flask import Blueprint

bp = Blueprint("calls", __name__)

from blueprints.calls import editing, listing, preparing, routes  # noqa: E402, F401  (they hang themselves onto bp)
