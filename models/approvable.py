"""Things that somebody says yes to, where the office wants that."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.account import Account
from models.activity import Activity
from support import clock
from support.actor import current_actor
from support.orm import Moment


class Approvable:
    """Approval is a moment, and whose it was; it is of the thing as it stood then."""

    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    @declared_attr
    @classmethod
    def approved_by(cls) -> Mapped[Account | None]:
        own: Any = cls
        return relationship(Account, foreign_keys=[own.approved_by_id])

    @property
    def approved(self) -> bool:
        return self.approved_at is not None

    def approve(self) -> None:
        """Say yes to it as it stands. A second time changes nothing."""
        if not self.approved:
            self.approved_at, self.approved_by_id = clock.now(), current_actor().id
            Activity.record("approved", self)

    def take_back_approval(self) -> None:
        """Let it wait for a yes again."""
        if self.approved:
            self.approved_at = self.approved_by_id = None
            Activity.record("approval_taken_back", self)
