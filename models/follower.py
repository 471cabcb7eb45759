"""Those who hear of calls by mail, with or without an account."""

import secrets
from collections.abc import Collection, Iterable

from sqlalchemy import JSON, and_, select
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, selectinload

from models.account import Account
from models.confirmable import Confirmable
from models.email_address import email_key
from models.following import Following
from models.programme import Programme
from support.orm import Base, session
from support.signing import sign, signed

NEWS = ("opened", "moved", "30", "7", "1")
"""What there is to hear of a date: a call opens or is announced, a date is another than before, so many days are left."""

MANAGING, LEAVING = "follower", "leaving"
MOST_WORDS = 4


class Follower(Confirmable, Base):
    """An address that hears of calls, in its language. It gets nothing but a link until its owner confirmed by that.

    Its links are signed with `nonce`, the one for leaving for this alone: mail programs show it to their servers. Whoever leaves
    is removed, and with them every mail in the outbox that has the address.
    """

    __tablename__ = "followers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    news: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(NEWS))
    nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(9))
    followings: Mapped[list[Following]] = relationship(
        back_populates="follower", order_by=Following.id, cascade="all, delete-orphan", passive_deletes=True
    )

    account: Mapped[Account | None] = relationship(
        primaryjoin=lambda: and_(foreign(Follower.email_key) == Account.email, Account.active, ~Account.invited), viewonly=True
    )
    """Who signs in with this very address, and so may hear more than everybody. Another address of theirs, such as the one the
    office knows the person by, is a stranger's: nobody has shown that it is read by them alone."""

    @property
    def token(self) -> str:
        """The signed token of its own page."""
        return sign(MANAGING, self.id, self.nonce)

    @property
    def leaving_token(self) -> str:
        """The signed token by which one leaves, and does nothing else (RFC 8058)."""
        return sign(LEAVING, self.id, self.nonce)

    @classmethod
    def with_token(cls, token: str, purpose: str = MANAGING) -> "Follower | None":
        """The follower a link leads to; None for a token that is malformed, changed, of another purpose, or of one who left."""
        if not (parts := signed(purpose, token)):
            return None
        identifier, nonce = parts
        return session().scalar(select(cls).where(cls.id == identifier, cls.nonce == nonce))

    @classmethod
    def leaving_by(cls, subject: str) -> "Follower | None":
        """Who leaves by a mail of such a subject, as mail programs write it for their user (RFC 2369, 3.2)."""
        found = (cls.with_token(word, LEAVING) for word in subject.split()[:MOST_WORDS])
        return next((follower for follower in found if follower), None)

    @classmethod
    def of(cls, account: Account | None) -> "Follower | None":
        """Whoever has the address of an account, once that was confirmed."""
        mine = select(cls).where(cls.email_key == email_key(account.email), cls.confirmed_at.is_not(None)) if account else None
        return session().scalar(mine.options(selectinload(cls.followings))) if mine is not None else None

    @property
    def confirmed(self) -> list[Following]:
        """What it hears of."""
        return [following for following in self.followings if following.confirmed]

    @property
    def asked(self) -> list[Following]:
        """What somebody asked for and its owner has not confirmed."""
        return [following for following in self.followings if not following.confirmed]

    @property
    def programme_numbers(self) -> set[int | None]:
        """The programmes it hears of; with None among them, of everything."""
        return {following.programme_id for following in self.confirmed}

    @property
    def hears_everything(self) -> bool:
        return None in self.programme_numbers

    def hears_of(self, programme: Programme | None) -> bool:
        """Whether it asked for just this and confirmed it, and its mailbox takes our mails."""
        return not self.paused and (programme.id if programme else None) in self.programme_numbers

    def choose(self, *, language: str, news: Iterable[str], everything: bool, programmes: Collection[Programme]) -> None:
        """Set what it hears of from now on, and in which language."""
        self.language, self.news = language, [code for code in NEWS if code in set(news)]
        self.begin()
        wanted = {programme.id: programme for programme in programmes} | ({None: None} if everything else {})
        self.followings = [following for following in self.followings if following.programme_id in wanted]
        for programme in wanted.values():
            self.want(programme).confirm()

    def stop(self, programme: Programme | None) -> None:
        """Hear no more of one programme, or of everything; who follows nothing else leaves."""
        number = programme.id if programme else None
        self.followings = [following for following in self.followings if following.programme_id != number]
        if not self.confirmed:
            self.leave()

    def leave(self) -> None:
        """Hear no more of anything: the address is kept nowhere."""
        session().delete(self)

    @classmethod
    def move(cls, old: str, new: str) -> None:
        """An account has another address: what it follows goes along, and one address gets one mail."""
        at = {follower.email_key: follower for follower in session().scalars(select(cls).where(cls.email_key.in_([old, new])))}
        moving, there = at.get(email_key(old)), at.get(email_key(new))
        if moving is None or moving is there:
            return
        if there is None:
            moving.email, moving.email_key = new, email_key(new)
            moving.resume()
            return
        there.begin()
        for following in moving.confirmed:
            there.want(following.programme).confirm()
        moving.leave()
