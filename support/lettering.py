"""Text in drawn pictures: letters that our fonts have, and lines that fit the room there is."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont

from support.settings import ROOT

FONTS = ROOT / "static" / "fonts" / "pdf"
REGULAR, BOLD, SERIF = "onest-400", "onest-600", "source-serif-4-600"
MEASURED_AT = 100
LONGEST = 500  # letters; nothing longer belongs into a picture


@lru_cache(maxsize=128)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


@lru_cache
def _letters() -> frozenset[int]:
    """The letters that all our fonts have."""
    return frozenset.intersection(*(frozenset(TTFont(FONTS / f"{name}.ttf").getBestCmap()) for name in (REGULAR, BOLD, SERIF)))


def without_controls(text: str) -> str:
    """The text on one line without what is no letter: controls, marks of direction, halves of letters (Unicode's class C).

    A zero-width joiner stays: it holds emoji together, and the letters of some scripts. So do spaces that hold words together,
    in the width that every font has.
    """
    text = re.sub(r"[^\S\xa0\u202f]+", " ", text).replace("\u202f", "\xa0")
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C" or letter == "\u200d").strip()[:LONGEST]


def drawable(text: str) -> str:
    """The text as our fonts can write it: letters they lack in Latin ones («王伟» is "WangWei"), without emoji."""
    known = _letters()
    letters = unicodedata.normalize("NFC", without_controls(text))
    spelt = "".join(letter if ord(letter) in known else _spelt(letter) for letter in letters)
    return re.sub(" +", " ", spelt).strip()


def _spelt(letter: str) -> str:
    """A letter, figure or sign of punctuation in Latin ones; nothing for signs that say no sound."""
    return anyascii(letter) if unicodedata.category(letter)[0] in "LNPZ" else ""


@lru_cache(maxsize=8192)
def _share(name: str, text: str) -> float:
    """The width of a text as a share of its size; letters that the font lacks count as wide as they are high."""
    words = text.split(" ")
    if len(words) > 1:
        return sum(_share(name, word) for word in words) + (len(words) - 1) * _share(name, "\xa0")
    ours = "".join(letter for letter in text if ord(letter) in _letters())
    return float(font(name, MEASURED_AT).getlength(ours)) / MEASURED_AT + len(text) - len(ours)


@dataclass(frozen=True)
class Hand:
    """A font at a size, which is the height of a line of it too: in points or pixels, as its caller likes."""

    name: str
    size: int

    def width(self, text: str) -> float:
        """How wide a text is, to within a hair."""
        return self.size * _share(self.name, text)

    def lines(self, text: str, width: float) -> list[str]:
        """The text broken where a line is full; a word that is longer than a line is broken within."""
        lines: list[str] = []
        for piece in self._pieces(text, width):
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and self.width(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
        return lines

    def balanced(self, text: str, width: float) -> list[str]:
        """As few lines as `lines` makes, about equally long."""
        lines = self.lines(text, width)
        narrow, wide = min(width, self.longest_word(text)), width
        while wide - narrow > self.size / 4:
            middle = (narrow + wide) / 2
            narrow, wide = (narrow, middle) if len(self.lines(text, middle)) == len(lines) else (middle, wide)
        return self.lines(text, wide)

    def cut(self, text: str, width: float, most: int) -> list[str]:
        """At most so many lines, the last with an ellipsis where there was more."""
        lines = self.lines(text, width)
        if len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and self.width(f"{last}…") > width:
            last = last[:-1].rstrip()
        return [*lines[: most - 1], f"{last}…"]

    def longest_word(self, text: str) -> float:
        return max((self.width(word) for word in text.split(" ")), default=0)

    def _pieces(self, text: str, width: float) -> Iterator[str]:
        """The words, those that are too long in pieces that are not."""
        for word in text.split(" "):
            start = 0
            for end in range(1, len(word) + 1):
                if end - start > 1 and self.width(word[start:end]) > width:
                    yield word[start : end - 1]
                    start = end - 1
            yield word[start:]


def fitted(
    text: str, name: str, sizes: Sequence[int], width: float, height: float, leading: float = 1.15
) -> tuple[Hand, list[str]]:
    """The largest of some sizes, in falling order, at which a text fits without breaking a word; cut at the smallest."""
    for size in sizes:
        hand = Hand(name, size)
        if hand.longest_word(text) <= width and len(hand.lines(text, width)) * size * leading <= height:
            return hand, hand.balanced(text, width)
    return hand, hand.cut(text, width, max(1, int(height / (hand.size * leading))))


@dataclass(frozen=True)
class Line:
    """A line of text with its left or middle at `x` and its letters standing on `y`."""

    text: str
    x: float
    y: float
    hand: Hand
    colour: str
    centred: bool = False

    @property
    def width(self) -> float:
        return self.hand.width(self.text)

    @property
    def is_ours(self) -> bool:
        """Whether our fonts have all its letters, so that its width is known and not guessed."""
        return all(ord(letter) in _letters() for letter in self.text)


def write(pen: ImageDraw.ImageDraw, lines: Iterable[Line]) -> None:
    """Put lines into a picture."""
    for line in lines:
        face = font(line.hand.name, line.hand.size)
        pen.text((line.x, line.y), line.text, line.colour, face, anchor="ms" if line.centred else "ls")
