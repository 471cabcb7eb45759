"""A mailbox without an account: asked for, confirmed by a mailed link, left, forgotten."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.personal_feeds import bp
from blueprints.personal_feeds.forms import AddressForm
from blueprints.personal_feeds.owner import current_owner, leave, let_in, owned, wanted
from models.confirmed_address import ConfirmedAddress
from models.personal_feed import PURPOSES, PersonalFeed
from support.db import db
from support.languages import language
from support.ratelimit import limiter


@bp.post("/calendars/personal/addresses")
@limiter.limit("60 per hour")
def ask() -> Response:
    """Mail a link. Whether the address is known nobody is told; a university is one network, so its limit is wide."""
    form = AddressForm()
    if not form.validate_on_submit():
        return make_response(render_template("personal_feeds/ask.html", form=form), 422)

    purpose = form.purpose.data if form.purpose.data in PURPOSES else ""
    ConfirmedAddress.ask(form.email.data, language(), purpose=purpose)
    db.session.commit()
    return redirect(url_for(".asked"), 303)  # type: ignore[return-value]


@bp.get("/calendars/personal/sent")
def asked() -> str:
    """The same whatever was typed."""
    return render_template("personal_feeds/asked.html")


@bp.get("/calendars/personal/links/<token>")
def link(token: str) -> Response:
    """Ask the owner of a mailbox. Looking confirms nothing: programs that check mails follow links too."""
    return _link_page(ConfirmedAddress.with_token(token), token)


@bp.post("/calendars/personal/links/<token>")
def confirm(token: str) -> Response:
    """Its owner says yes, which ends the link and lets this browser in, to what they came for."""
    address = ConfirmedAddress.with_token(token)
    if address is None:
        return _link_page(None, token)

    address.confirm()
    db.session.commit()
    let_in(address)
    offered = wanted().get("purpose") in PersonalFeed.purposes_of(address)
    return redirect(url_for(".new", **wanted()) if offered else url_for(".index"), 303)  # type: ignore[return-value]


@bp.post("/calendars/personal/leaving")
def go() -> Response:
    """Know this browser no more; the calendars go on."""
    leave()
    flash(_("You have left. Your calendars go on."), "ok")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


@bp.post("/calendars/personal/removal")
@owned
def remove() -> Response:
    """Forget the mailbox and everything of it; an account's owner revokes calendars one by one."""
    address = current_owner()
    if isinstance(address, ConfirmedAddress):
        address.forget()
        db.session.commit()
        leave()
        flash(_("Your address and your calendars are deleted."), "ok")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


def _link_page(address: ConfirmedAddress | None, token: str) -> Response:
    if address is None:
        return make_response(render_template("personal_feeds/dead_link.html"), 404)
    return make_response(render_template("personal_feeds/link.html", address=address, token=token, wanted=wanted()))
