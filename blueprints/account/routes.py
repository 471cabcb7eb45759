"""One's own account."""

from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.account import bp
from blueprints.account.forms import LONGEST, SHORTEST, AccountForm, PasswordForm
from blueprints.account.password_forms import AddressForm
from blueprints.account.signing_in import go_on_signed_in
from blueprints.scoping import current_account, signed_in
from models.account import AddressChange, SignIn
from support.db import db
from support.i18n import speaking_to
from support.languages import language
from support.passkeys import passkeys_possible
from support.security import hashed
from support.settings import current


@bp.get("/account")
@signed_in
def show() -> Response:
    """Name, language and password."""
    return account_page()


@bp.post("/account")
@signed_in
def update() -> Response:
    """Change name and language."""
    account, form = current_account(), AccountForm()
    if not form.validate_on_submit():
        return account_page(form=form, status=422)

    account.revise({"name": form.name.data, "language": form.language.data})
    db.session.commit()
    g.language_to_remember = account.language
    with speaking_to(account.language):
        flash(_("Saved."), "ok")
    return redirect(url_for("account.show"), 303)


@bp.post("/account/password")
@signed_in
def change_password() -> Response:
    """Change the password, which signs everybody else out of the account."""
    account = current_account()
    form = PasswordForm(account)
    if not form.validate_on_submit():
        return account_page(password_form=form, status=429 if form.wait else 422, wait=form.wait)

    account.change_password(hashed(form.new.data), but=g.get("sign_in"))
    go_on_signed_in(account)
    db.session.commit()
    flash(_("Your password is changed. Other devices have been signed out."), "ok")
    return redirect(url_for("account.show"), 303)


def account_page(*, status: int = 200, wait: int = 0, **forms: Any) -> Response:
    """The page with the form that was sent, and the others as they stand."""
    account = current_account()
    as_stored = {"name": account.name, "language": account.language or language()}
    as_they_stand = {
        "form": AccountForm(formdata=None, data=as_stored),
        "password_form": PasswordForm(account, formdata=None),
        "address_form": AddressForm(account, formdata=None),
        "sign_ins": SignIn.of(account),
        "change": AddressChange.open_for(account),
    }
    facts = {"passkeys_possible": passkeys_possible(), "zone": current().zone}
    response = make_response(
        render_template("account/show.html", shortest=SHORTEST, longest=LONGEST, **facts, **as_they_stand | forms), status
    )
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
