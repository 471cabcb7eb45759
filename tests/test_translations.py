"""Every word of the interface is there in every language, and no English is left in a template."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from support.settings import ROOT

METHODS = [("models/**.py", "python"), ("support/**.py", "python"), ("blueprints/**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"encoding": "utf-8", "trimmed": "true"}}
KEYWORDS: dict[str, object] = {
    "_": None,
    "_lp": ((1, "c"), 2),
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TRANSLATIONS = [(code, domain) for code in ("ru", "kk") for domain in ("messages", "flask_security", "wtforms")]
SPOKEN_BY_ALL = set(
    [
        "Qonaq",
        "PDF",
        "CSV",
        "XLSX",
        "QR",
        "Atom",
        "jCal",
        "JSON",
        "webcal",
        "Google",
        "Calendar",
        "Outlook",
        "Thunderbird",
        "Apple",
        "Telegram",
        "WhatsApp",
        "Markdown",
        "GitHub",
        "UTC",
        "com",
    ]
)
"""Names that are the same in every language."""
SPOKEN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "label")


@lru_cache
def catalogue(code: str, domain: str = "messages") -> Catalog:
    with (ROOT / "support" / "translations" / code / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file)


@lru_cache
def words_of_the_interface() -> frozenset[tuple[str | None, str]]:
    """(context, English) of every text that the code marks as one."""
    found = extract_from_dir(ROOT, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=lambda folder: ".venv" not in folder)
    return frozenset((context, words if isinstance(words, str) else words[0]) for _, _, words, _, context in found)


def test_the_interface_has_words() -> None:
    assert len(words_of_the_interface()) > 500


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_every_word_is_translated(code: str) -> None:
    known = catalogue(code)

    def missing(context: str | None, english: str) -> bool:
        message = known.get(english, context)
        return message is None or message.fuzzy or not all(_strings(message))

    assert sorted(english for context, english in words_of_the_interface() if missing(context, english)) == []


@pytest.mark.parametrize("code, domain", TRANSLATIONS)
def test_no_translation_is_fuzzy_or_loses_a_placeholder(code: str, domain: str) -> None:
    messages = [message for message in catalogue(code, domain) if message.id]
    assert messages
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if _placeholders(message) != _expected(message)] == []


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _placeholders(message: Message) -> set[str]:
    """Those of every form; a plural may leave the number out of none of its forms."""
    return set().union(*(PLACEHOLDER.findall(text) for text in _strings(message)))


def _expected(message: Message) -> set[str]:
    english = (message.id,) if isinstance(message.id, str) else message.id
    return set().union(*(PLACEHOLDER.findall(text) for text in english))


@pytest.mark.parametrize(
    "template",
    [file for kind in ("html", "txt") for file in sorted((ROOT / "templates").rglob(f"*.{kind}"))],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_no_english_is_left_in_a_template(template: Path) -> None:
    assert english_in(template.read_text()) == []


def test_english_in_a_template_would_be_found() -> None:
    assert english_in('<p title="Hello">{{ _("fine") }} World {% if x %}again{% endif %}</p>') == ["Hello", "World", "again"]


def english_in(template: str) -> list[str]:
    """Words of a template that no translator would ever see."""
    classes = re.sub(r"\{% block \w*class %\}.*?\{% endblock %\}", " ", template)
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", classes, flags=re.DOTALL)
    page = BeautifulSoup(bare, "html.parser")
    for element in page.select("script, style, code"):
        element.extract()
    attributes = [str(tag[name]) for tag in page.find_all(True) for name in SPOKEN_ATTRIBUTES if tag.has_attr(name)]
    words = re.findall(r"[A-Za-z]{2,}", " ".join([*attributes, page.get_text(" ")]))
    return [word for word in words if word not in SPOKEN_BY_ALL]
