from flask import Blueprint

bp = Blueprint("delegations", __name__)

from blueprints.delegations import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
