"""Calendars over HTTP: what programs ask again and again is answered with as little as will do."""

from urllib.parse import quote

from flask import Response, request

from models import Event
from models.calendar_feed import Feed
from support.settings import current

TYPE = "text/calendar; charset=utf-8"
SHARED = "public, max-age=900"
PRIVATE = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
"""What a feed by token says: keep it for yourself, list it nowhere, tell nobody where you come from."""


def answer_feed(feed: Feed) -> Response:
    """A feed, packed for those who take it so, or 304 for those who have it.

    The ETag is a weak one, for packed and plain are the same calendar. Last-Modified is no earlier than this morning, when the
    window moved on: so what has left the feed is noticed by those few who ask by date alone within a day.
    """
    packed = current().feed_gzip and request.accept_encodings["gzip"] > 0
    response = Response(feed.packed if packed else feed.content, content_type=TYPE)
    if packed:
        response.content_encoding = "gzip"
    response.set_etag(feed.etag, weak=True)
    response.last_modified = feed.changed_at
    if feed.private:
        response.headers.update(PRIVATE)
    return _shared(response, feed.language)


def answer_download(content: bytes, event: Event, code: str, *, suffix: str = "", private: bool = False) -> Response:
    """A file about an event; what not everybody may see is kept by nobody on its way."""
    response = Response(content, content_type=TYPE)
    title = quote(event.title.shown(code).text.replace("/", " "), safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{event.slug}{suffix}.ics\"; filename*=UTF-8''{title}{suffix}.ics"
    )
    if private or not event.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.add_etag(weak=True)
    response.last_modified = event.calendar_revised_at
    return _shared(response, code)


def _shared(response: Response, code: str) -> Response:
    response.headers.setdefault("Cache-Control", SHARED)
    response.headers["Content-Language"] = code
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    return response
