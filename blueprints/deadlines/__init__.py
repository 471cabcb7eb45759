from flask import Blueprint

bp = Blueprint("deadlines", __name__)

from blueprints.deadlines import editing, listing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
