"""A screen of staff that nobody touched for a while is locked: it shows nothing more until they say that it is still they.

When it was touched last stands in the session, so it costs the database nothing. A remembered browser that was closed has a new
session, in which nothing was touched yet: it is locked too.
"""

from flask import Flask, Response, g, has_request_context, redirect, request, session, url_for
from flask_security import current_user
from werkzeug.exceptions import Locked

from support import clock
from support.db import READS
from support.htmx import shown_page, wants_fragment
from support.settings import current

TOUCHED, PROVED = "touched", "fs_paa"
"""When the screen was touched, ours; when its user proved to be themselves, Flask-Security's: by password, passkey or code."""

EVERY = 60  # seconds between two notes: a session that changes is sent again with the page
WHILE_LOCKED = ("security.login", "security.logout", "security.verify", "security.wan_verify", "security.static")


def init_idle(app: Flask) -> None:
    """Note each request of staff's; before anything asks who is there."""
    app.before_request(_notice)
    app.after_request(_unlock_whoever_proved_it)
    app.jinja_env.globals["idle_seconds"] = lambda: current().idle_minutes * 60


def is_locked() -> bool:
    """Whether staff are signed in who left the screen alone for too long."""
    if not has_request_context() or not current().idle_minutes or not getattr(current_user, "is_staff", False):
        return False
    return _idle_seconds() > current().idle_minutes * 60


def touch() -> None:
    """The screen is in use."""
    session[TOUCHED] = int(clock.now().timestamp())


def lock() -> None:
    """As if nobody had touched the screen for long."""
    session.pop(TOUCHED, None)


def ask_again() -> Response:
    """To the form that asks whether it is still they, and back. Raises Locked for a form or a piece: what was typed is kept."""
    if wants_fragment() or request.method not in READS:
        raise Locked
    response: Response = redirect(url_for("security.verify", next=request.full_path.rstrip("?")), 302)  # type: ignore[assignment]
    return response


def way_out() -> str:
    """The form that unlocks and leads back to the page that is shown now."""
    return url_for("security.verify", next=shown_page() or "/desk")


def _idle_seconds() -> float:
    touched = session.get(TOUCHED)
    return clock.now().timestamp() - touched if isinstance(touched, int) else float("inf")


def _notice() -> Response | None:
    if request.endpoint in (None, "static") or request.blueprint == "health" or not current().idle_minutes:
        return None
    g.proved_before = session.get(PROVED)
    if not getattr(current_user, "is_staff", False):
        return None
    if not is_locked():
        if _idle_seconds() >= EVERY:
            touch()
    elif request.blueprint == "security" and not str(request.endpoint).startswith(WHILE_LOCKED):
        return ask_again()
    return None


def _unlock_whoever_proved_it(response: Response) -> Response:
    if "proved_before" in g and session.get(PROVED) not in (None, g.proved_before):
        touch()
    return response
