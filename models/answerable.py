"""What a holder's calendar program answers to an invitation (RFC 5546, 3.2.3)."""

from datetime import datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from models.message import Message
from support.orm import Moment, session
from support.signing import mark

if TYPE_CHECKING:
    from models.invitation_reply import InvitationReply
    from models.registration import Registration

ANSWERS = ("accepted", "tentative", "declined")


class Answerable:
    """An answer counts when its writer had the invitation, it is about the event as it is now, and it is newer than the last."""

    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def answer_mark(self: "Registration") -> str:
        """What an invitation holds, and an answer brings back.

        It belongs to the event and the address, not to the registration: who registers again shall hear from the same organizer,
        of whose address the mark is part, for programs take no news of an event from another.
        """
        return mark("answer", self.event.uid, self.email_key or "")

    def was_answered_by(self: "Registration", reply: "InvitationReply") -> bool:
        """Whether a reply shows that its writer had an invitation to this place: it has the mark, or quotes one of our mails."""
        if any(compare_digest(found, self.answer_mark) for found in reply.marks):
            return True
        return not reply.quotes.isdisjoint(self._identities())

    def take_answer(self: "Registration", reply: "InvitationReply") -> str:
        """Do what a believable reply says: "declined" gave the place back; "accepted" and "tentative" are noted.

        "closed" (there is no place to give back, or the event is over), "stale" (the event has moved on since) and "repeated"
        (this answer, or a later one, came before) have changed nothing.
        """
        with self.event.locked():
            session().refresh(self)
            if not self.can_change:
                return "closed"
            if not self._is_of_now(reply):
                return "stale"
            if self.answered_at and reply.said_at <= self.answered_at:
                return "repeated"
            before, self.answer, self.answered_at = self.answer, reply.answer, reply.said_at
            Activity.record("answered", self, answer=[before, reply.answer])
            if reply.answer == "declined":
                self.cancel()
            return reply.answer

    def doubt_answer(self: "Registration", reply: "InvitationReply") -> bool:
        """Ask its holder whether they are not coming, for anybody could have sent this; once for each version of the event."""
        timely = self.can_change and self._is_of_now(reply)
        return timely and reply.answer == "declined" and self.notify("declined")

    def _is_of_now(self: "Registration", reply: "InvitationReply") -> bool:
        """Whether the event has not moved on since. What the holder changed makes no answer older: nothing was mailed of that."""
        return reply.sequence is None or reply.sequence >= self.event.sequence + self.invitation_base

    def _identities(self: "Registration") -> set[str]:
        """Of the mails about this place. Others have keys that a stranger could guess, and with them their identity."""
        keys = session().scalars(select(Message.key).where(Message.registration_id == self.id))
        return {Message.identity_of(key) for key in keys if self.uid in key}
