"""Calendar files over HTTP."""

from urllib.parse import quote

from flask import Response

from models import Event
from models.calendar_forms import ICALENDAR
from support.feed_answers import kept_by_others


def answer_download(content: bytes, event: Event, code: str, *, suffix: str = "", private: bool = False) -> Response:
    """A file about an event; what not everybody may see is kept by nobody on its way."""
    response = Response(content, content_type=ICALENDAR.content_type)
    title = quote(event.title.shown(code).text.replace("/", " "), safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{event.slug}{suffix}.ics\"; filename*=UTF-8''{title}{suffix}.ics"
    )
    if private or not event.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.add_etag(weak=True)
    return kept_by_others(response, code)
