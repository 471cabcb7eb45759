"""Texts in several languages, and how each sorts and is found."""

from datetime import UTC, datetime, timedelta

from support.languages import Translated, folded, sort_key, speaking, translated

THEN = datetime(2026, 1, 1, tzinfo=UTC)
LATER = THEN + timedelta(days=1)
ALL = ["en", "ru", "kk"]


def test_a_reader_gets_the_best_language_there_is() -> None:
    text = translated("ru", ru="Привет", en="Hello")

    assert [text.shown(code) for code in ALL] == [("Hello", "en"), ("Привет", "ru"), ("Привет", "ru")]
    with speaking("en"):
        assert str(text) == "Hello"


def test_a_translation_older_than_its_source_is_outdated() -> None:
    text = Translated().rewritten({"en": "One", "ru": "Один"}, THEN)
    assert text.outdated(ALL) == []

    changed = text.rewritten({"en": "Two"}, LATER)

    assert (changed.source, changed.outdated(ALL), changed.missing(ALL)) == ("en", ["ru"], ["kk"])
    assert changed.confirmed("ru", LATER).outdated(ALL) == []


def test_the_same_words_again_are_no_change() -> None:
    text = Translated().rewritten({"en": "One"}, THEN)

    assert text.rewritten({"en": " One "}, LATER) == text


def test_an_emptied_source_leaves_its_place_to_another() -> None:
    text = Translated().rewritten({"en": "One", "ru": "Один"}, THEN).rewritten({"en": ""}, LATER)

    assert (text.source, dict(text.texts)) == ("ru", {"ru": "Один"})


def test_search_is_deaf_to_case_script_and_doubled_letters() -> None:
    assert {folded(name) for name in ("Әсел", "Асель", "Assel", "ASSEL", "  Äsel ")} == {"asel"}
    assert folded("Палаунова") == folded("palaunova") == "palaunova"
    assert folded("Жан Моне: 2027!") == "zhan mone 2027"


def test_each_language_sorts_by_its_own_alphabet() -> None:
    names = ["Ян", "Әлия", "Азат", "Бек", "Іңкәр", "Ыбырай", "Ұлан", "Умар", "Anna"]

    assert sorted(names, key=lambda name: sort_key(name, "kk")) == [
        "Азат",
        "Әлия",
        "Бек",
        "Умар",
        "Ұлан",
        "Ыбырай",
        "Іңкәр",
        "Ян",
        "Anna",
    ]
    assert sorted(["Ян", "Anna", "Бек"], key=lambda name: sort_key(name, "en")) == ["Anna", "Бек", "Ян"]
    assert sorted(["Ель", "Ёлка", "Жук"], key=lambda name: sort_key(name, "ru")) == ["Ель", "Ёлка", "Жук"]
