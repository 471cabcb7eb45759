from flask import Blueprint

bp = Blueprint("outbox", __name__)

from blueprints.outbox import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
