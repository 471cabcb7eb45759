"""A column of a list, and how its values go into files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _

from support.languages import Translated
from support.settings import current
from support.spreadsheets import Value

Label = Any
"""Words that are chosen when they are shown: `_l("Name")`."""


@dataclass(frozen=True)
class Col:
    """What a list says of each row.

    `sort` gives what to order by (an expression or several), `value` what a file holds: without it the row's attribute of the
    column's name. `in_files` and `on_page` leave it out of the one or the other; `backwards` sorts from the last at the first
    click, as one wants of dates; a `quiet` heading is there for those who hear the page.
    """

    key: str
    label: Label
    sort: Callable[[], Any] | None = None
    value: Callable[[Any], Any] | None = None
    width: int = 20
    in_files: bool = True
    on_page: bool = True
    number: bool = False
    quiet: bool = False
    backwards: bool = False

    def in_file(self, row: Any) -> Value:
        """The value as a file holds it."""
        return plain(self.value(row) if self.value else getattr(row, self.key))

    def keys(self, descending: bool) -> list[Any]:
        """What to order by; what is not known stands last either way."""
        found = self.sort() if self.sort else ()
        keys = found if isinstance(found, tuple | list) else (found,)
        return [(key.desc() if descending else key.asc()).nulls_last() for key in keys]


def plain(value: Any) -> Value:
    """Texts in the reader's language, moments on the house's clock unless they are on another already, lists with commas."""
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.astimezone(current().zone) if value.tzinfo is UTC else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Translated):
        return value.shown().text
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(plain(one) or "") for one in value)
    return str(value)
