from flask import Blueprint

bp = Blueprint("merging", __name__)

from blueprints.merging import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
