from flask import Blueprint

bp = Blueprint("events", __name__)

from blueprints.events import again, removing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
