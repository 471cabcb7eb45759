"""What happens when somebody signs in, besides what Flask-Security does."""

from typing import Any

from flask import Flask, Response, after_this_request, g, request, session
from flask_login import COOKIE_NAME as REMEMBER
from flask_login import user_logged_out
from flask_security import user_authenticated

from blueprints.scoping import office
from models import Account
from support.actor import Actor, act_as
from support.db import db
from support.i18n import COOKIE
from support.sign_in import own_address

WAYS = {"password", "passkey", "university"}


@user_authenticated.connect
def welcome(_app: Flask, user: Account, authn_via: list[str], **_more: Any) -> None:
    """Record it, speak the account's language, and lead where it wanted to go."""
    if not WAYS & set(authn_via):  # a changed password signs in again as well
        return
    act_as(Actor(user.name or user.email, user.id))
    remembered = session.get("_remember") == "set"
    g.sign_in = user.sign_in(address=request.remote_addr or "", agent=request.user_agent.string, remembered=remembered)
    session["_user_id"] = user.session_of(g.sign_in)
    if user.language and COOKIE not in request.cookies:
        g.language_to_remember = user.language
    after_this_request(_lead_on)
    g.starts_the_office = user.is_admin and not office().set_up


@user_logged_out.connect
def end_session(_app: Flask, **_more: Any) -> None:
    """Signing out ends the session itself: a copy of its cookie is worth nothing from now on."""
    if sign_in := g.pop("sign_in", None):
        sign_in.end()
        after_this_request(_commit)


def go_on_signed_in(account: Account) -> None:
    """Everybody else was signed out; this browser stays, and goes on being remembered if it was."""
    sign_in = g.get("sign_in")
    session["_user_id"] = account.session_of(sign_in) if sign_in else account.fs_uniquifier
    if REMEMBER in request.cookies:
        session["_remember"] = "set"


def _commit(response: Response) -> Response:
    db.session.commit()
    return response


def _lead_on(response: Response) -> Response:
    """An administrator to the start page until it is finished; others to the page that asked who was there, else to the desk."""
    wanted = own_address(g.get("wanted") or request.form.get("next") or request.args.get("next"))
    response.location = "/start" if g.starts_the_office else wanted or "/desk"
    return response
