"""People: hosts, speakers, interpreters, drivers and guests; a person may also have an account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, func, or_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.account import Account
from models.activity import Activity
from models.conflict import AcceptedConflict
from models.email_address import email_key
from models.mergeable import Mergeable, told_apart_table
from models.named import Named
from models.needed import Needed
from models.organisation import Organisation
from models.revisable import Revisable
from support import clock
from support.languages import Translated, TranslatedText, folded, language
from support.orm import Base, Moment, session
from support.settings import current

INDEXED = frozenset({"variants", "email"})


class Position(Base):
    """What somebody is or was at an organisation; open ends are None. `place` is where the office put it among the others."""

    __tablename__ = "positions"
    same_when: ClassVar[tuple[str, ...]] = ("person_id", "organisation_id", "title", "starts_on", "ends_on")

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[int] = mapped_column(default=0)

    def __str__(self) -> str:
        """What it says, for the record: the title, the organisation, the days."""
        where = self.organisation.label() if self.organisation else ""
        since, until = (day.isoformat() if day else "" for day in (self.starts_on, self.ends_on))
        return ", ".join(filter(None, [self.title.shown().text, where, f"{since}–{until}" if since or until else ""]))

    def holds(self, on: date) -> bool:
        """Whether it was held on a day."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)


class Person(Named, Mergeable, Needed, Revisable, Base):
    """Somebody, under one name a language and under the other spellings that papers and mails have of it.

    `rank` is the order of precedence: 1 is greeted first, None after all who have one. `languages` are those they speak,
    `interprets` those between which they interpret (ISO 639).
    """

    __tablename__ = "people"
    told_apart = told_apart_table("people")
    alike_by = (("email",),)
    chosen_fields = ("name", "honorific", "rank", "email", "phone", "languages", "interprets", "note", "account")

    id: Mapped[int] = mapped_column(primary_key=True)
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
        order_by=(Position.place, Position.starts_on.desc(), Position.id), cascade="all, delete-orphan", passive_deletes=True
    )

    @validates("email")
    def _normalise(self, _name: str, email: str) -> str:
        return email_key(email)

    @hybrid_property
    def address(self) -> str:
        """Where mails reach them: their own e-mail, else that of their account while it is open; "" for nowhere."""
        return self.email or (self.account.email if self.account and self.account.active else "")

    @address.inplace.expression
    @classmethod
    def _address(cls) -> ColumnElement[str]:
        of_account = select(Account.email).where(Account.id == cls.account_id, Account.active).correlate(cls).scalar_subquery()
        return func.coalesce(func.nullif(cls.email, ""), of_account, "")

    def in_events(self) -> ColumnElement[bool]:
        from models.event import Event, EventGuest, Part

        plays, comes = (select(kind.event_id).where(kind.person_id == self.id) for kind in (Part, EventGuest))
        return or_(Event.id.in_(plays), Event.id.in_(comes))

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (*(self.variants or ()), (self.email or "").partition("@")[0])

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; the names of those that changed."""
        was = self.booked_as
        changed = super().revise(changes)
        if INDEXED & changed:
            self.index_name()
        if "account" in changed and self.id:
            session().flush()
            AcceptedConflict.follow({was: self.booked_as})
        return changed

    @property
    def booked_as(self) -> str:
        """A colleague is the same as an account and among the people the office knows."""
        return f"accounts:{self.account_id}" if self.account_id else super().booked_as

    def hold(self, positions: list[Position], were: list[str]) -> None:
        """Let these be the positions, in this order; `were` is what they said before, for they may be the same ones changed."""
        self.positions = positions
        are = [str(position) for position in positions]
        if were != are:
            Activity.record("revised", self, positions=[were, are])

    @property
    def position(self) -> Position | None:
        """The one held today, else none."""
        today = clock.now().date()
        return next((position for position in self.positions if position.holds(today)), None)

    @property
    def language(self) -> str:
        """The language of mails to this person: that of the account, else the first they speak that the office writes in."""
        spoken = [self.account.language] if self.account and self.account.language else self.languages
        return next((code for code in spoken if code in current().languages), current().languages[0])

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
    def meant(cls, text: str) -> list["Person"]:
        """Who has just this name, spelling, address or label, in whatever script; several where names are the same."""
        wanted = folded(text)
        first = folded(text.split(",")[0])
        if not first:
            return []
        email = email_key(text)
        likely = select(cls).where(cls.kept(), or_(cls.email == email, cls.fitting(first))).order_by(cls.id)
        found = session().scalars(likely).all()
        labelled = [one for one in found if wanted in one._labels()]
        return labelled or [one for one in found if one.email == email or wanted in one._spellings()]

    def _spellings(self) -> set[str]:
        return {folded(name) for name in (*self.name.texts.values(), *self.variants)}

    def _labels(self) -> set[str]:
        return {folded(self.label(code)) for code in (*self.name.texts, language())}
