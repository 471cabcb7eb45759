"""The accent colour: what can be read, and the nearest tone that can."""

import re
from colorsys import hsv_to_rgb
from itertools import product
from pathlib import Path

import pytest

from models.accent import DARK, HOUSE, LIGHT, Accent, contrast, is_colour, is_readable, nearest_readable, spelt_out

COLOURS = [
    "#" + "".join(f"{round(255 * channel):02x}" for channel in hsv_to_rgb(hue / 12, saturation, value))
    for hue, saturation, value in product(range(12), (0, 0.3, 1), (0, 0.2, 0.5, 0.8, 1))
]
TOKEN = re.compile(r"--(bg|surface|sunk|on-brand|brand): light-dark\((#\w+), (#\w+)\)")


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_pale_colour_cannot_be_read_and_a_darker_tone_of_it_can() -> None:
    yellow = "#ffd400"

    assert not is_readable(yellow)
    assert is_readable(nearest_readable(yellow))
    assert contrast(nearest_readable(yellow), "#ffffff") >= 4.5


def test_a_colour_that_can_be_read_is_its_own_nearest_tone() -> None:
    assert is_readable(HOUSE)
    assert nearest_readable(HOUSE) == HOUSE


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_has_tones_that_can_be_read_on_all_grounds_of_the_style_sheet(colour: str) -> None:
    tokens = {name: (light, dark) for name, light, dark in TOKEN.findall(Path("static/app.css").read_text())}
    assert tokens.keys() == {"bg", "surface", "sunk", "on-brand", "brand"}
    accent = Accent.of(colour)

    for name in ("bg", "surface", "sunk", "on-brand"):
        light, dark = (value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:]) for value in tokens[name])
        assert contrast(accent.light, light) >= 4.5, (name, accent)
        assert contrast(accent.dark, dark) >= 4.5, (name, accent)
    assert LIGHT.carries(accent.light) and DARK.carries(accent.dark)


def test_the_house_colour_is_the_one_of_the_style_sheet() -> None:
    tokens = {name: light for name, light, _dark in TOKEN.findall(Path("static/app.css").read_text())}

    assert tokens["brand"] == HOUSE


@pytest.mark.parametrize(
    ("typed", "colour"), [("#0B5A5C", "#0b5a5c"), ("0b5a5c", "#0b5a5c"), (" #abc ", "#aabbcc"), ("#0b5a5c", "#0b5a5c")]
)
def test_a_colour_is_understood_as_people_write_it(typed: str, colour: str) -> None:
    assert spelt_out(typed) == colour
    assert is_colour(spelt_out(typed))


@pytest.mark.parametrize("typed", ["red", "", "#12345", "#0b5a5c;}", "url(#000)"])
def test_what_is_no_colour_stays_as_it_was_typed(typed: str) -> None:
    assert spelt_out(typed) == typed
    assert not is_colour(typed)
