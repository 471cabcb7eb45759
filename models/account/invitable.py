"""An account to which somebody is invited: it has no password until they accept."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from models.message import Message
from support import clock
from support.orm import Moment, session
from support.settings import current
from support.signing import sign, signed

if TYPE_CHECKING:
    from models.account.account import Account

INVITED_FOR = timedelta(days=7)
PURPOSE = "invitation"


class Invitable:
    """Its link is signed with a nonce: sending it again, accepting it and closing the account make the old link worthless."""

    invited_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    invitation_nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(9))

    @hybrid_property
    def invited(self) -> bool:
        """Whether an invitation has not been accepted yet. Accounts made at the command line never had one."""
        return self.invited_at is not None and self.accepted_at is None

    @invited.inplace.expression
    @classmethod
    def _invited(cls) -> ColumnElement[bool]:
        return and_(cls.invited_at.is_not(None), cls.accepted_at.is_(None))

    @property
    def invited_until(self) -> datetime | None:
        """When the link ends, None where there is no invitation."""
        return self.invited_at + INVITED_FOR if self.invited_at else None

    @property
    def can_accept(self: "Account") -> bool:
        """Whether the link still works."""
        return self.active and self.invited and self.invited_until is not None and clock.now() < self.invited_until

    @property
    def invitation_token(self: "Account") -> str:
        return sign(PURPOSE, self.id, self.invitation_nonce)

    @classmethod
    def with_invitation(cls: type["Account"], token: str) -> "Account | None":
        """The account a link invites to; None for a link that is malformed, used, replaced or too old."""
        if not (parts := signed(PURPOSE, token)):
            return None
        found = session().scalar(select(cls).where(cls.id == parts[0], cls.invitation_nonce == parts[1]).with_for_update())
        return found if found and found.can_accept else None

    def invite(self: "Account") -> None:
        """Mail a link by which somebody chooses a password; a link mailed before no longer works."""
        self.invited_at, self.invitation_nonce = clock.now(), secrets.token_urlsafe(9)
        session().add(self)
        session().flush()
        Activity.record("invited", self)
        self.notify("invited", turn=secrets.token_hex(6))

    def accept(self: "Account", *, name: str, password: str) -> None:
        """Take the invitation. `password` is what is stored of it."""
        self.accepted_at, self.invitation_nonce = clock.now(), secrets.token_urlsafe(9)
        self.name = name
        self.choose_password(password)
        Activity.record("accepted", self)

    def notify(self: "Account", occasion: str, *, turn: str, to: str = "", **facts: Any) -> bool:
        """Write a mail to the account in its language, once for each `turn`; whether one was written."""
        return Message.write(
            occasion,
            key=f"{occasion}:account-{self.id}:{turn}",
            to=to or self.email,
            name=self.name,
            language=self.language or current().languages[0],
            account_id=self.id,
            **facts,
        )
