"""What every kind of event has. Each ability has a file of its own; here they meet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import JSON, Column, ForeignKey, Index, Select, Table, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectin_polymorphic

from models.account import Account
from models.event.archivable import Archivable
from models.event.cancellable import Cancellable
from models.event.concerned import Concerned
from models.event.copyable import Copyable
from models.event.event_format import EventFormat
from models.event.event_guest import EventGuest
from models.event.findable import Findable
from models.event.movable import Movable
from models.event.occupying import Occupying
from models.event.placed import Placed
from models.event.programmed import Programmed
from models.event.publishable import Publishable, event_team
from models.event.registrable import Registrable
from models.event.registration_question import RegistrationQuestion
from models.event.schedulable import Schedulable
from models.event.sluggable import Sluggable
from models.event.staffed import Staffed
from models.organisation import Organisation
from models.programme import Programme
from models.revisable import Revisable
from models.series import Series, event_series
from models.trashable import Vanishing
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session
from support.settings import current

AUDIENCES = ("student", "teacher", "staff", "guest")

event_programmes = Table(
    "event_programmes",
    Base.metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True, index=True),
)
event_organisers = Table(
    "event_organisers",
    Base.metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True),
)

IN_FEEDS = (
    *("ends_at", "published_at", "visibility", "deleted_at", "precision", "starts_at", "cancelled_at"),
    *("uid", "calendar_revision", "kind"),
)
"""What a feed asks of each event (`models/feed_rows.py`): an index answers, for the rows with all their texts are many pages."""
PUT_ELSEWHERE = frozenset({"place", "room", "address", "city", "mode", "online_link"})
"""What counts as being put elsewhere, of which those who come are told."""


class StillToCome(Exception):
    """Readers count on the event."""


class Event(
    Schedulable,
    Archivable,
    Placed,
    Sluggable,
    Publishable,
    Cancellable,
    Movable,
    Registrable,
    Programmed,
    Staffed,
    Occupying,
    Copyable,
    Findable,
    Vanishing,
    Revisable,
    Base,
):
    """An info day, conference, visit or Q&A session."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_of_feeds", *IN_FEEDS),)
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_on": "kind", "polymorphic_abstract": True}
    collection: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    summary: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    description: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    aim: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    languages_spoken: Mapped[list[str]] = mapped_column(JSON, default=list)
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    attendance_note: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    format_id: Mapped[int | None] = mapped_column(ForeignKey("event_formats.id"))
    format: Mapped[EventFormat | None] = relationship(lazy="joined")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    host: Mapped[Organisation | None] = relationship(lazy="joined")
    organisers: Mapped[list[Organisation]] = relationship(secondary=event_organisers)
    programmes: Mapped[list[Programme]] = relationship(secondary=event_programmes)
    series: Mapped[list[Series]] = relationship(secondary=event_series, order_by=Series.id)
    team: Mapped[list[Account]] = relationship(secondary=event_team)
    guests: Mapped[list[EventGuest]] = relationship(order_by=EventGuest.rank, cascade="all, delete-orphan", passive_deletes=True)
    questions: Mapped[list[RegistrationQuestion]] = relationship(
        order_by=RegistrationQuestion.position, cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def event_id(self) -> int:
        """The event that whatever it takes up belongs to: itself."""
        return self.id

    @classmethod
    def kind_code(cls) -> str:
        """What `kind` holds for events of this class."""
        return str(cls.__mapper__.polymorphic_identity)

    @property
    def is_info_day(self) -> bool:
        return self.kind == "info_day"

    @property
    def is_conference(self) -> bool:
        return self.kind == "conference"

    @property
    def is_delegation(self) -> bool:
        return self.kind == "delegation"

    @property
    def is_qa_session(self) -> bool:
        return self.kind == "qa_session"

    @property
    def concerned(self) -> Concerned:
        """Whom a change of it concerns."""
        return Concerned.by(self)

    @property
    def state(self) -> str:
        """One of "draft", "published", "held" and "cancelled"."""
        if self.cancelled:
            return "cancelled"
        if not self.published:
            return "draft"
        return "held" if self.held_at or self.over else "published"

    @classmethod
    def lists(cls) -> Select["Event"]:
        """Events for a list: what every kind has, and each kind's own columns with one more query a kind."""
        return select(cls).options(selectin_polymorphic(cls, list(cls.__subclasses__())))

    @classmethod
    def draft(cls, **fields: Any) -> Self:
        """A new event that only those who manage it see."""
        event = cls(timezone=fields.pop("timezone", current().timezone), mode=fields.pop("mode", "on_site"))
        event.slug = ""
        session().add(event)
        with session().no_autoflush:
            event.revise(fields)
        return event

    @property
    def can_be_discarded(self) -> bool:
        """Whether nobody waits for it: what is published and still to come is called off first, so that all hear of it."""
        return not self.published or self.cancelled or self.over

    def discard(self) -> None:
        """Put it into the trash with all that hangs on it. Raises StillToCome."""
        with self.locked():
            if not self.can_be_discarded:
                raise StillToCome(self)
            super().discard()

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name, and let the record know; the names of those that changed.

        The time is set by `move`, the capacity by `resize`: others are told of those.
        """
        title: Translated = changes.get("title", self.title)
        secret = changes.get("visibility", self.visibility) == "restricted"
        if title != self.title or not self.slug or secret != (self.visibility == "restricted"):
            starts_at = changes.get("starts_at", self.starts_at)
            self.name_address(title[title.source], starts_at.astimezone(self.zone) if starts_at else None, secret=secret)
        changed = super().revise(changes)
        if changed:
            self.index_for_search()
        return changed

    def translations_missing(self, languages: Iterable[str]) -> list[str]:
        """Languages in which the title or the summary has no text yet."""
        return sorted({code for text in (self.title, self.summary) for code in text.missing(languages)})

    def translations_outdated(self, languages: Iterable[str]) -> list[str]:
        """Languages in which some text is older than its source."""
        texts = (self.title, self.summary, self.description, self.aim)
        return sorted({code for text in texts for code in text.outdated(languages)})
