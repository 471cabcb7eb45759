"""The start page: what the office says of itself once, step by step, and changes later as its settings."""

from flask import Blueprint

bp = Blueprint("start", __name__)

from blueprints.start import demo, languages, mail, people, routes, university  # noqa: E402, F401  (they hang themselves onto bp)
