"""The forms of sign-in: how often one may try, what is said when it fails, and where it leads."""

import hashlib
import math
import time
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_security import LoginForm, VerifyForm, current_user
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import InputRequired

from support.addresses import parts_of
from support.form_fields import NoControls, tidied
from support.htmx import page
from support.ratelimit import limiter


def own_address(address: str | None) -> str | None:
    """The address where it is a path of this site, else None: browsers read //, /\\ and stray controls as another's."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    harmless = "\\" not in address and all(" " < letter < "\x7f" for letter in address)
    return address if harmless and not parts_of(address).netloc else None


def _account_and_address() -> str:
    """Whose password is being tried, and from where: nobody can lock somebody else out from another network."""
    account = request.form.get("email") or str(getattr(current_user, "email", ""))
    return f"{hashlib.sha256(account.strip().casefold().encode()).hexdigest()} {get_remote_address()}"


def failed(response: Response) -> bool:
    return response.status_code == 422


@limiter.limit("10 per 10 minutes", key_func=_account_and_address, deduct_when=failed)
@limiter.limit("200 per 10 minutes", deduct_when=failed)
def knock() -> None:
    """Count a try that fails, for an account from an address and for the address. Raises RateLimitExceeded.

    A university is one network address, so its limit is wide; the account's is not.
    """


class Throttled:
    """A form with a password in it that cannot be tried for ever; `wait` is how many seconds it refuses to."""

    wait: int = 0
    form_errors: list[str]

    def may_try(self) -> bool:
        """Whether the password may be looked at; if not the form says for how long."""
        try:
            knock()
        except RateLimitExceeded:
            reset_at = limiter.current_limit.reset_at if limiter.current_limit else 0
            self.wait = max(1, math.ceil(reset_at - time.time()))
            minutes = math.ceil(self.wait / 60)
            self.form_errors.append(
                ngettext(
                    "Too many tries. Wait %(num)d minute, then try again.",
                    "Too many tries. Wait %(num)d minutes, then try again.",
                    minutes,
                )
            )
        return not self.wait


class SignInForm(Throttled, LoginForm):
    """An address and a password. Whether the address, the password or the account is at fault, it says the same."""

    email = EmailField(_l("E-mail"), filters=[tidied], validators=[InputRequired(_l("Enter your e-mail address.")), NoControls()])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter your password."))])
    remember = BooleanField(_l("Keep me signed in on this device"))

    def validate_next(self, field: Any) -> None:
        """An address that is not ours is forgotten, not complained about."""
        field.data = own_address(field.data) or ""

    def validate(self, **more: Any) -> bool:
        if not self.may_try():
            return False
        if super().validate(**more):
            return True
        if self.email.data and self.password.data:
            self.email.errors, self.password.errors = [], []
            self.form_errors.append(_("The e-mail address or the password is not right."))
        return False


class ConfirmForm(Throttled, VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter your password."))])

    def validate_next(self, field: Any) -> None:
        field.data = own_address(field.data) or ""

    def validate(self, **more: Any) -> bool:
        if not self.may_try():
            return False
        valid: bool = super().validate(**more)
        if not valid and self.password.data:
            self.password.errors = [_("The password is not right.")]
        return valid


def show_form(template: str, **context: Any) -> Response:
    """One of Flask-Security's pages. It shows a posted form again only when something was wrong with it."""
    form = next(value for name, value in context.items() if name in ("login_user_form", "verify_form"))
    status = 200 if request.method == "GET" else 429 if form.wait else 422
    response = page(template, fragment=template, status=status, form=form)
    if form.wait:
        response.headers["Retry-After"] = str(form.wait)
    return response
