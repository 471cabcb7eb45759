"""Mailboxes whose owners have shown that they read them: people without an account who have calendars of their own."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.account import Account
from models.activity import Activity
from models.email_address import email_key
from models.message import Message
from models.office import Office
from support import clock
from support.orm import Base, Moment, insert_new, session
from support.signing import sign, signed

PURPOSE, OCCASION = "address", "confirm_address"
LINK_LASTS = timedelta(days=1)
AGAIN_AFTER, MOST_A_DAY = timedelta(minutes=10), 5
KEPT_UNUSED = timedelta(days=365)
"""How long an address is kept of which neither its owner nor a calendar program was heard."""
AT_A_TIME = 500


class ConfirmedAddress(Base):
    """An address, confirmed once its link was used. A link is signed with `nonce`, which its use changes; browsers that were let
    in carry `key`."""

    __tablename__ = "confirmed_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(9))
    key: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(16))
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_times: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)

    @classmethod
    def ask(cls, email: str, language: str, *, purpose: str = "") -> bool:
        """Mail a link by which whoever reads a mailbox confirms it; whether one was written. `purpose` is what they came for.

        A mailbox gets one every ten minutes and five a day at most, whoever asks.
        """
        insert_new(cls, email=email_key(email), language=language)
        found = session().scalars(select(cls).where(cls.email == email_key(email)).with_for_update()).one()
        return found._mail_link(language, purpose)

    def _mail_link(self, language: str, purpose: str) -> bool:
        now, last = clock.now(), self.asked_at
        if last is None or last <= now - LINK_LASTS:
            self.asked_times = 0
        if self.asked_times >= MOST_A_DAY or (last is not None and last > now - AGAIN_AFTER):
            return False
        self.language, self.asked_at, self.asked_times = language, now, self.asked_times + 1
        turn = f"{now.isoformat()}:{secrets.token_hex(4)}"  # numbers of rows that are gone are given to others
        key = f"{OCCASION}:{self.id}:{turn}"
        return Message.write(OCCASION, key=key, to=self.email, language=language, address=self.id, purpose=purpose)

    def token(self, mailed_at: datetime) -> str:
        """What a link holds that was mailed then."""
        return sign(PURPOSE, self.id, f"{self.nonce}:{int(mailed_at.timestamp())}")

    @classmethod
    def with_token(cls, token: str) -> "ConfirmedAddress | None":
        """Whose link it is; None for one that is malformed, used or older than a day."""
        if not (parts := signed(PURPOSE, token)):
            return None
        nonce, _, moment = parts[1].rpartition(":")
        fresh = moment.isdecimal() and int(moment) > (clock.now() - LINK_LASTS).timestamp()
        found = session().scalar(select(cls).where(cls.id == parts[0], cls.nonce == nonce).with_for_update())
        return found if fresh else None

    @classmethod
    def of_browser(cls, number: Any, key: Any) -> "ConfirmedAddress | None":
        """Whose browser carries these."""
        if not isinstance(number, int) or not isinstance(key, str):
            return None
        let_in = (cls.id == number, cls.key == key, cls.confirmed_at.is_not(None), ~cls.shut())
        return session().scalar(select(cls).where(*let_in))

    def confirm(self) -> None:
        """Its owner followed the link, which works no more."""
        self.nonce = secrets.token_urlsafe(9)
        self.used_at = clock.now()
        if self.confirmed_at is None:
            self.confirmed_at = self.used_at
            Activity.record("created", self)

    @classmethod
    def shut(cls) -> ColumnElement[bool]:
        """Those whose account was closed: nobody comes back by the mailbox."""
        account = aliased(Account)
        return exists().where(account.email == cls.email, account.closed_at.is_not(None))

    @property
    def of_university(self) -> bool:
        """Whether it is one of the university's own."""
        return Office.ours().owns(self.email)

    def forget(self) -> None:
        """Remove it, with its calendars and the mails that were written to confirm it."""
        Activity.record("removed", self)
        session().execute(delete(Message).where(Message.occasion == OCCASION, Message.to == self.email))
        session().delete(self)

    @classmethod
    def forget_unused(cls) -> int:
        """Forget those never confirmed within two days, and those of which nothing was heard for a year; how many it was."""
        from models.personal_feed import PersonalFeed

        asks = cls.confirmed_at.is_(None) & (cls.used_at < clock.now() - 2 * LINK_LASTS)
        asks &= cls.asked_at.is_(None) | (cls.asked_at < clock.now() - 2 * LINK_LASTS)
        since = clock.now() - KEPT_UNUSED
        in_use = exists().where(PersonalFeed.address_id == cls.id, PersonalFeed.in_use_since(since))
        unused = or_(asks, (cls.used_at < since) & ~in_use)
        found = session().scalars(select(cls).where(unused).limit(AT_A_TIME)).all()
        for address in found:
            address.forget()
        session().flush()
        return len(found)
