"""Who may see and change what, in one place. Everything else asks here, by conditions of its queries."""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from models.account import Account
from models.activity import Activity
from models.deadline import Deadline
from models.event.event import Event
from models.event.part import Part
from models.event.publishable import event_team
from models.message import Message
from models.person import Person
from models.plan_line import PlanLine
from models.trashable import TRASH_TOO, with_trash
from support.orm import session

OF_ACCOUNTS = (Account.__tablename__, "personal_feeds", "confirmed_addresses")
"""What the record tells of somebody's own; of which only they and administrators may know."""


class Permissions:
    """What a reader may; None is anybody who is not signed in.

    Administrators may everything. Staff run all events but restricted ones (a delegation under negotiation), which exist for
    their team alone. Faculty see what is public or for the university, and what they host or have another part in.
    """

    def __init__(self, reader: Account | None) -> None:
        self.reader = reader

    @property
    def runs_events(self) -> bool:
        """Whether the office's pages are this reader's."""
        return self.reader is not None and self.reader.is_staff

    @property
    def administers(self) -> bool:
        """Whether accounts and the site are."""
        return self.reader is not None and self.reader.is_admin

    @property
    def events(self) -> ColumnElement[bool]:
        """Events to be seen."""
        return Event.kept() & or_(self._open_events, self._own_events)

    @property
    def managed_events(self) -> ColumnElement[bool]:
        """Events to be changed: not what one only has a part in."""
        return Event.kept() & or_(self._open_events, self._team_events) if self.runs_events else false()

    @property
    def known_events(self) -> ColumnElement[bool]:
        """Events of whose past one may know, those in the trash too."""
        return or_(self._open_events, self._own_events)

    @property
    def messages(self) -> ColumnElement[bool]:
        """Mails about events to be seen, and about none; about an account for itself and administrators; what followers of calls
        get for administrators."""
        about = or_(Message.event_id.is_(None), Message.event_id.in_(select(Event.id).where(self.events)))
        if self.administers:
            return about
        own = Message.account_id == (self.reader.id if self.reader else None)
        return about & Message.follower_id.is_(None) & or_(Message.account_id.is_(None), own)

    @property
    def plan_lines(self) -> ColumnElement[bool]:
        """Every line of the plan but those of events that are closed to the reader."""
        return or_(PlanLine.event_id.is_(None), PlanLine.event_id.in_(self._known_numbers))

    @property
    def deadlines(self) -> ColumnElement[bool]:
        """Dates of calls to be seen: without an account, what is for everybody."""
        return true() if self.reader else Deadline.visibility == "public"

    @property
    def activities(self) -> ColumnElement[bool]:
        """The record: administrators all of it; staff nothing of an event that they may not know of, nor of others' accounts."""
        if self.reader is None or not self.runs_events:
            return false()
        if self.administers:
            return true()
        known = self._known_numbers
        about = or_(Activity.event_id.is_(None), Activity.event_id.in_(known))
        of_lines = Activity.subject_kind == PlanLine.__tablename__
        closed = with_trash(select(PlanLine.id).where(PlanLine.event_id.is_not(None), PlanLine.event_id.not_in(known)))
        of_accounts: ColumnElement[bool] = Activity.subject_kind.in_(OF_ACCOUNTS)
        of_accounts |= and_(Activity.subject_kind == Message.__tablename__, Activity.event_id.is_(None))
        own = and_(Activity.subject_kind == Account.__tablename__, Activity.subject_id == self.reader.id)
        return and_(
            about, ~and_(of_lines, Activity.subject_id.in_(closed)), or_(~of_accounts, own, Activity.actor_id == self.reader.id)
        )

    def may_link(self, *people: Person) -> bool:
        """Whether the reader may say which account is behind these people: it sees what they have a part in, so that nobody opens
        or closes an event that is closed to the reader."""
        if self.administers:
            return True
        theirs = select(Part.id).join(Event).where(Part.person_id.in_([one.id for one in people]))
        closed = theirs.where(Event.visibility == "restricted", ~self._team_events).limit(1)
        return self.runs_events and session().scalar(closed, execution_options=TRASH_TOO) is None

    @property
    def _known_numbers(self) -> Select[tuple[int]]:
        return with_trash(select(Event.id).where(self.known_events))

    @property
    def _open_events(self) -> ColumnElement[bool]:
        """Those that nobody closed to readers such as this one."""
        if self.administers:
            return true()
        published = Event.published_at.is_not(None)
        if self.reader is None:
            return published & (Event.visibility == "public")
        return (Event.visibility != "restricted") & (true() if self.runs_events else published)

    @property
    def _team_events(self) -> ColumnElement[bool]:
        if self.reader is None:
            return false()
        return Event.id.in_(select(event_team.c.event_id).where(event_team.c.account_id == self.reader.id))

    @property
    def _own_events(self) -> ColumnElement[bool]:
        """Those whose team one is on, or in which one has a part."""
        if self.reader is None or self.reader.id is None:  # nobody yet: "IS NULL" would be everybody without an account
            return false()
        parts = select(Part.event_id).join(Person).where(Person.account_id == self.reader.id)
        return or_(self._team_events, Event.id.in_(parts))


def member() -> Account:
    """Anybody of the university; nobody in particular."""
    return Account(role="faculty")
