"""The lines of a calendar file, put together from the pieces in which they were folded (RFC 5545, 3.1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar.prop import TypesFactory

from models.importing.decoding import in_utf8, letters, old_encoding

LINE_END = re.compile(rb"\r\n|\n|\r")
NAME = re.compile(rb"([A-Za-z0-9-]+)\s*[;:]")
KNOWN = frozenset(name.encode().upper() for name in (*TypesFactory.types_map, "BEGIN", "END", "VERSION", "PRODID", "METHOD"))
WORDY = (b"SUMMARY", b"DESCRIPTION", b"LOCATION", b"COMMENT", b"CONTACT")
FULL = 70
"""Bytes from which a line may have been cut by a program that folds (at 75), rather than by its writer."""
LONGEST = 100_000
"""Bytes of one line put together; the rest of a longer one is left out."""


@dataclass
class ContentLine:
    """A property as it stands in the file: the number of its first line, and its text put together."""

    number: int
    text: str
    mended: bool = False

    @property
    def name(self) -> str:
        return re.split(r"[;:]", self.text, maxsplit=1)[0].strip().upper()

    @property
    def value(self) -> str:
        """What stands after the colon, of a line without parameters in quotes."""
        return self.text.partition(":")[2].strip()


@dataclass
class _Growing:
    number: int
    content: bytearray
    last: int
    mended: bool = False
    blanks: int = field(default=0)

    @property
    def is_wordy(self) -> bool:
        return self.content[:11].upper().startswith(WORDY)

    def grow(self, piece: bytes) -> None:
        self.last = len(piece)
        if len(self.content) < LONGEST:
            self.content += piece


def content_lines(data: bytes) -> Iterator[ContentLine]:
    """The properties of a file in its order. Folds inside a letter are joined before letters are made of bytes.

    A line that neither begins with a blank nor is a property belongs to the one before: a fold that lost its blank, or a line
    break within a text that should have been written as backslash n.
    """
    data = in_utf8(data).replace(b"\0", b"")
    encoding, growing = old_encoding(data), None
    for number, line in enumerate(LINE_END.split(data), start=1):
        if growing and not line.strip():
            growing.blanks += 1
        elif growing and line[:1] in (b" ", b"\t") and not growing.blanks:
            growing.grow(line[1:])
        elif growing and not _is_property(line, growing):
            _mend(growing, line)
        elif line.strip():
            if growing:
                yield _finished(growing, encoding)
            growing = _Growing(number, bytearray(line.lstrip()), len(line))
    if growing:
        yield _finished(growing, encoding)


def _is_property(line: bytes, before: _Growing) -> bool:
    found = NAME.match(line.lstrip() if before.blanks else line)
    if not found:
        return False
    name = found[1].upper()
    return name in KNOWN or name.startswith(b"X-") or not before.is_wordy


def _mend(growing: _Growing, line: bytes) -> None:
    if not growing.is_wordy:
        return
    growing.mended = True
    cut_by_folding = growing.last >= FULL and not growing.blanks
    growing.grow(line if cut_by_folding else b"\\n" * (1 + growing.blanks) + line.strip())
    growing.blanks = 0


def _finished(growing: _Growing, encoding: str) -> ContentLine:
    return ContentLine(growing.number, letters(bytes(growing.content), encoding).strip("\ufeff"), growing.mended)
