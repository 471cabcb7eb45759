from flask import Blueprint

bp = Blueprint("conferences", __name__)

from blueprints.conferences import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
