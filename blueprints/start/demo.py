"""Taking the demo away."""

from flask import Response, abort, flash, make_response, redirect, render_template
from flask_babel import gettext as _

from blueprints.scoping import admin_only
from blueprints.start import bp
from models.demo import Demo
from support.db import db


@bp.get("/start/demo/removal")
@admin_only
def ask_to_remove_demo() -> Response:
    """How many of what would go."""
    counts = {table: number for table, number in Demo.counts().items() if number} or abort(404)
    return make_response(render_template("start/demo.html", counts=counts))


@bp.post("/start/demo/removal")
@admin_only
def remove_demo() -> Response:
    """Take away exactly the demo's rows; an administrator's account stays where it is the only one."""
    Demo.remove()
    db.session.commit()
    flash(_("The demo is removed. What you made yourself is still there."), "ok")
    return redirect("/start", 303)  # type: ignore[return-value]
