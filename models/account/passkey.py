"""Passkeys: the public half of a key that never leaves somebody's telephone, computer or token (WebAuthn)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support import clock
from support.orm import Base, Moment

if TYPE_CHECKING:
    from models.account.account import Account


class Passkey(Base):
    """One of them. Flask-Security's datastore looks for these names; its mixin is added at the wiring."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    """How often it has signed, where it counts: a smaller number than before comes from a copy."""
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(default="single_device")
    extensions: Mapped[str | None]
    usage: Mapped[str] = mapped_column(default="first")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    lastuse_datetime: Mapped[datetime | None] = mapped_column(Moment)
    account: Mapped["Account"] = relationship(back_populates="webauthn")

    def used(self, sign_count: int, *, backed_up: bool) -> None:
        """Note that it signed."""
        self.sign_count, self.backup_state, self.lastuse_datetime = sign_count, backed_up, clock.now()
