"""Holding an event again: last year's info day with all its dates shifted."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from models.activity import Activity
from support.orm import session

if TYPE_CHECKING:
    from models.event.event import Event

KEPT = (
    "title", "summary", "description", "aim", "languages_spoken", "audience", "contact_name", "contact_email", "contact_phone",
    "mode", "room", "place", "address", "city", "country", "online_link", "visibility", "takes_registrations", "capacity",
    "asks_phone", "format", "host", "organisers", "programmes", "series", "team", "precision", "timezone",
)  # fmt: skip
ROWS = ("agenda", "guests", "questions")
NOT_COPIED = frozenset({"id", "event_id", "uid", "starts_at", "ends_at"})


class Copyable:
    """A copy is a draft of its own: another address, another calendar identity, nobody registered."""

    def copy_to(self: "Event", starts_at: datetime) -> "Event":
        """The same event from another start on: its length, agenda and registration window keep their distances."""
        if self.starts_at is None or self.ends_at is None:
            raise ValueError("an event without a date cannot be shifted")
        by = starts_at - self.starts_at
        own = {column.key: getattr(self, column.key) for column in inspect(type(self)).local_table.columns if column.key != "id"}
        fields: dict[str, Any] = {name: _fresh(getattr(self, name)) for name in KEPT}
        copy = type(self).draft(
            **{**own, **fields}, starts_at=starts_at, ends_at=self.ends_at + by,
            registration_opens_at=self.registration_opens_at and self.registration_opens_at + by,
            registration_closes_at=self.registration_closes_at and self.registration_closes_at + by,
        )  # fmt: skip
        for rows in ROWS:
            getattr(copy, rows).extend(_again(row) for row in getattr(self, rows))
        for was, row in zip(self.agenda, copy.agenda, strict=True):
            row.starts_at, row.ends_at = was.starts_at and was.starts_at + by, was.ends_at and was.ends_at + by
        session().flush()
        Activity.record("copied", copy, original=self.id)
        return copy


def _fresh(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _again(row: Any) -> Any:
    kept = [column.key for column in inspect(type(row)).column_attrs if column.key not in NOT_COPIED]
    return type(row)(**{name: _fresh(getattr(row, name)) for name in kept})
