"""The form of a person, with rows for what they are and were."""

from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from sqlalchemy import or_, select, true
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FormField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from blueprints.editing.entries import one_a_line, spoken_choices
from blueprints.editing.naming import organisation_named, require_one_organisation
from blueprints.editing.rows import Row
from blueprints.scoping import current_account
from models import Account, Person, Position
from models.email_address import BadAddress, clean_email
from models.permissions import Permissions
from support.db import db
from support.form_fields import (
    Many,
    Rows,
    TranslatedField,
    WholeNumber,
    YearWithinReason,
    email_line,
    line,
    lines,
    options,
)
from support.versions import Versioned

PLAIN, TEXTS, LISTS = ("rank",), ("email", "phone", "note"), ("languages", "interprets")


class PositionRow(Row):
    """What somebody is or was, where, from when to when; what nobody knows stays empty."""

    title = TranslatedField(_l("Position"), 200)
    organisation = line(_l("Organisation"), 300)
    starts_on = DateField(_lp("position", "From"), validators=[Optional(), YearWithinReason()])
    ends_on = DateField(_lp("position", "Until"), validators=[Optional(), YearWithinReason()])

    @property
    def empty(self) -> bool:
        return not any((*self.title.texts.values(), self.organisation.data))

    def validate_organisation(self, field: Any) -> None:
        require_one_organisation(field)

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day cannot be before the first."))


class PersonForm(Versioned, FlaskForm):
    """All that is known of somebody. Other spellings are one a line. Without an account for those who may not say whose it is."""

    name = TranslatedField(_l("Name"), 200, required=_l("Enter a name in one language at least."))
    variants = lines(_l("Other names and spellings"), 2000)
    honorific = TranslatedField(_l("Form of address"), 60)
    rank = WholeNumber(_l("Rank"), validators=[Optional(), NumberRange(1, 99, message=_l("A rank is between 1 and 99."))])
    email = email_line(_l("E-mail"))
    phone = line(_l("Phone"), 40)
    languages = Many(_l("Speaks"))
    interprets = Many(_l("Interprets between"))
    account = SelectField(_l("Account"), coerce=int, default=0)
    note = lines(_l("Note"), 2000)
    positions = Rows(FormField(PositionRow), max_entries=50)

    @classmethod
    def of(cls, person: Person, posted: MultiDict[str, str] | None = None, *, stored: bool = False) -> Self:
        """The form, filled in with what there is, or with what was posted over it unless it is wanted as `stored`."""
        plain = {field: getattr(person, field) for field in (*PLAIN, *TEXTS, *LISTS, "name", "honorific")}
        given = None if stored else posted if posted is not None else request.form or None
        form = cls(formdata=given, data={**plain, "variants": "\n".join(person.variants or ()), "account": person.account_id or 0,
                                         "positions": [_shown(one) for one in person.positions]})  # fmt: skip
        form.languages.choices = options(spoken_choices(*person.languages))
        form.interprets.choices = options(spoken_choices(*person.interprets))
        if Permissions(current_account()).may_link(person):
            form.account.choices = options([(0, _("None")), *_free_accounts(person)])
        else:
            del form.account
        return form

    def validate_email(self, field: Any) -> None:
        if field.data:
            try:
                field.data = clean_email(field.data)
            except BadAddress:
                raise ValidationError(_("Enter an e-mail address, like name@example.org.")) from None

    def fill(self, person: Person) -> None:
        """Let the person be what was typed."""
        changes: dict[str, Any] = {field: self[field].data or None for field in PLAIN}
        changes |= {field: self[field].data or "" for field in TEXTS} | {field: self[field].data or [] for field in LISTS}
        changes |= {"name": self.name.rewritten(), "honorific": self.honorific.rewritten(), "email": changes["email"].casefold()}
        if self.account:
            changes |= {"account": db.session.get(Account, self.account.data) if self.account.data else None}
        were = [str(position) for position in person.positions]
        person.revise({**changes, "variants": one_a_line(self.variants.data)})
        person.hold(self._held(person), were)

    def _held(self, person: Person) -> list[Position]:
        """The rows as positions, those that were there with what is typed now."""
        stored, held = {one.id: one for one in person.positions}, []
        for row in (entry.form for entry in self.positions if not entry.form.remove.data and not entry.form.empty):
            position = stored.get(row.stored_id or 0) or Position()
            position.title = row.title.rewritten()
            position.organisation = organisation_named(row.organisation.data, position.organisation)
            position.starts_on, position.ends_on, position.place = row.starts_on.data, row.ends_on.data, len(held)
            held.append(position)
        return held


def _shown(position: Position) -> dict[str, Any]:
    label = position.organisation.label() if position.organisation else ""
    return {"row_id": position.id, "title": position.title, "organisation": label, "starts_on": position.starts_on,
            "ends_on": position.ends_on}  # fmt: skip


def _free_accounts(person: Person) -> list[tuple[int, str]]:
    """Accounts that nobody else is behind; those of the office are for administrators to choose.

    Whoever is behind a person sees the events that person has a part in: staff open no restricted ones for themselves.
    """
    taken = select(Person.account_id).where(Person.account_id.is_not(None), Person.id != (person.id or 0))
    theirs = true() if Permissions(current_account()).administers else Account.role == "faculty"
    free = Account.id.not_in(taken) & theirs
    found = db.session.scalars(
        select(Account).where(or_(Account.id == person.account_id, free)).order_by(Account.name_key, Account.id)
    )
    return [(one.id, f"{one.name} ({one.email})" if one.name else one.email) for one in found]
