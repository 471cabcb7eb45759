"""Calendars of one's own: who they are for, how they are made and revoked, and what programs fetch."""

from flask import Blueprint

bp = Blueprint("personal_feeds", __name__)

from blueprints.personal_feeds import addresses, fetching, routes  # noqa: E402, F401  (they hang their routes onto bp)
