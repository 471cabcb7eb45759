"""What staff write to those whom an event concerns, in their own words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, insert, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.activity import Activity
from models.event import Event
from models.message import Message
from models.recipients import Recipient, Recipients
from support import clock
from support.actor import current_actor
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session

ONE_PRESS = timedelta(minutes=5)


class Letter(Base):
    """A letter to some groups of an event's people. It is kept as it was sent."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event: Mapped[Event] = relationship()
    subject: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    body: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    asks_to_confirm: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    written_by: Mapped[str] = mapped_column(default="")

    @classmethod
    def send(
        cls, event: Event, subject: Translated, body: Translated, groups: Sequence[str], *, asks_to_confirm: bool
    ) -> "Letter":
        """Write to everybody of some groups, each once and in their language.

        The same letter within a few minutes is a button that was pressed twice: then the one that was sent is given back.
        """
        with event.locked():
            if sent := cls._just_sent(event, subject, body, groups):
                return sent
            return cls._send(event, subject, body, groups, asks_to_confirm=asks_to_confirm)

    @classmethod
    def _just_sent(cls, event: Event, subject: Translated, body: Translated, groups: Sequence[str]) -> "Letter | None":
        lately = select(cls).where(cls.event_id == event.id, cls.written_at > clock.now() - ONE_PRESS)
        said = (subject.texts, body.texts, list(groups), current_actor().name)
        sent = session().scalars(lately.order_by(cls.id.desc()))
        return next((one for one in sent if (one.subject.texts, one.body.texts, one.groups, one.written_by) == said), None)

    @classmethod
    def _send(
        cls, event: Event, subject: Translated, body: Translated, groups: Sequence[str], *, asks_to_confirm: bool
    ) -> "Letter":
        letter = cls(
            event_id=event.id, subject=subject, body=body, groups=list(groups), asks_to_confirm=asks_to_confirm,
            written_by=current_actor().name,
        )  # fmt: skip
        session().add(letter)
        session().flush()
        recipients = Recipients(event).of(groups)
        letter._write_to(recipients)
        Activity.record("wrote_letter", event, title=subject.texts, groups=list(groups), people=len(recipients))
        return letter

    def _write_to(self, recipients: Iterable[Recipient]) -> None:
        """All mails at once: ten thousand one by one would keep every other writer waiting for seconds."""
        mails = [
            {
                "occasion": "letter", "key": f"letter:{self.id}:{one.email.casefold()}", "to": one.email, "name": one.name,
                "language": one.language, "registration_id": one.registration_id, "person_id": one.person_id,
                "event_id": self.event_id, "facts": {"letter": self.id},
            }
            for one in recipients
        ]  # fmt: skip
        if mails:
            session().execute(insert(Message), mails)

    @classmethod
    def about(cls, event: Event) -> Sequence["Letter"]:
        """Those of an event, the latest first."""
        return session().scalars(select(cls).where(cls.event_id == event.id).order_by(cls.id.desc())).all()

    @property
    def messages(self) -> Sequence[Message]:
        """The mails it became."""
        return (
            session()
            .scalars(select(Message).where(Message.key.startswith(f"letter:{self.id}:")).order_by(Message.name, Message.id))
            .all()
        )
