from flask import Blueprint

bp = Blueprint("attendance", __name__)

from blueprints.attendance import door, files, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
