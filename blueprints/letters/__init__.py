"""What staff write to an event's people themselves, and how to reach them when time is short."""

from flask import Blueprint

bp = Blueprint("letters", __name__)

from blueprints.letters import reaching, receipts, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
