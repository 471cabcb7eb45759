"""Templates of the steps by which the university prepares for a call."""

from flask import Blueprint

bp = Blueprint("preparations", __name__)

from blueprints.preparations import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
