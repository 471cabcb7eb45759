"""Which column of a table is which, by its heading in English, Russian or Kazakh."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.importing.component import CYRILLIC, KAZAKH
from models.importing.fault import N_, Unreadable
from models.importing.tables import Table
from support.languages import folded
from support.settings import current

CODES = {
    "en": ("en", "eng", "english", "англ", "английский", "ағылшын"),
    "ru": ("ru", "rus", "russian", "рус", "русский", "орыс"),
    "kk": ("kk", "kz", "kaz", "kazakh", "каз", "казахский", "қаз", "қазақ"),
}
WORDS_FOR = {folded(word): code for code, words in CODES.items() for word in words}
LOOKED_AT = 10
"""Rows among which the headings are looked for; some tables have a title above them."""
NO_HEADINGS = N_("None of the first rows names the columns we need. There must be one called “%(heading)s”.")
Cells = Mapping[str, Mapping[str, str]]


class Column(NamedTuple):
    """A field and the headings it is known by, the first of which we write ourselves; `sample` is what the sample file has in it.

    With `translated` there may be a column for each language.
    """

    name: str
    headings: tuple[str, ...]
    sample: str = ""
    translated: bool = False
    required: bool = False


class Headings:
    """The columns of a table: what was recognised, in which row, and what was not."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        self.columns = {column.name: column for column in columns}
        self._meant = {folded(heading): column for column in columns for heading in column.headings}
        needed = [column for column in columns if column.required]
        for position, (_, cells) in enumerate(table.rows[:LOOKED_AT]):
            found = {place: meant for place, cell in enumerate(cells) if (meant := self._recognised(cell))}
            if {column.name for column in needed} <= {name for name, _ in found.values()}:
                self.places, self.rows = found, table.rows[position + 1 :]
                self.unknown = [cell for place, cell in enumerate(cells) if cell and place not in found]
                return
        raise Unreadable(NO_HEADINGS, heading=needed[0].headings[0])

    def _recognised(self, heading: str) -> tuple[str, str] | None:
        """The field of a heading such as "Name (kk)", "name_ru", «Название на русском», and its language, "" for none."""
        words = folded(re.sub(r"[_()/,:*-]", " ", heading)).split()
        for end in range(len(words), 0, -1):
            column, rest = self._meant.get(" ".join(words[:end])), words[end:]
            codes = [WORDS_FOR[word] for word in rest if word in WORDS_FOR] or [_code_like(word) for word in rest]
            if column and (not rest or (column.translated and any(codes))):
                return column.name, next((code for code in codes if code), "")
        return None

    def read(self, cells: Sequence[str]) -> Cells:
        """A row by its fields; each has its text by language, under "" where it has no language of its own."""
        found: dict[str, dict[str, str]] = {}
        for place, (name, code) in self.places.items():
            text = cells[place] if place < len(cells) else ""
            if text and self.columns[name].translated:
                found.setdefault(name, {}).setdefault(code or guessed(text), text)
            elif text:
                found.setdefault(name, {}).setdefault("", text)
        return found


def guessed(text: str) -> str:
    """The language that a text's letters suggest, among those we speak."""
    likely = "kk" if KAZAKH.search(text) else "ru" if CYRILLIC.search(text) else "en"
    return likely if likely in current().languages else current().languages[0]


def _code_like(word: str) -> str:
    """A language by the beginning of its name in some case, as in «на русском», «қазақша»."""
    starts = {folded(start): code for start, code in (("англий", "en"), ("ағылш", "en"), ("русск", "ru"), ("орыс", "ru"),
                                                      ("казах", "kk"), ("қазақ", "kk"))}  # fmt: skip
    return next((code for start, code in starts.items() if word.startswith(start)), "")
