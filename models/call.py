"""Calls for proposals: a year's instance of a programme, or of several that are called together."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Table, event, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.activity import Activity
from models.deadline import Deadline
from models.listed_call import Listed
from models.phased import Phased
from models.revisable import Revisable
from models.trashable import TRASH_TOO, Trashable, Vanishing
from support import clock
from support.languages import Translated, TranslatedText, folded
from support.orm import Base, session

if TYPE_CHECKING:
    from models.preparation import Preparation, PreparationStep
    from models.programme import Programme

call_programmes = Table(
    "call_programmes",
    Base.metadata,
    Column("call_id", ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Criterion(Base):
    """What proposals are judged by: how many points there are for it, and how many a proposal needs."""

    __tablename__ = "call_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    points: Mapped[float | None]
    threshold: Mapped[float | None]


class Call(Phased, Listed, Vanishing, Revisable, Base):
    """A call of a year. One of several programmes, or of none of ours (a university's competition, say), is named by `title`.

    `themes` has one a line. `threshold` of `points` is what a proposal needs in all. `guide_pages` is as one cites: "369–403".
    `note` is for the office alone.
    """

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    programmes: Mapped[list["Programme"]] = relationship(
        secondary=call_programmes, back_populates="calls", order_by="Programme.id"
    )
    year: Mapped[int] = mapped_column(index=True)
    identifier: Mapped[str] = mapped_column(default="")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    themes: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    points: Mapped[float | None]
    threshold: Mapped[float | None]
    guide_title: Mapped[str] = mapped_column(default="")
    guide_link: Mapped[str] = mapped_column(default="")
    guide_version: Mapped[str] = mapped_column(default="")
    guide_pages: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    budget: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    criteria: Mapped[list[Criterion]] = relationship(
        order_by=(Criterion.position, Criterion.id), cascade="all, delete-orphan", passive_deletes=True
    )
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

    def called(self, code: str | None = None) -> str:
        """The same with the year, unless that is in it: "Jean Monnet Chair 2027", "Student mobility, 2022–2023"."""
        name = self.name(code)
        return name if str(self.year) in name else f"{name} {self.year}"

    def prepare(self, preparation: "Preparation", end: Deadline) -> list[Deadline]:
        """Make an internal date of each step that has none here yet, counted back from a date of the call; those that are new."""
        there = {date.step_id for date in self.deadlines}
        made = [self._counted_back(step, end) for step in preparation.steps if step.id not in there]
        if made:
            Activity.record("prepared", self, preparation=dict(preparation.name.texts), dates=len(made))
        return made

    def _counted_back(self, step: "PreparationStep", end: Deadline) -> Deadline:
        """A stored date. It belongs to nothing until its day is known: whoever asks the database would store it too early."""
        date = Deadline(kind="internal", days_before=step.days_before, in_working_days=step.in_working_days, step_id=step.id)
        date.count_from(end, step.hour)
        date.call, date.counted_from = self, end
        date.revise({"label": step.label, "visibility": step.visibility})
        return date

    def discard(self) -> None:
        """Put it into the trash with its dates."""
        dates = list(self.deadlines)
        with clock.standing_at(clock.now()):
            super().discard()
            for date in dates:
                date.discard()

    def restore(self) -> None:
        """Take it out again with the dates that went with it."""
        went_along = select(Deadline).where(Deadline.call_id == self.id, Deadline.deleted_at == self.deleted_at)
        dates = session().scalars(went_along.execution_options(**TRASH_TOO)).all()
        self.come_back()
        for date in dates:
            date.restore()

    def come_back(self) -> None:
        """Be out of the trash, and what it is a call of where all of that lies there too."""
        from models.programme import Programme

        if not self.programmes:
            mine = select(call_programmes.c.programme_id).where(call_programmes.c.call_id == self.id)
            lost = select(Programme).where(Programme.id.in_(mine), Programme.deleted_at.is_not(None))
            for programme in session().scalars(lost.execution_options(**TRASH_TOO)).all():
                programme.restore()
            session().expire(self, ["programmes"])
        Trashable.restore(self)

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


@event.listens_for(Call, "before_insert")
@event.listens_for(Call, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, call: Call) -> None:
    texts = (*(call.title or Translated()).texts.values(), call.identifier or "", *(call.themes or Translated()).texts.values())
    call.search_text = folded(" ".join(texts))
