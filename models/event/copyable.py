"""Holding an event again: last year's info day with all its dates shifted."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect

from models.activity import Activity
from models.event.part import Part
from models.event.proposal import LISTS, PLAIN, Proposal, ProposedPart, ProposedRow
from support import clock
from support.orm import session

if TYPE_CHECKING:
    from models.event.event import Event

KEPT = (
    "title", "summary", "description", "aim", "languages_spoken", "audience", "contact_name", "contact_email", "contact_phone",
    "mode", "room", "place", "address", "city", "country", "online_link", "visibility", "takes_registrations", "capacity",
    "asks_phone", "format", "host", "organisers", "programmes", "series", "team", "precision", "timezone",
    "setup_minutes", "clearing_minutes",
)  # fmt: skip
ROWS = ("agenda", "guests", "questions")
NOT_COPIED = frozenset({"id", "event_id", "uid", "starts_at", "ends_at"})

AS_A_RULE = timedelta(hours=1)
A_YEAR = timedelta(weeks=52)
"""So that the day of the week stays."""


class Copyable:
    """A copy is a draft of its own: another address, another calendar identity, nobody registered, nobody told yet."""

    @property
    def again_at(self: "Event") -> datetime | None:
        """When it might be held again, on its own wall clock: the same hour of the same day of the week, one year on or more."""
        if self.starts_at is None or self.local_start is None:
            return None
        years = max(1, (clock.now() - self.starts_at) // A_YEAR + 1)
        return self.local_start.replace(tzinfo=None) + years * A_YEAR

    def copy_to(self: "Event", starts_at: datetime) -> "Event":
        """The same event from another start on: its length, agenda and registration window keep their distances.

        What has whole days begins at the midnight of the day that was asked for. What an archive dates by its month, or not at
        all, begins at the hour that was asked for and lasts an hour until somebody says more.
        """
        rough = _is_rough(self)
        starts_at, ends_at, shifted = _hours_from(self, starts_at)
        own = {column.key: getattr(self, column.key) for column in inspect(type(self)).local_table.columns if column.key != "id"}
        fields: dict[str, Any] = {name: _fresh(getattr(self, name)) for name in KEPT}
        copy = type(self).draft(
            **{**own, **fields, "precision": "moment" if rough else self.precision}, starts_at=starts_at, ends_at=ends_at,
            registration_opens_at=self.registration_opens_at and shifted(self.registration_opens_at),
            registration_closes_at=self.registration_closes_at and shifted(self.registration_closes_at),
        )  # fmt: skip
        for rows in ROWS:
            getattr(copy, rows).extend(_again(row) for row in getattr(self, rows))
        for was, row in zip(self.agenda, copy.agenda, strict=True):
            row.starts_at, row.ends_at = was.starts_at and shifted(was.starts_at), was.ends_at and shifted(was.ends_at)
        copy.parts.extend(_parts_again(self, copy))
        session().flush()
        Activity.record("copied", copy, original=self.id)
        return copy

    def proposed_copy(self: "Event", starts_at: datetime) -> Proposal:
        """The copy as it would be: another event than this one, which may want the same as any other.

        Its rows have no ids yet; they go by those of the original below nothing, so that their parts find them.
        """
        starts_at, ends_at, shifted = _hours_from(self, starts_at)
        fields = {name: getattr(self, name) for name in (*PLAIN, *LISTS)}
        agenda, parts = [_proposed_row(row, shifted) for row in self.agenda], [_proposed_part(part) for part in self.parts]
        moved = {"starts_at": starts_at, "ends_at": ends_at, "agenda": agenda, "parts": parts}
        return Proposal(**{**fields, **moved}, has_hour=self.has_hour or _is_rough(self))


@dataclass(frozen=True)
class _Shift:
    """From the original to its copy on the wall clock of a zone: what closed at 18:00 closes at 18:00, though clocks changed."""

    zone: ZoneInfo
    by: timedelta

    def __call__(self, moment: datetime) -> datetime:
        return (_on_the_wall(moment, self.zone) + self.by).replace(tzinfo=self.zone).astimezone(UTC)


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _is_rough(event: "Event") -> bool:
    """Whether nobody wrote down the day."""
    return event.precision not in ("moment", "day")


def _hours_from(event: "Event", starts_at: datetime) -> tuple[datetime, datetime, _Shift]:
    """Start and end of a copy that begins then, and how far everything else moves."""
    if event.starts_at is None or event.ends_at is None or _is_rough(event):
        was = event.starts_at or starts_at
        by = _on_the_wall(starts_at, event.zone) - _on_the_wall(was, event.zone)
        return starts_at, starts_at + AS_A_RULE, _Shift(event.zone, by)
    if not event.has_hour:
        starts_at = datetime.combine(starts_at.astimezone(event.zone), time(), event.zone).astimezone(UTC)
    shifted = _Shift(event.zone, _on_the_wall(starts_at, event.zone) - _on_the_wall(event.starts_at, event.zone))
    ends_at = shifted(event.ends_at)
    return starts_at, ends_at if ends_at > starts_at else starts_at + (event.ends_at - event.starts_at), shifted


def _parts_again(event: "Event", copy: "Event") -> list[Part]:
    rows = {was.id: row for was, row in zip(event.agenda, copy.agenda, strict=True)}
    return [
        Part(person=one.person, role=one.role, session=rows.get(one.session_id or 0), languages=[*one.languages], note=one.note)
        for one in event.parts
    ]


def _proposed_row(row: Any, shifted: _Shift) -> ProposedRow:
    start, end = (moment and shifted(moment) for moment in (row.starts_at, row.ends_at))
    return ProposedRow(-row.id, start, end, row.room, row.title)


def _proposed_part(part: Part) -> ProposedPart:
    row = -part.session_id if part.session_id else None
    return ProposedPart(part.person, part.role, row, part.languages, part.session)


def _fresh(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _again(row: Any) -> Any:
    kept = [column.key for column in inspect(type(row)).column_attrs if column.key not in NOT_COPIED]
    return type(row)(**{name: _fresh(getattr(row, name)) for name in kept})
