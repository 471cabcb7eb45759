"""Following programmes by mail. What anybody types counts once the owner of the address said yes to a mailed link."""

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.following import bp
from blueprints.following.forms import FollowForm
from blueprints.scoping import current_account, signed_in
from models import Follower, Following, Programme
from models.email_address import BadAddress, clean_email, email_key
from support.db import db
from support.form_fields import tidied
from support.htmx import page, respond
from support.languages import language
from support.ratelimit import limiter


@bp.get("/following")
def new() -> Response:
    """The form, for the programme of ?programme= or for all dates; and how to hear of them in a calendar."""
    programme = _programme(request.args.get("programme", ""))
    return page("following/new.html", fragment="following/_follow.html", programme=programme)


@bp.post("/following")
@limiter.limit("300 per hour")
@limiter.limit("10 per day", key_func=lambda: _mailbox(), exempt_when=lambda: not _mailbox())
def create() -> Response:
    """Mail a link to an address, whatever we know of it: nobody learns here who follows what. An account is asked nothing."""
    programme = _programme(request.form.get("programme", ""))
    if account := current_account():
        Follower.subscribe(account, language(), programme)
        return _changed(programme, _("We write to %(email)s when something is new.", email=account.email))
    form = FollowForm()
    if not form.validate_on_submit():
        context = {"programme": programme, "follow_form": form}
        return page("following/new.html", fragment="following/_follow.html", status=422, **context)

    Follower.ask(form.email.data, form.language, programme)
    db.session.commit()
    return respond("following/_asked.html", otherwise=url_for(".asked"))


@bp.get("/following/sent")
def asked() -> str:
    """The same whatever was typed."""
    return render_template("following/asked.html")


@bp.post("/following/removal")
@signed_in
def remove() -> Response:
    """An account hears no more of a programme, or of all dates."""
    programme = _programme(request.form.get("programme", ""))
    if follower := Follower.of(current_account()):
        follower.stop(programme)
    return _changed(programme, _("You get no more mails about it."))


@bp.app_context_processor
def _asked_by_templates() -> dict[str, object]:
    """For the piece that other pages include: nothing is asked of the database where it is not."""
    return {"empty_follow_form": FollowForm.empty, "followings_of": Follower.of, "number_of_followers": Following.number_of}


def _changed(programme: Programme | None, said: str) -> Response:
    db.session.commit()
    flash(said, "ok")
    page_of = url_for("programmes.show", slug=programme.slug) if programme else url_for(".new")
    return respond("following/changed.hx.html", otherwise=page_of, programme=programme)


def _programme(slug: str) -> Programme | None:
    """The programme that a form or an address names; None for all of them, 404 for one that there is not."""
    if not slug:
        return None
    found = Programme.with_slug(slug) if slug.isprintable() else None  # PostgreSQL cannot even look for a NUL
    return found or abort(404)


def _mailbox() -> str:
    """Whom a form would send a mail, however the address is spelt; "" for nobody."""
    if current_account():
        return ""
    try:
        return email_key(clean_email(tidied(request.form.get("email", "")) or ""))
    except BadAddress:
        return ""
