from flask import Blueprint

bp = Blueprint("attendance", __name__)

from blueprints.attendance import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
