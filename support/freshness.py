"""Whether whoever is signed in has shown lately that it is them, before something that matters."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, request, session, url_for
from flask_security import check_and_update_authn_fresh

from support.addresses import parts_of
from support.htmx import leave_for


def freshly(route: Callable[..., Any]) -> Callable[..., Any]:
    """A page, for somebody signed in, that asks for the password again when the last time was a while ago."""

    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return route(*args, **kwargs) if is_fresh() else ask_again()

    return guarded


def is_fresh() -> bool:
    """Whether the sign-in is a few minutes old at most; every page that asks gives a few minutes more."""
    config = current_app.config
    fresh: bool = check_and_update_authn_fresh(config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"], "session")
    return fresh


def ask_again() -> Response:
    """Ask for the password, and come back: to this page, or to the one with the form that was sent."""
    return leave_for(url_for("security.verify", next=_here()))


def confirm() -> None:
    """Take note that it has just been shown."""
    session["fs_paa"] = time.time()


def _here() -> str:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came_from = parts_of(request.referrer)
    return came_from.path if came_from.netloc == request.host else "/account"
