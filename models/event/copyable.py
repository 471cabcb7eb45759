"""Holding an event again: last year's info day with all its dates shifted."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect

from models.activity import Activity
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

A_YEAR = timedelta(weeks=52)
"""So that the day of the week stays."""


class Copyable:
    """A copy is a draft of its own: another address, another calendar identity, nobody registered."""

    @property
    def again_at(self: "Event") -> datetime | None:
        """When it might be held again, on its own wall clock: the same hour of the same day of the week, one year on or more."""
        if self.starts_at is None or self.local_start is None:
            return None
        years = max(1, (clock.now() - self.starts_at) // A_YEAR + 1)
        return self.local_start.replace(tzinfo=None) + years * A_YEAR

    def copy_to(self: "Event", starts_at: datetime) -> "Event":
        """The same event from another start on: its length, agenda and registration window keep their distances.

        What has whole days begins at the midnight of the day that was asked for.
        """
        if self.starts_at is None or self.ends_at is None or self.dates is None:
            raise ValueError("an event without a date cannot be shifted")
        if not self.has_hour:
            starts_at = datetime.combine(starts_at.astimezone(self.zone), time(), self.zone).astimezone(UTC)
        shifted = _Shift(self.zone, _on_the_wall(starts_at, self.zone) - _on_the_wall(self.starts_at, self.zone))
        own = {column.key: getattr(self, column.key) for column in inspect(type(self)).local_table.columns if column.key != "id"}
        fields: dict[str, Any] = {name: _fresh(getattr(self, name)) for name in KEPT}
        ends_at = shifted(self.ends_at)
        copy = type(self).draft(
            **{**own, **fields}, starts_at=starts_at, ends_at=ends_at if ends_at > starts_at else starts_at + _length(self),
            registration_opens_at=self.registration_opens_at and shifted(self.registration_opens_at),
            registration_closes_at=self.registration_closes_at and shifted(self.registration_closes_at),
        )  # fmt: skip
        for rows in ROWS:
            getattr(copy, rows).extend(_again(row) for row in getattr(self, rows))
        for was, row in zip(self.agenda, copy.agenda, strict=True):
            row.starts_at, row.ends_at = was.starts_at and shifted(was.starts_at), was.ends_at and shifted(was.ends_at)
        session().flush()
        Activity.record("copied", copy, original=self.id)
        return copy


@dataclass(frozen=True)
class _Shift:
    """From the original to its copy on the wall clock of a zone: what closed at 18:00 closes at 18:00, though clocks changed."""

    zone: ZoneInfo
    by: timedelta

    def __call__(self, moment: datetime) -> datetime:
        return (_on_the_wall(moment, self.zone) + self.by).replace(tzinfo=self.zone).astimezone(UTC)


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _length(event: "Event") -> timedelta:
    assert event.starts_at and event.ends_at
    return event.ends_at - event.starts_at


def _fresh(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _again(row: Any) -> Any:
    kept = [column.key for column in inspect(type(row)).column_attrs if column.key not in NOT_COPIED]
    return type(row)(**{name: _fresh(getattr(row, name)) for name in kept})
