"""How pictures and papers are answered: those of a public event may be kept by anybody, the rest by nobody."""

import hashlib
from functools import lru_cache

from flask import Response, render_template, request

from blueprints.scoping import held_place
from blueprints.sharing.letterhead import Letterhead
from models import Event, Registration
from support.pdf import pdf_from

SHARED = "public, max-age=3600"
drawn_before = lru_cache(maxsize=16)(pdf_from)


def sheet(name: str, **context: object) -> tuple[str, str]:
    """A page for the printer in the language being spoken, and its style sheet."""
    context["letterhead"] = Letterhead.ours()
    return render_template(f"sharing/{name}.html", **context), render_template(f"sharing/{name}.css", **context)


def answer_shared(content: bytes, kind: str, event: Event, *, tag: str = "", filename: str = "") -> Response:
    """A file about an event. `tag` stands for its content where the content has no order of its own."""
    response = Response(content, content_type=kind)
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    if not event.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = SHARED
    response.set_etag(hashlib.sha256(tag.encode() or content).hexdigest()[:32])
    response.make_conditional(request)
    return response


def answer_held(content: bytes | str, kind: str, filename: str) -> Response:
    """A file behind a personal link is nobody else's: not a cache's, a search engine's or the next site's.

    An SVG is a document that browsers open, so it may neither run nor fetch anything; their PDF viewers do not work so confined.
    """
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    if kind.startswith("image/svg"):
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def held(token: str) -> Registration:
    """The registration of a link; see `held_place`."""
    return held_place(token)
