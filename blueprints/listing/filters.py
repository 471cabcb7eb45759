"""What narrows a list. Whatever makes no sense in an address is left out: an address is never an error."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy import ColumnElement, and_, true
from werkzeug.datastructures import MultiDict

from blueprints.listing.columns import Label
from models.month import YEARS
from support.languages import folded
from support.orm import Moment
from support.settings import current

Options = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
SEARCH, FROM, UNTIL = _l("Search"), _lp("filter", "From"), _lp("filter", "Until")
LONGEST_SEARCH = 100
MOST_WORDS = 8


class Filter:
    """One field of the form. `key` names it in the address; `more` puts it among those that unfold.

    `asked` is what the request asks for, "" for nothing; `shape` is how the macro draws it: "words", "menu", "day", or "kept" for
    what a list is about, which no field changes.
    """

    shape: ClassVar[str]

    def __init__(self, key: str, label: Label, *, more: bool = False) -> None:
        self.key, self.label, self.more, self.asked = key, label, more, ""

    def of(self, arguments: MultiDict[str, str]) -> Self:
        """The filter as a request asks for it."""
        bound = copy(self)
        bound.asked = bound.read(arguments.get(self.key, "")[:LONGEST_SEARCH].strip())
        return bound

    def read(self, text: str) -> str:
        """What a text asks for, "" where it makes no sense."""
        raise NotImplementedError

    def condition(self) -> ColumnElement[bool]:
        """What rows must meet. Called only where something is asked for."""
        raise NotImplementedError


class Words(Filter):
    """A search field. `within` is a column of folded text, so that case, diacritics and script do not count, or says of typed
    words what rows must meet; `hint` says what is looked through."""

    shape = "words"

    def __init__(self, within: Any, hint: Label = "", *, key: str = "q", label: Label = SEARCH, more: bool = False) -> None:
        super().__init__(key, label, more=more)
        self.within, self.hint = within, hint

    def read(self, text: str) -> str:
        return "".join(letter for letter in text if letter.isprintable())

    def condition(self) -> ColumnElement[bool]:
        if callable(self.within):
            return self.within(self.asked)  # type: ignore[no-any-return]
        words = folded(self.asked).split()[:MOST_WORDS]
        return and_(true(), *(self.within.contains(word, autoescape=True) for word in words))


class OneOf(Filter):
    """A menu. `options` are words by code, or how to find them at each request; `where` is a column that holds the code, or says
    of a code what rows must meet."""

    shape = "menu"

    def __init__(
        self,
        key: str,
        label: Label,
        options: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        where: Any,
        *,
        more: bool = False,
    ) -> None:
        super().__init__(key, label, more=more)
        self.offered, self.where, self.options = options, where, dict[str, Any]()

    def of(self, arguments: MultiDict[str, str]) -> Self:
        bound = copy(self)
        bound.options = dict(self.offered() if callable(self.offered) else self.offered)
        return super(OneOf, bound).of(arguments)

    def read(self, text: str) -> str:
        return text if text in self.options else ""

    def condition(self) -> ColumnElement[bool]:
        return self.where(self.asked) if callable(self.where) else self.where == self.asked  # type: ignore[no-any-return]


class Since(Filter):
    """Rows of a day or later; a moment's day is the one on the house's clock."""

    shape = "day"

    def __init__(self, column: Any, *, key: str = "from", label: Label = FROM, more: bool = False) -> None:
        super().__init__(key, label, more=more)
        self.column = column

    def read(self, text: str) -> str:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return ""
        return found.isoformat() if found.year in YEARS else ""

    def condition(self) -> ColumnElement[bool]:
        return self.column >= self._at(0)  # type: ignore[no-any-return]

    def _at(self, days: int) -> date | datetime:
        """The beginning of the day that is asked for, or of one after it."""
        day = date.fromisoformat(self.asked) + timedelta(days=days)
        return datetime.combine(day, time(), current().zone) if isinstance(self.column.type, Moment) else day


class Until(Since):
    """Rows of a day or earlier."""

    def __init__(self, column: Any, *, key: str = "to", label: Label = UNTIL, more: bool = False) -> None:
        super().__init__(column, key=key, label=label, more=more)

    def condition(self) -> ColumnElement[bool]:
        return self.column < self._at(1)  # type: ignore[no-any-return]
