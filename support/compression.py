"""Pages and files travel compressed when the browser asks for it; feeds see to theirs themselves."""

from flask import Flask
from flask_compress import Compress

KINDS = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json", "text/plain"]
SMALLEST = 600  # bytes; below that it costs more than it saves


def init_compression(app: Flask) -> None:
    app.config.setdefault("COMPRESS_MIMETYPES", KINDS)
    app.config.setdefault("COMPRESS_MIN_SIZE", SMALLEST)
    for answers in ("COMPRESS_ALGORITHM", "COMPRESS_ALGORITHM_STREAMING"):  # files are streamed
        app.config.setdefault(answers, ["br", "gzip"])
    Compress(app)
