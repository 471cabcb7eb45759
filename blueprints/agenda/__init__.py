from flask import Blueprint

bp = Blueprint("agenda", __name__)

from blueprints.agenda import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
