"""The language that is being spoken, text that exists in several, and how each language sorts and searches. No Flask here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from anyascii import anyascii
from babel.support import NullTranslations, Translations
from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator

TRANSLATIONS = Path(__file__).parent / "translations"

_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The code of the language being spoken to whoever reads."""
    return _spoken.get()


def speak(code: str) -> None:
    """The language from here on, in this context."""
    _spoken.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Another language for the length of a block."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


@lru_cache
def phrasebook(code: str) -> NullTranslations:
    """The interface's words in a language, for what is written outside a request (feeds, invitations)."""
    return Translations.load(TRANSLATIONS, [code])


def N_(text: str) -> str:
    """Mark a text for the translators, which a phrasebook says later."""
    return text


class Shown(NamedTuple):
    """A text as a reader gets it, and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Translated:
    """A text in several languages, each with the moment it was last changed. A value: a change makes another.

    `source` is the language it was first written in; the others are its translations.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, datetime] = field(default_factory=dict)
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.texts)

    def __str__(self) -> str:
        return self.shown().text

    def __contains__(self, code: str) -> bool:
        return code in self.texts

    def __getitem__(self, code: str) -> str:
        """The text in just this language, "" where there is none."""
        return self.texts.get(code, "")

    def shown(self, code: str | None = None) -> Shown:
        """The best there is for a reader of a language: that language, else the source, else any."""
        for candidate in (code or language(), self.source, *self.texts):
            if candidate in self.texts:
                return Shown(self.texts[candidate], candidate)
        return Shown("", code or language())

    def rewritten(self, texts: Mapping[str, str], at: datetime, source: str = "") -> "Translated":
        """The same with some languages' texts replaced; an empty text takes that language away."""
        kept = {**self.texts, **{code: text.strip() for code, text in texts.items()}}
        kept = {code: text for code, text in kept.items() if text}
        changed = {code: self.changed.get(code, at) if self[code] == text else at for code, text in kept.items()}
        first = self.source if self.source in kept else source if source in kept else next(iter(kept), "")
        return Translated(kept, changed, first)

    def confirmed(self, code: str, at: datetime) -> "Translated":
        """The same with a translation said to be right as it stands."""
        return Translated(self.texts, {**self.changed, code: at}, self.source) if code in self else self

    def missing(self, languages: Iterable[str]) -> list[str]:
        return [code for code in languages if code not in self] if self else []

    def outdated(self, languages: Iterable[str]) -> list[str]:
        """The languages whose text is older than its source."""
        written = self.changed.get(self.source)
        return [code for code in languages if code in self and written and self.changed[code] < written]


def translated(source: str, **texts: str) -> Translated:
    """A text written in all its languages at once, at no particular time."""
    return Translated().rewritten(texts, datetime.fromtimestamp(0, UTC), source)


class TranslatedText(TypeDecorator[Translated]):
    """A `Translated` in a JSON column: {"source": code, code: [text, changed], …}."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Translated | None, dialect: Dialect) -> dict[str, Any]:
        if not value:
            return {}
        stored: dict[str, Any] = {code: [text, value.changed[code].isoformat()] for code, text in value.texts.items()}
        return {"source": value.source, **stored}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Translated:
        stored = dict(value or {})
        source = stored.pop("source", "")
        return Translated(
            {code: text for code, (text, _) in stored.items()},
            {code: datetime.fromisoformat(changed) for code, (_, changed) in stored.items()},
            source,
        )


def folded(text: str) -> str:
    """What search compares: deaf to case, diacritics, script, doubled letters and soft signs: "Әсел" is "Assel"."""
    plain = anyascii(text).casefold().replace("'", "").replace("`", "").replace('"', "")
    words = re.sub(r"[^0-9a-z]+", " ", plain).strip()
    return re.sub(r"([a-z])\1+", r"\1", words)


_HEARD_ALIKE = {"shch": "sh", "kh": "h", "gh": "g", "zh": "j", "dj": "j", "ph": "f", "ts": "c", "ck": "k", "q": "k", "x": "ks"}
_HEARD_ALIKE |= {"w": "u", "v": "u", "y": "i"}


def sounding(text: str) -> str:
    """Coarser than `folded`: what ways to write Kazakh and Russian in Latin have in common: Qairatqyzy and Kairatkyzy."""
    heard = folded(text)
    for written, sound in _HEARD_ALIKE.items():
        heard = heard.replace(written, sound)
    return re.sub(r"([a-z])\1+", r"\1", heard)


_CYRILLIC = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def sort_key(text: str, code: str) -> str:
    """A key whose plain order is the alphabet of a language: ә after а, і after ы; Latin after Cyrillic but before it in English.

    Two ASCII characters a letter, so that every database and every collation sorts it alike.
    """
    alphabet = _LATIN + _CYRILLIC if code == "en" else _CYRILLIC + _LATIN
    return "".join(_rank(letter, alphabet) for letter in text.casefold())


def _rank(letter: str, alphabet: str) -> str:
    place = alphabet.find(letter)
    if place < 0:
        plain = anyascii(letter).casefold()[:1]
        if plain.isdigit():
            return f"1{plain}"
        place = alphabet.find(plain) if plain else -1
    return f"{place + 20:02d}" if place >= 0 else "00"


def sort_keys(text: Translated, languages: Iterable[str] = ("en", "ru", "kk")) -> dict[str, str]:
    """One sort key a language, of the text as a reader of that language is shown it."""
    return {code: sort_key(text.shown(code).text, code) for code in languages}
