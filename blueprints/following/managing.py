"""What somebody hears of by mail, behind their personal link."""

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.following import bp
from blueprints.following.forms import ChoicesForm
from models import Follower
from support.db import db
from support.htmx import page, respond


@bp.get("/following/<token>")
def show(token: str) -> Response:
    """Ask once more where something is not confirmed, for programs open every link of a mail; else what there is to choose."""
    follower = _held(token)
    if follower.asked:
        return Response(render_template("following/confirm.html", follower=follower))
    return page("following/show.html", fragment="following/_choices.html", follower=follower, form=ChoicesForm.of(follower))


@bp.post("/following/<token>")
def update(token: str) -> Response:
    """Choose what to hear."""
    follower = _held(token)
    form = ChoicesForm.of(follower)
    if not form.validate_on_submit():
        return page("following/show.html", fragment="following/_choices.html", status=422, follower=follower, form=form)

    form.fill(follower)
    db.session.commit()
    flash(_("Saved."), "ok")
    return respond("following/update.hx.html", otherwise=url_for(".show", token=token), follower=follower, form=form)


@bp.post("/following/<token>/confirmation")
def confirm(token: str) -> Response:
    """The owner of the mailbox says yes to all that was asked for; a second time changes nothing."""
    _held(token).confirm()
    db.session.commit()
    flash(_("Thank you. We write when something is new."), "ok")
    return redirect(url_for(".show", token=token), 303)  # type: ignore[return-value]


@bp.after_request
def _keep_private(response: Response) -> Response:
    """A page behind a personal link is nobody else's: not a cache's, a search engine's or the next site's."""
    if g.get("personal"):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _held(token: str) -> Follower:
    g.personal = True
    return Follower.with_token(token) or abort(404)
