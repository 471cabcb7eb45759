"""Who signed in, when, from where and with what: each account sees its own."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account.browser import Browser
from support import clock
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.account.account import Account

KEPT_FOR = timedelta(days=90)
LONGEST_BROWSER = 300
SHOWN = 20


class SignIn(Base):
    """One sign-in. Its session carries `key`, so that it can be ended alone."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "account_id", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    account: Mapped["Account"] = relationship()
    key: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_urlsafe(12))
    happened_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    address: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    remembered: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def browser(self) -> Browser:
        """What it was done with, as far as the program says."""
        return Browser.of(self.agent)

    @property
    def open(self) -> bool:
        """Whether its session may still be in use."""
        return self.ended_at is None

    def end(self) -> None:
        self.ended_at = self.ended_at or clock.now()

    @classmethod
    def of(cls, account: "Account") -> Sequence["SignIn"]:
        """An account's latest sign-ins, the newest first."""
        mine = select(cls).where(cls.account_id == account.id)
        return session().scalars(mine.order_by(cls.happened_at.desc(), cls.id.desc()).limit(SHOWN)).all()

    @classmethod
    def forget(cls) -> int:
        """Remove those older than ninety days; 0, for there is never more to do. No browser is remembered for so long."""
        session().execute(delete(cls).where(cls.happened_at < clock.now() - KEPT_FOR))
        return 0
