"""Changing what is stored, so that the record tells what it was before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models.activity import Activity
from support.languages import Translated
from support.orm import session


class Revisable:
    """A thing whose fields are set by name, and whose record keeps the old and the new value of each."""

    id: Any

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name, of a new thing too; the names of those that changed."""
        new = self.id is None
        changed = {name: [getattr(self, name), value] for name, value in changes.items() if getattr(self, name) != value}
        for name, (_, value) in changed.items():
            setattr(self, name, value)
        session().add(self)
        if new or changed:
            recorded = {name: [plain(was), plain(now)] for name, (was, now) in changed.items()}
            Activity.record("created" if new else "revised", self, **recorded)
        return set(changed)


def plain(value: Any) -> Any:
    """A value as the record keeps it: words, numbers and lists of them."""
    if isinstance(value, Translated):
        return dict(value.texts)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(getattr(value, "name", value))
