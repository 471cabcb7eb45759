"""Who the office is, what it keeps of its visitors, and what its pages look like."""

from flask import Blueprint

bp = Blueprint("about", __name__)

from blueprints.about import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
