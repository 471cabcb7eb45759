"""Figures of a year: plan against fact, who took part, and the indicators that others ask for."""

from flask import Blueprint

bp = Blueprint("reports", __name__)

from blueprints.reports import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
