from flask import Blueprint

bp = Blueprint("people", __name__)

from blueprints.people import editing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
