from flask import Blueprint

bp = Blueprint("registrations", __name__)

from blueprints.registrations import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
