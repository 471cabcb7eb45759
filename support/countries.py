"""Countries by their codes (ISO 3166-1 alpha-2), as each language names them (CLDR, through Babel)."""

from functools import lru_cache

from babel.core import get_global

from support.dates import locale
from support.languages import language, sort_key
from support.settings import current

NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Codes that CLDR names and ISO 3166-1 does not assign."""


def countries(code: str | None = None) -> dict[str, str]:
    """Every country's name by its code, in the alphabetical order of a language."""
    return _named_in(code or language())


@lru_cache
def _named_in(code: str) -> dict[str, str]:
    named = locale(code).territories.items()
    known = [(short, name) for short, name in named if len(short) == 2 and short.isalpha() and short not in NOT_COUNTRIES]
    return dict(sorted(known, key=lambda country: sort_key(country[1], code)))


def country_name(country: str, code: str | None = None) -> str:
    """A country's name; the code itself where nobody knows it."""
    return countries(code).get(country, country)


def home_country() -> str:
    """The country of the office's own zone: what is elsewhere is abroad. "" for a zone of no country, such as UTC."""
    return str(get_global("zone_territories").get(current().timezone, "")).replace("001", "")
