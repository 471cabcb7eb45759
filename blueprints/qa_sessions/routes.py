"""Staff's side of qa sessions: making and changing them."""

from blueprints.editing import editing_routes
from blueprints.qa_sessions import bp
from models import QASession

editing_routes(bp, QASession)
