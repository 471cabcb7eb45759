"""The second step of signing in: a code from the app, a recovery code, or a passkey."""

from typing import Any

from flask import Response, redirect, request, session, url_for
from flask_security import login_user
from flask_security.tf_plugin import tf_clean_session

from blueprints.account import bp
from blueprints.account.factor_forms import SecondStepForm
from blueprints.scoping import current_account
from models import Account
from support.db import db
from support.htmx import page
from support.passkeys import passkeys_possible, request_options
from support.second_factors import half_signed_in
from support.sign_in import own_address


@bp.get("/login/second-step")
def second_step() -> Any:
    """Ask for it. Who comes here without a password that was right a moment ago begins with that."""
    if current_account():
        return redirect(url_for("desk.show"))
    account = half_signed_in()
    return _show(account, SecondStepForm(account, formdata=None)) if account else _begin_again()


@bp.post("/login/second-step")
def take_second_step() -> Any:
    """Sign in with a code or a passkey."""
    account = half_signed_in()
    if account is None:
        return _begin_again()
    form = SecondStepForm(account)
    if not form.validate_on_submit():
        db.session.commit()
        return _show(account, form, status=429 if form.wait else 422)

    begin_session(account, "password", form.how, remember=bool(session.get("tf_remember_login")))
    db.session.commit()
    return redirect(url_for("desk.show"), 303)  # where it wanted to go says `signing_in`


def begin_session(account: Account, *how: str, remember: bool = False) -> None:
    """Sign in somebody who has shown who they are, by password, authenticator, recovery, passkey or university."""
    tf_clean_session()
    session.pop("tf_since", None)
    login_user(account, remember=remember, authn_via=list(how))


def _begin_again() -> Response:
    tf_clean_session()
    return redirect(url_for("security.login", next=own_address(request.args.get("next"))))  # type: ignore[return-value]


def _show(account: Account, form: SecondStepForm, *, status: int = 200) -> Response:
    template = "security/second_step.html"
    options = request_options(account) if account.webauthn and passkeys_possible() else None
    context = {"form": form, "waiting": account, "options": options, "onwards": own_address(request.args.get("next"))}
    response = page(template, fragment=template, status=status, **context)
    if form.wait:
        response.headers["Retry-After"] = str(form.wait)
    return response
