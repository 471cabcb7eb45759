"""What was held before anybody kept a calendar: as much of a date as is known, with its source."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.rough_date import RoughDate
from support import clock

if TYPE_CHECKING:
    from models.event.event import Event


class NoSource(ValueError):
    """What nobody can look up does not go into the archive."""


class Archivable:
    """Where an entry of the archive comes from: addresses of pages, or papers in words."""

    sources: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def is_archived(self) -> bool:
        """Whether it came from an archive, which knows less than a calendar needs."""
        return bool(self.sources)

    @property
    def rough_date(self: "Event") -> RoughDate:
        """The date as far as it is known."""
        first, last = self.dates or (None, None)
        return RoughDate(first, last, "day" if self.precision == "moment" else self.precision)

    @classmethod
    def archived(cls, when: RoughDate, fields: Mapping[str, Any]) -> Self:
        """Enter something that was held; readers see it at once. Raises NoSource."""
        if not fields.get("sources"):
            raise NoSource
        event: Any = cls.draft(takes_registrations=False, **fields)  # type: ignore[attr-defined]
        event.date_roughly(when)
        event.published_at = clock.now()
        event.held_at = event.ends_at or clock.now()
        return event  # type: ignore[no-any-return]

    def date_roughly(self: "Event", when: RoughDate) -> None:
        """Say when it was, as far as anybody knows; an hour that is known stays while the day does."""
        if when == self.rough_date:
            return
        start, end = when.moments(self.zone)
        self.revise({"starts_at": start, "ends_at": end, "precision": when.precision})
