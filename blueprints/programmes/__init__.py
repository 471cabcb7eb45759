from flask import Blueprint

bp = Blueprint("programmes", __name__)

from blueprints.programmes import editing, listing, routes, telling, years  # noqa: E402, F401  (the routes hang themselves onto bp)
