"""Where requests are received whole, and wait for their turn."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from flask import Flask

from support.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHUNK = 64 * 1024
KEPT_IN_MEMORY = 256 * 1024


def init_reception(app: Flask, settings: Settings) -> None:
    """Put the reception before everything else that a request meets."""
    app.wsgi_app = Reception(  # type: ignore[method-assign]
        app.wsgi_app, turns=settings.web_threads, largest_body=app.config["MAX_CONTENT_LENGTH"]
    )


class Reception:
    """Lets so many requests at a time into the application, first come, first served, each with its whole body.

    The server has many more threads than the application has turns (and the database connections). So a client that sends its
    form a byte a minute holds up one idle thread, not a turn, a connection or SQLite's writer; and who came first is answered
    first, which a plain semaphore does not promise.
    """

    def __init__(self, application: "WSGIApplication", *, turns: int, largest_body: int) -> None:
        self.application = application
        self.largest_body = largest_body
        self._free = turns
        self._queue: deque[threading.Lock] = deque()
        self._change = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._received(environ), self._turn():
            return self.application(environ, start_response)

    @contextmanager
    def _received(self, environ: "WSGIEnvironment") -> Iterator[None]:
        """Put the body where reading takes no time. One that is too large is left alone: the application refuses it unread."""
        chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
        announced = environ.get("CONTENT_LENGTH") or "0"
        expected = self.largest_body + 1 if chunked else int(announced) if announced.isdigit() else 0
        if not chunked and not 0 < expected <= self.largest_body:
            yield
            return
        with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as body:
            while expected and (chunk := environ["wsgi.input"].read(min(CHUNK, expected))):
                expected -= body.write(chunk)
            if chunked:
                environ["CONTENT_LENGTH"] = str(body.tell())
                del environ["HTTP_TRANSFER_ENCODING"]
            body.seek(0)
            environ["wsgi.input"] = body
            environ.pop("wsgi.input_terminated", None)  # so that a body shorter than announced is found out
            yield

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        with self._change:
            if self._free:
                self._free -= 1
                return
            gate = threading.Lock()
            gate.acquire()
            self._queue.append(gate)
        gate.acquire()

    def _pass_on(self) -> None:
        with self._change:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1
