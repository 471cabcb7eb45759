"""A second factor beside the password: an authenticator app, passkeys, and codes for the day when both are away."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.account.passkey import Passkey
from models.activity import Activity
from support import clock
from support.orm import Moment, session

if TYPE_CHECKING:
    from models.account.account import Account


class DoublySecured:
    """What an account has besides its password. The columns tf_, mf_ and fs_ bear the names that Flask-Security looks for.

    What is secret comes sealed or encrypted from `support.second_factors`; the record names what was done, never a secret.
    """

    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]
    """The half minute of the code that was used last: no code works twice (RFC 6238, 5.2)."""
    tf_set_up_at: Mapped[datetime | None] = mapped_column(Moment)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    mf_made_at: Mapped[datetime | None] = mapped_column(Moment)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)

    @declared_attr
    def webauthn(cls) -> Mapped[list[Passkey]]:
        """The account's passkeys, the oldest first."""
        return relationship(
            Passkey, back_populates="account", order_by=Passkey.id, cascade="all, delete-orphan", passive_deletes=True
        )

    @property
    def has_authenticator(self) -> bool:
        return self.tf_totp_secret is not None

    @property
    def has_second_factor(self) -> bool:
        return self.has_authenticator or bool(self.webauthn)

    @property
    def recovery_codes_left(self) -> int:
        return len(self.mf_recovery_codes or ())

    def hold(self) -> None:
        """Read the account anew and let nobody else change it meanwhile: a code that works once must not work twice at once."""
        session().refresh(self, with_for_update=True)

    def take_up_authenticator(self, sealed: str, *, counter: int | None = None) -> None:
        """Ask for an app's codes from now on; `counter` is the half minute of the code that proved that it works."""
        self.tf_primary_method, self.tf_totp_secret = "authenticator", sealed
        self.tf_last_counter, self.tf_set_up_at = counter, clock.now()
        Activity.record("added_authenticator", self)

    def give_up_authenticator(self) -> None:
        """Ask for the app's codes no longer."""
        if self.has_authenticator:
            self._clear_authenticator()
            Activity.record("removed_authenticator", self)
            self._drop_useless_codes()

    def take_up_passkey(self, passkey: Passkey) -> None:
        self.webauthn.append(passkey)
        Activity.record("added_passkey", self, passkey=passkey.name)

    def give_up_passkey(self, passkey: Passkey) -> None:
        self.webauthn.remove(passkey)
        Activity.record("removed_passkey", self, passkey=passkey.name)
        self._drop_useless_codes()

    def keep_recovery_codes(self, sealed: list[str]) -> None:
        """Take these instead of all earlier ones."""
        self.mf_recovery_codes, self.mf_made_at = MutableList(sealed), clock.now()
        Activity.record("made_recovery_codes", self, number=len(sealed))

    def spend_recovery_code(self, place: int) -> None:
        """Use up the code at a place among them."""
        self.mf_recovery_codes = MutableList([code for at, code in enumerate(self.mf_recovery_codes or ()) if at != place])
        Activity.record("used_recovery_code", self, left=self.recovery_codes_left)

    def forget_second_factors(self: "Account") -> None:
        """Start afresh after a phone was lost: the password alone signs in again, every session has ended, the owner is told."""
        self._clear_authenticator()
        self.webauthn.clear()
        self.mf_recovery_codes = self.mf_made_at = None
        self.sign_out_everywhere()
        Activity.record("reset_second_factors", self)
        self.notify("second_factors_reset", turn=self.fs_uniquifier[:12])

    def _clear_authenticator(self) -> None:
        self.tf_primary_method = self.tf_totp_secret = self.tf_last_counter = self.tf_set_up_at = None

    def _drop_useless_codes(self) -> None:
        if not self.has_second_factor:
            self.mf_recovery_codes = self.mf_made_at = None
