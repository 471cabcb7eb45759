"""Why somebody with an account is written to. Links are made when the mail is sent: none is ever stored."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import pgettext
from flask_security.recoverable import generate_reset_password_token

from blueprints.outbox.occasions import Action, Fact, Gone, Occasion
from models import Message
from models.account import AddressChange
from models.account.signing_in import RESET_WITHIN
from support import clock, dates
from support.db import db
from support.settings import current

HIDDEN = "…"
"""Stands for the secret part of a link where staff look on."""


class AboutAnAccount(Occasion):
    """`link` says that staff look on. Raises Gone where the account was removed."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        if message.account is None:
            raise Gone
        self.account = message.account
        self.secret = HIDDEN if link else self.token()

    def token(self) -> str:
        """The secret part of the link, if the mail has one."""
        return ""

    def until(self, moment: datetime) -> Iterator[Fact]:
        """When the link ends, on the house's clock."""
        local = moment.astimezone(current().zone)
        yield Fact(_("Valid until"), f"{dates.day(local)}, {dates.hour(local)} ({dates.zone(local)})")


class Invited(AboutAnAccount):
    """Somebody shall have an account."""

    def token(self) -> str:
        return self.account.invitation_token

    @property
    def overtaken(self) -> bool:
        return not self.account.can_accept

    @property
    def facts(self) -> Iterator[Fact]:
        yield Fact(_("Your e-mail address to sign in"), self.account.email)
        if self.account.invited_until:
            yield from self.until(self.account.invited_until)

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Choose a password"), current().address(f"/invitations/{self.secret}"))


class PasswordForgotten(AboutAnAccount):
    """Somebody, most likely the owner, wants to choose another password."""

    def token(self) -> str:
        token: str = generate_reset_password_token(self.account)
        return token

    @property
    def overtaken(self) -> bool:
        return not self.account.active or self.account.email != self.message.to

    @property
    def facts(self) -> Iterator[Fact]:
        yield from self.until((self.message.sent_at or clock.now()) + RESET_WITHIN)

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Choose another password"), current().address(f"/reset/{self.secret}"))


class PasswordChanged(AboutAnAccount):
    """It has another password."""

    @property
    def facts(self) -> Iterator[Fact]:
        local = self.message.created_at.astimezone(current().zone)
        yield Fact(_("When"), f"{dates.day(local)}, {dates.hour(local)} ({dates.zone(local)})")

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("It was not me"), current().address("/reset"))


class SecondFactorsReset(PasswordChanged):
    """An administrator has reset its second factor."""

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Set up a second factor"), current().address("/account#second-factor"))


class AddressAsked(AboutAnAccount):
    """It shall have another address, to which each of the two mailboxes says yes."""

    end = ""

    def __init__(self, message: Message, link: str) -> None:
        self.change = db.session.get(AddressChange, message.facts["change"])
        super().__init__(message, link)
        if self.change is None:
            raise Gone

    def token(self) -> str:
        return self.change.token(self.end) if self.change else ""

    @property
    def overtaken(self) -> bool:
        return self.change is None or not self.change.open or self.change.confirmed_at(self.end) is not None

    @property
    def facts(self) -> Iterator[Fact]:
        assert self.change
        yield Fact(pgettext("address", "Now"), self.change.old_email)
        yield Fact(_("Later"), self.change.new_email)
        yield from self.until(self.change.open_until)

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Say yes or no"), current().address(f"/addresses/{self.end}/{self.secret}"))


class AskedAtTheOld(AddressAsked):
    end = "old"


class AskedAtTheNew(AddressAsked):
    end = "new"


class AddressChanged(AboutAnAccount):
    """It has another address; both mailboxes are told."""

    @property
    def facts(self) -> Iterator[Fact]:
        yield Fact(_("New address"), self.message.facts["email"])

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Contact"), current().address("/about"))


ACCOUNT_OCCASIONS: dict[str, type[Occasion]] = {
    "invited": Invited,
    "reset": PasswordForgotten,
    "password_changed": PasswordChanged,
    "second_factors_reset": SecondFactorsReset,
    "address_old": AskedAtTheOld,
    "address_new": AskedAtTheNew,
    "address_changed": AddressChanged,
}
