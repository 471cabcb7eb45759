"""Making and changing an event of any kind: one form and one set of routes, hung onto each kind's blueprint.

Not a blueprint itself; see docs/decisions/0002.
"""

from blueprints.editing.routes import editing_routes

__all__ = ["editing_routes"]
