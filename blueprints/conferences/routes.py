"""Staff's side of conferences: making and changing them."""

from blueprints.conferences import bp
from blueprints.editing import editing_routes
from models import Conference

editing_routes(bp, Conference)
