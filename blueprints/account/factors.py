"""An authenticator app and recovery codes: set up, given up, made anew."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext as _

from blueprints.account import bp
from blueprints.account.factor_forms import AuthenticatorForm
from blueprints.account.required import second_factor_missing
from blueprints.scoping import current_account, signed_in
from models import Account
from support.db import db
from support.freshness import freshly
from support.pictures import qr_svg
from support.recovery_codes import recovery_codes
from support.second_factors import one_time_codes

KEY = "authenticator_key"


@bp.get("/account/authenticator")
@signed_in
@freshly
def new_authenticator() -> Response:
    """The key for an app, as a picture and as text."""
    return _key_page()


@bp.post("/account/authenticator")
@signed_in
@freshly
def set_up_authenticator() -> Any:
    """Take the app, once its first code has shown that it works."""
    account, form = current_account(), AuthenticatorForm(_key())
    if not form.validate_on_submit():
        return _key_page(form, status=422)

    account.take_up_authenticator(session.pop(KEY), counter=form.counter)
    db.session.commit()
    return set_up(account, _("The app is set up. From now on its codes are asked for when you sign in."))


@bp.post("/account/authenticator/removal")
@signed_in
@freshly
def remove_authenticator() -> Any:
    """Ask for the app's codes no longer."""
    current_account().give_up_authenticator()
    db.session.commit()
    flash(_("The app's codes are asked for no longer."), "ok")
    return redirect(url_for("account.show", _anchor="second-factor"), 303)


@bp.get("/account/recovery-codes")
@signed_in
@freshly
def ask_recovery_codes() -> Any:
    """What they are for, and how many are left."""
    account = current_account()
    return _codes_page(account) if account.has_second_factor else redirect(url_for("account.show", _anchor="second-factor"))


@bp.post("/account/recovery-codes")
@signed_in
@freshly
def make_recovery_codes() -> Any:
    """Make ten and show them, this once: the answer is not a redirect because nothing could show them after it."""
    account = current_account()
    if not account.has_second_factor:
        return redirect(url_for("account.show", _anchor="second-factor"), 303)
    codes = recovery_codes().create_recovery_codes(account)
    db.session.commit()
    return _codes_page(account, codes)


def set_up(account: Account, said: str) -> Response:
    """Go on from a new factor: to recovery codes where there are none yet, else back."""
    flash(said, "ok")
    if account.recovery_codes_left:
        return redirect(url_for("account.show", _anchor="second-factor"), 303)  # type: ignore[return-value]
    return redirect(url_for("account.ask_recovery_codes"), 303)  # type: ignore[return-value]


def _key() -> str:
    """The sealed key that is being set up: the same until it is, so that a mistyped code does not cost the scanned picture."""
    sealed = session.get(KEY)
    if not isinstance(sealed, str) or not one_time_codes().opened(sealed):
        sealed = session[KEY] = one_time_codes().generate_totp_secret()
    return sealed


def _key_page(form: AuthenticatorForm | None = None, *, status: int = 200) -> Response:
    sealed, codes = _key(), one_time_codes()
    address = codes.get_totp_uri(current_account().email, sealed)
    form = form or AuthenticatorForm(sealed, formdata=None)
    context = {"form": form, "required": second_factor_missing()}
    facts = {"picture": qr_svg(address), "address": address, "key": codes.get_totp_pretty_key(sealed).replace("-", " ")}
    return make_response(render_template("account/authenticator.html", **context, **facts), status)


def _codes_page(account: Account, codes: list[str] | None = None) -> Response:
    return make_response(render_template("account/recovery_codes.html", codes=codes, left=account.recovery_codes_left))
