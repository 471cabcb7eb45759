"""Intentions that become events, or are given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, backref, declared_attr, mapped_column, relationship

from models.activity import Activity
from models.event import KINDS, Event
from support import clock
from support.orm import Moment, session


class NotApproved(Exception):
    """The office approves its lines, and has not approved this one."""


class Dropped(Exception):
    """The line was given up; it becomes no event before somebody takes it up again."""


class Taken(Exception):
    """The line has an event already, or the event a line."""


class Realisable:
    """What came of a line: an event, the one of no other line, or the moment and the reason it was given up."""

    id: Any
    approved: Any
    kind: Any
    title: Any
    format: Any
    host: Any
    owner: Any
    audience: Any

    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), unique=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    drop_reason: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def event(cls) -> Mapped[Event | None]:
        return relationship(Event, backref=backref("plan_line", uselist=False))

    @property
    def outcome(self) -> Event | None:
        """The event that came of it, unless that lies in the trash."""
        return self.event if self.event and not self.event.deleted else None

    @property
    def dropped(self) -> bool:
        return self.dropped_at is not None

    def drop(self, reason: str) -> None:
        """Give it up, and say why; it stays in the plan, for a report tells what was not held. Raises Taken."""
        self._hold()
        if self.outcome:
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
        if self.outcome:
            return self.outcome
        self._check(approval_needed)
        kind = next(kind for kind in KINDS.values() if kind.kind_code() == self.kind)
        team = [self.owner] if self.owner else []
        event = kind.draft(title=self.title, format=self.format, host=self.host, audience=list(self.audience), team=team)
        session().flush()
        self.attach(event)
        return event

    def attach(self, event: Event) -> None:
        """Let an event be what came of it. Raises Taken."""
        line = type(self)
        taken = select(line.id).where(line.event_id == event.id, line.id != self.id)
        if self.outcome not in (None, event) or session().scalar(taken):
            raise Taken(self)
        if self.event_id != event.id:
            self._take_from_trash(event)
            self.event = event
            Activity.record("became_event", self, event=event.id)

    def detach(self) -> None:
        """Let the event stand for itself, and the line wait for another."""
        if self.event_id:
            Activity.record("parted_from_event", self, event=self.event_id)
            self.event = None

    def _take_from_trash(self, event: Event) -> None:
        """A line that was deleted lets go of an event that another gets."""
        lines = type(self).__table__  # type: ignore[attr-defined]
        deleted = (lines.c.event_id == event.id, lines.c.deleted_at.is_not(None))
        session().execute(update(lines).where(*deleted).values(event_id=None))

    def _check(self, approval_needed: bool) -> None:
        if self.dropped:
            raise Dropped(self)
        if approval_needed and not self.approved:
            raise NotApproved(self)

    def _hold(self) -> None:
        """See the line as it is now, and let nobody else make its event meanwhile."""
        session().flush()
        session().refresh(self, with_for_update={"of": type(self)})
        session().expire(self, ["event"])  # PostgreSQL waited for the line alone: what is joined to it is as it was before
