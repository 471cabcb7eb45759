"""Calendars of one person: each with a name, a purpose and an address of its own that nobody can guess."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from models.account import Account
from models.activity import Activity
from models.confirmed_address import ConfirmedAddress
from models.programme import Programme
from models.room import Room
from models.unguessable import Unguessable, digest
from support import clock
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.calendar_feed import CalendarFeed

Owner = Account | ConfirmedAddress

PURPOSES = ("registrations", "hosting", "deadlines", "university", "room", "office")
OF_STAFF = frozenset({"room", "office"})
OF_ANYBODY = ("registrations", "deadlines")
MOST = 20
"""How many somebody may have at once."""
REVOKED_KEPT = timedelta(days=30)

feed_programmes = Table(
    "personal_feed_programmes",
    Base.metadata,
    Column("feed_id", ForeignKey("personal_feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class TooMany(Exception):
    """Somebody has as many feeds as one may."""


class PersonalFeed(Unguessable, Base):
    """A feed of an account or of a confirmed address."""

    __tablename__ = "personal_feeds"
    __table_args__ = (CheckConstraint("(account_id IS NULL) <> (address_id IS NULL)", name="one_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    account: Mapped[Account | None] = relationship()
    address_id: Mapped[int | None] = mapped_column(ForeignKey("confirmed_addresses.id", ondelete="CASCADE"), index=True)
    address: Mapped[ConfirmedAddress | None] = relationship()
    name: Mapped[str]
    purpose: Mapped[str]
    language: Mapped[str]
    alarm: Mapped[str] = mapped_column(default="")  # as `reminder_in` reads it
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    room: Mapped[Room | None] = relationship()
    programmes: Mapped[list[Programme]] = relationship(secondary=feed_programmes, order_by=Programme.id)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    @staticmethod
    def purposes_of(owner: Owner) -> tuple[str, ...]:
        """What somebody may have feeds of."""
        if isinstance(owner, Account):
            return tuple(purpose for purpose in PURPOSES if owner.is_staff or purpose not in OF_STAFF)
        return tuple(purpose for purpose in PURPOSES if purpose not in OF_STAFF) if owner.of_university else OF_ANYBODY

    @classmethod
    def make(cls, owner: Owner, token: str, fields: Mapping[str, Any]) -> "PersonalFeed":
        """A feed of somebody's, at the address of a token. Raises TooMany."""
        number = select(func.count()).select_from(cls).where(cls.owned_by(owner), cls.revoked_at.is_(None))
        if (session().scalar(number) or 0) >= MOST:
            raise TooMany
        made = cls(token_hash=digest(token), **fields)
        made.account, made.address = (owner, None) if isinstance(owner, Account) else (None, owner)
        session().add(made)
        Activity.record("created", made, purpose=made.purpose)
        return made

    @classmethod
    def owned_by(cls, owner: Owner) -> ColumnElement[bool]:
        """Somebody's own; with an account also those of its address, from before there was one."""
        if isinstance(owner, ConfirmedAddress):
            return cls.address_id == owner.id
        own = select(ConfirmedAddress.id).where(ConfirmedAddress.email == owner.email)
        return or_(cls.account_id == owner.id, cls.address_id.in_(own))

    @classmethod
    def of(cls, owner: Owner) -> Sequence["PersonalFeed"]:
        """All that somebody has, in the order of their making."""
        own = select(cls).where(cls.owned_by(owner), cls.revoked_at.is_(None)).order_by(cls.id)
        return session().scalars(own.options(joinedload(cls.room), joinedload(cls.address))).all()

    @classmethod
    def of_form(cls, owner: Owner, token: str) -> "PersonalFeed | None":
        """The feed that a form has made already."""
        return session().scalar(select(cls).where(cls.owned_by(owner), cls.token_hash == digest(token)))

    @classmethod
    def numbered(cls, owner: Owner, number: int) -> "PersonalFeed | None":
        """One of somebody's; None for others' and for what is revoked."""
        return session().scalar(select(cls).where(cls.id == number, cls.owned_by(owner), cls.revoked_at.is_(None)))

    @classmethod
    def with_token(cls, token: str) -> "PersonalFeed | None":
        """The feed at an address, one indexed query; None for one that is unknown, revoked, or no longer its owner's to have."""
        joined = select(cls).outerjoin(cls.account).outerjoin(cls.address)
        at_once = joined.options(contains_eager(cls.account), contains_eager(cls.address))
        open_ones = (cls.revoked_at.is_(None), or_(cls.address_id.is_(None), ~ConfirmedAddress.shut()))
        feed = session().scalar(at_once.where(cls.token_hash == digest(token), *open_ones))
        return feed if feed and feed.allowed else None

    @property
    def owner(self) -> Owner:
        owner = self.account or self.address
        assert owner
        return owner

    @property
    def allowed(self) -> bool:
        """Whether its owner may still have it: rights that were taken away take their feeds along at once."""
        has_feeds = self.account.has_feeds if self.account else True
        return has_feeds and self.purpose in self.purposes_of(self.owner)

    @property
    def calendar(self) -> "CalendarFeed":
        """What is in it, asked anew each time."""
        from models.personal_contents import contents_of

        return contents_of(self)

    def describe(self, fields: Mapping[str, Any]) -> None:
        """Take what its owner says of it. The record need not know: nobody else is concerned."""
        for name, value in fields.items():
            setattr(self, name, value)

    def revoke(self) -> None:
        """Answer nobody any more."""
        if self.revoked_at is None:
            self.revoked_at = clock.now()
            Activity.record("revoked", self)

    @classmethod
    def in_use_since(cls, moment: datetime) -> ColumnElement[bool]:
        """Those that were fetched, or given their address, since then."""
        return and_(cls.revoked_at.is_(None), or_(cls.fetched_on >= moment.date(), cls.addressed_at >= moment))

    @classmethod
    def forget_revoked(cls) -> int:
        """Remove those that were revoked a month ago, by when no form of theirs is open; 0, for there is never more to do."""
        session().execute(delete(cls).where(cls.revoked_at < clock.now() - REVOKED_KEPT))
        return 0
