from flask import Blueprint

bp = Blueprint("formats", __name__)

from blueprints.formats import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
