"""Calls for proposals: a year's instance of a programme, or of several that are called together."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.deadline import Deadline
from support.languages import Translated, TranslatedText
from support.orm import Base, session

if TYPE_CHECKING:
    from models.programme import Programme

call_programmes = Table(
    "call_programmes",
    Base.metadata,
    Column("call_id", ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Call(Base):
    """A call of a year. One of several programmes, or of none of ours (a university's competition, say), is named by `title`."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    programmes: Mapped[list["Programme"]] = relationship(
        secondary=call_programmes, back_populates="calls", order_by="Programme.id"
    )
    year: Mapped[int]
    identifier: Mapped[str] = mapped_column(default="")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    is_demo: Mapped[bool] = mapped_column(default=False)
    deadlines: Mapped[list[Deadline]] = relationship(
        back_populates="call", order_by=Deadline.sorted_at, cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def programme(self) -> "Programme | None":
        """The programme it is a call of, None where there are several or none."""
        return self.programmes[0] if len(self.programmes) == 1 else None

    def name(self, code: str | None = None) -> str:
        """The call's own name, else the programme's."""
        own = self.title.shown(code).text
        return own or ", ".join(programme.name.shown(code).text for programme in self.programmes) or self.identifier

    @classmethod
    def of(cls, programmes: list["Programme"], year: int) -> "Call":
        """The call of just these programmes in a year, made new where there is none; each time a new one for none of ours."""
        wanted = {programme.id for programme in programmes}
        number = func.count(call_programmes.c.programme_id)
        as_many = select(call_programmes.c.call_id).group_by(call_programmes.c.call_id).having(number == len(wanted))
        for call in session().scalars(select(cls).where(cls.year == year, cls.id.in_(as_many)).order_by(cls.id)):
            if {programme.id for programme in call.programmes} == wanted:
                return call
        made = cls(programmes=programmes, year=year)
        session().add(made)
        return made
