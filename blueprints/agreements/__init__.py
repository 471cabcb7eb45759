"""The register of agreements, and the partners that everybody may see."""

from flask import Blueprint

bp = Blueprint("agreements", __name__)

from blueprints.agreements import editing, partners, routes  # noqa: E402, F401  (the routes hang themselves onto bp)
