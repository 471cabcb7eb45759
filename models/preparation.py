"""How the university prepares for the dates of calls: templates of steps, each some days before."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import ForeignKey, Time, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from models.named import Named
from models.revisable import Revisable
from models.trashable import Vanishing
from support.languages import Translated, TranslatedText
from support.orm import Base, session


class PreparationStep(Base):
    """A step: what is due, and how many days before the date of the call; `hour` on the house's clock, None where any will do.

    `visibility` is that of the dates it makes: "university" or "public".
    """

    __tablename__ = "preparation_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    preparation_id: Mapped[int] = mapped_column(ForeignKey("preparations.id", ondelete="CASCADE"), index=True)
    label: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    days_before: Mapped[int]
    in_working_days: Mapped[bool] = mapped_column(default=False)
    hour: Mapped[time | None] = mapped_column(Time)
    visibility: Mapped[str] = mapped_column(default="university")


class Preparation(Named, Vanishing, Revisable, Base):
    """A template: department review, rector's signature … Whoever changes it changes no dates that it has made."""

    __tablename__ = "preparations"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[PreparationStep]] = relationship(
        order_by=(PreparationStep.days_before.desc(), PreparationStep.id), cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def in_order(cls) -> Sequence["Preparation"]:
        """All of them by their names, with their steps."""
        return session().scalars(select(cls).options(selectinload(cls.steps)).order_by(cls.by_name(), cls.id)).all()
