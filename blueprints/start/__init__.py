from flask import Blueprint

bp = Blueprint("start", __name__)

from blueprints.start import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
