"""A line of the year's plan: what the office means to hold, before anybody knows the day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Select, or_, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models.account import Account
from models.activity import Activity
from models.event import KINDS, Event, EventFormat
from models.organisation import Organisation
from models.revisable import Revisable
from support import clock
from support.actor import current_actor
from support.languages import Translated, TranslatedText, folded
from support.orm import Base, Moment, session

APPROVED = frozenset({"year", "month", "title", "kind", "format", "host", "country", "expected", "basis", "budget"})
"""What an approval is of: whoever changes it needs another."""


class NotApproved(Exception):
    """The office approves its lines, and has not approved this one."""


class Dropped(Exception):
    """The line was given up; it becomes no event before somebody takes it up again."""


class Taken(Exception):
    """The line has an event already, or the event a line."""


class PlanLine(Revisable, Base):
    """One intention: a month (None while nobody knows it), an owner, and what it rests on.

    `expected` is how many participants are counted on, `basis` an order's number, a decree or an agreement. `approved_at` means
    something only in an office whose `approves_plan` is on.
    """

    __tablename__ = "plan_lines"
    __table_args__ = (Index(None, "year", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    month: Mapped[int | None]
    title: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    kind: Mapped[str] = mapped_column(default="info_day")
    expected: Mapped[int | None]
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    basis: Mapped[str] = mapped_column(default="")
    budget: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    drop_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    format_id: Mapped[int | None] = mapped_column(ForeignKey("event_formats.id"))
    format: Mapped[EventFormat | None] = relationship()
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    owner: Mapped[Account | None] = relationship(foreign_keys=[owner_id])
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    host: Mapped[Organisation | None] = relationship()
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), unique=True)
    event: Mapped[Event | None] = relationship()

    @property
    def approved(self) -> bool:
        return self.approved_at is not None

    @property
    def dropped(self) -> bool:
        return self.dropped_at is not None

    @property
    def state(self) -> str:
        """ "dropped", "planned", or the state of the event it has become."""
        if self.dropped:
            return "dropped"
        return self.event.state if self.event else "planned"

    def late(self, zone_today: datetime) -> bool:
        """Whether its month has passed and nothing has come of it."""
        return self.state == "planned" and (self.year, self.month or 12) < (zone_today.year, zone_today.month)

    @classmethod
    def visible_to(cls, reader: Account | None) -> ColumnElement[bool]:
        """What a member of the office may see: every line but those of events that are closed to them."""
        if reader is not None and reader.is_admin:
            return true()
        open_events = select(Event.id).where(Event.visible_to(reader))
        return or_(cls.event_id.is_(None), cls.event_id.in_(open_events))

    @classmethod
    def lists(cls) -> Select["PlanLine"]:
        """Lines for a list, with all that a row shows."""
        return select(cls).options(joinedload(cls.event), joinedload(cls.owner), joinedload(cls.host), joinedload(cls.format))

    @classmethod
    def of_event(cls, event: Event, reader: Account | None) -> "PlanLine | None":
        """The line that an event was made from."""
        return session().scalar(cls.lists().where(cls.event_id == event.id, cls.visible_to(reader)))

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; a changed line is no longer what was approved."""
        changed = super().revise(changes)
        self.search_text = folded(" ".join([*self.title.texts.values(), self.basis]))
        if self.approved and APPROVED & changed:
            self.take_back_approval()
        return changed

    def approve(self) -> None:
        """Say yes to it as it stands. A second time changes nothing."""
        if not self.approved:
            self.approved_at, self.approved_by_id = clock.now(), current_actor().id
            Activity.record("approved", self)

    def take_back_approval(self) -> None:
        """Let it wait for a yes again."""
        if self.approved:
            self.approved_at = self.approved_by_id = None
            Activity.record("approval_taken_back", self)

    def drop(self, reason: str) -> None:
        """Give it up, and say why; it stays in the plan, for a report tells what was not held. Raises Taken."""
        self._hold()
        if self.event_id:
            raise Taken(self)
        if not self.dropped:
            self.dropped_at, self.drop_reason = clock.now(), reason
            Activity.record("dropped", self, reason=reason)

    def take_up(self) -> None:
        """Mean to hold it after all."""
        if self.dropped:
            self.dropped_at, self.drop_reason = None, ""
            Activity.record("taken_up", self)

    def make_event(self, *, approval_needed: bool = False) -> Event:
        """A draft of its kind without a date; asked again, the event it has already.

        The owner is on its team. Raises NotApproved and Dropped.
        """
        self._hold()
        if self.event:
            return self.event
        self._check(approval_needed)
        kind = next(kind for kind in KINDS.values() if kind.kind_code() == self.kind)
        team = [self.owner] if self.owner else []
        event = kind.draft(title=self.title, format=self.format, host=self.host, audience=list(self.audience), team=team)
        session().flush()
        self.attach(event)
        return event

    def attach(self, event: Event) -> None:
        """Let an event be what came of it. Raises Taken."""
        taken = select(PlanLine.id).where(PlanLine.event_id == event.id, PlanLine.id != self.id)
        if self.event_id not in (None, event.id) or session().scalar(taken):
            raise Taken(self)
        if self.event_id != event.id:
            self.event = event
            Activity.record("became_event", self, event=event.id)

    def detach(self) -> None:
        """Let the event stand for itself, and the line wait for another."""
        if self.event_id:
            Activity.record("parted_from_event", self, event=self.event_id)
            self.event = None

    def _check(self, approval_needed: bool) -> None:
        if self.dropped:
            raise Dropped(self)
        if approval_needed and not self.approved:
            raise NotApproved(self)

    def _hold(self) -> None:
        """See the line as it is now, and let nobody else make its event meanwhile."""
        session().flush()
        session().refresh(self, with_for_update={"of": PlanLine})
