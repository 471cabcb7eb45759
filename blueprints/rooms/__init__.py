from flask import Blueprint

bp = Blueprint("rooms", __name__)

from blueprints.rooms import editing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
