"""PDF: letters that stay letters, nothing fetched from elsewhere, and a plain answer without Pango."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from support.pdf import STATIC, is_ours, pdf_from
from support.settings import ROOT
from tests.pdf_reader import Paper, need_pango

KAZAKH = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
SERIF = "h1 { font: 600 30pt 'Source Serif 4' } p { font-family: Onest } b { font-weight: 600 }"


def page(body: str) -> str:
    return f'<!doctype html><html lang="kk"><head><title>Қонақ</title></head><body>{body}</body></html>'


def test_kazakh_letters_are_the_same_letters_when_read_back_from_every_font() -> None:
    need_pango()

    paper = Paper(pdf_from(page(f"<h1>{KAZAKH}</h1><p>{KAZAKH}</p><p><b>{KAZAKH}</b></p>"), SERIF))

    assert paper.text == f"{KAZAKH} {KAZAKH} {KAZAKH}"
    assert paper.fonts == {"Onest", "Onest-Semi-Bold", "Source-Serif-4-Semi-Bold"}


def test_a_pdf_says_its_title_and_that_it_can_be_read_aloud() -> None:
    need_pango()

    paper = Paper(pdf_from(page("<h1>One</h1>")))

    assert (paper.about["Title"], paper.about["Tagged"], paper.pages) == ("Қонақ", "yes", 1)
    assert 'pdfuaid:part="1"' in paper.metadata


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what it was asked for."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_can_make_the_server_fetch_nothing(elsewhere: tuple[str, list[str]], tmp_path: Path) -> None:
    need_pango()
    import weasyprint

    address, asked = elsewhere
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    html = page(f'<img src="{address}/picture" alt=""><link rel="attachment" href="{secret.as_uri()}"><p>Words</p>')
    careless = Paper(weasyprint.HTML(string=html).write_pdf())
    assert (asked, careless.attachments) == (["/picture"], "1 embedded files")

    careful = Paper(pdf_from(html, f"@import url({address}/style); body {{ background: url({address}/ground) }}"))

    assert (asked, careful.attachments, careful.text) == (["/picture"], "0 embedded files", "Words")


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ((STATIC / "fonts/pdf/onest-400.ttf").as_uri(), True),
        ("data:image/png;base64,AAAA", True),
        (f"{STATIC.as_uri()}/../.env", False),
        (f"{STATIC.as_uri()}/%2e%2e/.env", False),
        (f"{STATIC.as_uri()}-of-others/x", False),
        (f"file://elsewhere{STATIC}/app.css", False),
        ("file:///etc/passwd", False),
        ("http://localhost/static/app.css", False),
        ("ftp://localhost/static/app.css", False),
    ],
)
def test_only_what_stands_in_the_page_or_in_static_is_ours(address: str, ours: bool) -> None:
    assert is_ours(address) is ours


WITHOUT_PANGO = """
import cffi
load = cffi.FFI.dlopen
def dlopen(self, name, *flags):
    if "pango" in str(name):
        raise OSError(f"cannot load library {name!r}: no such file")  # word for word what cffi says without the package
    return load(self, name, *flags)
cffi.FFI.dlopen = dlopen
from support.pdf import NoPango, missing_libraries, pdf_from
for time in (1, 2):
    try:
        pdf_from("<p>Words</p>")
    except NoPango:
        print(*missing_libraries())
"""


def test_without_pango_the_packages_are_named_and_nothing_else_is_said() -> None:
    said = subprocess.run([sys.executable, "-c", WITHOUT_PANGO], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (said.stdout, said.stderr) == ("libpango-1.0-0 libpangoft2-1.0-0\n" * 2, "")
