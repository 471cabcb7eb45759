"""A line of the year's plan: what the office means to hold, before anybody knows the day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models.account import Account
from models.approvable import Approvable
from models.event import EventFormat
from models.organisation import Organisation
from models.realisable import Realisable
from models.revisable import Revisable
from models.trashable import Vanishing
from support import clock
from support.languages import Translated, TranslatedText, folded
from support.orm import Base, Moment

APPROVED = frozenset({"year", "month", "title", "kind", "format", "host", "country", "expected", "basis", "budget"})
"""What an approval is of: whoever changes it needs another."""


class PlanLine(Approvable, Realisable, Vanishing, Revisable, Base):
    """One intention: a month (None while nobody knows it), an owner, and what it rests on.

    `expected` is how many participants are counted on, `basis` an order's number, a decree or an agreement. `approved_at` means
    something only in an office that `approves_plan`.
    """

    __tablename__ = "plan_lines"
    __table_args__ = (Index(None, "year", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    month: Mapped[int | None]
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    kind: Mapped[str] = mapped_column(default="info_day")
    expected: Mapped[int | None]
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    basis: Mapped[str] = mapped_column(default="")
    budget: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    format_id: Mapped[int | None] = mapped_column(ForeignKey("event_formats.id"))
    format: Mapped[EventFormat | None] = relationship()
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    owner: Mapped[Account | None] = relationship(foreign_keys=[owner_id])
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    host: Mapped[Organisation | None] = relationship()

    @property
    def state(self) -> str:
        """ "dropped", "planned", or the state of the event it has become."""
        if self.dropped:
            return "dropped"
        return self.outcome.state if self.outcome else "planned"

    def late(self, today: date) -> bool:
        """Whether its month has passed and nothing has come of it."""
        return self.state == "planned" and (self.year, self.month or 12) < (today.year, today.month)

    @classmethod
    def visible_to(cls, reader: Account | None) -> ColumnElement[bool]:
        """What a member of the office may see."""
        from models.permissions import Permissions

        return Permissions(reader).plan_lines

    @classmethod
    def lists(cls) -> Select["PlanLine"]:
        """Lines for a list, with all that a row shows."""
        return select(cls).options(joinedload(cls.event), joinedload(cls.owner), joinedload(cls.host), joinedload(cls.format))

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; a changed line is no longer what was approved."""
        changed = super().revise(changes)
        self.search_text = folded(" ".join([*self.title.texts.values(), self.basis]))
        if self.approved and APPROVED & changed:
            self.take_back_approval()
        return changed
