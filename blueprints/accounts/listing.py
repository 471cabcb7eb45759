"""Administrators' list of accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from models import Account


class Accounts(StaffList):
    """Who signs in, by name."""

    id, title = "accounts", _l("Accounts")
    order = "name"
    filters = (
        Words(Account.search_text, _l("Name or e-mail")),
        OneOf("role", _l("Role"), wording.ROLES, Account.role),
        OneOf("state", _l("State"), wording.ACCOUNT_STATES, lambda state: _in_state(state)),
    )
    columns = (
        Col("name", _l("Name"), sort=lambda: (Account.name_key, Account.name), width=32),
        Col("email", _l("E-mail"), sort=lambda: Account.email, width=32),
        Col("role", _l("Role"), sort=lambda: Account.role, value=lambda one: str(wording.ROLES[one.role])),
        Col("state", _l("State"), value=lambda one: str(wording.ACCOUNT_STATES[one.state])),
        Col(
            "last",
            _l("Last sign-in"),
            sort=lambda: Account.last_signed_in_at,
            value=lambda one: one.last_signed_in_at,
            backwards=True,
        ),
        Col("factor", _l("Second factor"), value=lambda one: one.has_second_factor),
    )

    def query(self) -> Select[Any]:
        return select(Account).options(selectinload(Account.webauthn))

    def counted(self, number: int) -> str:
        return ngettext("%(num)s account", "%(num)s accounts", number)


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "closed":
        return ~Account.active
    return Account.active & (Account.invited if state == "invited" else ~Account.invited)
