"""Forms in which somebody chooses a password, asks for another, or says which address it is about."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from blueprints import wording
from blueprints.account.forms import LONGEST, NAME, SHORTEST
from models import Account
from models.email_address import BadAddress, clean_email, email_key
from support.form_fields import email_line, line
from support.security import normalised
from support.sign_in import Throttled


class NewPasswordForm(FlaskForm):
    """A password, twice."""

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


class InvitationForm(NewPasswordForm):
    """What whoever was invited says of themselves."""

    name = line(_l("Name"), NAME, required=_l("Enter your name."))


class ForgottenForm(FlaskForm):
    """The address of an account, which need not exist."""

    email = email_line(_l("E-mail"), required=_l("Enter your e-mail address."))

    def validate_email(self, field: Any) -> None:
        _clean(field)


class AddressForm(Throttled, FlaskForm):
    """Another address for one's own account, and the password, for a moment at an open screen must not be enough."""

    email = email_line(_l("New e-mail address"), required=_l("Enter the new e-mail address."))
    current = PasswordField(_l("Current password"), validators=[InputRequired(_l("Enter your current password."))])

    def __init__(self, account: Account, **more: Any) -> None:
        super().__init__(prefix="address-", **more)
        self.account = account

    def validate_email(self, field: Any) -> None:
        _clean(field)
        if email_key(field.data) == self.account.email:
            raise ValidationError(_("This is the address that you have."))

    def validate(self, **more: Any) -> bool:  # type: ignore[override]
        if not self.may_try():
            return False
        if not super().validate(**more):
            return False
        if self.account.verify_and_update_password(normalised(self.current.data)):  # type: ignore[attr-defined]
            return True
        self.current.errors = [_("The password is not right.")]
        return False


class UnlockForm(Throttled, FlaskForm):
    """The password of whoever left the screen, sent along with what they had typed."""

    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter your password."))])

    def __init__(self, account: Any, **more: Any) -> None:
        super().__init__(prefix="unlock-", **more)
        self.account = account

    def validate(self, **more: Any) -> bool:  # type: ignore[override]
        if not self.may_try() or not super().validate(**more):
            return False
        if self.account.verify_and_update_password(normalised(self.password.data)):
            return True
        self.password.errors = [_("The password is not right.")]
        return False


def _clean(field: Any) -> None:
    """The address as it will be written to. Raises ValidationError for what is none."""
    try:
        field.data = clean_email(field.data)
    except BadAddress as bad:
        raise ValidationError(wording.address_problem(bad)) from None
