"""Signing in, and what somebody with an account says of themselves. Attendees need none."""

from flask import Blueprint

bp = Blueprint("account", __name__)

from blueprints.account import routes, signing_in  # noqa: E402, F401  (the routes hang themselves onto bp)
