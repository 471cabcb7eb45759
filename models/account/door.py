"""How often a password may be tried. The tries stand in the database, so that all processes count together."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.account.browser import Browser
from models.email_address import email_key
from support import clock
from support.networks import network_of
from support.orm import Base, Moment, session

KEPT_FOR = timedelta(days=7)
SHOWN = 10
LONGEST_AGENT = 300


class Try(Base):
    """Somebody tried a password, and it was wrong unless that is just being found out.

    Of the account only a digest is kept, for people type passwords into the wrong field.
    """

    __tablename__ = "tries"
    __table_args__ = (Index(None, "account", "tried_at"), Index(None, "network", "tried_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    network: Mapped[str]
    familiar: Mapped[bool] = mapped_column(default=False)
    agent: Mapped[str] = mapped_column(default="")
    tried_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)

    @property
    def browser(self) -> Browser:
        return Browser.of(self.agent)

    @classmethod
    def forget(cls) -> int:
        """Remove those older than a week, which no limit asks about; 0, for there is never more to do."""
        session().execute(delete(cls).where(cls.tried_at < clock.now() - KEPT_FOR))
        return 0


class Limit(NamedTuple):
    """At most so many of these tries within a time."""

    most: int
    within: timedelta
    which: tuple[ColumnElement[bool], ...]


class Door:
    """Where the password of one account is tried from one network. `familiar` is a network from which its owner came before.

    A try is counted before the password is looked at and taken back when it was right (`take_back`). Each is committed by
    itself before it is counted: of many who knock at once, however many processes they meet, none sees fewer than came before it.
    """

    def __init__(self, email: str, address: str, *, familiar: bool = False) -> None:
        self.account = hashlib.sha256(email_key(email).encode()).hexdigest()
        self.network, self.familiar = network_of(address), familiar

    def knock(self, agent: str = "") -> Try:
        """A try that counts from now on; commit before asking `wait_after`."""
        made = Try(account=self.account, network=self.network, familiar=self.familiar, agent=agent[:LONGEST_AGENT])
        session().add(made)
        return made

    def wait_after(self, knock: Try) -> int:
        """How many seconds to wait before the next, 0 where this one may be looked at. One that must wait counts no longer."""
        wait = max(self._seconds_of(limit, knock) for limit in self._limits())
        if wait:
            session().delete(knock)
        return wait

    @staticmethod
    def take_back(number: int) -> None:
        """It was right after all: signing in often is no guessing."""
        session().execute(delete(Try).where(Try.id == number))

    def tries(self) -> Sequence[Try]:
        """The latest of the account, from any network, the newest first."""
        mine = select(Try).where(Try.account == self.account)
        return session().scalars(mine.order_by(Try.tried_at.desc(), Try.id.desc()).limit(SHOWN)).all()

    def _limits(self) -> Iterator[Limit]:
        """A university is one network, so its limit is wide. An account is also guarded against many networks at once; those its
        owner knows are left out of that count, so that strangers lock nobody out of their own office."""
        mine, here = Try.account == self.account, Try.network == self.network
        yield Limit(10, timedelta(minutes=10), (mine, here))
        yield Limit(200, timedelta(minutes=10), (here,))
        if not self.familiar:
            yield Limit(50, timedelta(hours=1), (mine, Try.familiar.is_(False)))

    def _seconds_of(self, limit: Limit, knock: Try) -> int:
        since = clock.now() - limit.within
        others = select(Try.tried_at).where(*limit.which, Try.tried_at > since, Try.id != knock.id)
        last = session().scalar(others.order_by(Try.tried_at.desc(), Try.id.desc()).offset(limit.most - 1).limit(1))
        return max(1, math.ceil((last - since).total_seconds())) if last else 0
