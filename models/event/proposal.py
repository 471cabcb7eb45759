"""An event as it would be: what conflicts are asked about before anything is stored."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from models.event.occupying import Occupying
from models.person import Person
from models.room import Room
from support import clock
from support.languages import Translated

if TYPE_CHECKING:
    from models.event.event import Event

LISTS = ("agenda", "parts", "guests", "team", "programmes", "languages_spoken")
PLAIN = ("starts_at", "ends_at", "timezone", "room", "mode", "capacity", "setup_minutes", "clearing_minutes")


class ProposedRow(NamedTuple):
    """A row of the agenda as it would be; without an id where it is new."""

    id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    room: Room | None
    title: Translated

    @property
    def origin(self) -> tuple[str, int | None]:
        return "agenda_sessions", self.id


class ProposedPart(NamedTuple):
    """A part as it would be; `session_id` is the id of the row that it is in."""

    person: Person
    role: str
    session_id: int | None
    languages: list[str]
    session: Any


class ProposedGuest(NamedTuple):
    """A guest as it would be; nobody whom the office knows for a name alone."""

    person: Person | None


class Proposal(Occupying):
    """An event with some of its fields changed, or one that is not there yet (`event` None).

    Where its start changes, the rows of its agenda go with it unless they are given too. It has hours unless `has_hour` says no.
    """

    cancelled = deleted = False
    starts_at: datetime | None
    ends_at: datetime | None
    timezone: str
    mode: str | None
    agenda: Sequence[Any]
    parts: Sequence[Any]

    def __init__(self, event: "Event | None" = None, **changes: Any) -> None:
        self.id = event.id if event else None
        self.has_hour = changes.get("has_hour", True)
        for name in (*PLAIN, *LISTS):
            default: Any = [] if name in LISTS else None
            setattr(self, name, changes.get(name, getattr(event, name) if event else default))
        if event and event.starts_at and self.starts_at and "agenda" not in changes:
            by = self.starts_at - event.starts_at
            self.agenda = [_shifted(row, by) for row in event.agenda]

    @property
    def event_id(self) -> int | None:
        return self.id

    @property
    def origin(self) -> tuple[str, int | None]:
        return "events", self.id

    @property
    def has_room(self) -> bool:
        return self.mode != "online"

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last day on its own clock."""
        if self.starts_at is None or self.ends_at is None:
            return None
        zone = ZoneInfo(self.timezone)
        return self.starts_at.astimezone(zone).date(), self.ends_at.astimezone(zone).date()

    @property
    def over(self) -> bool:
        """Whether it lies in the past, where nothing is to be prevented any more."""
        return self.ends_at is None or self.ends_at <= clock.now()


def _shifted(row: Any, by: Any) -> ProposedRow:
    start, end = (moment + by if moment else None for moment in (row.starts_at, row.ends_at))
    return ProposedRow(row.id, start, end, row.room, row.title)
