"""What watches over the site asks: is it alive, is it ready, how is it doing."""

from flask import Blueprint

bp = Blueprint("health", __name__)

from blueprints.health import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
