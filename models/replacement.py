"""One person does what another was to do: the vice-rector comes for the rector, a colleague takes over another's work."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from models.account import Account
from models.activity import Activity
from models.event import Event, EventGuest, Part
from models.event.proposal import Proposal, ProposedGuest, ProposedPart
from models.event.publishable import event_team
from models.permissions import Permissions
from models.person import Person
from models.plan_line import PlanLine
from support import clock
from support.languages import Translated, folded
from support.orm import session


def still_to_come() -> ColumnElement[bool]:
    return Event.kept() & Event.cancelled_at.is_(None) & (Event.ends_at > clock.now())


class Replacement:
    """Somebody for somebody else, in the coming events that a reader manages."""

    def __init__(self, person: Person, reader: Account | None) -> None:
        self.person, self.reader = person, reader

    @property
    def events(self) -> Sequence[Event]:
        """The coming ones in which the person has a part or is a guest, the next first."""
        parts = select(Part.event_id).where(Part.person_id == self.person.id)
        guests = select(EventGuest.event_id).where(EventGuest.person_id == self.person.id)
        wanted = or_(Event.id.in_(parts), Event.id.in_(guests))
        mine = Event.lists().where(wanted, still_to_come(), Permissions(self.reader).managed_events)
        return session().scalars(mine.order_by(Event.starts_at, Event.id)).all()

    def proposal(self, event: Event, substitute: Person) -> Proposal:
        """An event as it would be, for asking what speaks against it."""
        guests = [ProposedGuest(substitute if guest.person_id == self.person.id else guest.person) for guest in event.guests]
        return Proposal(event, parts=self.parts_with(event, substitute), guests=guests)

    def parts_with(self, event: Event, substitute: Person) -> Sequence[Part | ProposedPart]:
        """The parts of an event as they would be."""
        return [
            ProposedPart(substitute, part.role, part.session_id, part.languages, part.session)
            if part.person_id == self.person.id
            else part
            for part in event.parts
        ]

    def make(self, events: Iterable[Event], substitute: Person) -> None:
        """Let somebody else come to these events."""
        for event in events:
            event.replace(self.person, substitute)
            for guest in event.guests:
                if guest.person_id == self.person.id:
                    self._rename(guest, substitute)
            for row in event.agenda:
                if self._names(row.speaker):
                    row.speaker = substitute.name
            session().flush()

    @classmethod
    def made_for(cls, substitute: Person, reader: Account | None) -> Sequence[Event]:
        """The coming events to which somebody comes instead of another, as far as a reader manages them, the next first."""
        entered = Activity.changes["substitute"].as_integer() == substitute.id
        made = select(Activity.event_id).where(Activity.verb == "replaced_person", entered)
        mine = Event.lists().where(Event.id.in_(made), substitute.in_events(), still_to_come())
        return session().scalars(mine.where(Permissions(reader).managed_events).order_by(Event.starts_at, Event.id)).all()

    def _rename(self, guest: EventGuest, substitute: Person) -> None:
        position = substitute.position
        guest.person, guest.name = substitute, substitute.name.shown().text
        guest.position = position.title if position else Translated()

    def _names(self, text: Translated) -> bool:
        """Whether a text is the person's name and nothing else, in whatever script."""
        known = {folded(name) for name in (*self.person.name.texts.values(), *self.person.variants)}
        return bool(text) and all(folded(words) in known for words in text.texts.values())


class HandOver:
    """A colleague's work: the coming events whose team they are on, and the lines of the plan that are theirs."""

    def __init__(self, colleague: Account, reader: Account) -> None:
        self.colleague, self.reader = colleague, reader

    @property
    def events(self) -> Sequence[Event]:
        """The coming ones and drafts without a date, as far as the reader manages them."""
        on_team = Event.id.in_(select(event_team.c.event_id).where(event_team.c.account_id == self.colleague.id))
        open_still = Event.kept() & Event.cancelled_at.is_(None) & or_(Event.ends_at.is_(None), Event.ends_at > clock.now())
        mine = Event.lists().where(on_team, open_still, Permissions(self.reader).managed_events)
        return session().scalars(mine.order_by(Event.starts_at, Event.id)).all()

    def proposal(self, event: Event, to: Account) -> Proposal:
        """An event as it would be, for asking what speaks against it."""
        person, other = Person.of(self.colleague), Person.of(to)
        parts = Replacement(person, self.reader).parts_with(event, other) if person and other else event.parts
        return Proposal(event, parts=parts, team=[one for one in event.team if one != self.colleague] + [to])

    def _is_contact_of(self, event: Event) -> bool:
        """Whether readers are sent to the colleague: by their address, or by their name with no other address."""
        if event.contact_email:
            return event.contact_email.casefold() == self.colleague.email
        return bool(self.colleague.name) and folded(event.contact_name) == folded(self.colleague.name)

    @property
    def plan_lines(self) -> Sequence[PlanLine]:
        """Lines of which no event has been made yet."""
        mine = PlanLine.lists().where(PlanLine.owner_id == self.colleague.id, PlanLine.event_id.is_(None))
        return session().scalars(mine.order_by(PlanLine.year, PlanLine.month, PlanLine.id)).all()

    def make(self, events: Iterable[Event], lines: Iterable[PlanLine], to: Account) -> None:
        """Let another colleague go on with these, and do there what was theirs to do."""
        person, other = Person.of(self.colleague), Person.of(to)
        for event in events:
            if person and other and any(part.person_id == person.id for part in event.parts):
                event.replace(person, other)
            team = [member for member in event.team if member not in (self.colleague, to)]
            changes: dict[str, Any] = {"team": [*team, to]}
            if self._is_contact_of(event):
                changes |= {"contact_name": to.name, "contact_email": to.email if event.contact_email else ""}
            event.revise(changes)
        for line in lines:
            line.revise({"owner": to})
