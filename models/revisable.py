"""Changing what is stored, so that the record tells what it was before."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect

from models.activity import Activity, event_tables, name_of
from support.languages import Translated
from support.orm import session

NOT_SAID = frozenset({"uid", "told_at", "seen_at", "created_at"})


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

    @contextmanager
    def noting(self, *lists: str) -> Iterator[None]:
        """Note what a block does to rows that belong to the thing: of each list those that were, and those that are now."""
        before = {name: _rows(getattr(self, name)) for name in lists}
        yield
        session().flush()
        after = {name: _rows(getattr(self, name)) for name in lists}
        changed = {name: [_without(before[name], after[name]), _without(after[name], before[name])] for name in lists}
        if changed := {name: rows for name, rows in changed.items() if any(rows)}:
            Activity.record("revised", self, **changed)


def plain(value: Any) -> Any:
    """A value as the record keeps it: words, numbers and lists of them; of a thing its number and, but for events, its name."""
    if isinstance(value, Translated):
        return dict(value.texts)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str | int | float | bool | None):
        return value
    return _reference(value) if hasattr(value, "__tablename__") else str(value)


def _reference(thing: Any) -> dict[str, Any]:
    """Who may not see an event shall not read its title in another thing's record."""
    if thing.id is None:
        session().flush()
    name = {} if thing.__tablename__ in event_tables() else name_of(thing)
    return {"of": thing.__tablename__, "id": thing.id, **({"name": name} if name else {})}


def _rows(things: Iterable[Any]) -> list[dict[str, Any]]:
    """What rows say, by their numbers, without what says where they belong."""
    return [{"id": thing.id, **_said(thing)} for thing in things]


def _said(thing: Any) -> dict[str, Any]:
    mapper = inspect(type(thing))
    columns = [one.key for one in mapper.column_attrs if not one.columns[0].primary_key and not one.columns[0].foreign_keys]
    things = [one.key for one in mapper.relationships if one.direction.name == "MANYTOONE" and one.key != "event"]
    said = {key: plain(getattr(thing, key)) for key in (*columns, *things) if key not in NOT_SAID}
    return {key: value for key, value in said.items() if value not in (None, "", [], {}) and not _is_place(key, value)}


def _is_place(key: str, value: Any) -> bool:
    """Whether it is a row's place among the others, which changes with every row before it."""
    return key == "position" and isinstance(value, int)


def _without(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of some rows that are not just so among the others."""
    return [row for row in rows if row not in others]
