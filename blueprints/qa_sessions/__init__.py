from flask import Blueprint

bp = Blueprint("qa_sessions", __name__)

from blueprints.qa_sessions import routes  # noqa: E402, F401  (the routes hang themselves onto bp)
