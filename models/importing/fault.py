"""What is wrong with a file or a part of it, in a sentence for whoever brought it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from support.languages import language, phrasebook


def N_(text: str) -> str:
    """Mark a text for the translators."""
    return text


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, by the line of the file where it begins.

    `lost` says whether the entry stayed out because of it, or was taken in with the fault mended. `title` is what the entry calls
    itself, `uid` its identity, as far as those could be read.
    """

    line: int
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    lost: bool = True
    uid: str = ""

    def said(self, code: str | None = None) -> str:
        """The sentence in a language, else in the one being spoken."""
        return str(phrasebook(code or language()).gettext(self.reason)) % self.facts


class Unreadable(ValueError):
    """Nothing in a file could be read; `said` tells why, in the language being spoken."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason % facts)
        self.fault = Fault(0, reason, facts)

    def said(self, code: str | None = None) -> str:
        return self.fault.said(code)
