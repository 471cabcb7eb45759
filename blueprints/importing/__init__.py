"""Imports of calendars and tables, with a preview between the file and what it does."""

from flask import Blueprint

bp = Blueprint("importing", __name__)

from blueprints.importing import preview, routes, samples  # noqa: E402, F401  (the routes hang themselves onto bp)
