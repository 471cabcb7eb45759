"""An accent colour that can be read, in light and in dark."""

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
HOUSE = "#0b5a5c"
"""The colour of an office that chose none."""


@dataclass(frozen=True)
class Ground:
    """What a colour is read against in one mode: the tokens of app.css, and its own tint on the surface.

    The style sheet mixes 12 % of the colour into the surface in OKLab; in sRGB a larger `tint` is never easier to read.
    Other tones go from the colour `towards` black or white, no more saturated than `vivid`: at night strong colours glare.
    """

    surface: str
    others: tuple[str, ...]
    tint: float
    towards: int
    vivid: float

    def carries(self, colour: str) -> bool:
        """Whether text of this colour can be read here."""
        tinted = _mixed(self.surface, colour, self.tint)
        return all(contrast(colour, ground) >= READABLE for ground in (self.surface, *self.others, tinted))

    def nearest(self, colour: str) -> str:
        """The colour itself where it can be read, else the next tone that can."""
        if self.carries(colour):
            return colour
        hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
        steps = (lightness + (self.towards - lightness) * step / 100 for step in range(101))
        tones = (_written(hls_to_rgb(hue, step, min(saturation, self.vivid))) for step in steps)
        return next(tone for tone in tones if self.carries(tone))


LIGHT = Ground("#ffffff", ("#fbf9f4", "#f3efe6"), tint=0.14, towards=0, vivid=1)
DARK = Ground("#172129", ("#0f161c", "#0b1116", "#06201f"), tint=0.2, towards=1, vivid=0.5)


@dataclass(frozen=True)
class Accent:
    """A colour on paper, and the tone of it that can be read at night."""

    light: str
    dark: str

    @classmethod
    def of(cls, colour: str) -> "Accent":
        return cls(LIGHT.nearest(colour), DARK.nearest(colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours "#rrggbb", from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_colour(text: str) -> bool:
    return bool(re.fullmatch(r"#[0-9a-f]{6}", text))


def spelt_out(text: str) -> str:
    """A colour as people write it ("0B5A5C", "#abc") as "#rrggbb"; anything else as it is."""
    digits = text.strip().casefold().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    return f"#{digits}" if is_colour(f"#{digits}") else text


def is_readable(colour: str) -> bool:
    return LIGHT.carries(colour)


def nearest_readable(colour: str) -> str:
    """The colour itself where it can be read on paper, else the next darker tone that can."""
    return LIGHT.nearest(colour)


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(one: str, other: str, share: float) -> str:
    """One colour with so much of another in it, channel by channel in sRGB."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written((own + (its - own) * share) / 255 for own, its in pairs)


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
