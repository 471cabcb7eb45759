"""Answers that are the same for everybody and kept by caches and calendar programs: they carry no cookie and hang on none."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, has_request_context, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

Route = TypeVar("Route", bound=Callable[..., Any])


def init_cookieless(app: Flask) -> None:
    """Let routes marked `@cookieless` be so."""
    app.session_interface = Sessions()


def cookieless(route: Route) -> Route:
    """An address whose answers set no cookie and do not vary by one: what only some may see has to say `private, no-store`."""
    route.cookieless = True  # type: ignore[attr-defined]
    return route


class Sessions(SecureCookieSessionInterface):
    """Flask's own, which speaks last: what sign-in, the session and the language wanted to set is taken back here."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        route = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
        if getattr(route, "cookieless", False):
            response.headers.remove("Set-Cookie")
        else:
            super().save_session(app, session, response)
