"""Staff's side of delegations: making and changing them."""

from blueprints.delegations import bp
from blueprints.editing import editing_routes
from models import Delegation

editing_routes(bp, Delegation)
