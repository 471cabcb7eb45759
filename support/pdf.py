"""PDF from HTML, where the machine has Pango; everything else works without."""

import contextlib
import io
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from PIL import ImageFile

from support.settings import ROOT

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0")
STATIC = ROOT / "static"


class NoPango(RuntimeError):
    """The library that sets type is not installed."""


class Elsewhere(ValueError):
    """A page to be printed asked for something that is not ours."""


@lru_cache
def missing_libraries() -> tuple[str, ...]:
    """The Debian packages that PDF needs and this machine lacks."""
    try:
        _weasyprint()
    except NoPango:
        return PACKAGES
    return ()


def pdf_from(html: str, css: str = "") -> bytes:
    """A tagged PDF (PDF/UA) of a page, with our whole fonts; addresses in it are those of files in static/.

    What lies elsewhere, on this machine or another, is left out. Raises NoPango.
    """
    if missing_libraries():
        raise NoPango
    library = _weasyprint()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No fonts configured")  # we bring ours
        fonts = library.text.fonts.FontConfiguration()
        place: dict[str, Any] = {"base_url": f"{STATIC.as_uri()}/", "url_fetcher": _fetcher()}
        style = library.CSS(string=f"@import url(fonts/pdf/fonts.css); {css}", font_config=fonts, **place)
        page = library.HTML(string=html, **place)
        return bytes(page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"))


def is_ours(address: str) -> bool:
    """Whether something may be fetched for a page: it stands in the page itself, or in static/."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return True
    file = Path(url2pathname(parts.path)).resolve()
    return parts.scheme == "file" and not parts.netloc and file.is_relative_to(STATIC)


def _fetcher() -> Any:
    """Fetches what is ours; the library logs what is refused and goes on without it."""
    from weasyprint.urls import URLFetcher

    class OurFiles(URLFetcher):  # type: ignore[misc]  # the library has no type hints
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not is_ours(url):
                raise Elsewhere(url)
            return super().fetch(url, headers)

    return OurFiles(allowed_protocols=("data", "file"), allow_redirects=False)


def _weasyprint() -> Any:
    """The library. It looks for Pango as it is imported, and says what it lacks on the screen and with an OSError."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # HarfBuzz's cutter of fonts is not needed, only quicker
            import weasyprint
    except OSError as missing:
        raise NoPango(str(missing)) from missing
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # it switches that on for the whole process; uploads shall be whole
    return weasyprint
