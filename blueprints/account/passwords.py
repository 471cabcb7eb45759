"""A forgotten password, and an invitation: links that work once, by which somebody chooses a password."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security.recoverable import reset_password_token_status

from blueprints.account import bp
from blueprints.account.forms import LONGEST, SHORTEST
from blueprints.account.password_forms import ForgottenForm, InvitationForm, NewPasswordForm
from models import Account
from support.db import READS, db
from support.ratelimit import limiter
from support.security import hashed


@bp.get("/reset")
def forgotten() -> Response:
    """Which address is it?"""
    return _page("forgotten", form=ForgottenForm(formdata=None))


@bp.post("/reset")
@limiter.limit("30 per hour")
def mail_reset() -> Response:
    """Mail the link. Whether the address has an account nobody is told."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return _page("forgotten", form=form, status=422)

    if account := Account.with_email(form.email.data):
        account.forgot_password()
    db.session.commit()
    return redirect(url_for(".reset_mailed"), 303)  # type: ignore[return-value]


@bp.get("/reset/sent")
def reset_mailed() -> Response:
    """The same whatever was typed."""
    return _page("reset_mailed")


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> Response:
    """Choose another password."""
    account = _of_reset(token)
    if account is None:
        return _page("dead_link", again=url_for(".forgotten"), status=404)
    form = NewPasswordForm()
    if request.method in READS or not form.validate_on_submit():
        return _page("reset", form=form, owner=account, status=_status(form))

    account.change_password(hashed(form.new.data))
    db.session.commit()
    return _to_sign_in(_("Your password is changed. Sign in with it."))


@bp.route("/invitations/<token>", methods=["GET", "POST"])
def accept(token: str) -> Response:
    """Take an invitation: a name and a password."""
    account = Account.with_invitation(token)
    if account is None:
        return _page("dead_link", again=None, status=404)
    form = InvitationForm(obj=None if request.form else account)
    if request.method in READS or not form.validate_on_submit():
        return _page("accept", form=form, owner=account, status=_status(form))

    account.accept(name=form.name.data, password=hashed(form.new.data))
    db.session.commit()
    return _to_sign_in(_("Welcome! Sign in with your address and your password."))


def _of_reset(token: str) -> Account | None:
    """The account of a link, locked, so that of two who use it at once one is too late; None for a link that does not work."""
    _expired, _invalid, found = reset_password_token_status(token)
    if found is None:
        return None
    db.session.refresh(found, with_for_update=request.method not in READS)
    expired, invalid, account = reset_password_token_status(token)
    usable = account is not None and not expired and not invalid and account.active and not account.invited
    return account if usable else None


def _to_sign_in(said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("security.login"), 303)  # type: ignore[return-value]


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _page(name: str, *, status: int = 200, **context: Any) -> Response:
    """A page that no cache keeps: its address may be a key."""
    response = make_response(render_template(f"account/{name}.html", shortest=SHORTEST, longest=LONGEST, **context), status)
    response.headers["Cache-Control"] = "no-store"
    return response
