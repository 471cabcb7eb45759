"""Why a mailbox without an account is written to: somebody, most likely its owner, asks for calendars of their own."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from blueprints.outbox.occasions import Action, Fact, Gone, Occasion
from models import Message
from models.confirmed_address import LINK_LASTS, ConfirmedAddress
from models.confirmed_address import OCCASION as CONFIRM
from support import clock, dates
from support.db import db
from support.settings import current

HIDDEN = "…"
"""Stands for the secret part of a link where staff look on."""


class AddressToConfirm(Occasion):
    """`link` says that staff look on. Raises Gone where the address was forgotten."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        address = db.session.get(ConfirmedAddress, message.facts["address"])
        if address is None or address.email != message.to:
            raise Gone
        self.secret = HIDDEN if link else address.token(message.created_at)

    @property
    def overtaken(self) -> bool:
        return self._until <= clock.now()

    @property
    def facts(self) -> Iterator[Fact]:
        local = self._until.astimezone(current().zone)
        yield Fact(_("Valid until"), f"{dates.day(local)}, {dates.hour(local)} ({dates.zone(local)})")

    @property
    def actions(self) -> Iterator[Action]:
        purpose = self.message.facts.get("purpose")
        asked = f"?purpose={purpose}" if purpose else ""
        yield Action(_("To my calendars"), current().address(f"/calendars/personal/links/{self.secret}{asked}"))

    @property
    def _until(self) -> datetime:
        return self.message.created_at + LINK_LASTS


ADDRESS_OCCASIONS: dict[str, type[Occasion]] = {CONFIRM: AddressToConfirm}
