"""PDF from HTML, where the machine has Pango; everything else works without."""

from functools import lru_cache
from typing import Any

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0")


class NoPango(RuntimeError):
    """The library that sets type is not installed."""


@lru_cache
def missing_libraries() -> tuple[str, ...]:
    """The Debian packages that PDF needs and this machine lacks."""
    try:
        _weasyprint()
    except NoPango:
        return PACKAGES
    return ()


def pdf_from(html: str, **options: Any) -> bytes:
    """A tagged PDF (PDF/UA) of a page. Raises NoPango."""
    return bytes(_weasyprint().HTML(string=html, **options).write_pdf(pdf_variant="pdf/ua-1"))


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as missing:
        raise NoPango(str(missing)) from missing
    return weasyprint
