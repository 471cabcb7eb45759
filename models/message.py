"""The outbox: mails written in the transaction of the change they tell of, rendered and sent by the worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, exists, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Base, Moment, session

CLAIM_LASTS = timedelta(minutes=5)
MOST_TRIES = 8


class Message(Base):
    """A mail: the occasion, its facts and the language, not its text. No working personal link is ever stored.

    `key` is unique: one row an occasion. States are moments: due, claimed by a worker, sent, or failed for good.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "ix_messages_due",
            "due_at",
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
        Index(None, "registration_id", "occasion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    occasion: Mapped[str]
    to: Mapped[str] = mapped_column("to_address")
    name: Mapped[str] = mapped_column("to_name", default="")
    language: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)

    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
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
        **facts: Any,
    ) -> bool:
        """Put a mail into the outbox; False where its occasion was written about already."""
        if session().scalar(select(exists().where(cls.key == key))):
            return False
        session().add(
            cls(
                occasion=occasion,
                key=key,
                to=to,
                name=name,
                language=language,
                registration_id=registration_id,
                event_id=event_id,
                facts=facts,
            )
        )
        return True

    @property
    def state(self) -> str:
        """ "sent", "failed", "retrying" after a passing fault, else "waiting"."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        return "retrying" if self.tries else "waiting"

    @classmethod
    def claim(cls, most: int = 20) -> Sequence["Message"]:
        """Take mails that are due, so that no other worker sends them; commit before sending.

        A claim lasts five minutes: what a worker took before it died is due again. On PostgreSQL rows that another worker holds are
        skipped (FOR UPDATE SKIP LOCKED); SQLite has one writer at a time.
        """
        unclaimed = or_(cls.claimed_at.is_(None), cls.claimed_at < clock.now() - CLAIM_LASTS)
        due = select(cls).where(cls.sent_at.is_(None), cls.failed_at.is_(None), cls.due_at <= clock.now(), unclaimed)
        taken = session().scalars(due.order_by(cls.due_at, cls.id).limit(most).with_for_update(skip_locked=True)).all()
        for message in taken:
            message.claimed_at = clock.now()
            message.tries += 1
        return taken

    def delivered(self) -> None:
        self.sent_at, self.claimed_at, self.error = clock.now(), None, ""

    def postpone(self, error: str) -> None:
        """Try again later, after 1, 2, 4 … minutes; after eight tries it has failed."""
        if self.tries >= MOST_TRIES:
            return self.refuse(error)
        self.due_at, self.claimed_at, self.error = clock.now() + timedelta(minutes=2 ** (self.tries - 1)), None, error

    def refuse(self, error: str) -> None:
        """The other side will not have it: staff are shown it and may send it again."""
        self.failed_at, self.claimed_at, self.error = clock.now(), None, error

    def send_again(self) -> None:
        """Make a mail due now as if it had not been tried."""
        self.sent_at = self.failed_at = self.claimed_at = None
        self.due_at, self.tries, self.error = clock.now(), 0, ""
