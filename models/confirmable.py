"""Asking for mails twice: what anybody typed counts once the address's owner confirmed it by a mailed link."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.email_address import email_key
from models.following import Following
from models.message import Message
from models.programme import Programme
from support import clock
from support.orm import Moment, insert_new, session

if TYPE_CHECKING:
    from models.account import Account
    from models.follower import Follower

ASKED_FOR = timedelta(days=3)
"""How long what was asked for waits to be confirmed."""

LINK_AGAIN_AFTER = timedelta(minutes=10)
LOST_FOR = timedelta(days=30)
"""How long an address is kept whose mailbox takes no mail any more."""


class Confirmable:
    """An address that gets nothing but a link, at most every ten minutes, until its owner said yes.

    `told_at` is until when it knows everything; None while nothing is told: before it said yes, and since its mailbox takes no
    mail any more. That ends when its owner, or staff who send a mail again, say so.
    """

    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    @classmethod
    def ask(cls: type["Follower"], email: str, language: str, programme: Programme | None) -> None:
        """Somebody typed an address, which may be another's: mail its owner a link, by which they say yes."""
        follower = cls._held(email, language)
        follower.want(programme)
        follower._mail_link()

    @classmethod
    def subscribe(cls: type["Follower"], account: "Account", language: str, programme: Programme | None) -> "Follower":
        """An account follows at its own address, which needs no question. What others asked for stays open."""
        follower = cls._held(account.email, account.language or language)
        following = follower.want(programme)
        follower.begin()
        following.confirm()
        return follower

    @classmethod
    def _held(cls: type["Follower"], email: str, language: str) -> "Follower":
        """The follower of an address, new where there is none, locked: two may ask at the same moment."""
        key = email_key(email)
        insert_new(cls, email=email, email_key=key, language=language)
        locked = select(cls).where(cls.email_key == key).with_for_update().execution_options(populate_existing=True)
        return session().scalar(locked) or cls._held(email, language)

    def want(self: "Follower", programme: Programme | None) -> Following:
        """The following of a programme, or of everything, asked for just now."""
        number = programme.id if programme else None
        found = next((following for following in self.followings if following.programme_id == number), None)
        if found is None:
            found = Following(programme=programme, programme_id=number)
            self.followings.append(found)
        found.asked_at = clock.now()
        return found

    def _mail_link(self: "Follower") -> None:
        """Mail the link, at most every ten minutes, whoever asks."""
        if self.mailed_at and self.mailed_at > clock.now() - LINK_AGAIN_AFTER:
            return
        self.mailed_at = clock.now()
        key = f"follow:{self.id}:{clock.now().isoformat()}"
        Message.write("follow", key=key, to=self.email, language=self.language, follower_id=self.id)

    def begin(self: "Follower") -> None:
        """What is new from now on is told."""
        self.confirmed_at = self.confirmed_at or clock.now()
        self.told_at = self.told_at or clock.now()

    def pause(self: "Follower") -> None:
        """Its mailbox takes no mail: write to it no more."""
        self.told_at = None

    def resume(self: "Follower") -> None:
        """Tell it again what is new from now on, if it was paused."""
        if self.paused:
            self.begin()

    @hybrid_property
    def paused(self: "Follower") -> bool:
        """Whether it said yes and is told nothing, for its mailbox takes no mail."""
        return self.confirmed_at is not None and self.told_at is None

    @paused.inplace.expression
    @classmethod
    def _paused(cls: type["Follower"]) -> ColumnElement[bool]:
        return and_(cls.confirmed_at.is_not(None), cls.told_at.is_(None))

    def confirm(self: "Follower") -> None:
        """Its owner says yes to all that was asked for. A second time changes nothing."""
        self.begin()
        for following in self.followings:
            following.confirm()

    @classmethod
    def forget(cls: type["Follower"]) -> int:
        """Remove what nobody confirmed within three days, lost addresses, and those that follow nothing any more; for the worker.

        0, for there is never more to do.
        """
        old = clock.now() - ASKED_FOR
        session().execute(delete(Following).where(Following.confirmed_at.is_(None), Following.asked_at < old))
        refused = exists().where(Message.follower_id == cls.id, Message.failed_at < clock.now() - LOST_FOR)
        session().execute(delete(cls).where(cls.paused, refused))
        session().execute(delete(cls).where(~exists().where(Following.follower_id == cls.id)))
        return 0
