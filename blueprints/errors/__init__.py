"""What a visitor reads when something goes wrong: a page, or for htmx a notice above the page as it stands."""

from flask import Blueprint

bp = Blueprint("errors", __name__)

from blueprints.errors import routes  # noqa: E402, F401  (the handlers hang themselves onto bp)
