"""An account that signs in and out: its sessions, and its password."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.account.door import Door, Try
from models.account.sign_in import LONGEST_BROWSER, SignIn
from models.activity import Activity
from models.email_address import MAX_LENGTH
from models.message import Message
from support import clock
from support.networks import network_of
from support.orm import Moment, session

if TYPE_CHECKING:
    from models.account.account import Account

RESET_WITHIN = timedelta(hours=2)
RESET_AGAIN_AFTER = timedelta(minutes=10)


class SigningIn:
    """A session is known by the account's `fs_uniquifier` and the key of its sign-in: one ends all of them, the other one."""

    reset_within: ClassVar = RESET_WITHIN
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(16))
    last_signed_in_at: Mapped[datetime | None] = mapped_column(Moment)

    def sign_in(self: "Account", *, address: str, agent: str, remembered: bool = False) -> SignIn:
        """Note a sign-in."""
        made = SignIn(
            account=self,
            address=address,
            network=network_of(address),
            agent=agent[:LONGEST_BROWSER],
            remembered=remembered,
        )
        session().add(made)
        self.last_signed_in_at = made.happened_at
        if self.invited:  # by the university's own sign-in, say
            self.accepted_at = made.happened_at
        Activity.record("signed_in", self)
        return made

    def session_of(self: "Account", sign_in: SignIn) -> str:
        """What a session carries, and the cookie by which a browser is remembered."""
        return f"{self.fs_uniquifier}.{sign_in.key}"

    @classmethod
    def of_session(cls: type["Account"], carried: str) -> "tuple[Account, SignIn | None] | None":
        """Whose session it is and which sign-in began it; None where the account is closed or signed out, here or everywhere.

        A session without a key was begun before there were keys.
        """
        uniquifier, _, key = carried.partition(".")
        found = session().execute(
            select(cls, SignIn)
            .outerjoin(SignIn, (SignIn.account_id == cls.id) & (SignIn.key == key))
            .where(cls.fs_uniquifier == uniquifier, cls.active)
        )
        row = found.first()
        if row is None or (key and (row[1] is None or not row[1].open)):
            return None
        return row[0], row[1]

    @classmethod
    def door(cls: type["Account"], email: str, address: str) -> Door:
        """Where somebody at a network address tries the password of an account, which need not exist."""
        possible = email.isprintable() and len(email) <= MAX_LENGTH
        account = cls.with_email(email) if possible else None
        return Door(email, address, familiar=account is not None and account._came_from(network_of(address)))

    @classmethod
    def of_uniquifier(cls: type["Account"], uniquifier: str) -> "Account | None":
        return session().scalar(select(cls).where(cls.fs_uniquifier == uniquifier))

    @property
    def refused_tries(self: "Account") -> Sequence[Try]:
        """Who tried its password lately and did not know it."""
        return Door(self.email, "").tries()

    def sign_out_everywhere(self: "Account", *, but: SignIn | None = None) -> None:
        """End every session and every link by which a password is reset. `but` stays listed as open: its session is given the
        new `session_of`."""
        self.fs_uniquifier = secrets.token_hex(16)
        others = update(SignIn).where(SignIn.account_id == self.id, SignIn.ended_at.is_(None))
        if but is not None:
            others = others.where(SignIn.id != but.id)
        session().execute(others.values(ended_at=clock.now()), execution_options={"synchronize_session": "fetch"})

    def choose_password(self, password: str) -> None:
        """Keep what is stored of a password."""
        self.password = password

    def change_password(self: "Account", password: str, *, but: SignIn | None = None) -> None:
        """Have another password, of which `password` is what is stored; others are signed out, and the owner is told by mail."""
        self.choose_password(password)
        self.sign_out_everywhere(but=but)
        Activity.record("changed_password", self)
        self.notify("password_changed", turn=self.fs_uniquifier[:12])

    def forgot_password(self: "Account") -> bool:
        """Mail a link by which another is chosen, at most every ten minutes; whether a mail was written.

        Somebody who has not accepted an invitation yet has no password to forget: the invitation is mailed again as it is.
        """
        occasion = "invited" if self.invited else "reset"
        since = clock.now() - RESET_AGAIN_AFTER
        recent = select(Message.id).where(Message.account_id == self.id, Message.occasion == occasion, Message.created_at > since)
        if not self.active or (self.invited and not self.can_accept) or session().scalar(recent.limit(1)):
            return False
        return self.notify(occasion, turn=clock.now().isoformat())

    def _came_from(self: "Account", network: str) -> bool:
        here = select(SignIn.id).where(SignIn.account_id == self.id, SignIn.network == network)
        return session().scalar(here.limit(1)) is not None
