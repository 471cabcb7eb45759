"""Two people in one form: whoever saves second sees what the first one changed, and chooses.

A form remembers a short digest of every field as it showed it. What is stored by then is put into a second form of the same
class; where its digest is another, somebody changed that field meanwhile. Each language of a text is a field of its own here,
"title-ru": who translates and who corrects the original do not meet.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from flask import request
from wtforms import Field, Form, HiddenField

from support.form_fields import TranslatedField

OURS = frozenset({"opened", "csrf_token", "form_key"})
"""Fields of the form itself, which nobody chooses between."""


class Difference(NamedTuple):
    """A field that somebody else changed since this form was opened; `touched` whether it was changed here too, `text` the field
    of all languages where it is one of them; `passed_over` whether it was asked about and nothing was chosen."""

    name: str
    mine: Field
    theirs: Field
    touched: bool
    text: Field | None = None
    passed_over: bool = False

    @property
    def unlike(self) -> tuple[list[Field], list[Field]]:
        """Of two lists of rows those that the other has not just so, mine and theirs; all of them where only their order is
        another."""
        mine, theirs = ({_digest(row.data): row for row in getattr(side, "entries", ())} for side in (self.mine, self.theirs))
        only_mine = [row for digest, row in mine.items() if digest not in theirs]
        only_theirs = [row for digest, row in theirs.items() if digest not in mine]
        return (only_mine, only_theirs) if only_mine or only_theirs else (list(mine.values()), list(theirs.values()))


class Opened(HiddenField):
    """A digest of each field as it was when the form was opened: as it is drawn for the first time."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.whole: Versioned | None = more.get("_form")

    def _value(self) -> str:
        return self.data or (self.whole.as_shown() if self.whole else "")


class Versioned(Form):
    """A form that knows what it showed.

    Its template has `{{ versions(form, thing) }}` below its errors, and its route asks for the status with which it is `refused`
    beside a second form of what is stored (`DayForm.of(day, formdata=None)`), and answers with the form and that status.
    """

    opened = Opened()
    disagreements: Sequence[Difference] = ()
    """What the page asks to choose between, once the form was refused for that."""

    def refused(self, stored: "Versioned | None", ready: Callable[[], None] = lambda: None) -> int:
        """The status with which it cannot be saved: 422 where a field is wrong, 409 where somebody else changed one meanwhile;
        0 where it can. `stored` is the form of what is stored by now, None for a new thing; `ready` fills in menus of rows that
        were chosen."""
        if stored:
            self.choose(stored)
            ready()
        if not self.validate():
            return 422
        self.disagreements = self.differences(stored) if stored else ()
        if not stored or not self.disagreements:
            return 0
        self.opened.data = stored.as_shown()
        return 409

    def as_shown(self) -> str:
        """A digest of each field as it is now."""
        return " ".join(f"{name}:{digest}" for name, digest in self._digests().items())

    def choose(self, theirs: "Versioned") -> None:
        """Take what is stored for every field of which the reader chose it."""
        here, there = self._by_name(), theirs._by_name()
        for name in _asked_about():
            if request.form.get(f"keep-{name}") == "theirs" and name in here and name in there:
                here[name].process(None, there[name].object_data)

    def differences(self, theirs: "Versioned") -> list[Difference]:
        """What somebody else changed since this form was opened and the reader has not chosen between yet."""
        return list(self._differences(theirs))

    def _differences(self, theirs: "Versioned") -> Iterator[Difference]:
        was, now, here = self._opened(), theirs._digests(), self._digests()
        mine, other = self._by_name(), theirs._by_name()
        undecided = {name for name in _asked_about() if request.form.get(f"keep-{name}") not in ("mine", "theirs")}
        for name, digest in here.items():
            changed = name in was and name in now and was[name] != now[name]
            if (changed or name in undecided) and digest != now.get(name):
                touched = digest != was.get(name) or name in undecided
                yield Difference(name, mine[name], other[name], touched, self._text_of(name), name in undecided)

    def _by_name(self) -> dict[str, Field]:
        """What there is to choose between, by name: the fields, and of a text in several languages each language."""
        return {name: part for field in self if field.short_name not in OURS for name, part in _parts(field)}

    def _text_of(self, name: str) -> Field | None:
        whole, dash, _code = name.rpartition("-")
        return self[whole] if dash else None

    def _opened(self) -> Mapping[str, str]:
        pairs = (entry.partition(":") for entry in (self.opened.data or "").split())
        return {name: digest for name, _colon, digest in pairs}

    def _digests(self) -> dict[str, str]:
        return {name: _digest(part.data) for name, part in self._by_name().items()}


def _parts(field: Field) -> Iterator[tuple[str, Field]]:
    if isinstance(field, TranslatedField):
        yield from ((f"{field.short_name}-{part.short_name}", part) for part in field.form)
    else:
        yield field.short_name, field


def _asked_about() -> list[str]:
    """The fields that the form had asked to choose between."""
    return request.form.get("versions", "").split()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:10]


def _plain(value: Any) -> Any:
    """A value without what tells only how it was typed: empty is empty, and a text has one kind of line end."""
    if isinstance(value, Mapping):
        return {
            str(name): _plain(one) for name, one in value.items() if name not in ("csrf_token", "remove") and _plain(one) != ""
        }
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()[:16]
    if value is None or value is False or value == "" or value == 0:
        return ""
    return str(value).replace("\r\n", "\n").strip()
