from flask import Blueprint

bp = Blueprint("days", __name__)

from blueprints.days import editing, importing, proposing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
