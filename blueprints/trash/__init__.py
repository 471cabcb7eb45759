"""The trash: what staff deleted comes back from here for thirty days."""

from flask import Blueprint

bp = Blueprint("trash", __name__)

from blueprints.trash import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
