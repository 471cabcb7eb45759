"""One's own sign-ins: the list stands on the account's page, here they are ended."""

from flask import Response, abort, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_security.utils import logout_user

from blueprints.account import bp
from blueprints.scoping import current_account, signed_in
from models import Activity
from models.account import SignIn
from support.db import db


@bp.post("/account/sign-ins/ending")
@signed_in
def sign_out_everywhere() -> Response:
    """End every session, this one too."""
    account = current_account()
    account.sign_out_everywhere()
    Activity.record("signed_out_everywhere", account)
    g.pop("sign_in", None)
    logout_user()
    db.session.commit()
    flash(_("You are signed out everywhere."), "ok")
    return redirect(url_for("security.login"), 303)  # type: ignore[return-value]


@bp.post("/account/sign-ins/<int:number>/ending")
@signed_in
def sign_out(number: int) -> Response:
    """End one session of one's own."""
    account = current_account()
    sign_in = db.session.get(SignIn, number)
    if sign_in is None or sign_in.account_id != account.id:
        abort(404)
    sign_in.end()
    Activity.record("ended_session", account)
    db.session.commit()
    flash(_("That device is signed out."), "ok")
    return redirect(url_for(".show", _anchor="sign-ins"), 303)  # type: ignore[return-value]
