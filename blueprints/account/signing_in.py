"""What happens when somebody signs in, besides what Flask-Security does."""

from typing import Any

from flask import Flask, Response, after_this_request, g, request
from flask_security import user_authenticated

from blueprints.scoping import office
from models import Account, Activity
from support.actor import Actor, act_as
from support.i18n import COOKIE
from support.sign_in import own_address


@user_authenticated.connect
def welcome(_app: Flask, user: Account, authn_via: list[str], **_more: Any) -> None:
    """Record it, speak the account's language, and lead where it wanted to go."""
    if authn_via != ["password"]:  # a changed password signs in again as well
        return
    act_as(Actor(user.name or user.email, user.id))
    Activity.record("signed_in", user)
    if user.language and COOKIE not in request.cookies:
        g.language_to_remember = user.language
    after_this_request(_lead_on)
    g.starts_the_office = user.is_admin and not office().set_up


def _lead_on(response: Response) -> Response:
    """An administrator to the start page until it is finished; others to the page that asked who was there, else to the desk."""
    wanted = own_address(request.form.get("next") or request.args.get("next"))
    response.location = "/start" if g.starts_the_office else wanted or "/desk"
    return response
