"""Who has which part in an event: hosts, speakers, interpreters, drivers, people on duty."""

from flask import Blueprint

bp = Blueprint("staffing", __name__)

from blueprints.staffing import routes  # noqa: E402,F401
