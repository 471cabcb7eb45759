"""Calls for proposals: a year's instance of a programme."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.deadline import Deadline
from support.languages import Translated, TranslatedText
from support.orm import Base

if TYPE_CHECKING:
    from models.programme import Programme


class Call(Base):
    """A call of a year. Without a programme it is somebody's own (a university's competition, say), named by `title`."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), index=True)
    programme: Mapped["Programme | None"] = relationship(back_populates="calls")
    year: Mapped[int]
    identifier: Mapped[str] = mapped_column(default="")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    is_demo: Mapped[bool] = mapped_column(default=False)
    deadlines: Mapped[list[Deadline]] = relationship(
        back_populates="call", order_by=Deadline.sorted_at, cascade="all, delete-orphan", passive_deletes=True
    )

    def name(self, code: str | None = None) -> str:
        """The programme's name, or the call's own."""
        own = self.title.shown(code).text
        return own or (self.programme.name.shown(code).text if self.programme else self.identifier)
