"""An account's address, by which it signs in and is written to."""

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from models.account.address_change import AddressChange, AddressTaken
from models.activity import Activity
from models.email_address import email_key
from support import clock
from support.orm import session

if TYPE_CHECKING:
    from models.account.account import Account


class Addressable:
    """An address belongs to one account. Its owner changes it with a yes from both mailboxes, an administrator at once."""

    @classmethod
    def with_email(cls: type["Account"], email: str) -> "Account | None":
        return session().scalar(select(cls).where(func.lower(cls.email) == email_key(email)))

    def ask_for_address(self: "Account", email: str) -> AddressChange:
        """Write to both mailboxes. What was asked for before is forgotten. Raises AddressTaken."""
        self.require_free(email)
        self._forget_changes()
        change = AddressChange(account=self, account_id=self.id, old_email=self.email, new_email=email_key(email))
        session().add(change)
        session().flush()
        Activity.record("asked_for_address", self, email=[self.email, change.new_email])
        for end, to in (("new", change.new_email), ("old", change.old_email)):
            self.notify(f"address_{end}", turn=str(change.id), to=to, change=change.id, email=change.new_email)
        return change

    def move_to(self: "Account", email: str) -> None:
        """Have another address from now on: both mailboxes are told, and links mailed to the old one end. Raises AddressTaken."""
        from models.follower import Follower

        old, new = self.email, email_key(email)
        if old == new:
            return
        self.require_free(new)
        self._forget_changes()
        self.revise({"email": new})
        Follower.move(old, new)
        turn = f"{clock.now().isoformat()}:{secrets.token_hex(4)}"
        if not self.invited:
            for to in (old, new):
                self.notify("address_changed", turn=f"{turn}:{to}", to=to, email=new)
        self.sign_out_everywhere()

    def require_free(self: "Account", email: str) -> None:
        """Raises AddressTaken where another account has the address."""
        other = type(self).with_email(email)
        if other is not None and other is not self:
            raise AddressTaken(email)

    def _forget_changes(self: "Account") -> None:
        open_ones = (AddressChange.made_at.is_(None), AddressChange.dropped_at.is_(None))
        mine = update(AddressChange).where(AddressChange.account_id == self.id, *open_ones)
        session().execute(mine.values(dropped_at=clock.now()), execution_options={"synchronize_session": "fetch"})
