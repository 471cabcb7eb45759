"""The money of an opportunity in a year."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Mapped, mapped_column

from models.edition_rows import Rate
from support.languages import Translated, TranslatedText
from support.money import Amount

GRANT_KINDS = ("individual", "scholarship", "lump_sum", "unit", "costs")
GRANT_PERIODS = ("day", "week", "month", "semester", "year", "three_years", "person", "project")
CURRENCY = "EUR"


class Range(NamedTuple):
    """From one sum to another; None is an open end."""

    low: Decimal | None
    high: Decimal | None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


class Granting:
    """A grant: a range or a table of rates, both in one currency (ISO 4217) and for one period; `grant_limit` is the most
    altogether, `grant` what else there is to say."""

    grant_kind: Mapped[str] = mapped_column(default="")
    grant_min: Mapped[Decimal | None] = mapped_column(Amount)
    grant_max: Mapped[Decimal | None] = mapped_column(Amount)
    grant_limit: Mapped[Decimal | None] = mapped_column(Amount)
    currency: Mapped[str] = mapped_column(default=CURRENCY)
    grant_period: Mapped[str] = mapped_column(default="")
    grant: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    rates: Mapped[list[Rate]]

    @property
    def grant_range(self) -> Range:
        """Its own range, else from the lowest to the highest rate."""
        if own := Range(self.grant_min, self.grant_max):
            return own
        amounts = [rate.amount for rate in self.rates if rate.amount is not None]
        return Range(min(amounts, default=None), max(amounts, default=None))
