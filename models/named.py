"""How a name is found and sorted."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, true
from sqlalchemy.orm import Mapped, mapped_column, validates

from support.languages import Translated, TranslatedText, folded, language, sort_keys


class Named:
    """A thing with a name in several languages, kept with what search and sorting compare.

    A subclass that is found by more says so in `also_found_by` and calls `index_name` when that changes.
    """

    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    name_keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    search_text: Mapped[str] = mapped_column(default="")

    @validates("name")
    def _keep_keys(self, _attribute: str, name: Translated) -> Translated:
        self.index_name(name)
        return name

    def index_name(self, name: Translated | None = None) -> None:
        """Keep what search and sorting compare, of this name or of the one it has."""
        name = self.name if name is None else name
        self.name_keys = sort_keys(name)
        self.search_text = folded(" ".join([*name.texts.values(), *self.also_found_by(name)]))

    def also_found_by(self, name: Translated) -> Iterable[str]:
        """Other words that find it."""
        return ()

    @classmethod
    def by_name(cls) -> ColumnElement[Any]:
        """The alphabetical order of the language being spoken."""
        key: ColumnElement[Any] = cls.name_keys[language()].as_string()
        return key

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those that every word fits, whatever its case, diacritics and script; all of them for no words."""
        found: ColumnElement[bool] = and_(true(), *(cls.search_text.contains(w, autoescape=True) for w in folded(words).split()))
        return found
