"""What happens during an event, row by row."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, declared_attr, relationship

from models.event.agenda_session import AgendaSession

if TYPE_CHECKING:
    from models.event.event import Event

Together = tuple[datetime | None, list[AgendaSession]]


class Programmed:
    """The agenda, in the order of its hours; rows of an archive without hours keep the order they were written in."""

    @declared_attr
    @classmethod
    def agenda(cls) -> Mapped[list[AgendaSession]]:
        return relationship(
            AgendaSession,
            order_by=(AgendaSession.starts_at, AgendaSession.position),
            cascade="all, delete-orphan",
            passive_deletes=True,
        )

    def drop(self: "Event", *rows: AgendaSession) -> None:
        """Take rows out of the agenda, and the parts in them: whoever had some hears of it, in one mail."""
        numbers = {row.id for row in rows if row.id}
        self.release(*(part for part in self.parts if part.session_id in numbers))
        for row in rows:
            self.agenda.remove(row)

    @property
    def agenda_by_day(self: "Event") -> list[tuple[date | None, list[Together]]]:
        """(day, [(start, the rows that start then), …]) of each day; a row without an hour stands alone."""

        def day(row: AgendaSession) -> date | None:
            return row.starts_at.astimezone(self.zone).date() if row.starts_at else None

        return [(of, _together(rows)) for of, rows in groupby(self.agenda, day)]


def _together(rows: Iterable[AgendaSession]) -> list[Together]:
    slots: list[Together] = []
    for row in rows:
        if slots and row.starts_at is not None and slots[-1][0] == row.starts_at:
            slots[-1][1].append(row)
        else:
            slots.append((row.starts_at, [row]))
    return slots
