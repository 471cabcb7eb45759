"""The forms of sign-in: how often one may try, what is said when it fails, and where it leads."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, after_this_request, current_app, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_security import LoginForm, VerifyForm, current_user
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import InputRequired

from support.addresses import parts_of
from support.db import READS, db
from support.form_fields import NoControls, tidied
from support.htmx import page


def own_address(address: str | None) -> str | None:
    """The address where it is a path of this site, else None: browsers read //, /\\ and stray controls as another's."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    harmless = "\\" not in address and all(" " < letter < "\x7f" for letter in address)
    return address if harmless and not parts_of(address).netloc else None


class Throttled:
    """A form with a password or a code in it that cannot be tried for ever; `wait` is how many seconds it refuses to.

    An answer of 400 and more is a try that failed.
    """

    wait: int = 0
    form_errors: list[str]

    def may_try(self) -> bool:
        """Whether what was typed may be looked at; if not the form says for how long.

        The try is committed before, so call this before anything is changed.
        """
        door = _accounts().door(_whose(), request.remote_addr or "")
        knock = door.knock(request.user_agent.string)
        db.session.commit()
        number, self.wait = knock.id, door.wait_after(knock)
        db.session.commit()
        if self.wait:
            self.form_errors.append(_too_many(math.ceil(self.wait / 60)))
        else:
            after_this_request(partial(_take_back, take_back=door.take_back, number=number))
        return not self.wait


def _whose() -> str:
    """The address of the account that is being tried: who is signed in, or half signed in, cannot pretend to be another."""
    halfway = session.get("tf_user_id")  # the password was right, the second step is due
    account = current_user if current_user.is_authenticated else _accounts().of_uniquifier(halfway) if halfway else None
    return str(account.email if account else request.form.get("email", ""))


def _take_back(response: Response, take_back: Callable[[int], None], number: int) -> Response:
    if response.status_code < 400:
        take_back(number)
        db.session.commit()
    return response


def _too_many(minutes: int) -> str:
    return str(
        ngettext(
            "Too many tries. Wait %(num)d minute, then try again.",
            "Too many tries. Wait %(num)d minutes, then try again.",
            minutes,
        )
    )


def _accounts() -> Any:
    """The model of accounts, which this package does not know by name."""
    return current_app.extensions["security"].datastore.user_model


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
    status = 200 if request.method in READS else 429 if form.wait else 422
    response = page(template, fragment=template, status=status, form=form)
    if form.wait:
        response.headers["Retry-After"] = str(form.wait)
    return response
