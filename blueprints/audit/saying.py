"""Values as a reader reads them: dates on the event's clock, words for codes, names for references."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import UnknownLocaleError
from flask_babel import gettext as _

from blueprints.audit import fields
from blueprints.audit.names import Names
from models.activity import FORGOTTEN
from support import dates
from support.i18n import language_name
from support.languages import Translated
from support.settings import current

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LANGUAGE = re.compile(r"[a-z]{2,3}|")
LONGEST = 5000


class Saying:
    """Puts values into words for one sort of thing. `names` knows what they refer to; hours are those of `zone`."""

    def __init__(self, names: Names, kind: str, zone: ZoneInfo | None = None) -> None:
        self.names, self.kind, self.zone = names, kind, zone or current().zone

    def within(self, name: str) -> "Saying":
        """The words for what rows of a field are made of."""
        return Saying(self.names, name, self.zone)

    def value(self, name: str, value: Any) -> str:
        """One value of a field in a line; "" for nothing."""
        if value is None or value == "" or value == [] or value == {}:
            return ""
        if value == FORGOTTEN:
            return _("no longer kept")
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return _("%(number)s of them", number=len(value)) if name in fields.COUNTED else self._listed(name, value)
        if isinstance(value, dict):
            return self._of_parts(name, value)
        return self._number(name, value) if isinstance(value, int) else self._text(name, str(value))

    def _listed(self, name: str, values: list[Any]) -> str:
        if name == "when" and len(values) == 2 and all(isinstance(one, str) and MOMENT.fullmatch(one) for one in values):
            return span(values[0], values[1], self.zone)
        said = [self.value(name, one) for one in values]
        return (" – " if name == "when" else ", ").join(one for one in said if one)

    def _of_parts(self, name: str, value: dict[str, Any]) -> str:
        if is_reference(value):
            return self._reference(value["of"], value["id"], value.get("name"))
        if is_translated(value):
            return Translated(value).shown().text
        return "; ".join(f"{fields.field(name, part)}: {said}" for part, said in self.parts(name, value))

    def parts(self, name: str, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What is said of a row or another thing with fields of its own."""
        inner = self.within(name)
        for part, one in value.items():
            if part != "id" and (said := inner.value(part, one)):
                yield part, said

    def _reference(self, kind: str, number: Any, name: dict[str, str] | None) -> str:
        known = self.names.of(kind, number) if isinstance(number, int) else None
        if known and known.name:
            return known.name
        return Translated(name).shown().text if name else _("one that is gone or not for you to see")

    def _number(self, name: str, value: int) -> str:
        kind = fields.REFERENCES.get(name)
        return str(value) if kind is None else self._reference(kind or self.kind, value, None)

    def _text(self, name: str, text: str) -> str:
        if (words := fields.word(self.kind, name, text)) is not None:
            return words
        if name in fields.IN_LANGUAGES:
            return spoken(text)
        if name == "country" and len(text) == 2:
            return str(dates.locale().territories.get(text.upper(), text))
        if is_date(text):
            return moment(text, self.zone)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def moment(text: str, zone: ZoneInfo) -> str:
    """An ISO moment or day in words, on a zone's clock, which is named where it is not the house's; the text where it is none."""
    try:
        if "T" not in text:
            return dates.day(date.fromisoformat(text))
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = found.astimezone(zone) if found.tzinfo else found
    said = f"{dates.day(local)}, {dates.hour(local)}"
    return said if zone == current().zone or not found.tzinfo else f"{said} ({dates.zone(local)})"


def span(start: str, end: str, zone: ZoneInfo) -> str:
    """From one ISO moment to another on a zone's clock, as in "Thu, 3 December 2026, 09:00–18:00"."""
    try:
        first, last = (datetime.fromisoformat(text).astimezone(zone) for text in (start, end))
    except ValueError:
        return f"{start} – {end}"
    return dates.span(first, last) + ("" if zone == current().zone else f" ({dates.zone(first)})")


def is_date(text: str) -> bool:
    """Whether a text is an ISO moment or day."""
    return bool(MOMENT.fullmatch(text) or DAY.fullmatch(text))


def spoken(code: str) -> str:
    """A language's own name, else its code."""
    try:
        return language_name(code)
    except (UnknownLocaleError, ValueError):
        return code


def is_reference(value: Any) -> bool:
    """Whether a value names a thing: see `models.revisable.plain`."""
    return isinstance(value, dict) and value.keys() <= {"of", "id", "name"} and {"of", "id"} <= value.keys()


def is_translated(value: Any) -> bool:
    """Whether a value is a text by language."""
    return isinstance(value, dict) and all(LANGUAGE.fullmatch(code) and isinstance(text, str) for code, text in value.items())


def is_row(value: Any) -> bool:
    """Whether a value is a row of a list with fields of its own."""
    return isinstance(value, dict) and isinstance(value.get("id"), int) and "of" not in value
