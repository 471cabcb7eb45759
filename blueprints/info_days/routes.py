"""Staff's side of info days: making and changing them."""

from blueprints.editing import editing_routes
from blueprints.info_days import bp
from models import InfoDay

editing_routes(bp, InfoDay)
