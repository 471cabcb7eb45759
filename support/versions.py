"""Two people in one form: whoever saves second sees what the first one changed, and chooses.

A form remembers a short digest of every field as it showed it. What is stored by then is put into a second form of the same
class; where its digest is another, somebody changed that field meanwhile.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple, Self

from flask import request
from wtforms import Field, Form, HiddenField

OURS = frozenset({"opened", "csrf_token", "form_key"})
"""Fields of the form itself, which nobody chooses between."""


class Difference(NamedTuple):
    """A field that somebody else changed since this form was opened; `touched` whether it was changed here too."""

    name: str
    mine: Field
    theirs: Field
    touched: bool


class Versioned(Form):
    """A form that knows what it showed. Use: `remember` when it is shown, `choose` before it is checked, `differences` after."""

    opened = HiddenField()

    def remember(self, shown: "Versioned | None" = None) -> Self:
        """Note what it shows now, or what another form of the same thing shows."""
        self.opened.data = " ".join(f"{name}:{digest}" for name, digest in (shown or self)._digests().items())
        return self

    def choose(self, theirs: "Versioned") -> None:
        """Take what is stored for every field of which the reader chose it."""
        for name in _asked_about():
            if request.form.get(f"keep-{name}") == "theirs" and name in self:
                self[name].process(None, theirs[name].object_data)

    def differences(self, theirs: "Versioned") -> list[Difference]:
        """What somebody else changed since this form was opened and the reader has not chosen between yet."""
        return list(self._differences(theirs))

    def _differences(self, theirs: "Versioned") -> Iterator[Difference]:
        was, now, here = self._opened(), theirs._digests(), self._digests()
        undecided = {name for name in _asked_about() if request.form.get(f"keep-{name}") not in ("mine", "theirs")}
        for name, digest in here.items():
            changed = name in was and name in now and was[name] != now[name]
            if (changed or name in undecided) and digest != now.get(name):
                yield Difference(name, self[name], theirs[name], touched=digest != was.get(name) or name in undecided)

    def _opened(self) -> Mapping[str, str]:
        pairs = (entry.partition(":") for entry in (self.opened.data or "").split())
        return {name: digest for name, _colon, digest in pairs}

    def _digests(self) -> dict[str, str]:
        return {field.short_name: _digest(field.data) for field in self if field.short_name not in OURS}


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
