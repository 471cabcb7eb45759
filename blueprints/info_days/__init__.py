from flask import Blueprint

bp = Blueprint("info_days", __name__)

from blueprints.info_days import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
