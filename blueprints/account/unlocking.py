"""The lock on an idle screen: what was typed comes back with a field for the password, and is sent again in one go."""

from typing import Any

from flask import Response, g, make_response, request
from flask_security import current_user
from werkzeug.exceptions import Locked

from blueprints.account import bp
from blueprints.account.password_forms import UnlockForm
from blueprints.scoping import know_who_acts, signed_in
from support.idle import is_locked, lock, touch

FIELD = "unlock-password"


@bp.before_app_request
def unlock_and_go_on() -> None:
    """Whoever sends a form again with their password has unlocked the screen, and the form goes its way. Raises Locked."""
    if FIELD not in request.form or not is_locked():
        return
    g.unlock_form = UnlockForm(current_user)
    if not g.unlock_form.validate():
        raise Locked
    touch()
    know_who_acts()


@bp.get("/account/presence")
@signed_in
def presence() -> Any:
    """Somebody types on a page for long: app.js says so now and then, for the server cannot see it."""
    return _nothing()


@bp.post("/account/presence/ending")
def leave() -> Any:
    """Nobody has touched the page for long: the server locks as well, whatever the page still fetches by itself. It asks nobody
    who they are, for the screen may be locked by now."""
    lock()
    return _nothing()


def _nothing() -> Response:
    response = make_response("", 204)
    response.headers["Cache-Control"] = "no-store"
    return response
