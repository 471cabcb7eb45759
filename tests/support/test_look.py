import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "static" / "fonts"
NEEDED = "ABCXYZabcxyz0123456789АБВЯабвяЁёӘәҒғҚқҢңӨөҰұҮүҺһІі₸№–—«»“”‘’…→"


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""\bicon\(["']([\w-]+)["']\)""", template.read_text())
    }

    assert len(named) > 10
    assert named - drawn == set()


def test_each_kind_of_event_has_its_motif() -> None:
    drawn = re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/motifs.svg").read_text())

    assert drawn == ["info-days", "conferences", "delegations", "qa-sessions"]


@pytest.mark.parametrize("name", ["onest-400", "onest-600", "source-serif-4-600"])
@pytest.mark.parametrize("kind", ["{}.woff2", "pdf/{}.ttf"])
def test_the_fonts_have_every_letter_of_the_three_languages(name: str, kind: str) -> None:
    letters = TTFont(FONTS / kind.format(name)).getBestCmap()

    assert [letter for letter in NEEDED if ord(letter) not in letters] == []
