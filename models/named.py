"""How a name is found and sorted."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, validates

from support.languages import Translated, TranslatedText, folded, language, sort_keys


class Named:
    """A thing with a name in several languages, kept with what search and sorting compare."""

    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    name_keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    search_text: Mapped[str] = mapped_column(default="")

    @validates("name")
    def _keep_keys(self, _attribute: str, name: Translated) -> Translated:
        self.name_keys = sort_keys(name)
        self.search_text = folded(" ".join([*name.texts.values(), *self.also_found_by(name)]))
        return name

    def also_found_by(self, name: Translated) -> Iterable[str]:
        """Other words that find it."""
        return ()

    @classmethod
    def by_name(cls) -> ColumnElement[Any]:
        """The alphabetical order of the language being spoken."""
        key: ColumnElement[Any] = cls.name_keys[language()].as_string()
        return key
