"""The desk: where those who have signed in begin their day."""

from flask import Blueprint

bp = Blueprint("desk", __name__)

from blueprints.desk import moving, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
