"""Another address for an account: it counts once both mailboxes have said yes."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.activity import Activity
from support import clock
from support.orm import Base, Moment, session
from support.signing import sign, signed

if TYPE_CHECKING:
    from models.account.account import Account

ASKED_FOR = timedelta(days=3)
ENDS = ("old", "new")


class AddressTaken(Exception):
    """Another account has this address."""


class AddressChange(Base):
    """Somebody asked for another address. Each mailbox, `old` and `new`, gets a link of its own, signed with the nonce."""

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    account: Mapped["Account"] = relationship()
    old_email: Mapped[str]
    new_email: Mapped[str]
    nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(9))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    old_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    new_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def open_until(self) -> datetime:
        return self.asked_at + ASKED_FOR

    @property
    def open(self) -> bool:
        """Whether its links still work."""
        settled = self.made_at or self.dropped_at or not self.account.active or self.account.email != self.old_email
        return not settled and clock.now() < self.open_until

    def token(self, end: str) -> str:
        return sign(f"address-{end}", self.id, self.nonce)

    @classmethod
    def with_token(cls, end: str, token: str) -> "AddressChange | None":
        """What a link confirms; None for one that is malformed, too old, or about what is settled."""
        if end not in ENDS or not (parts := signed(f"address-{end}", token)):
            return None
        found = session().scalar(select(cls).where(cls.id == parts[0], cls.nonce == parts[1]).with_for_update())
        return found if found and found.open else None

    @classmethod
    def open_for(cls, account: "Account") -> "AddressChange | None":
        """What was asked for last and is not settled."""
        last = select(cls).where(cls.account_id == account.id).order_by(cls.id.desc()).limit(1)
        found = session().scalar(last)
        return found if found and found.open else None

    def confirmed_at(self, end: str) -> datetime | None:
        return self.old_confirmed_at if end == "old" else self.new_confirmed_at

    def confirm(self, end: str) -> None:
        """One mailbox says yes; with the second the address changes. Raises AddressTaken."""
        if end == "old":
            self.old_confirmed_at = self.old_confirmed_at or clock.now()
        else:
            self.new_confirmed_at = self.new_confirmed_at or clock.now()
        if self.old_confirmed_at and self.new_confirmed_at:
            self.account.move_to(self.new_email)
            self.made_at = clock.now()

    def drop(self) -> None:
        """It was not meant, or somebody else asked."""
        self.dropped_at = clock.now()
        Activity.record("kept_address", self.account)
