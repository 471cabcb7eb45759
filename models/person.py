"""People: hosts, speakers, interpreters, drivers and guests; a person may also have an account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.named import Named
from models.organisation import Organisation
from models.revisable import Revisable
from models.trashable import Trashable
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session

INDEXED = frozenset({"variants", "email"})


class Position(Base):
    """What somebody is or was at an organisation; open ends are None."""

    __tablename__ = "positions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    def holds(self, on: date) -> bool:
        """Whether it was held on a day."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)


class Person(Named, Trashable, Revisable, Base):
    """Somebody, under one name a language and under the other spellings that papers and mails have of it.

    `rank` is the order of precedence: 1 is greeted first, None after all who have one. `languages` are those they speak,
    `interprets` those between which they interpret (ISO 639).
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    variants: Mapped[list[str]] = mapped_column(JSON, default=list)
    honorific: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    rank: Mapped[int | None]
    email: Mapped[str] = mapped_column(default="", index=True)
    phone: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    interprets: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), unique=True)
    account: Mapped[Account | None] = relationship()
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)
    positions: Mapped[list[Position]] = relationship(
        order_by=(Position.starts_on.desc(), Position.id), cascade="all, delete-orphan", passive_deletes=True
    )

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (*(self.variants or ()), (self.email or "").partition("@")[0])

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; the names of those that changed."""
        changed = super().revise(changes)
        if INDEXED & changed:
            self.index_name()
        return changed

    @property
    def position(self) -> Position | None:
        """The one held today, else none."""
        today = clock.now().date()
        return next((position for position in self.positions if position.holds(today)), None)

    def label(self, code: str | None = None) -> str:
        """The name with what tells two of the same name apart: the position, the organisation."""
        position = self.position
        parts = [self.name.shown(code).text]
        if position:
            parts += [
                position.title.shown(code).text,
                position.organisation.name.shown(code).text if position.organisation else "",
            ]
        return ", ".join(part for part in parts if part)

    @classmethod
    def of(cls, account: Account) -> "Person | None":
        """The person behind an account."""
        return session().scalar(select(cls).where(cls.account_id == account.id))

    @classmethod
    def in_order(cls) -> Sequence["Person"]:
        return session().scalars(select(cls).where(cls.kept()).order_by(cls.by_name(), cls.id)).all()

    @classmethod
    def called(cls, text: str) -> Sequence["Person"]:
        """Who may be meant by a name or an address, in whatever script."""
        email = text.strip().casefold()
        return (
            session()
            .scalars(select(cls).where(cls.kept(), or_(cls.email == email, cls.fitting(text))).order_by(cls.by_name(), cls.id))
            .all()
        )
