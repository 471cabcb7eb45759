"""What the office asks of those who sign in, and the way back for somebody whose phone is lost. Administrators only."""

from flask import Blueprint

bp = Blueprint("sign_in_policy", __name__)

from blueprints.sign_in_policy import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
