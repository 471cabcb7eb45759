"""Sums as people type them and as languages write them."""

import re
from decimal import Decimal

import pytest

from support.money import currencies, money, money_span, read_amount, tidy

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("30000", "30000"), ("30 000", "30000"), (f"30{NBSP}000", "30000"), ("30,000", "30000"), ("30.000", "30000"),
        ("30'000", "30000"), ("1 200 000,50", "1200000.5"), ("1,200,000.50", "1200000.5"), ("12.5", "12.5"), ("12,50", "12.5"),
        ("0.05", "0.05"), ("0", "0"), (" 800 ", "800"), ("1000000000000", "1000000000000"),
    ],
)  # fmt: skip
def test_a_sum_is_read_as_it_is_typed_anywhere(typed: str, amount: str) -> None:
    assert str(read_amount(typed)) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", "a lot", "-5", "+5", "1e9", "0x10", "nan", "1.", ".5", "1,2,3", "12,34,567", "0.123", "1.2345", "٣", "３",
        "1000000000001", "5 €", "1/2",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(typed)}$"):
        read_amount(typed)


@pytest.mark.parametrize(
    ("code", "whole", "broken", "span"),
    [
        ("en", "€30,000", "€1,250.50", "€800–900"),
        ("ru", f"30{NBSP}000{NBSP}€", f"1{NBSP}250,50{NBSP}€", f"800–900{NBSP}€"),
        ("kk", f"30{NBSP}000{NBSP}€", f"1{NBSP}250,50{NBSP}€", f"800–900{NBSP}€"),
    ],
)
def test_a_sum_is_written_as_the_language_writes_it(code: str, whole: str, broken: str, span: str) -> None:
    assert money(Decimal(30_000), "EUR", code) == whole
    assert money(Decimal("1250.5"), "EUR", code) == broken
    assert money_span(Decimal(800), Decimal(900), "EUR", code) == span


def test_a_span_has_decimals_on_both_ends_or_on_none_and_equal_ends_are_one() -> None:
    assert money_span(Decimal("20.5"), Decimal(30), "KZT", "en") == f"KZT{NBSP}20.50–30.00"
    assert money_span(Decimal(30), Decimal(30), "KZT", "kk") == f"30{NBSP}₸"


def test_equal_sums_are_written_alike() -> None:
    assert [str(tidy(Decimal(text))) for text in ("30000.00", "3E+4", "12.50", "0.00")] == ["30000", "30000", "12.5", "0"]


def test_currencies_are_those_of_today() -> None:
    assert {code: code in currencies() for code in ("EUR", "KZT", "USD", "DEM", "XXX", "eur", "")} == {
        "EUR": True, "KZT": True, "USD": True, "DEM": False, "XXX": False, "eur": False, "": False,
    }  # fmt: skip
