"""The way out, which mail programs take by themselves when their user presses a button (RFC 8058)."""

from flask import Response, abort, g, make_response, render_template

from blueprints.following import bp
from models import Follower
from models.follower import LEAVING
from support.cookieless import cookieless
from support.db import db
from support.security import csrf
from support.signing import signed


@bp.get("/leaving/<token>")
@cookieless
def ask(token: str) -> Response:
    """A button. Looking ends nothing: programs that check mails open their links (RFC 8058, 1)."""
    return _page(_known(token))


@bp.post("/leaving/<token>")
@cookieless
@csrf.exempt
def leave(token: str) -> Response:
    """End all mails and forget the address, at once: no cookie, no key of a form and no redirect (RFC 8058, 3.1 and 3.2).

    The token alone says who it is. A second time changes nothing and is answered alike.
    """
    if follower := _known(token):
        follower.leave()
        db.session.commit()
    return _page(None)


def _known(token: str) -> Follower | None:
    """Who leaves by a link of ours, None for those who have left; 404 for what is no link of ours."""
    g.personal = True
    return Follower.with_token(token, LEAVING) if signed(LEAVING, token) else abort(404)


def _page(follower: Follower | None) -> Response:
    return make_response(render_template("following/leave.html", follower=follower))
