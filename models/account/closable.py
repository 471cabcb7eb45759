"""An account that can be closed, and opened again."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from support import clock
from support.orm import Moment, session

if TYPE_CHECKING:
    from models.account.account import Account


class LastAdmin(Exception):
    """Nobody would be left who may run the site."""


class Closable:
    """Accounts are closed rather than removed: the record goes on naming them."""

    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    @hybrid_property
    def active(self) -> bool:
        """Whether the account is open; Flask-Security asks for it under this name at every request."""
        return self.closed_at is None

    @active.inplace.setter
    def _set_active(self, active: bool) -> None:
        self.closed_at = None if active else self.closed_at or clock.now()

    @active.inplace.expression
    @classmethod
    def _active(cls) -> ColumnElement[bool]:
        return cls.closed_at.is_(None)

    @property
    def has_feeds(self) -> bool:
        """Whether personal feeds of the account answer: those of a closed one are gone like its sessions."""
        return self.active

    def close(self: "Account") -> None:
        """End it, with every session and every link that was mailed. Raises LastAdmin. A second time changes nothing."""
        if self.closed_at:
            return
        self.require_another_admin()
        self.closed_at = clock.now()
        self.invitation_nonce = secrets.token_urlsafe(9)
        self.sign_out_everywhere()
        Activity.record("closed", self)

    def reopen(self: "Account") -> None:
        """Let it sign in again, with the password it had; who never had one is invited anew."""
        if self.closed_at:
            self.closed_at = None
            Activity.record("reopened", self)

    def require_another_admin(self: "Account") -> None:
        """Raises LastAdmin where no other administrator can sign in. Two who close each other at once wait here in turn."""
        cls = type(self)
        admins = select(cls).where(cls.role == "admin", cls.active, ~cls.invited).order_by(cls.id)
        able = session().scalars(admins.with_for_update().execution_options(populate_existing=True)).all()
        if list(able) == [self]:
            raise LastAdmin
