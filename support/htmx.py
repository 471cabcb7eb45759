"""The only place that reads htmx's headers: the whole page, or the piece of it that was asked for (htmx 4)."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request

from support.addresses import parts_of

VARY = ("HX-Request", "HX-Request-Type")


def init_htmx(app: Flask) -> None:
    """Let caches know that an address has two answers, and never put a page into a page."""

    @app.after_request
    def leave_for_whole_pages(response: Response) -> Response:
        """A page that has no piece is gone to: htmx would put it into the one that asked."""
        if wants_fragment() and request.method == "GET" and response.status_code == 200 and _is_whole_page(response):
            return leave_for(request.full_path.rstrip("?"))
        return response

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.update(VARY)  # a second Vary line would be lost to the next one who adds to the first
        return response

    app.jinja_env.globals["wants_fragment"] = wants_fragment


def _is_whole_page(response: Response) -> bool:
    return response.mimetype == "text/html" and response.get_data()[:15].lstrip().lower().startswith(b"<!doctype")


def wants_fragment() -> bool:
    """Whether to answer with a piece. A history request carries HX-Request too, but wants the page."""
    return request.headers.get("HX-Request-Type") == "partial"


def shown_page() -> str | None:
    """The path and query of the page in which htmx asks, where it says so."""
    parts = parts_of(request.headers.get("HX-Current-URL"))
    return f"{parts.path}?{parts.query}".rstrip("?") or None


def page(template: str, *, fragment: str, status: int = 200, **context: Any) -> Response:
    """A page, or for htmx the piece of it that the page itself includes."""
    return make_response(render_template(fragment if wants_fragment() else template, **context), status)


def respond(fragments: str, *, otherwise: str, push: bool = False, **context: Any) -> Response:
    """Answer a write: pieces for htmx, a 303 to everyone else. With `push` the browser shows the new address."""
    if not wants_fragment():
        return make_response(redirect(otherwise, 303))
    response = make_response(render_template(fragments, **context))
    if push:
        response.headers["HX-Push-Url"] = otherwise
    return response


def leave_for(address: str) -> Response:
    """Send the browser to another page: fetch would follow a 303 and swap a page into a page."""
    if not wants_fragment():
        return make_response(redirect(address, 303))
    response = make_response("", 200)
    response.headers["HX-Redirect"] = address
    return response
