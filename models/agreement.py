"""Agreements with partners: a light register of who signed what, until when, and which opportunities rest on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, ForeignKey, Select, String, Table, and_, cast, func, or_, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from models.organisation import Organisation
from models.person import Person
from models.programme import Programme
from models.renewable import Renewable
from models.revisable import Revisable
from models.trashable import Vanishing
from support import clock
from support.languages import folded, language
from support.orm import Base, Moment

AGREEMENT_KINDS = ("inter_institutional", "memorandum", "cooperation", "double_degree", "exchange", "other")
STUDY_FIELDS = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10")
"""The broad fields of ISCED-F 2013 (UNESCO Institute for Statistics, "ISCED Fields of Education and Training 2013")."""
MOST_WORDS = 8

agreement_partners = Table(
    "agreement_partners",
    Base.metadata,
    Column("agreement_id", ForeignKey("agreements.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True, index=True),
)
agreement_programmes = Table(
    "agreement_programmes",
    Base.metadata,
    Column("agreement_id", ForeignKey("agreements.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Agreement(Renewable, Vanishing, Revisable, Base):
    """One agreement with one partner or several; `programmes` are those it is needed for.

    `fields` are broad fields of study (ISCED-F), `subject_area` says it in the paper's own words. `document` is an address.
    """

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="inter_institutional")
    number: Mapped[str] = mapped_column(default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    subject_area: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    contact: Mapped[Person | None] = relationship()
    partners: Mapped[list[Organisation]] = relationship(secondary=agreement_partners, order_by=Organisation.id)
    programmes: Mapped[list[Programme]] = relationship(secondary=agreement_programmes, order_by=Programme.id)

    def name(self, code: str | None = None) -> str:
        """The partners, and the number that tells two agreements with one partner apart."""
        partners = ", ".join(partner.name.shown(code).text for partner in self.partners)
        return f"{partners} ({self.number})" if partners and self.number else partners or self.number

    @classmethod
    def with_partners(cls, which: ColumnElement[bool]) -> ColumnElement[bool]:
        """Those with a partner of which something holds."""
        return cls.id.in_(select(agreement_partners.c.agreement_id).join(Organisation).where(which))

    @classmethod
    def needed_for(cls, programme_id: int) -> ColumnElement[bool]:
        """Those that a programme rests on."""
        of_programmes = agreement_programmes.c
        return cls.id.in_(select(of_programmes.agreement_id).where(of_programmes.programme_id == programme_id))

    @classmethod
    def of_field(cls, code: str) -> ColumnElement[bool]:
        """Those of a broad field of study."""
        return cast(cls.fields, String).contains(f'"{code}"')

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those that every word fits, by number, subject, note or a partner's name, whatever its case and script."""

        def fits(word: str) -> ColumnElement[bool]:
            by_partner = cls.with_partners(Organisation.search_text.contains(word, autoescape=True))
            return or_(cls.search_text.contains(word, autoescape=True), by_partner)

        return and_(true(), *(fits(word) for word in folded(words).split()[:MOST_WORDS]))

    @classmethod
    def by_partner(cls) -> ColumnElement[Any]:
        """The alphabetical order of partners in the language being spoken: of several the first counts."""
        key = func.min(Organisation.name_keys[language()].as_string())
        joined = select(key).join(agreement_partners, agreement_partners.c.organisation_id == Organisation.id)
        return joined.where(agreement_partners.c.agreement_id == cls.id).scalar_subquery()

    @classmethod
    def lists(cls) -> "Select[Agreement]":
        """Agreements for a list, with all that a row shows."""
        return select(cls).options(selectinload(cls.partners), selectinload(cls.programmes), joinedload(cls.contact))

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; when its renewal falls due follows from them."""
        changed = super().revise(changes)
        self.search_text = folded(" ".join((self.number, self.subject_area, self.note)))
        self.plan_renewal()
        return changed
