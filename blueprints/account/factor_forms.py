"""What is typed, and what a passkey answers, where a second factor is used or set up."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, ValidationError

from models import Account
from support.form_fields import line, tidied
from support.passkey_answers import BadPasskey, made_passkey, signing_passkey
from support.recovery_codes import recovery_codes
from support.second_factors import one_time_codes
from support.sign_in import Throttled

NAME = 60
SIX_DIGITS = re.compile(r"[0-9]{6}")


def digits(text: str | None) -> str | None:
    """Six digits as people type them, in groups or not."""
    return re.sub(r"\s", "", tidied(text) or "")[:100]


class SecondStepForm(Throttled, FlaskForm):
    """A code of the app, a recovery code, or what a passkey signed; `how` says which it was."""

    code = StringField(_l("Code"), filters=[digits])
    credential = HiddenField()
    how = ""

    def __init__(self, account: Account, **more: Any) -> None:
        super().__init__(**more)
        self.account = account

    def validate(self, **more: Any) -> bool:  # type: ignore[override]
        if not super().validate(**more) or not self.may_try():
            return False
        self.account.hold()
        self.how = self._passkey() if self.credential.data else self._code()
        self.credential.data = ""
        return bool(self.how)

    def _passkey(self) -> str:
        try:
            if signing_passkey(self.credential.data).account is self.account:
                return "passkey"
        except BadPasskey:
            pass
        self.form_errors.append(_("The passkey was not accepted. Try again, or use another way."))
        return ""

    def _code(self) -> str:
        code = self.code.data or ""
        if not code:
            self.code.errors = [_("Enter a code.")]
            return ""
        if SIX_DIGITS.fullmatch(code):
            return self._code_of_the_app(code)
        if (place := recovery_codes().place_of(self.account, code)) is None:
            self.code.errors = [_("This code is not right, or was used before.")]
            return ""
        self.account.spend_recovery_code(place)
        return "recovery"

    def _code_of_the_app(self, code: str) -> str:
        sealed, last = self.account.tf_totp_secret, self.account.tf_last_counter
        counter = one_time_codes().matching(code, sealed, last_counter=last) if sealed else None
        if counter is None:
            self.code.errors = [_("This code is not right. Codes change every half minute and work once: wait for the next one.")]
            return ""
        self.account.tf_last_counter = counter
        return "authenticator"


class AuthenticatorForm(FlaskForm):
    """The first code of an app, which proves that it holds the key. `counter` is the half minute it stands for."""

    code = StringField(_l("Code from the app"), filters=[digits])
    counter: int | None = None

    def __init__(self, sealed: str, **more: Any) -> None:
        super().__init__(**more)
        self.sealed = sealed

    def validate_code(self, field: StringField) -> None:
        if not SIX_DIGITS.fullmatch(field.data or ""):
            raise ValidationError(_("Enter the six digits that the app shows."))
        self.counter = one_time_codes().matching(field.data or "", self.sealed)
        if self.counter is None:
            raise ValidationError(
                _("This code is not right. Wait for the next one; if that fails too, check the clock of the phone.")
            )


class PasskeyForm(FlaskForm):
    """A name for a passkey, and what the browser made; `made` is the passkey."""

    name = line(_l("Name"), NAME, required=_l("Name it, so that you know later which one it is."))
    credential = HiddenField()
    made: Any = None

    def validate_credential(self, field: HiddenField) -> None:
        if self.name.errors:
            return
        try:
            self.made = made_passkey(field.data or "", self.name.data or "")
        except BadPasskey:
            raise ValidationError(
                _("No passkey was made. Try again, with JavaScript and a browser that knows passkeys.")
            ) from None


class PasskeySignInForm(FlaskForm):
    """What a passkey signed, of whoever it belongs to; `account` is theirs."""

    credential = HiddenField()
    account: Any = None

    def validate(self, **more: Any) -> bool:  # type: ignore[override]
        if not super().validate(**more):
            return False
        try:
            account = signing_passkey(self.credential.data or "").account
        except BadPasskey:
            account = None
        if account is None or not account.is_active or account.is_locked():
            return self._refuse()
        self.account = account
        return True

    def belongs_to(self, account: Any) -> bool:
        """Whether the passkey is one of this account's, of whoever it was that signed."""
        return self.account.id == account.id or self._refuse()

    def _refuse(self) -> bool:
        self.form_errors.append(_("The passkey was not accepted. Try again, or use your password."))
        return False
