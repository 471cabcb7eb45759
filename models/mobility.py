"""Mobility in numbers: how many went where, and how many came from where, in a semester. Counts only, nobody's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, or_, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models.organisation import Organisation
from models.programme import Programme
from models.revisable import Revisable
from models.trashable import Vanishing
from support import clock
from support.countries import country_name
from support.languages import N_, Translated, TranslatedText, folded, language, phrasebook
from support.orm import Base, Moment, session

SEMESTERS = {"autumn": N_("Autumn semester"), "spring": N_("Spring semester"), "summer": N_("Summer")}
"""In the order in which an academic year has them."""
DIRECTIONS = ("outgoing", "incoming")
LEVELS = ("student", "bachelor", "master", "doctoral", "teacher", "staff")
"""Who: "student" where nobody said at what level, "teacher" for teaching, "staff" for training."""
MOST_WORDS = 8
STUDENTS = frozenset({"student", "bachelor", "master", "doctoral"})


class MobilityRecord(Vanishing, Revisable, Base):
    """So many people in a semester, of one level, in one direction. `country` is theirs or where they went, "" where nobody said.

    `year` is that in which the academic year begins: 2025 for 2025/2026. `activity` is what they did in words where the catalogue
    has no programme for it, `activity_key` the same as sums tell it from others; `source` says where the number comes from.
    """

    __tablename__ = "mobility_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    semester: Mapped[str]
    direction: Mapped[str] = mapped_column(default="outgoing")
    level: Mapped[str] = mapped_column(default="student")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    activity: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    activity_key: Mapped[str] = mapped_column(default="")
    headcount: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id", ondelete="SET NULL"), index=True)
    programme: Mapped[Programme | None] = relationship()
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    partner: Mapped[Organisation | None] = relationship()

    def name(self, code: str | None = None) -> str:
        """When and where, as in "2025/2026, spring semester: Poland"."""
        return line_name(self.year, self.semester, self.partner.label(code) if self.partner else self.country, code)

    @property
    def academic_year(self) -> str:
        return academic_year(self.year)

    @classmethod
    def lists(cls) -> "Select[MobilityRecord]":
        """Lines for a list, with all that a row shows."""
        return select(cls).options(joinedload(cls.programme), joinedload(cls.partner))

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those that every word fits, by activity, source, programme or partner, whatever its case and script."""

        def fits(word: str) -> ColumnElement[bool]:
            partners = select(Organisation.id).where(Organisation.search_text.contains(word, autoescape=True))
            programmes = select(Programme.id).where(Programme.search_text.contains(word, autoescape=True))
            own = cls.search_text.contains(word, autoescape=True)
            return or_(own, cls.partner_id.in_(partners), cls.programme_id.in_(programmes))

        return and_(true(), *(fits(word) for word in folded(words).split()[:MOST_WORDS]))

    @classmethod
    def counted(cls, *which: ColumnElement[bool]) -> int:
        """How many people the lines are about of which something holds."""
        return session().scalar(select(func.coalesce(func.sum(cls.headcount), 0)).where(*which)) or 0

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name, and keep what search compares."""
        changed = super().revise(changes)
        self.activity_key = folded(self.activity[self.activity.source])
        self.search_text = folded(" ".join([*self.activity.texts.values(), self.source]))
        return changed


def academic_year(begins: int) -> str:
    """As it is written: "2025/2026"."""
    return f"{begins}/{begins + 1}"


def period_name(year: int, semester: str, code: str | None = None) -> str:
    """As in "2025/2026, spring semester"."""
    words = str(phrasebook(code or language()).gettext(SEMESTERS[semester]))
    return f"{academic_year(year)}, {words[:1].lower()}{words[1:]}"


def line_name(year: int, semester: str, place: str, code: str | None = None) -> str:
    """The same with where, a country's code or a name: "2025/2026, spring semester: Poland"."""
    when = period_name(year, semester, code)
    return f"{when}: {country_name(place, code)}" if place else when
