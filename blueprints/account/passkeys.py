"""Passkeys: added, removed, and signed in with."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from blueprints.account import bp
from blueprints.account.factor_forms import PasskeyForm, PasskeySignInForm
from blueprints.account.factors import set_up
from blueprints.account.second_step import begin_session
from blueprints.scoping import current_account, signed_in
from models.account import Passkey
from support.db import db
from support.freshness import confirm, freshly
from support.passkeys import creation_options, keep_handle, passkeys_possible, request_options
from support.sign_in import own_address


@bp.get("/account/passkeys/new")
@signed_in
@freshly
def new_passkey() -> Response:
    """Name one and let the browser make it."""
    return _new_page(PasskeyForm(formdata=None))


@bp.post("/account/passkeys")
@signed_in
@freshly
def add_passkey() -> Response:
    """Keep what the browser made."""
    account, form = current_account(), PasskeyForm()
    if not form.validate_on_submit():
        form.credential.data = ""
        return _new_page(form, status=422)

    keep_handle(account)
    account.take_up_passkey(form.made)
    db.session.commit()
    return set_up(account, _("The passkey is added. You can sign in with it."))


@bp.post("/account/passkeys/<int:number>/removal")
@signed_in
@freshly
def remove_passkey(number: int) -> Any:
    """Know it no longer."""
    account = current_account()
    passkey = db.one_or_404(db.select(Passkey).where(Passkey.id == number, Passkey.user_id == account.id))
    account.give_up_passkey(passkey)
    db.session.commit()
    flash(_("The passkey is removed. Delete it on your device too."), "ok")
    return redirect(url_for("account.show", _anchor="second-factor"), 303)


@bp.get("/login/passkey")
def ask_passkey() -> Any:
    """Sign in with a passkey alone: it is something one has, and asks for a finger or a PIN besides."""
    if current_account():
        return redirect(url_for("desk.show"))
    return _sign_in_page(PasskeySignInForm(formdata=None))


@bp.post("/login/passkey")
def sign_in_with_passkey() -> Any:
    """Begin a session with what a passkey signed."""
    form = PasskeySignInForm()
    if not form.validate_on_submit():
        form.credential.data = ""
        return _sign_in_page(form, status=422)

    begin_session(form.account, "passkey")
    db.session.commit()
    return redirect(url_for("desk.show"), 303)  # where it wanted to go says `signing_in`


@bp.get("/verify/passkey")
def ask_passkey_again() -> Any:
    """Ask a passkey of whoever is signed in, rather than the password, whether it is still they."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    return _sign_in_page(PasskeySignInForm(formdata=None), whose=current_user)


@bp.post("/verify/passkey")
def confirm_with_passkey() -> Any:
    """Go on, with what one of their own passkeys signed."""
    form = PasskeySignInForm()
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    if not form.validate_on_submit() or not form.belongs_to(current_user):
        form.credential.data = ""
        return _sign_in_page(form, whose=current_user, status=422)

    confirm()
    db.session.commit()
    return redirect(own_address(request.args.get("next")) or url_for("account.show"), 303)


def _new_page(form: PasskeyForm, *, status: int = 200) -> Response:
    possible = passkeys_possible()
    options = creation_options(current_account()) if possible else None
    return make_response(render_template("account/new_passkey.html", form=form, options=options), status)


def _sign_in_page(form: PasskeySignInForm, *, whose: Any = None, status: int = 200) -> Response:
    """The page for anybody's passkey, or for one of those of whoever is signed in already."""
    context = {
        "form": form,
        "options": request_options(whose) if passkeys_possible() else None,
        "again": whose is not None,
        "onwards": own_address(request.args.get("next")),
    }
    return make_response(render_template("security/passkey.html", **context), status)
