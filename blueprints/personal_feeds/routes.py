"""The calendars somebody has: a list, a form for another, and for each its settings and its end."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.personal_feeds import bp
from blueprints.personal_feeds.forms import AddressForm, FeedForm, SealedForm
from blueprints.personal_feeds.owner import current_owner, owned, owner, wanted
from models.personal_feed import MOST, PersonalFeed, TooMany
from support.calendar_programs import ways_to_subscribe
from support.db import db
from support.idle import ask_again, is_locked
from support.pictures import qr_svg
from support.settings import current


@bp.get("/calendars/personal")
def index() -> Response:
    """One's calendars, and what others there may be; strangers are asked for an address."""
    found = current_owner()
    if is_locked():
        return ask_again()
    if found is None:
        return make_response(render_template("personal_feeds/ask.html", form=AddressForm(formdata=None, data=wanted())))
    facts = {"feeds": PersonalFeed.of(found), "purposes": PersonalFeed.purposes_of(found), "most": MOST}
    return make_response(render_template("personal_feeds/index.html", owner=found, **facts))


@bp.get("/calendars/personal/new")
@owned
def new() -> Response:
    """A form for one purpose."""
    return _form_page(FeedForm.fresh(_purpose(request.args), request.args.get("programme", type=int)))


@bp.post("/calendars/personal")
@owned
def create() -> Response:
    """Make one and show its address, this once: the answer is no redirect because nothing could show it after that."""
    form = FeedForm(_purpose(request.form))
    token = form.token or abort(400)
    if made := PersonalFeed.of_form(owner(), token):
        return _to_index() if made.revoked_at else _address_page(made, token)
    if not form.validate_on_submit():
        return _form_page(form, status=422)
    try:
        made = PersonalFeed.make(owner(), token, {"purpose": form.purpose.data, **form.fields})
    except TooMany:
        form.form_errors.append(_("You have %(number)s calendars, the most one may have. Revoke one first.", number=MOST))
        return _form_page(form, status=422)

    db.session.commit()
    return _address_page(made, token)


@bp.get("/calendars/personal/<int:number>")
@owned
def show(number: int) -> Response:
    """Its settings, when it was last fetched, and how to end it."""
    feed = _own(number)
    return _feed_page(feed, FeedForm.of(feed))


@bp.post("/calendars/personal/<int:number>")
@owned
def update(number: int) -> Response:
    """Change what it is called and what is in it; its address stays."""
    feed = _own(number)
    form = FeedForm(feed.purpose, feed)
    if not form.validate_on_submit():
        return _feed_page(feed, form, status=422)

    feed.describe(form.fields)
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for(".show", number=number), 303)  # type: ignore[return-value]


@bp.post("/calendars/personal/<int:number>/address")
@owned
def readdress(number: int) -> Response:
    """Give it another address; programs that have the old one get nothing any more."""
    feed, form = _own(number), SealedForm(prefix="address-")
    token = form.token or abort(400)
    feed.readdress(token)
    db.session.commit()
    return _address_page(feed, token)


@bp.post("/calendars/personal/<int:number>/revocation")
@owned
def revoke(number: int) -> Response:
    """End it."""
    feed = _own(number)
    feed.revoke()
    db.session.commit()
    flash(_("“%(name)s” is revoked: its address leads nowhere any more.", name=feed.name), "ok")
    return _to_index()


@bp.after_request
def _keep_private(response: Response) -> Response:
    """These pages are one person's; what programs fetch says more about itself."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _own(number: int) -> PersonalFeed:
    return PersonalFeed.numbered(owner(), number) or abort(404)


def _purpose(arguments: Any) -> str:
    purpose = arguments.get("purpose", "")
    return purpose if purpose in PersonalFeed.purposes_of(owner()) else abort(404)


def _form_page(form: FeedForm, *, status: int = 200) -> Response:
    return make_response(render_template("personal_feeds/new.html", form=form), status)


def _feed_page(feed: PersonalFeed, form: FeedForm, *, status: int = 200) -> Response:
    context = {"feed": feed, "form": form, "sealed": SealedForm(formdata=None, prefix="address-"), "zone": current().zone}
    return make_response(render_template("personal_feeds/show.html", **context), status)


def _address_page(feed: PersonalFeed, token: str) -> Response:
    """How to subscribe; the picture is for a telephone's camera."""
    address = current().address(url_for(".fetch", token=token, suffix="ics"))
    ways = ways_to_subscribe(address, feed.name, request.user_agent.string)
    webcal = next(way.address for way in ways if way.program == "webcal")
    page = render_template("personal_feeds/address.html", feed=feed, address=address, ways=ways, qr=qr_svg(webcal))
    return make_response(page)


def _to_index() -> Response:
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]
