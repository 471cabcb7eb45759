"""An accent colour that can be read, in light and in dark."""

import re
from dataclasses import dataclass

PAPER, NIGHT = "#ffffff", "#0f161c"
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours "#rrggbb", from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Accent:
    """A colour on paper, and the tone of it that can be read at night."""

    light: str
    dark: str

    @classmethod
    def of(cls, colour: str) -> "Accent":
        return cls(_until_readable(colour, PAPER, towards="#000000"), _until_readable(colour, NIGHT, towards="#ffffff"))


def is_colour(text: str) -> bool:
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


def nearest_readable(colour: str) -> str:
    """The colour itself where it can be read on paper, else the next darker tone that can."""
    return _until_readable(colour, PAPER, towards="#000000")


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _until_readable(colour: str, ground: str, *, towards: str) -> str:
    for step in range(0, 101, 4):
        pairs = zip(_channels(colour), _channels(towards), strict=True)
        mixed = "#" + "".join(f"{round(own + (end - own) * step / 100):02x}" for own, end in pairs)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return towards
