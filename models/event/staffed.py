"""The people of an event: who hosts, speaks, interprets, drives and helps."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, declared_attr, joinedload, relationship

from models.account import Account
from models.activity import Activity
from models.event.agenda_session import AgendaSession
from models.event.part import Part
from models.message import Message
from models.person import Person
from support.orm import session

if TYPE_CHECKING:
    from models.event.event import Event


class Staffed:
    """Parts that people have in an event or in rows of its agenda. Whoever is given one or loses one hears of it by mail."""

    @declared_attr
    @classmethod
    def parts(cls) -> Mapped[list[Part]]:
        return relationship(Part, back_populates="event", order_by=Part.id, cascade="all, delete-orphan", passive_deletes=True)

    def assign(
        self: "Event",
        person: Person,
        role: str,
        *,
        row: AgendaSession | None = None,
        languages: Sequence[str] = (),
        note: str = "",
    ) -> Part:
        """Give somebody a part; the one they have already, where they have it."""
        for part in self.parts:
            if (part.person_id, part.role, part.session_id) == (person.id, role, row.id if row else None):
                return part
        part = Part(person=person, role=role, session=row, languages=list(languages), note=note)
        self.parts.append(part)
        session().flush()
        change = Activity.record("assigned", self, person=person.id, role=role, row=row.id if row else None)
        self._tell_of_parts("part_given", [part], change)
        return part

    def release(self: "Event", *parts: Part) -> None:
        """Take parts away; of several the same person hears in one mail."""
        changes = [
            Activity.record("released", self, person=part.person_id, role=part.role, row=part.session_id) for part in parts
        ]
        if changes:
            self._tell_of_parts("part_taken", parts, changes[-1])
        for part in parts:
            self.parts.remove(part)

    def replace(self: "Event", person: Person, substitute: Person) -> None:
        """Let somebody do all that another was to do; what they do already is not done twice. Each of the two hears of it."""
        change = Activity.record("replaced_person", self, person=person.id, substitute=substitute.id)
        theirs = [part for part in self.parts if part.person_id == person.id]
        self._tell_of_parts("part_taken", theirs, change)
        has = {(part.role, part.session_id) for part in self.parts if part.person_id == substitute.id}
        for part in theirs:
            if (part.role, part.session_id) in has:
                self.parts.remove(part)
            else:
                part.person = substitute
        session().flush()
        self._tell_of_parts("part_given", [part for part in theirs if part in self.parts], change)

    def tell_of_all_parts(self: "Event", change: Activity) -> None:
        """Tell everybody what they are to do, each once: readers see the event now."""
        self._tell_of_parts("part_given", self.parts, change)

    def _tell_of_parts(self: "Event", occasion: str, parts: Iterable[Part], change: Activity) -> None:
        """One mail a person for a change, once the event is known and as long as it is still to come."""
        if not self.published or self.cancelled or self.over:
            return
        session().flush()
        which: dict[Person, list[Part]] = {}
        for part in parts:
            which.setdefault(part.person, []).append(part)
        for person, theirs in which.items():
            rows = {str(part.session_id): _told_of(part.session) for part in theirs if part.session}
            known = {"rows": rows} if rows and occasion == "part_taken" else {}  # the rows may be gone when the mail goes out
            self._tell(person, occasion, str(change.id), parts=[(part.role, part.session_id) for part in theirs], **known)

    def tell_people(self: "Event", occasion: str, **facts: Any) -> None:
        """Write to all who have a part and an address, each once for each revision of the calendar entry."""
        for person in {part.person_id: part.person for part in self.parts}.values():
            self._tell(person, occasion, str(self.sequence), **facts)

    def _tell(self: "Event", person: Person, occasion: str, change: str, **facts: Any) -> None:
        if person.address:
            Message.write(
                occasion, key=f"{occasion}:{person.id}:{self.uid}:{change}", to=person.address, language=person.language,
                name=person.name.shown(person.language).text, event_id=self.id, person_id=person.id, **facts,
            )  # fmt: skip

    def parts_of(self: "Event", account: Account) -> Sequence[Part]:
        """What whoever has this account does there."""
        theirs = select(Part).join(Part.person).where(Part.event_id == self.id, Person.account_id == account.id)
        return session().scalars(theirs.options(joinedload(Part.session)).order_by(Part.id)).all()

    def played_by(self: "Event", role: str) -> list[Person]:
        """Who has a part of this sort, each once."""
        return list(dict.fromkeys(part.person for part in self.parts if part.role == role))


def _told_of(row: AgendaSession) -> dict[str, Any]:
    return {"starts_at": row.starts_at.isoformat() if row.starts_at else None, "title": dict(row.title.texts)}
