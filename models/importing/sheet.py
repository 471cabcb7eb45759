"""Taking in a table: each sort of thing says its columns, how a row is read, and which thing of ours it is."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

from models.importing.fault import N_, Fault
from models.importing.headings import Cells, Column, Headings
from models.importing.row import Plan, Row
from models.importing.tables import Table
from models.importing.times import Lost
from models.revisable import Revisable
from support import clock
from support.languages import Translated, folded
from support.orm import session

TWICE = N_("The table has it twice; the first one counts.")
LONG = N_("“%(value)s” is too long: %(most)d characters at most.")
MISSING = N_("It has no name.")


class Sheet:
    """One sort of thing that comes in tables. A value of a translated field is a dictionary of texts by language."""

    sort: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    model: ClassVar[type[Any]]
    named: ClassVar[str] = "name"
    limits: ClassVar[Mapping[str, int]] = {}

    def fields(self, cells: Cells) -> dict[str, Any]:
        """What a row says, as the model stores it; what it leaves empty is left out. Raises Lost for what makes no sense."""
        translated = {column.name for column in self.columns if column.translated}
        read = {name: dict(texts) if name in translated else self.value(name, texts[""]) for name, texts in cells.items()}
        for name, value in read.items():
            for text in value.values() if isinstance(value, dict) else [value]:
                if isinstance(text, str) and len(text) > (most := self.limits.get(name, 200)):
                    raise Lost(LONG, value=text[:40] + "…", most=most)
        if not read.get(self.named):
            raise Lost(MISSING)
        return read

    def value(self, name: str, text: str) -> Any:
        """One cell. Raises Lost."""
        return text

    def find(self, fields: Mapping[str, Any]) -> Any:
        """Which thing of ours a row is, None for a new one. Raises Lost where it may be several."""
        raise NotImplementedError

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        """What tells a new thing of the table from the others in it."""
        raise NotImplementedError

    def title(self, fields: Mapping[str, Any]) -> str:
        """What the preview calls a row."""
        named = fields[self.named]
        return " / ".join(named.values()) if isinstance(named, dict) else str(named)

    def old(self, thing: Any, name: str) -> Any:
        """What a field of a thing is now."""
        return getattr(thing, name)

    def put(self, thing: Revisable, fields: Mapping[str, Any]) -> None:
        """Let a thing be what these fields say, by its own verbs."""
        thing.revise({name: self.new(getattr(thing, name), value) for name, value in fields.items()})

    def new(self, old: Any, value: Any) -> Any:
        return (old or Translated()).rewritten(value, clock.now()) if isinstance(value, dict) else value

    def shown(self, name: str, value: Any) -> str:
        """A value as a reader sees it."""
        if isinstance(value, Translated):
            return " / ".join(value.texts.values())
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


class SheetPlan(Plan):
    """A row for each of a table: new, changed field by field, or the same."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        headings = Headings(table, sheet.columns)
        self.sheet, self.unknown_columns = sheet, headings.unknown
        self._met: set[Hashable] = set()
        rows: list[Row] = []
        faults = list(table.faults)
        for number, cells in headings.rows:
            try:
                rows.append(self._row(number, sheet.fields(headings.read(cells))))
            except Lost as lost:
                title = next((cell for cell in cells if cell), "")[:80]
                faults.append(Fault(number, lost.reason, lost.facts, title))
        super().__init__(rows, sorted(faults, key=lambda fault: fault.line))

    def _row(self, number: int, fields: dict[str, Any]) -> Row:
        sheet = self.sheet
        title, thing = sheet.title(fields), sheet.find(fields)
        identity = ("thing", thing.id) if thing else sheet.identity(fields)
        if identity in self._met:
            return Row("left_out", title, number, thing=thing, note=Fault(number, TWICE, lost=False))
        self._met.add(identity)
        if thing is None:
            return Row("new", title, number, act=lambda: _make(sheet, fields))
        fields = _without_known_spellings(thing, fields, sheet.named)
        changes = {name: pair for name, value in fields.items() if (pair := self._pair(thing, name, value))}
        wanted = {name: fields[name] for name in changes}
        state = "changed" if changes else "same"
        return Row(state, title, number, thing=thing, changes=changes, act=lambda: sheet.put(thing, wanted))

    def _pair(self, thing: Any, name: str, value: Any) -> tuple[str, str] | None:
        old = self.sheet.old(thing, name)
        new = self.sheet.new(old, value)
        if isinstance(new, Translated) and dict(new.texts) == dict((old or Translated()).texts):
            return None
        return None if old == new else (self.sheet.shown(name, old), self.sheet.shown(name, new))


def _without_known_spellings(thing: Any, fields: dict[str, Any], named: str) -> dict[str, Any]:
    """The same without names that we know for other spellings: they shall not become the name."""
    if not isinstance(fields[named], dict):
        return fields
    variants = {folded(variant) for variant in getattr(thing, "variants", None) or ()}
    texts = {code: text for code, text in fields[named].items() if folded(text) not in variants}
    return {name: texts if name == named else value for name, value in fields.items() if texts or name != named}


def _make(sheet: Sheet, fields: Mapping[str, Any]) -> None:
    thing = sheet.model()
    sheet.put(thing, fields)
    session().flush()
