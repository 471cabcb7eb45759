"""The outbox: mails written in the transaction of the change they tell of, rendered and sent by the worker."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, and_, case, func, or_, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support import clock
from support.orm import Base, Moment, insert_new, session
from support.signing import sign, signed

if TYPE_CHECKING:
    from models.account.account import Account
    from models.event.event import Event
    from models.follower import Follower
    from models.person import Person
    from models.registration import Registration

CLAIM_LASTS = timedelta(minutes=5)
CLAIM_IS_USED_WITHIN = timedelta(minutes=2)
"""How old a claim may be for a mail still to be begun under it: sending one may take minutes when a server is slow."""

MOST_TRIES = 24
LONGEST_PAUSE = timedelta(hours=4)
"""With pauses of 1, 2, 4 … minutes and then of four hours, twenty-four tries last some three days: over a weekend."""

RECEIPT = "receipt"
STATES = ("waiting", "retrying", "failed", "sent", "dropped")
OPEN = text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL")


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class Message(Base):
    """A mail about a registration, an account or what somebody follows: the occasion, its facts and the language, not its text.
    No working personal link is ever stored.

    `key` is unique: one row an occasion. States are moments: due, claimed by a worker, then sent, failed for good, or dropped
    because there was nothing to say any more.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "registration_id", "occasion"),
        Index(None, "account_id", "occasion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    occasion: Mapped[str]
    to: Mapped[str] = mapped_column("to_address")
    name: Mapped[str] = mapped_column("to_name", default="")
    language: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    registration: Mapped["Registration | None"] = relationship(viewonly=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event: Mapped["Event | None"] = relationship(viewonly=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    account: Mapped["Account | None"] = relationship(viewonly=True)

    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    person: Mapped["Person | None"] = relationship(viewonly=True)

    follower_id: Mapped[int | None] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"), index=True)
    follower: Mapped["Follower | None"] = relationship(viewonly=True)

    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(default="")

    @classmethod
    def write(
        cls,
        occasion: str,
        *,
        key: str,
        to: str,
        language: str,
        name: str = "",
        registration_id: int | None = None,
        event_id: int | None = None,
        account_id: int | None = None,
        person_id: int | None = None,
        follower_id: int | None = None,
        **facts: Any,
    ) -> bool:
        """Put a mail into the outbox; False where its occasion was written about already."""
        return insert_new(
            cls,
            occasion=occasion,
            key=key,
            to=to,
            name=name,
            language=language,
            registration_id=registration_id,
            event_id=event_id,
            account_id=account_id,
            person_id=person_id,
            follower_id=follower_id,
            facts=facts,
        )

    @property
    def receipt(self) -> str:
        """The token by which its reader says to have seen it."""
        return sign(RECEIPT, self.id, _mark(self.key))

    @classmethod
    def with_receipt(cls, token: str) -> "Message | None":
        """The message of such a token, None for one that is malformed, changed or not ours."""
        identifier, mark = signed(RECEIPT, token) or (0, "")
        message = session().get(cls, identifier)
        return message if message and mark == _mark(message.key) else None

    @staticmethod
    def identity_of(key: str) -> str:
        """The left side of the Message-ID: the same each time the mail is tried, and telling nothing of our rows."""
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def note_seen(self) -> None:
        """Its reader says to have seen it; the first time counts."""
        self.seen_at = self.seen_at or clock.now()

    @hybrid_property
    def state(self) -> str:
        """ "sent", "failed", "dropped", "retrying" after a passing fault, else "waiting"."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        if self.dropped_at:
            return "dropped"
        return "retrying" if self.error else "waiting"

    @state.inplace.expression
    @classmethod
    def _state(cls) -> ColumnElement[str]:
        return case(
            (cls.sent_at.is_not(None), "sent"),
            (cls.failed_at.is_not(None), "failed"),
            (cls.dropped_at.is_not(None), "dropped"),
            (cls.error != "", "retrying"),
            else_="waiting",
        )

    @property
    def happens_at(self) -> datetime:
        """When it was settled, else when it is due."""
        return self.sent_at or self.failed_at or self.dropped_at or self.due_at

    @classmethod
    def visible_to(cls, reader: "Account | None") -> ColumnElement[bool]:
        """What a reader may see of the outbox."""
        from models.permissions import Permissions

        return Permissions(reader).messages

    @classmethod
    def counts(cls, *which: ColumnElement[bool]) -> dict[str, int]:
        """How many there are in each state."""
        state = cls.state.label("state")
        found = session().execute(select(state, func.count()).where(*which).group_by(state))
        return dict.fromkeys(STATES, 0) | {name: number for name, number in found}

    @classmethod
    def due(cls) -> ColumnElement[bool]:
        """Mails to send now that nobody is sending."""
        unclaimed = or_(cls.claimed_at.is_(None), cls.claimed_at < clock.now() - CLAIM_LASTS)
        settled = or_(cls.sent_at.is_not(None), cls.failed_at.is_not(None), cls.dropped_at.is_not(None))
        return and_(~settled, cls.due_at <= clock.now(), unclaimed)

    @classmethod
    def oldest_due(cls) -> datetime | None:
        """Since when a mail waits to be sent, None where none does: long ago means that no worker runs."""
        return session().scalar(select(func.min(cls.due_at)).where(cls.due()))

    @classmethod
    def claim(cls, most: int = 20) -> Sequence["Message"]:
        """Take mails that are due, so that no other worker sends them; commit before sending.

        A claim lasts five minutes: what a worker took before it died is due again. On PostgreSQL rows that another worker holds
        are skipped (FOR UPDATE SKIP LOCKED); SQLite has one writer at a time.
        """
        due = select(cls).where(cls.due()).order_by(cls.due_at, cls.id).limit(most)
        taken = session().scalars(due.with_for_update(skip_locked=True)).all()
        for message in taken:
            message.claimed_at = clock.now()
            message.tries += 1
        return taken

    @classmethod
    def claimed(cls, identifier: int, at: datetime) -> "Message | None":
        """The mail of a claim, locked; None where it was removed, or the claim lapsed and somebody else has it."""
        still = select(cls).where(cls.id == identifier, cls.claimed_at == at).with_for_update()
        return session().scalar(still.execution_options(populate_existing=True))

    def delivered(self) -> None:
        self.sent_at, self.claimed_at, self.error = clock.now(), None, ""

    def postpone(self, error: str) -> None:
        """Try again after a pause that doubles; after the last try it has failed."""
        if self.tries >= MOST_TRIES:
            return self.refuse(error)
        pause = min(timedelta(minutes=2 ** (self.tries - 1)), LONGEST_PAUSE)
        self.due_at, self.claimed_at, self.error = clock.now() + pause, None, error

    def refuse(self, error: str, *, lost: bool = False) -> None:
        """The other side will not have it: staff are shown it and may send it again. Whoever follows calls at a mailbox that is
        `lost` is written to no more."""
        self.failed_at, self.claimed_at, self.error = clock.now(), None, error
        if lost and self.follower:
            self.follower.pause()

    def drop(self, reason: str) -> None:
        """There is nothing to say any more: what the mail was about is gone or no longer true."""
        self.dropped_at, self.claimed_at, self.error = clock.now(), None, reason

    def release(self, after: timedelta = timedelta(0), error: str = "") -> None:
        """Give back a claim that was not used; it counts as no try."""
        self.due_at, self.claimed_at, self.tries = clock.now() + after, None, self.tries - 1
        self.error = error or self.error

    def send_again(self) -> bool:
        """Make a mail due now as if it had not been tried; False while a worker is sending it."""
        if self.claimed_at and self.claimed_at >= clock.now() - CLAIM_LASTS:
            return False
        self.sent_at = self.failed_at = self.dropped_at = self.claimed_at = None
        self.due_at, self.tries, self.error = clock.now(), 0, ""
        if self.follower:
            self.follower.resume()
        return True
