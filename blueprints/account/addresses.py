"""Another address for one's own account: both mailboxes say yes."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.account import bp
from blueprints.account.password_forms import AddressForm
from blueprints.account.routes import account_page
from blueprints.scoping import current_account, signed_in
from models.account import AddressChange, AddressTaken
from support.db import db


@bp.post("/account/address")
@signed_in
def ask_for_address() -> Response:
    """Write to the old and to the new address."""
    account = current_account()
    form = AddressForm(account)
    if not form.validate_on_submit():
        return account_page(address_form=form, status=429 if form.wait else 422, wait=form.wait)
    try:
        account.ask_for_address(form.email.data)
    except AddressTaken:
        form.email.errors = [_("Another account has this address.")]
        return account_page(address_form=form, status=422)

    db.session.commit()
    flash(_("We have written to both addresses. Yours changes when both have said yes."), "ok")
    return redirect(url_for(".show", _anchor="address"), 303)  # type: ignore[return-value]


@bp.get("/addresses/<end>/<token>")
def address(end: str, token: str) -> Response:
    """Ask the owner of a mailbox. Looking confirms nothing: programs that check mails follow links too."""
    return _page(AddressChange.with_token(end, token), end, token)


@bp.post("/addresses/<end>/<token>")
def confirm_address(end: str, token: str) -> Response:
    """The owner of a mailbox says yes."""
    change = AddressChange.with_token(end, token)
    if change is None:
        return _page(None, end, token)
    try:
        change.confirm(end)
    except AddressTaken:
        db.session.rollback()
        return _page(change, end, token, taken=True, status=409)

    db.session.commit()
    said = _("The address is changed. Sign in with the new one.") if change.made_at else _("Thank you. Now the other mailbox.")
    return _said(said)


@bp.post("/addresses/<end>/<token>/refusal")
def refuse_address(end: str, token: str) -> Response:
    """The owner of a mailbox says no."""
    change = AddressChange.with_token(end, token)
    if change is None:
        return _page(None, end, token)
    change.drop()
    db.session.commit()
    return _said(_("The address stays as it was."))


def _said(words: str) -> Response:
    flash(words, "ok")
    return redirect(url_for("account.show" if current_account() else "security.login"), 303)  # type: ignore[return-value]


def _page(change: AddressChange | None, end: str, token: str, *, taken: bool = False, status: int = 200) -> Response:
    template, status = ("address", status) if change else ("dead_link", 404)
    response = make_response(
        render_template(f"account/{template}.html", change=change, end=end, token=token, taken=taken, again=None), status
    )
    response.headers["Cache-Control"] = "no-store"
    return response
