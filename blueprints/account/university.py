"""Signing in where the university signs its people in. Whom the office does not know stays outside: no account makes itself."""

from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user

from blueprints.account import bp
from blueprints.account.second_step import begin_session
from blueprints.scoping import current_account
from models import Account
from models.account import UniversityIdentity
from support.db import db, writing
from support.freshness import confirm
from support.oidc import Identity, NoAnswer, SignInFailed, returned_identity, send_to_university
from support.settings import current
from support.sign_in import own_address

NEXT, ONCE_MORE = "university_next", "university_once_more"


@bp.get("/login/university")
def ask_university() -> Any:
    """Go there. A link rather than a form: browsers let no form of ours lead to another site."""
    _require_single_sign_on()
    if current_account():
        return redirect(url_for("desk.show"))
    session[NEXT] = own_address(request.args.get("next"))
    session.pop(ONCE_MORE, None)
    return _leave()


@bp.get("/verify/university")
def ask_university_again() -> Any:
    """Ask the university once more, with its password, whether it is still they."""
    _require_single_sign_on()
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    session[NEXT] = own_address(request.args.get("next"))
    session[ONCE_MORE] = current_user.id
    return _leave(prompt="login", max_age=0)


@bp.get("/login/university/return")
def return_from_university() -> Any:
    """Come back, with an account that the office has made for them."""
    _require_single_sign_on()
    try:
        identity = returned_identity()
    except SignInFailed:
        return _problem(400, _("This sign-in was interrupted or is too old. Begin again."))
    except NoAnswer:
        return _no_answer()
    _begin_to_write()
    account, whose = _account_of(identity), session.pop(ONCE_MORE, None)
    if account is None or (whose is not None and whose != account.id):
        db.session.rollback()
        return _problem(403, _("The office does not know you yet. Ask it to invite you; then this sign-in works too."))
    g.wanted = session.pop(NEXT, None)
    if whose is not None and current_user.is_authenticated:
        confirm()
    else:
        begin_session(account, "university")
    db.session.commit()
    return redirect(g.wanted or url_for("desk.show"))


def _begin_to_write() -> None:
    """The browser comes back with a GET, which begins as a reader: see `support.db`."""
    db.session.rollback()
    writing.set(True)


def _account_of(identity: Identity) -> Account | None:
    """The open account of who signed in: known by the subject, at first by a verified address."""
    account = UniversityIdentity.account_of(identity.issuer, identity.subject)
    if account is None and identity.email:
        account = Account.with_email(identity.email)
        if account and account.active and not UniversityIdentity.link(account, identity.issuer, identity.subject):
            return None
    return account if account and account.active else None


def _require_single_sign_on() -> None:
    if not current().has_single_sign_on:
        abort(404)


def _leave(**more: Any) -> Response:
    try:
        return send_to_university(current().address(url_for("account.return_from_university")), **more)
    except NoAnswer:
        return _no_answer()


def _no_answer() -> Response:
    return _problem(503, _("The university's sign-in does not answer. Sign in with your password, or try again later."))


def _problem(status: int, sentence: str) -> Response:
    return make_response(render_template("security/university.html", sentence=sentence), status)
