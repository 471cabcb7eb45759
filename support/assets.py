"""Static files with their content's hash in the address, so that browsers may keep them for ever; icons from the sprite."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for
from markupsafe import Markup

FOREVER = "public, max-age=31536000, immutable"


def init_assets(app: Flask) -> None:
    static = Path(app.static_folder or "static")

    @lru_cache
    def version(name: str) -> str:
        return hashlib.sha256((static / name).read_bytes()).hexdigest()[:10]

    def asset(name: str) -> str:
        """The address of a static file as it is now."""
        return url_for("static", filename=name, v=version(name))

    def icon(name: str) -> Markup:
        """A picture from the sprite, hidden from screen readers: words stand beside it."""
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(asset("icons.svg"), name)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        return response

    app.jinja_env.globals.update(asset=asset, icon=icon)
