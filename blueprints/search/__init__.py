from flask import Blueprint

bp = Blueprint("search", __name__)

from blueprints.search import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
