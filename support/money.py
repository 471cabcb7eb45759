"""Amounts of money: as people type them, as they are stored, and as each language writes them (CLDR, through Babel)."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.core import get_global
from babel.numbers import format_currency, format_decimal, get_territory_currencies
from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

from support.dates import locale

LARGEST = Decimal(10**12)
SPACES = " \u00a0\u202f\u2009'’"
GROUPED = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+([.,]\d{1,2})?")
PLAIN = re.compile(r"\d+([.,]\d{1,2})?")


class Amount(TypeDecorator[Decimal]):
    """A sum with two decimals at most, stored in hundredths: neither SQLite nor a float keeps a Decimal as it is."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 100).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else tidy(Decimal(value) / 100)


def tidy(amount: Decimal) -> Decimal:
    """The same without decimals that say nothing, so that equal sums are written alike: 30000, 12.5."""
    whole = amount.to_integral_value()
    return whole.quantize(Decimal(1)) if amount == whole else amount.normalize()


def read_amount(text: str) -> Decimal:
    """A sum as somebody types it: "30 000", "30,000", "30.000,50", "12,5". Raises ValueError for anything else.

    Three figures behind a point or a comma are thousands, one or two are decimals.
    """
    figures = "".join(letter for letter in text.strip() if letter not in SPACES)
    if not figures.isascii() or not (GROUPED.fullmatch(figures) or PLAIN.fullmatch(figures)):
        raise ValueError(text)
    whole, _point, decimals = re.sub(r"[.,](\d{1,2})$", r"|\1", figures).partition("|")
    amount = Decimal(re.sub(r"[.,]", "", whole)) + (Decimal(decimals) / 10 ** len(decimals) if decimals else 0)
    if amount > LARGEST:
        raise ValueError(text)
    return tidy(amount)


@lru_cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217 that some country pays with today."""
    countries = get_global("territory_currencies")
    return frozenset(code for country in countries for code in get_territory_currencies(country))


def money(amount: Decimal, currency: str, code: str | None = None) -> str:
    """As in "€30,000", «30 000 €»; decimals only where there are any."""
    return _written(amount, currency, code, decimals=amount != amount.to_integral_value())


def money_span(low: Decimal, high: Decimal, currency: str, code: str | None = None) -> str:
    """As in "€800–900", «800–900 €»."""
    decimals = any(amount != amount.to_integral_value() for amount in (low, high))
    shape = _shape(decimals=decimals).replace("¤", "").strip()
    first, last = (format_decimal(amount, shape, locale=locale(code)) for amount in (low, high))
    written = _written(high, currency, code, decimals=decimals)
    return written if low == high else written.replace(last, f"{first}–{last}")


def _written(amount: Decimal, currency: str, code: str | None, *, decimals: bool) -> str:
    pattern = locale(code).currency_formats["standard"].pattern.replace("#,##0.00", _shape(decimals=decimals))
    written = format_currency(amount, currency, pattern, locale=locale(code), currency_digits=False)
    return re.sub(r"(?<=[A-Z])(?=\d)", "\u00a0", written)


def _shape(*, decimals: bool) -> str:
    return "#,##0.00" if decimals else "#,##0"
