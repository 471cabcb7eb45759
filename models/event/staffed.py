"""The people of an event: who hosts, speaks, interprets, drives and helps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped, declared_attr, relationship

from models.activity import Activity
from models.event.agenda_session import AgendaSession
from models.event.part import Part
from models.message import Message
from models.person import Person
from support.orm import session

if TYPE_CHECKING:
    from models.event.event import Event


class Staffed:
    """Parts that people have in an event or in rows of its agenda."""

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
        Activity.record("assigned", self, person=person.id, role=role, row=row.id if row else None)
        return part

    def release(self: "Event", part: Part) -> None:
        """Take somebody's part away."""
        Activity.record("released", self, person=part.person_id, role=part.role, row=part.session_id)
        self.parts.remove(part)

    def tell_people(self: "Event", occasion: str, **facts: Any) -> None:
        """Write to all who have a part and an address, each once for each revision of the calendar entry."""
        for person in {part.person_id: part.person for part in self.parts if part.person.email}.values():
            Message.write(
                occasion, key=f"{occasion}:{person.id}:{self.uid}:{self.sequence}", to=person.email, language=person.language,
                name=person.name.shown(person.language).text, event_id=self.id, person_id=person.id, **facts,
            )  # fmt: skip

    def played_by(self: "Event", role: str) -> list[Person]:
        """Who has a part of this sort, each once."""
        return list(dict.fromkeys(part.person for part in self.parts if part.role == role))
