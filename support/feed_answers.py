"""Feeds over HTTP: what programs ask again and again is answered with as little as will do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from support import clock
from support.addresses import refuse_what_is_not_ours
from support.db import writing
from support.security import curtains
from support.settings import current

Route = TypeVar("Route", bound=Callable[..., Any])

SHARED = "public, max-age=900"
PUBLIC = {"Cache-Control": SHARED}
PRIVATE = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
"""What a feed by token says: keep it for yourself, list it nowhere, tell nobody where you come from."""


class Answerable(Protocol):
    """A feed as `models.calendar_feed` makes it."""

    @property
    def content(self) -> bytes: ...
    @property
    def packed(self) -> bytes: ...
    @property
    def content_type(self) -> str: ...
    @property
    def etag(self) -> str: ...
    @property
    def changed_at(self) -> datetime: ...
    @property
    def language(self) -> str: ...
    @property
    def private(self) -> bool: ...


class QuickFlask(Flask):
    """An application that first asks a route's quick way, if it has one, before it finds out who asks and in what language."""

    def full_dispatch_request(self) -> Response:
        """What the quick way answers; everything else, errors too, goes the way of all requests."""
        quick = getattr(self.view_functions.get(request.endpoint or ""), "quick", None)
        response = self._at_once(quick) if quick and request.method in ("GET", "HEAD") else None
        return super().full_dispatch_request() if response is None else response

    @staticmethod
    def _at_once(quick: Callable[..., Response | None]) -> Response | None:
        """Of the hooks before a request only those that do not ask who is there."""
        try:
            refuse_what_is_not_ours()
            writing.set(False)
            return quick(**(request.view_args or {}))
        except HTTPException:
            return None


def quickly(way: Callable[..., Response | None]) -> Callable[[Route], Route]:
    """Decorates a route with a quick way to the same answer; where it has none it gives None or aborts, and the route is asked.

    The quick way is given the same parts of the address, and answers with all headers, as `answer_feed` does. It runs before
    anything else: nobody is signed in, no language is spoken, no session is read. So it is for what is the same for everybody
    who knows the address.
    """

    def decorated(route: Route) -> Route:
        route.quick = way  # type: ignore[attr-defined]
        return route

    return decorated


def answer_feed(feed: Answerable) -> Response:
    """A feed, packed for those who take it so, or 304 for those who have it (RFC 9110, 13.1 and 15.4.5).

    The ETag is a weak one, for packed and plain are the same calendar.
    """
    headers = {
        **curtains(),
        **(PRIVATE if feed.private else PUBLIC),
        "ETag": f'W/"{feed.etag}"',
        "Last-Modified": http_date(min(_settled_at(feed), clock.now())),
        "Vary": "Accept-Encoding",
        "Content-Language": feed.language,
    }
    if _is_there(feed):
        return Response(status=304, headers=headers)
    packed = current().feed_gzip and request.accept_encodings["gzip"] > 0
    if packed:
        headers["Content-Encoding"] = "gzip"
    content = feed.packed if packed else feed.content
    return Response(content, headers=headers, content_type=feed.content_type)


def _is_there(feed: Answerable) -> bool:
    """Whether whoever asks has it as it is; who sends a tag is believed by that alone (RFC 9110, 13.2.2)."""
    if tags := request.if_none_match:
        return tags.contains_weak(feed.etag)
    since = request.if_modified_since
    return since is not None and _settled_at(feed) <= since


def _settled_at(feed: Answerable) -> datetime:
    """Since when it is surely as it is: within the second of its last change, and dates tell nothing finer, it was another."""
    return feed.changed_at + timedelta(seconds=1)


def kept_by_others(response: Response, code: str) -> Response:
    """An answer in a language that its readers may keep for a quarter of an hour."""
    response.headers.setdefault("Cache-Control", SHARED)
    response.headers["Content-Language"] = code
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    return response
