"""The accounts of those who sign in: administrators invite, change, close and reopen them."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from blueprints.accounts import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
