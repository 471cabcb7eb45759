"""A place at an event: a seat or a position in the queue, and what its holder told us."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.activity import FORGOTTEN, Activity
from models.answerable import Answerable
from models.calendared import Revised
from models.email_address import email_key
from models.message import Message
from models.seating import SeatHolder
from models.timely import Timely
from support import clock
from support.languages import folded, sort_key
from support.orm import Base, Moment, insert_new, session
from support.signing import sign, signed

if TYPE_CHECKING:
    from models.event.event import Event

LINK_AGAIN_AFTER = timedelta(minutes=10)
PURPOSE = "registration"
REPEATED = frozenset({"moved", "relocated", "event_cancelled", "reopened", "reminder", "link", "declined"})
"""Occasions that one registration may see more than once, told apart by the revision they are about."""


@dataclass(frozen=True)
class Attendee:
    """Who registers, as the form says. `email` may be empty where staff add somebody who has none."""

    name: str
    email: str = ""
    audience: str = ""
    organisation: str = ""
    phone: str = ""
    language: str = "en"
    needs: str = ""
    attends_online: bool = False
    consented: bool = True


class Registration(SeatHolder, Timely, Answerable, Revised, Base):
    """What an attendee holds. Its link is signed with `nonce`; a new nonce revokes it.

    `sequence` counts what changed in its holder's calendar though nothing did in others': a seat from the queue, coming online
    instead, a place given back. `invitation_base` is where their calendars were before it.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("event_id", "form_key"),
        Index(
            "uq_registrations_held",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL AND email_key IS NOT NULL"),
            postgresql_where=text("cancelled_at IS NULL AND email_key IS NOT NULL"),
        ),
        Index(None, "event_id", "cancelled_at", "confirmed_at", "id"),
    )

    uid: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(8))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped["Event"] = relationship()
    nonce: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(9))
    form_key: Mapped[str | None]

    name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    audience: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    needs: Mapped[str] = mapped_column(default="")
    attends_online: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    search_text: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(default="")

    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    consented_at: Mapped[datetime | None] = mapped_column(Moment)
    attended_at: Mapped[datetime | None] = mapped_column(Moment)
    invitation_base: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)

    @classmethod
    def of(cls, attendee: Attendee, event: "Event", *, answers: Mapping[str, Any], form_key: str | None) -> "Registration":
        """What an attendee will hold, without a seat yet. Calendars that knew the address before go on counting."""
        made = cls(uid=secrets.token_hex(8), event_id=event.id, form_key=form_key, invitation_base=0)
        made.describe(attendee, answers)
        made.event = event
        if made.email_key:
            told = func.max(cls.invitation_base + cls.sequence)
            last = session().scalar(select(told).where(cls.event_id == event.id, cls.email_key == made.email_key))
            made.invitation_base = 0 if last is None else last + 1
        return made

    def describe(self, attendee: Attendee, answers: Mapping[str, Any]) -> None:
        """Take what the form says about its holder."""
        self.name, self.audience, self.organisation = attendee.name, attendee.audience, attendee.organisation
        self.email, self.email_key = attendee.email or None, email_key(attendee.email) or None
        self.phone, self.language, self.needs = attendee.phone, attendee.language, attendee.needs
        self.attends_online, self.answers = attendee.attends_online, dict(answers)
        self.consented_at = self.consented_at or (clock.now() if attendee.consented else None)
        self.search_text = folded(f"{attendee.name} {attendee.organisation}") + f" {self.email_key or ''}"
        self.name_key = sort_key(attendee.name, "kk")

    @property
    def token(self) -> str:
        """The signed token of the holder's own page."""
        return sign(PURPOSE, self.id, self.nonce)

    @classmethod
    def with_token(cls, token: str) -> "Registration | None":
        """The registration a link leads to; None for a token that is malformed, changed or revoked."""
        if not (parts := signed(PURPOSE, token)):
            return None
        identifier, nonce = parts
        return session().scalar(select(cls).where(cls.id == identifier, cls.nonce == nonce))

    @property
    def place_in_queue(self) -> int:
        """How many will be served before, counting from 1."""
        return self.event.seating.place_in_queue(self)

    @property
    def invitation_sequence(self) -> int:
        """SEQUENCE of the entry this holder has, or had (RFC 5546, 2.1.4)."""
        return self.event.sequence + self.invitation_base + self.sequence

    @property
    def attended(self) -> bool:
        return self.attended_at is not None

    @property
    def can_change(self) -> bool:
        return not self.cancelled and not self.event.cancelled and not self.event.over

    def revise(self, attendee: Attendee, answers: Mapping[str, Any]) -> None:
        """Change what the holder told us; the address stays, for the link went there.

        The record knows that needs changed and not what they are, for those who prepare the event alone see them.
        """
        before = self._told()
        self.describe(attendee, answers)
        changed = {name: [before[name], value] for name, value in self._told().items() if before[name] != value}
        if changed:
            Activity.record("revised", self, **{**changed, **({"needs": FORGOTTEN} if "needs" in changed else {})})

    def _told(self) -> dict[str, Any]:
        names = ("name", "email", "audience", "organisation", "phone", "language", "needs", "attends_online")
        answers = {question.key: self.answers.get(question.key) for question in self.event.questions}
        return {name: getattr(self, name) for name in names} | answers

    def cancel(self) -> None:
        """Give the place back; a seat goes to the head of the queue in the same transaction. A second time changes nothing."""
        with self.event.locked():
            session().refresh(self)
            if self.cancelled:
                return
            had_seat = self.confirmed
            self.cancelled_at = clock.now()
            self.notify("cancelled", had_seat=had_seat)
            Activity.record("cancelled", self, had_seat=had_seat)
            if had_seat:
                self.event.fill_seats()

    def check_in(self) -> None:
        """Note that its holder came."""
        if not self.attended:
            self.attended_at = clock.now()
            Activity.record("checked_in", self)

    def undo_check_in(self) -> None:
        """Somebody hit the wrong button."""
        if self.attended:
            self.attended_at = None
            Activity.record("undid_check_in", self)

    def mail_link(self) -> bool:
        """Mail its holder the link, at most every ten minutes; whether a mail was written."""
        recent = select(Message.id).where(
            Message.registration_id == self.id, Message.occasion == "link", Message.created_at > clock.now() - LINK_AGAIN_AFTER
        )
        if session().scalar(recent.limit(1)):
            return False
        return self.notify("link", at=clock.now().isoformat())

    def notify(self, occasion: str, **facts: Any) -> bool:
        """Write a mail to its holder, in the transaction of what it is about; whether one was written: those without an address
        get none, and nobody is told the same thing twice."""
        return bool(self.email) and insert_new(Message, **self.mail(occasion, **facts))

    def mail(self, occasion: str, **facts: Any) -> dict[str, Any]:
        """What the outbox keeps of a mail to its holder; its key is the same for the same thing."""
        turn = facts.get("at", self.event.sequence)
        key = f"{occasion}:{self.uid}:{turn}" if occasion in REPEATED else f"{occasion}:{self.uid}"
        return {
            "occasion": occasion, "key": key, "to": self.email, "name": self.name, "language": self.language,
            "registration_id": self.id, "event_id": self.event_id, "facts": facts,
        }  # fmt: skip
