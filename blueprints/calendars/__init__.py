from flask import Blueprint

bp = Blueprint("calendars", __name__)

from blueprints.calendars import feeds, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
