"""`flask mail-in`: one mail from a mail server's pipe: answers to our invitations, and those who want no more news."""

import sys
from collections.abc import Iterator
from email.parser import BytesHeaderParser

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from models import Follower
from models.invitation_reply import LARGEST, InvitationReply
from support.actor import Actor, acting_as
from support.db import db

TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again."""
DONE = {
    "declined": "does not come; the place was given back",
    "accepted": "comes; noted",
    "tentative": "perhaps comes; noted",
    "closed": "has no place to give back, or the event is over; nothing was changed",
    "stale": "answered an invitation that the event has moved on from; nothing was changed",
    "repeated": "answered so, or later, before; nothing was changed",
}


@click.command("mail-in")
@with_appcontext
def mail_in() -> None:
    """Read one mail from standard input and do what its answer to an invitation says, or end the news of calls that it came for.

    The exit status is 0 whatever the mail is, so that nothing bounces, and 75 when the database is away: try again later.
    """
    content = sys.stdin.buffer.read(LARGEST + 1)
    if len(content) > LARGEST:
        return click.echo(f"A mail of more than {LARGEST:,} bytes is no answer to an invitation: left alone.")
    replies = InvitationReply.all_in(content)
    try:
        with acting_as(Actor("mail-in")):
            lines = [_done(reply) for reply in replies] or list(_left(content))
            db.session.commit()
    except SQLAlchemyError as fault:
        click.echo(f"The database is away ({type(fault).__name__}): try again later.", err=True)
        raise SystemExit(TRY_LATER) from None
    for line in lines or ["No answer to an invitation: left alone."]:
        click.echo(line)


def _left(content: bytes) -> Iterator[str]:
    """Somebody's mail program writes that they leave, as our news ask it to (List-Unsubscribe)."""
    subject = str(BytesHeaderParser().parsebytes(content).get("Subject", ""))
    if follower := Follower.leaving_by(subject):
        follower.leave()
        yield "Somebody hears no more of calls; their address was forgotten."


def _done(reply: InvitationReply) -> str:
    """Nothing that the mail says of itself is repeated: what is printed ends in a server's log."""
    registration = reply.registration
    if registration is None:
        return "Nobody is registered under that address for an event of that identity: nothing was changed."
    who = f"Registration {registration.id} of {registration.event.slug}"
    if registration.was_answered_by(reply):
        return f"{who} {DONE[registration.take_answer(reply)]}."
    asked = " Its holder was asked by mail." if registration.doubt_answer(reply) else ""
    return f"{who}: anybody could have written this answer; nothing was changed.{asked}"
