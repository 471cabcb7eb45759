"""What an opportunity offers in a call year. The amounts of 2020 stay on the page of 2020 when those of 2027 are written."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, inspect, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship, selectinload

from models.edition_rows import ROWS, CommonQuestion, Length, NeededDocument, Rate, UsefulLink
from models.granting import Granting
from models.revisable import Revisable
from models.trashable import TRASH_TOO, Vanishing
from support.languages import Translated, TranslatedText
from support.orm import Base, session

if TYPE_CHECKING:
    from models.programme import Programme

APPLIES_TO = ("home", "host", "funder")
"""To whom one applies: to one's own university, to the university or programme abroad, to whoever gives the money."""

OF_ITS_YEAR = frozenset({"id", "year", "checked_on", "is_demo", "deleted_at"})
"""What another year does not take over: nobody has checked its amounts yet."""

AMOUNTS = frozenset({"grant_min", "grant_max", "grant_limit", "grant", "rates"})
"""What an earlier year does not take over from a later one: it paid what it paid."""


def _rows(kind: type[Any]) -> Any:
    """The rows of a kind, in their order."""
    return relationship(kind, order_by=(kind.position, kind.id), cascade="all, delete-orphan", passive_deletes=True)


class Edition(Granting, Vanishing, Revisable, Base):
    """An opportunity's call year.

    `participants` are codes of who can take part, `can_take_part` and `can_apply` are about a university of the office's country.
    `requirements`, `steps` have one a line. What nobody said is empty or None.
    """

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("programme_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), index=True)
    programme: Mapped["Programme"] = relationship(back_populates="editions")
    year: Mapped[int]
    description: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    duration: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    workload: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    participants: Mapped[list[str]] = mapped_column(JSON, default=list)
    requirements: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    applies_to: Mapped[str] = mapped_column(default="")
    applicants: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    can_take_part: Mapped[bool | None]
    can_apply: Mapped[bool | None]
    consortium_organisations: Mapped[int | None]
    consortium_countries: Mapped[int | None]
    consortium: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    outcome: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    steps: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    managed_by: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    lengths: Mapped[list[Length]] = _rows(Length)
    rates: Mapped[list[Rate]] = _rows(Rate)
    documents: Mapped[list[NeededDocument]] = _rows(NeededDocument)
    faq: Mapped[list[CommonQuestion]] = _rows(CommonQuestion)
    links: Mapped[list[UsefulLink]] = _rows(UsefulLink)

    def name(self, code: str | None = None) -> str:
        """The opportunity's name and the year."""
        return f"{self.programme.name.shown(code).text}, {self.year}"

    @classmethod
    def newest_of(cls, programmes: Iterable["Programme"], *lists: Any) -> dict[int, "Edition"]:
        """The newest year of each by its programme's number, in one query and one more for each of the lists."""
        numbers, other = [programme.id for programme in programmes], aliased(cls)
        newest = select(func.max(other.year)).where(other.programme_id == cls.programme_id).scalar_subquery()
        query = select(cls).where(cls.programme_id.in_(numbers), cls.year == newest).options(*map(selectinload, lists))
        return {edition.programme_id: edition for edition in session().scalars(query)}

    @property
    def taken_over(self) -> "Edition | None":
        """The year that one which is not stored yet is taken over from."""
        return None if self.id else self.programme.nearest(self.year)

    def copy(self, year: int) -> "Edition":
        """The same for another year, for an earlier one without amounts; nobody has checked it yet, and it is not stored yet."""
        left = OF_ITS_YEAR | (AMOUNTS if year < self.year else frozenset())
        columns = inspect(Edition).column_attrs.keys()
        copied = Edition(year=year, **{key: getattr(self, key) for key in columns if key not in left})
        for name in ROWS.keys() - left:
            setattr(copied, name, [row.copy() for row in getattr(self, name)])
        return copied

    def numbered(self, name: str) -> dict[int, Any]:
        """The rows of a list by the numbers that a form knows them by: in a year that is not stored yet, those of the rows that
        they are taken over from."""
        return {known.id: row for known, row in zip(getattr(self.taken_over or self, name), getattr(self, name), strict=False)}

    @contextmanager
    def holding(self) -> Iterator[Callable[[str, list[Any]], None]]:
        """Let the rows of lists be changed and set, and the record tell which were; the block is given what sets a list."""

        def hold(name: str, rows: list[Any]) -> None:
            for place, row in enumerate(rows):
                row.position = place
            setattr(self, name, rows)

        with self.noting(*ROWS):
            yield hold

    def restore(self) -> None:
        """Take it out of the trash again, with what it is a year of where that lies there too."""
        super().restore()
        if self.programme.deleted:
            self.programme.restore()

    @classmethod
    def in_the_trash(cls, programme: "Programme", year: int) -> bool:
        """Whether that year of an opportunity lies in the trash, where its address waits for it."""
        lying = select(cls.id).where(cls.programme_id == programme.id, cls.year == year, cls.deleted_at.is_not(None))
        return session().scalar(lying.execution_options(**TRASH_TOO)) is not None
