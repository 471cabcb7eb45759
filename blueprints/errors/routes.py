import secrets
import time
from datetime import datetime
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, Locked, TooManyRequests

from blueprints.errors import bp
from support import clock
from support.db import db, was_overtaken
from support.htmx import wants_fragment
from support.idle import way_out
from support.languages import language
from support.ratelimit import limiter

OWN_TEXT = {400, 403, 404, 405, 409, 410, 413, 422}
SPOKEN = {403, 409, 410, 422}  # what a route says with abort() is shown for these; other descriptions are English for programmers


@bp.app_errorhandler(HTTPException)
def known(error: HTTPException) -> Response:
    """The text of its status, or the general one."""
    said = error.description if error.code in SPOKEN and error.description != type(error).description else None
    return answer(error, str(error.code) if error.code in OWN_TEXT else "other", said=said)


@bp.app_errorhandler(CSRFError)
def stale_form(error: CSRFError) -> Response:
    """A form whose key is missing or old: what was typed comes back, with a fresh key and a button to send it again."""
    action = request.full_path if request.query_string else request.path
    return answer(error, "stale", posted=_typed(), action=action, uploads=bool(request.files))


@bp.app_errorhandler(IntegrityError)
def overtaken(error: IntegrityError) -> Response:
    """Somebody took the same address at the same moment, or took away what this form names: what was typed comes back."""
    if not was_overtaken(error):
        raise error
    db.session.rollback()
    action = request.full_path if request.query_string else request.path
    return answer(Conflict(), "overtaken", posted=_typed(), action=action, uploads=bool(request.files))


@bp.app_errorhandler(Locked)
def locked(error: Locked) -> Response:
    """A form that was sent from a screen which is locked: what was typed comes back with a field for the password."""
    form, action = g.get("unlock_form"), request.full_path if request.query_string else request.path
    response = answer(error, "423", posted=_typed(), action=action, uploads=bool(request.files), form=form, way_out=way_out())
    if form and form.wait:
        response.headers["Retry-After"] = str(form.wait)
    return response


@bp.app_errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> Response:
    """How long to wait, in words and in a header."""
    seconds = seconds_to_wait(error)
    response = answer(error, "429", retry_after=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


@bp.app_errorhandler(InternalServerError)
def crash(error: InternalServerError) -> Response:
    """A number to tell the office, which the log has too; Flask has just logged the trace.

    The page wants the office's name, so where the database is what broke, a bare one stands in.
    """
    incident = secrets.token_hex(4)
    current_app.logger.error("Incident %s: %s %s: %r", incident, request.method, request.path, error.original_exception)
    try:
        db.session.rollback()
        return answer(error, "500", incident=incident)
    except Exception:
        current_app.logger.exception("Incident %s: its page could not be made either", incident)
        bare = current_app.jinja_env.get_template("errors/bare.html")
        return make_response(bare.render(incident=incident, language=language(), fragment=wants_fragment()), 500)


def _typed() -> list[tuple[str, str]]:
    """What a form held, but for its key and passwords: those are typed again."""
    return [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token" and "password" not in pair[0]]


def answer(error: HTTPException, text: str, **context: Any) -> Response:
    """A text in the frame that the reader needs, with the error's own headers (Allow, say)."""
    frame = "errors/_error.html" if wants_fragment() else "errors/_page.html"
    response = make_response(render_template(f"errors/{text}.html", frame=frame, **context), error.code)
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def seconds_to_wait(error: TooManyRequests) -> int:
    """Until the error's own time, else until the limit that was hit lets go; a minute where neither is known."""
    if isinstance(error.retry_after, datetime):
        return max(1, int((error.retry_after - clock.now()).total_seconds()))
    if error.retry_after or not limiter.current_limit:
        return error.retry_after or 60
    return max(1, int(limiter.current_limit.reset_at - time.time()))
