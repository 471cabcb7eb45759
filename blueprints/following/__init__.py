from flask import Blueprint

bp = Blueprint("following", __name__)

from blueprints.following import leaving, managing, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
