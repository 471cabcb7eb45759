"""A file between its preview and its confirmation."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import JSON, ForeignKey, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.account import Account
from support import clock
from support.orm import Base, Moment, session

KEPT_FOR = timedelta(days=1)


class Upload(Base):
    """What somebody brought to be taken in; nobody else sees it, and after a day it is forgotten.

    `sort` is what it holds: "calendar", or a sort of table; `options` what its maker chose. Once it was confirmed its content is
    gone, and `report` says what was done.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    sort: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, default=b""))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @classmethod
    def of(cls, account: Account, number: int) -> Self | None:
        """Somebody's own, as long as it is kept."""
        mine = (cls.id == number) & (cls.account_id == account.id)
        return session().scalar(select(cls).where(mine, cls.made_at > clock.now() - KEPT_FOR))

    @classmethod
    def all_of(cls, account: Account) -> Sequence[Self]:
        """All that somebody brought and that is kept, the last first."""
        mine = (cls.account_id == account.id) & (cls.made_at > clock.now() - KEPT_FOR)
        return session().scalars(select(cls).where(mine).order_by(cls.id.desc()).limit(20)).all()

    @classmethod
    def held(cls, account: Account, number: int) -> Self | None:
        """The same, with everybody else who confirms waiting until the transaction ends: two must not bring one thing twice."""
        session().execute(select(cls.id).order_by(cls.id).with_for_update()).all()
        found = cls.of(account, number)
        if found:
            session().refresh(found)
        return found

    def confirm(self, report: Mapping[str, Any]) -> None:
        """Keep what was done instead of what was brought."""
        self.confirmed_at, self.report, self.content = clock.now(), dict(report), b""

    @classmethod
    def forget(cls) -> int:
        """Delete what has been kept for a day; how many it was. For the worker."""
        old = delete(cls).where(cls.made_at <= clock.now() - KEPT_FOR)
        return int(session().execute(old).rowcount)  # type: ignore[attr-defined]
