"""Every mail and its state, as far as its event may be seen; never with a personal link that works."""

from datetime import timedelta

from flask import Response, abort, flash, make_response, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.outbox import bp
from blueprints.outbox.letter import Letter
from blueprints.outbox.listing import Mails
from blueprints.outbox.occasions import Gone
from blueprints.scoping import current_account, staff_only
from models import Activity, Message
from support import clock
from support.db import db
from support.htmx import page, respond
from support.security import POLICY
from support.settings import current

PATIENCE = timedelta(minutes=5)
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


@bp.get("/outbox")
@staff_only
def index() -> Response:
    """All mails, the newest first, or those that are asked for."""
    return Mails().answer("outbox/index.html", fragment="outbox/_messages.html", idle=_is_idle(), zone=current().zone)


@bp.get("/outbox/<int:identifier>")
@staff_only
def show(identifier: int) -> Response:
    """One mail and how it reads."""
    response = page("outbox/show.html", fragment="outbox/_delivery.html", **_context(_message(identifier)))
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@bp.get("/outbox/<int:identifier>/letter")
@staff_only
def letter(identifier: int) -> Response:
    """The HTML of a mail, for a frame that can do nothing."""
    response = make_response((_letter(_message(identifier)) or abort(404)).html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.post("/outbox/<int:identifier>/deliveries")
@staff_only
def deliver(identifier: int) -> Response:
    """Send a mail again, whatever became of it before."""
    message = _message(identifier, locked=True)
    if message.send_again():
        Activity.record("sent_again", message)
        flash(_("The mail will be sent again."), "ok")
    else:
        flash(_("The mail is being sent just now."), "info")
    db.session.commit()
    return respond("outbox/deliver.hx.html", otherwise=url_for(".show", identifier=identifier), **_context(message))


def _message(identifier: int, *, locked: bool = False) -> Message:
    """A mail as far as the reader may see its event, else 404."""
    wanted = select(Message).where(Message.id == identifier, Message.visible_to(current_account()))
    return db.session.scalar(wanted.with_for_update() if locked else wanted) or abort(404)


def _letter(message: Message) -> Letter | None:
    """How a mail reads today, without the link that would let whoever sees it act as its reader."""
    try:
        return Letter(message, link=current().address("/registrations/…"))
    except Gone:
        return None


def _context(message: Message) -> dict[str, object]:
    return {"message": message, "letter": _letter(message), "zone": current().zone}


def _is_idle() -> bool:
    """Whether mails have waited for so long that no worker can be running."""
    since = Message.oldest_due()
    return since is not None and since < clock.now() - PATIENCE
