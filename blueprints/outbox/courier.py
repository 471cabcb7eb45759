"""Takes mails out of the outbox and hands them to the mailer, one at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import NamedTuple

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from blueprints.outbox.letter import Letter
from blueprints.outbox.occasions import Gone
from models import Message
from models.message import CLAIM_IS_USED_WITHIN
from support import clock
from support.db import db, reading
from support.mailer import Deferred, Mailer, NoSuchMailbox, Refused, Unreachable

AFTER_AN_OUTAGE = timedelta(minutes=1)
LONGEST_ERROR = 500

Outcome = Callable[[Message], object]


class Claim(NamedTuple):
    """A mail that is ours for a while."""

    message_id: int
    at: datetime

    @property
    def is_fresh(self) -> bool:
        return clock.now() <= self.at + CLAIM_IS_USED_WITHIN


class Courier:
    """Sends what is due. Nothing is locked while a mail is rendered or on its way: it is claimed, sent, then marked.

    A crash between sending and marking sends that one mail twice: SMTP allows no better, and calendars know it by its UID.
    """

    def __init__(self, mailer: Mailer, stopping: Event) -> None:
        self.mailer, self.stopping = mailer, stopping

    def deliver_batch(self) -> int:
        """Send some of what is due; how many mails were taken."""
        claims = _claims()
        try:
            for number, claim in enumerate(claims):
                if self.stopping.is_set() or not claim.is_fresh:
                    _release(claims[number:])
                    break
                try:
                    _settle(claim, self._sent(claim))
                except Unreachable as outage:
                    _settle(claim, partial(Message.postpone, error=str(outage)[:LONGEST_ERROR]))
                    _release(claims[number + 1 :], after=AFTER_AN_OUTAGE, error=str(outage)[:LONGEST_ERROR])
                    break
        finally:
            self.mailer.close()
        return len(claims)

    def _sent(self, claim: Claim) -> Outcome:
        """Render and send one mail; what became of it. Whatever is wrong with it stops no other. Raises Unreachable."""
        try:
            with reading():
                message = db.session.get(Message, claim.message_id)
                if message is None:
                    raise Gone
                letter = Letter(message)
                if letter.overtaken:
                    return partial(Message.drop, reason="overtaken")
                mail = letter.mail()
        except Gone:
            return partial(Message.drop, reason="gone")
        except Refused as refusal:
            return partial(Message.refuse, error=str(refusal)[:LONGEST_ERROR])
        except SQLAlchemyError:
            raise
        except Exception as fault:
            current_app.logger.exception("Mail %s cannot be rendered.", claim.message_id)
            return partial(Message.postpone, error=f"{type(fault).__name__}: {fault}"[:LONGEST_ERROR])
        try:
            self.mailer.send(mail)
        except Refused as refusal:
            error, lost = letter.discreet(str(refusal))[:LONGEST_ERROR], isinstance(refusal, NoSuchMailbox)
            return partial(Message.refuse, error=error, lost=lost)
        except Deferred as answer:
            return partial(Message.postpone, error=letter.discreet(str(answer))[:LONGEST_ERROR])
        return Message.delivered


def _claims() -> list[Claim]:
    with reading():
        if Message.oldest_due() is None:
            return []
    claims = [Claim(message.id, message.claimed_at) for message in Message.claim() if message.claimed_at]
    db.session.commit()
    return claims


def _settle(claim: Claim, outcome: Outcome) -> None:
    if message := Message.claimed(claim.message_id, claim.at):
        outcome(message)
    db.session.commit()


def _release(claims: Sequence[Claim], after: timedelta = timedelta(0), error: str = "") -> None:
    for claim in claims:
        _settle(claim, partial(Message.release, after=after, error=error))
