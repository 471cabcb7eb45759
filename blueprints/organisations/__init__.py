from flask import Blueprint

bp = Blueprint("organisations", __name__)

from blueprints.organisations import editing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
