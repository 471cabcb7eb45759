from flask import Blueprint

bp = Blueprint("series", __name__)

from blueprints.series import editing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
