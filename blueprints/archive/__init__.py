"""The archive: events of which only as much is known as somebody wrote down, with its source."""

from flask import Blueprint

bp = Blueprint("archive", __name__)

from blueprints.archive import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
