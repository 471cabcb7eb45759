from flask import Blueprint

bp = Blueprint("outbox", __name__, cli_group=None)

from blueprints.outbox import routes, worker  # noqa: E402, F401  (the routes and the command hang themselves onto bp)
