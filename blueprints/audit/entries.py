"""An activity as a reader reads it: who, what was done to what, and each field with what it was and is."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from blueprints.audit import fields, words
from blueprints.audit.difference import difference, is_long
from blueprints.audit.names import Named, Names
from blueprints.audit.saying import Saying, is_date, is_reference, is_row, is_translated, spoken
from models import Activity
from models.activity import FORGOTTEN

LISTS = frozenset({"events", "people", "conflicts"})
"""Facts that are lists of two by chance."""


class Line(NamedTuple):
    """A field and what became of it: `said` alone, or `was` and `now`, each "" for nothing."""

    label: str
    was: str = ""
    now: str = ""
    said: str | Markup = ""

    def plain(self) -> str:
        """The line for a file."""
        change = str(self.said.striptags() if isinstance(self.said, Markup) else self.said) or f"{self.was} → {self.now}".strip()
        return f"{self.label}: {change}"


class Entry:
    """One row of the record."""

    def __init__(self, activity: Activity, names: Names) -> None:
        self.activity, self.names = activity, names
        self.saying = Saying(names, activity.subject_kind, names.zones.get(activity.event_id or 0))

    @property
    def who(self) -> str:
        """The account's name as it is now, else what it was; a command or the worker in words."""
        known = self.names.of("accounts", self.activity.actor_id) if self.activity.actor_id else None
        return (known and known.name) or words.actor(self.activity.actor_name)

    @property
    def what(self) -> str:
        return words.verb(self.activity.verb)

    @property
    def kind(self) -> str:
        return words.kind(self.activity.subject_kind)

    @property
    def thing(self) -> Named:
        """The subject by its name now, else by the last one that is known."""
        known = self.names.of(self.activity.subject_kind, self.activity.subject_id)
        last = self.activity.last_name().shown().text
        return known if known and known.name else Named(last, known.address if known else None)

    @property
    def lines(self) -> list[Line]:
        """What changed, field by field; what a new thing has nothing of is left out."""
        found: list[Line] = []
        for name, value in _facts(self.activity.changes or {}, self.activity.subject_kind):
            found += self._lines(name, value)
        return found

    def _lines(self, name: str, value: Any) -> Iterator[Line]:
        label = self.names.questions.get(name) or fields.field(self.activity.subject_kind, name)
        if not (isinstance(value, list) and len(value) == 2) or name in LISTS:
            if said := self.saying.value(name, value):
                yield Line(label, said=said)
            return
        was, now = value
        if is_translated(was or {}) and is_translated(now or {}) and (was or now) and isinstance(was or now, dict):
            yield from self._by_language(label, was or {}, now or {})
        elif isinstance(was, list) or isinstance(now, list):
            yield from self._lists(name, label, was or [], now or [])
        else:
            typed = isinstance(was, str) and not is_date(was)
            yield from self._pair(label, self.saying.value(name, was), self.saying.value(name, now), typed=typed)

    def _by_language(self, label: str, was: dict[str, str], now: dict[str, str]) -> Iterator[Line]:
        for code in dict.fromkeys((*was, *now)):
            named = f"{label} ({spoken(code)})" if code else label
            yield from self._pair(named, was.get(code, ""), now.get(code, ""), typed=True)

    def _pair(self, label: str, was: str, now: str, *, typed: bool = False) -> Iterator[Line]:
        """What it was and is; of what somebody typed at length the words that changed."""
        if typed and is_long(was, now):
            yield Line(label, said=difference(was, now))
        elif was != now:
            yield Line(label, was, now)

    def _lists(self, name: str, label: str, was: Any, now: Any) -> Iterator[Line]:
        """What came and what went; of rows with numbers also what changed in them; two moments as one time."""
        if name == "when":
            yield from self._pair(label, self.saying.value(name, was), self.saying.value(name, now))
            return
        was, now = (one if isinstance(one, list) else [one] for one in (was, now))
        stay = {row["id"]: row for row in now if is_row(row)}
        for row in was:
            if is_row(row) and row["id"] in stay:
                yield from self._row(name, label, row, stay[row["id"]])
        before = {row["id"] for row in was if is_row(row)}
        gone = [self.saying.value(name, one) for one in was if one not in now and not (is_row(one) and one["id"] in stay)]
        come = [self.saying.value(name, one) for one in now if one not in was and not (is_row(one) and one["id"] in before)]
        yield from (Line(label, was=one) for one in gone if one)
        yield from (Line(label, now=one) for one in come if one)

    def _row(self, name: str, label: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Line]:
        inner = self.saying.within(name)
        called = inner.value("title", now.get("title") or now.get("label") or now.get("name"))
        for part in dict.fromkeys((*was, *now)):
            said = inner.value(part, was.get(part)), inner.value(part, now.get(part))
            field = fields.field(name, part)
            yield from self._pair(f"{label}, {called}: {field}" if called else f"{label}: {field}", *said)


def _facts(changes: dict[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    """The facts in the order they were told; old and new times of a move as one change of when, and what was merged by the name
    it had."""
    if "old" in changes and "new" in changes:
        yield "when", [changes["old"], changes["new"]]
    for name, value in changes.items():
        if name == "other" and isinstance(was := changes.get("was"), dict) and is_translated(was.get("name")):
            yield name, {"of": kind, "id": value, "name": was["name"]}
        elif name not in ("old", "new"):
            yield name, value


def references(value: Any, name: str, kind: str) -> Iterator[tuple[str, int]]:
    """All things that a value of a field refers to."""
    if is_reference(value) and isinstance(value["id"], int):
        yield value["of"], value["id"]
    elif isinstance(value, dict) and value != FORGOTTEN:
        for part, one in value.items():
            yield from references(one, part, name)
    elif isinstance(value, list):
        for one in value:
            yield from references(one, name, kind)
    elif isinstance(value, int) and not isinstance(value, bool) and name in fields.REFERENCES:
        yield fields.REFERENCES[name] or kind, value
