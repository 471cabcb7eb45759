"""What a year of an opportunity has several of: lengths of stay, rates of a grant, documents, questions, links."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from sqlalchemy import JSON, ForeignKey, inspect
from sqlalchemy.orm import Mapped, mapped_column

from support.languages import Translated, TranslatedText
from support.money import Amount
from support.orm import Base

PARTICIPANTS = ("bachelor", "master", "doctoral", "academic", "administrative", "unit")
"""Who can take part: students of three levels, teachers and researchers, other staff, and the university or a unit of it."""

DAYS: Mapping[str, int] = {"days": 1, "weeks": 7, "months": 30, "academic_years": 360, "ects": 6}
"""The units of a length and how many days one is, roughly: 60 credits of the ECTS are an academic year (ECTS Users' Guide)."""

NEEDS = ("required", "conditional", "optional")


class EditionRow:
    """A row of a year's page; `position` is its place among the others."""

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    own_keys: ClassVar[frozenset[str]] = frozenset({"id", "edition_id"})

    def copy(self) -> Self:
        """The same row for another year."""
        keys = (column.key for column in inspect(type(self)).column_attrs)
        return type(self)(**{key: getattr(self, key) for key in keys if key not in self.own_keys})


class Length(EditionRow, Base):
    """How long it lasts for `who` (nobody in particular is everybody), from `least` to `most` of a unit; open ends are None."""

    __tablename__ = "edition_lengths"

    least: Mapped[int | None]
    most: Mapped[int | None]
    unit: Mapped[str] = mapped_column(default="months")
    who: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    @property
    def is_known(self) -> bool:
        """Whether somebody said how long it is: a row may hold a note alone."""
        return self.least is not None or self.most is not None

    def is_for(self, participant: str) -> bool:
        return not self.who or not participant or participant in self.who

    def meets(self, days: range) -> bool:
        """Whether some length of it lies among those, in days."""
        unit = DAYS[self.unit]
        least = (self.least if self.least is not None else 0) * unit
        return least < days.stop and (self.most is None or self.most * unit >= days.start)


class Rate(EditionRow, Base):
    """A line of a grant's table; the currency and the period are those of the year."""

    __tablename__ = "edition_rates"

    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    note: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)


class NeededDocument(EditionRow, Base):
    """A document to hand in: `need` is one of NEEDS, `condition` says when; it must be in one of `languages` (ISO 639)."""

    __tablename__ = "edition_documents"

    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    need: Mapped[str] = mapped_column(default="required")
    condition: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    who: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    def is_for(self, participant: str) -> bool:
        """Whether somebody needs it; one for nobody in particular everybody does."""
        return not participant or not self.who or participant in self.who

    @staticmethod
    def by_need(documents: Iterable["NeededDocument"]) -> list[tuple[str, list["NeededDocument"]]]:
        """(need, documents) in the order of NEEDS, those that there are."""
        every = list(documents)
        sorted_out = [(need, [one for one in every if one.need == need]) for need in NEEDS]
        return [(need, found) for need, found in sorted_out if found]


class CommonQuestion(EditionRow, Base):
    """A question that people ask, and its answer."""

    __tablename__ = "edition_questions"

    question: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    answer: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)


class UsefulLink(EditionRow, Base):
    """A page elsewhere; without a name it is known by its site."""

    __tablename__ = "edition_links"

    address: Mapped[str] = mapped_column(default="")
    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    @property
    def site(self) -> str:
        return [*self.address.split("/"), "", "", ""][2]


ROWS: Mapping[str, type[Any]] = {
    "lengths": Length, "rates": Rate, "documents": NeededDocument, "faq": CommonQuestion, "links": UsefulLink,
}  # fmt: skip
"""The lists of a year's page by their names."""
