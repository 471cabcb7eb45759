from flask import Blueprint

bp = Blueprint("sharing", __name__)

from blueprints.sharing import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
