"""What an account may change about itself."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField
from wtforms.validators import EqualTo, InputRequired, Length

from models import Account
from support.form_fields import line
from support.i18n import language_name, offered_languages
from support.security import normalised
from support.sign_in import Throttled

NAME, SHORTEST, LONGEST = 120, 8, 128


class AccountForm(FlaskForm):
    """How the account is called and spoken to."""

    name = line(_l("Name"), NAME, required=_l("Enter your name."))
    language = SelectField(_l("Language"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.language.choices = [(code, language_name(code)) for code in offered_languages()]


class PasswordForm(Throttled, FlaskForm):
    """The password that was, and the one that shall be."""

    current = PasswordField(_l("Current password"), validators=[InputRequired(_l("Enter your current password."))])
    new = PasswordField(
        _l("New password"),
        validators=[
            InputRequired(_l("Enter a new password.")),
            Length(SHORTEST, LONGEST, _l("A password has %(min)d to %(max)d characters.")),
        ],
    )
    again = PasswordField(
        _l("New password once more"), validators=[EqualTo("new", _l("This is not the same as the new password."))]
    )

    def __init__(self, account: Account, **more: Any) -> None:
        super().__init__(prefix="password-", **more)
        self.account = account

    def validate(self, **more: Any) -> bool:  # type: ignore[override]
        if not self.may_try() or not super().validate(**more):
            return False
        if self.account.verify_and_update_password(normalised(self.current.data)):  # type: ignore[attr-defined]
            return True
        self.current.errors = [_("The password is not right.")]
        return False
