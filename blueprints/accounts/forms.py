"""What an administrator says of an account."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from models import Account
from models.email_address import BadAddress, clean_email
from support.form_fields import email_line, line, options
from support.i18n import language_name, offered_languages

NAME = 120


class AccountForm(FlaskForm):
    """Name, address and role. `account` is the one that is changed, None where somebody is invited."""

    account: Account | None = None
    name = line(_l("Name"), NAME, required=_l("Enter a name."))
    email = email_line(_l("E-mail"), required=_l("Enter an e-mail address."))
    role = SelectField(_l("Role"), choices=options(wording.ROLES))

    def validate_email(self, field: Any) -> None:
        try:
            field.data = clean_email(field.data)
        except BadAddress as bad:
            raise ValidationError(wording.address_problem(bad)) from None
        holder = Account.with_email(field.data)
        if holder is not None and holder is not self.account:
            raise ValidationError(_("%(name)s has an account with this address.", name=holder.name or holder.email))


class InvitationForm(AccountForm):
    """Whoever shall have an account, and in which language to write to them."""

    language = SelectField(_l("Language"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.language.choices = [(code, language_name(code)) for code in offered_languages()]
