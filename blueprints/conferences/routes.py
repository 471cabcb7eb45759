"""Staff's side of conferences: making and changing them."""

from blueprints.editing import editing_routes
from blueprints.conferences import bp
from models import Conference

editing_routes(bp, Conference)
