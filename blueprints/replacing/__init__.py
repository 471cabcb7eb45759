"""Somebody for somebody else: in events, and in a colleague's work."""

from flask import Blueprint

bp = Blueprint("replacing", __name__)

from blueprints.replacing import handing_over, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
