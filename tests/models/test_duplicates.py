"""What may be there twice is asked, and what was told apart is not asked again."""

from typing import Any

import pytest
from flask import Flask

from models import Organisation, Person, Room
from models.duplicates import Duplicates
from support.db import db
from support.languages import sounding, translated


def stored(kind: type[Any], name: str, **fields: Any) -> Any:
    thing = kind(name=translated("en", en=name), **fields)
    db.session.add(thing)
    db.session.commit()
    return thing


def asked(kind: type[Any] = Person) -> list[tuple[str, str, str]]:
    """Who is asked about, by their names, and why."""
    return [
        (str(db.session.get_one(kind, pair.one).name), str(db.session.get_one(kind, pair.other).name), pair.reason)
        for pair in Duplicates.of(kind)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Әсел Төлегенова", "Assel Tolegenova"),
        ("Жансая Қайратқызы", "Zhansaya Kairatkyzy"),
        ("Уалиханов", "Valikhanov"),
        ("Айгерім", "Aygerim"),
        ("Хан", "Han"),
        ("Цой", "Coi"),
    ],
)
def test_ways_to_write_a_name_in_latin_sound_alike(one: str, other: str) -> None:
    assert sounding(one) == sounding(other)


class TestPeople:
    @pytest.mark.parametrize(
        ("one", "other", "reason"),
        [
            ("Laura Palaunova", "Laura Paluanova", "similar"),
            ("Laura Palaunova", "Палаунова Лаура", "name"),
            ("Әсел Төлегенова", "Assel Tolegenova", "name"),
            ("Лаура Палаунова", "Палаунова Лаура Сергеевна", "similar"),
            ("Bakhytzhan Abdrakhmanov", "Bakytzhan Abdrakhmanov", "similar"),
        ],
    )
    def test_the_same_name_and_a_slip_in_it_are_asked_about(self, app: Flask, one: str, other: str, reason: str) -> None:
        stored(Person, one)
        stored(Person, "Somebody Else")
        stored(Person, other)

        assert asked() == [(one, other, reason)]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Dana Serikova", "Dina Serikova"),
            ("Marat Ospanov", "Murat Ospanov"),
            ("Laura Palaunova", "Laura Kim"),
            ("Laura Sergeevna Palaunova", "Laura Ivanovna Palaunova"),
            ("Aisulu", "Aisulu"),
        ],
    )
    def test_what_is_only_somewhat_alike_is_not(self, app: Flask, one: str, other: str) -> None:
        stored(Person, one)
        stored(Person, other)

        assert asked() == []

    def test_one_address_is_one_person_whatever_the_names(self, app: Flask) -> None:
        stored(Person, "Laura Palaunova", email="l@example.org")
        stored(Person, "Kim", email="L@example.org")
        stored(Person, "Lee")
        stored(Person, "Park")

        assert asked() == [("Laura Palaunova", "Kim", "same")]

    def test_a_variant_counts_as_a_name(self, app: Flask) -> None:
        stored(Person, "Laura Palaunova", variants=["Лора Палауновна"])
        stored(Person, "Lora Palaunovna")

        assert asked() == [("Laura Palaunova", "Lora Palaunovna", "name")]

    def test_those_in_the_trash_are_nobodys_double(self, app: Flask) -> None:
        stored(Person, "Laura Palaunova")
        gone = stored(Person, "Laura Paluanova")
        assert len(asked()) == 1

        gone.discard()
        db.session.commit()

        assert asked() == []

    def test_two_who_were_told_apart_are_not_asked_about_again(self, app: Flask) -> None:
        one, other = stored(Person, "Laura Palaunova"), stored(Person, "Laura Paluanova")
        assert len(asked()) == 1

        other.tell_apart(one)
        db.session.commit()

        assert (asked(), Duplicates.like(one)) == ([], [])

    def test_the_doubles_of_one_are_found_without_the_others(self, app: Flask) -> None:
        one, other = stored(Person, "Laura Palaunova"), stored(Person, "Палуанова Лаура")
        stored(Person, "Dana Serikova")
        stored(Person, "Serikova Dana")

        assert Duplicates.like(one) == [(other, "similar")]
        assert Duplicates.like(other) == [(one, "similar")]


class TestOrganisations:
    def test_two_universities_are_called_metu_and_are_two(self, app: Flask) -> None:
        stored(Organisation, "Engineering and Technology University", short_name="METU", city="Almaty", country="KZ")
        stored(Organisation, "Middle East Technical University", short_name="METU", city="Ankara", country="TR")

        assert asked(Organisation) == []

    def test_one_acronym_in_one_city_is_asked_about(self, app: Flask) -> None:
        stored(Organisation, "Middle East Technical University", short_name="METU", city="Ankara")
        stored(Organisation, "Orta Doğu Teknik Üniversitesi", short_name="metu", city="Ankara")

        assert asked(Organisation) == [("Middle East Technical University", "Orta Doğu Teknik Üniversitesi", "same")]

    def test_namesakes_in_two_countries_are_two(self, app: Flask) -> None:
        stored(Organisation, "Ministry of Education", country="KZ")
        stored(Organisation, "Ministry of Education", country="UA")
        stored(Organisation, "Ministry of Education")

        assert len(asked(Organisation)) == 2

    def test_half_a_name_is_not_the_name(self, app: Flask) -> None:
        stored(Organisation, "Kazakh National University")
        stored(Organisation, "Al-Farabi Kazakh National University")

        assert asked(Organisation) == []


class TestRooms:
    def test_a_room_of_one_name_in_two_buildings_is_two(self, app: Flask) -> None:
        main, other = translated("en", en="Main building"), translated("en", en="Library")
        stored(Room, "D3", building=main)
        stored(Room, "D3", building=other)
        stored(Room, "Д3", building=main)

        assert asked(Room) == [("D3", "Д3", "name")]


def test_hundreds_of_namesakes_do_not_ask_thousands_of_questions(app: Flask) -> None:
    db.session.add_all([Person(name=translated("en", en="Aigerim Akhmetova")) for _ in range(60)])
    db.session.commit()

    assert len(Duplicates.of(Person)) == 59
