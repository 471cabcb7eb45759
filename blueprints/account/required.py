"""Whoever runs events sets up a second factor before anything else, where the office requires one."""

from flask import Response, redirect, render_template, request, url_for

from blueprints.account import bp
from blueprints.scoping import current_account, office, signed_in
from support.htmx import leave_for
from support.passkeys import passkeys_possible
from support.settings import current

OPEN = {
    "static",
    "about.logo",
    "about.brand",
    "security.logout",
    "security.verify",
    "account.ask_university_again",
    "account.return_from_university",
    "account.presence",
    "account.leave",
    "account.choose_second_factor",
    "account.new_authenticator",
    "account.set_up_authenticator",
    "account.new_passkey",
    "account.add_passkey",
}
"""What answers meanwhile; everything else, for pages and pieces, leads to the choice."""


def second_factor_missing() -> bool:
    """Whether somebody is signed in who needs a second factor and has none yet."""
    account = current_account()
    return bool(account and account.is_staff and office().requires_second_factor and not account.has_second_factor)


@bp.before_app_request
def lead_to_a_second_factor() -> Response | None:
    if request.endpoint in OPEN or request.blueprint == "health" or not second_factor_missing():
        return None
    return leave_for(url_for("account.choose_second_factor"))


@bp.get("/account/second-factor")
@signed_in
def choose_second_factor() -> str | Response:
    """Which one it shall be, for who must have one."""
    if not second_factor_missing():
        return redirect(url_for("account.show", _anchor="second-factor"))  # type: ignore[return-value]
    return render_template("account/second_factor.html", passkeys_possible=passkeys_possible(), zone=current().zone)
