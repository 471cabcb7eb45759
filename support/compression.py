"""Pages and files travel compressed when the browser asks for it; feeds see to theirs themselves."""

from flask import Flask, Response, request
from flask_compress import Compress

KINDS = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json", "text/plain"]
SMALLEST = 600  # bytes; below that it costs more than it saves


def init_compression(app: Flask) -> None:
    app.config.setdefault("COMPRESS_MIMETYPES", KINDS)
    app.config.setdefault("COMPRESS_MIN_SIZE", SMALLEST)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    Compress(app)
    app.after_request(_read_whole)  # runs before the library's own


def _read_whole(response: Response) -> Response:
    """Read a style sheet or script before it is packed: the library packs streams without gzip, and leaves their files open."""
    if request.endpoint == "static" and response.status_code == 200 and response.mimetype in KINDS and request.accept_encodings:
        response.direct_passthrough = False
        response.make_sequence()
    return response
