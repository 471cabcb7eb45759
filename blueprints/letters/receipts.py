"""Readers say that they have seen a mail."""

from flask import Response, abort, redirect, render_template, url_for

from blueprints.letters import bp
from models import Message
from support.db import db


@bp.get("/seen/<token>")
def seen(token: str) -> str:
    """Ask once more, for programs open every link of a mail before its reader does."""
    message = _message(token)
    return render_template("letters/seen.html", message=message, token=token)


@bp.post("/seen/<token>")
def confirm(token: str) -> Response:
    """Note that its reader has seen it; a second time changes nothing."""
    _message(token).note_seen()
    db.session.commit()
    return redirect(url_for(".seen", token=token), 303)  # type: ignore[return-value]


def _message(token: str) -> Message:
    message = Message.with_receipt(token)
    return message if message and message.event and not message.event.deleted else abort(404)
