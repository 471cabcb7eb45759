"""Text in pictures: what our fonts cannot write, and lines that fit."""

import pytest

from support.lettering import BOLD, REGULAR, SERIF, Hand, drawable, fitted, font, without_controls

TITLE = "Ақпараттық күн: Erasmus+ бағдарламасы бойынша академиялық ұтқырлық туралы"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Әсел Қуанышқызы Өтегенова", "Әсел Қуанышқызы Өтегенова"),
        ("王伟", "WangWei"),
        ("Info day 🎉👩‍🎓", "Info day"),
        ("سلام", "slm"),
        ("‮gnp.exe\u0000\ud800", "gnp.exe"),
        ("two\n\t lines", "two lines"),
        ("2026\u202fг.", "2026\xa0г."),
        ("е\u0308ж", "ёж"),
        ("🎉", ""),
    ],
)
def test_a_text_is_spelt_in_letters_that_our_fonts_have(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


def test_every_kazakh_letter_has_a_shape_of_its_own() -> None:
    letters = "аәгғеёкқнңоөуұүхһыі" + "аәгғеёкқнңоөуұүхһыі".upper()
    for name in (REGULAR, BOLD, SERIF):
        shapes = {bytes(font(name, 40).getmask(letter)) for letter in letters}
        assert len(shapes) == len(letters)


@pytest.mark.parametrize("text", [TITLE, "x" * 200, "W" * 19, "a " * 90, ""])
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str) -> None:
    hand = Hand(SERIF, 48)

    lines = hand.lines(without_controls(text), 400)

    assert all(font(SERIF, 48).getlength(line) <= 401 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_about_equally_long() -> None:
    assert Hand(SERIF, 48).lines("Information day for all of us", 590) == ["Information day for all of", "us"]
    assert Hand(SERIF, 48).balanced("Information day for all of us", 590) == ["Information", "day for all of us"]


def test_a_long_title_is_set_smaller_before_it_is_cut() -> None:
    short, long, endless = (fitted(text, SERIF, (72, 48, 36), 800, 200) for text in ("Erasmus+", TITLE, TITLE * 6))

    assert (short[0].size, short[1]) == (72, ["Erasmus+"])
    assert (long[0].size, " ".join(long[1])) == (48, TITLE)
    assert (endless[0].size, len(endless[1]), endless[1][-1][-1]) == (36, 4, "…")


def test_a_long_word_is_set_smaller_before_it_is_broken() -> None:
    hand, lines = fitted("Internationalisierungsstrategie", SERIF, (72, 60, 40), 800, 200)

    assert (hand.size, lines) == (40, ["Internationalisierungsstrategie"])
