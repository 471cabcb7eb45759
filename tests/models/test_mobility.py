"""Sums of mobility: by semester, country, programme and level, and what of them everybody may know."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from models import Account, Agreement, MobilityRecord, Organisation, Programme
from models.indicators import Indicators
from models.mobility_figures import MobilityFigures
from models.report import Report
from models.small_numbers import Figure, discreet
from support.db import db
from support.languages import speaking, translated

MakeLine = Callable[..., MobilityRecord]


@pytest.fixture
def make_line(app: Flask) -> MakeLine:
    """Seven students who went to Poland in the spring of 2026, with any field overridden."""

    def make_line(people: int = 7, country: str = "PL", **fields: Any) -> MobilityRecord:
        line = MobilityRecord()
        line.revise({"year": 2025, "semester": "spring", "country": country, "headcount": people, **fields})
        db.session.commit()
        return line

    return make_line


def figures(*numbers: int) -> list[Figure]:
    return [Figure(place, number) for place, number in enumerate(numbers)]


class TestSums:
    @pytest.mark.databases("sqlite", "postgresql")
    def test_lines_of_one_sort_are_added_up(self, make_line: MakeLine) -> None:
        programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"))
        make_line(5, programme=programme)
        make_line(6, level="bachelor", year=2024, semester="autumn")
        make_line(8, "KR", level="teacher", semester="summer", activity=translated("en", en="Language course"))
        make_line(9, "KR", direction="incoming")

        found = MobilityFigures()

        assert found.by_period == [((2024, "autumn"), 6), ((2025, "spring"), 5), ((2025, "summer"), 8)]
        assert found.by_country == [("PL", 11), ("KR", 8)]
        assert [(str(key), people) for key, people in found.by_programme] == [
            ("Language course", 8),
            ("", 6),
            ("Credit mobility", 5),
        ]
        assert found.by_level == [("student", 5), ("bachelor", 6), ("teacher", 8)]
        assert (found.totals, found.total) == ({"outgoing": 19, "incoming": 9}, 19)
        assert MobilityFigures(direction="incoming").by_country == [("KR", 9)]

    @pytest.mark.databases("sqlite", "postgresql")
    def test_they_are_narrowed_by_everything_at_once(self, make_line: MakeLine) -> None:
        programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"))
        make_line(5, programme=programme)
        other: list[dict[str, Any]] = [
            {"year": 2024}, {"semester": "autumn"}, {"level": "staff"}, {"country": "KR"}, {"direction": "incoming"}, {}
        ]  # fmt: skip
        for fields in other:
            make_line(100, **{"programme": programme, **fields} if fields else {})

        asked: dict[str, Any] = {"year": 2025, "semester": "spring", "who": "students", "country": "PL", "programme": programme}

        assert MobilityFigures(**asked).total == 5
        assert [MobilityFigures(**{name: value}).total for name, value in asked.items()] == [405, 405, 405, 405, 405]
        assert MobilityFigures(who="employees").total == 100

    def test_what_was_deleted_does_not_count(self, make_line: MakeLine) -> None:
        make_line(5)
        line = make_line(6)
        assert MobilityFigures().total == 11

        line.discard()
        db.session.commit()

        assert (MobilityFigures().total, MobilityFigures().by_country) == (5, [("PL", 5)])

    def test_a_programme_in_the_trash_keeps_its_name_in_the_figures(self, make_line: MakeLine) -> None:
        programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"))
        make_line(programme=programme)
        programme.discard()
        db.session.commit()

        assert [str(key) for key, _people in MobilityFigures().by_programme] == ["Credit mobility"]

    @pytest.mark.databases("sqlite", "postgresql")
    def test_what_is_called_the_same_is_added_up_and_named_in_the_readers_language(self, make_line: MakeLine) -> None:
        make_line(4, activity=translated("en", en="Language course", ru="Языковой курс"))
        make_line(5, "KR", activity=translated("en", en="language  course"))
        make_line(6, activity=translated("ru", ru="Стажировка"))

        with speaking("ru"):
            assert [(str(key), people) for key, people in MobilityFigures().by_programme] == [
                ("Языковой курс", 9),
                ("Стажировка", 6),
            ]

    def test_the_demos_figures_are_told_apart(self, make_line: MakeLine) -> None:
        make_line()
        make_line(country="KR", is_demo=True)

        assert MobilityFigures().holds_demo
        assert not MobilityFigures(country="PL").holds_demo


class TestSmallNumbers:
    @pytest.mark.parametrize(
        ("numbers", "shown"),
        [
            ((), ()),
            ((3, 9), (3, 9)),
            ((26, 2), (None, None)),
            ((26, 7, 2), (26, None, None)),
            ((26, 2, 1), (26, None, None)),
            ((26, 1, 1), (None, None, None)),
            ((26, 1, 1, 4), (26, None, None, None)),
            ((7, 7, 2), (None, 7, None)),
            ((2,), (None,)),
            ((0,), (None,)),
        ],
    )
    def test_a_sum_never_tells_the_one_that_is_missing(self, numbers: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
        assert tuple(one.people for one in discreet(figures(*numbers))) == shown

    def test_whatever_the_numbers_no_gap_can_be_filled_by_subtraction(self) -> None:
        for first in range(1, 8):
            for second in range(1, 8):
                for third in range(1, 8):
                    numbers = (first, second, third, 30)
                    gaps = [
                        number for number, one in zip(numbers, discreet(figures(*numbers)), strict=True) if one.people is None
                    ]
                    assert all(number >= 3 for number in numbers if number not in gaps)
                    assert len(gaps) != 1
                    assert not gaps or sum(gaps) > len(gaps)

    def test_a_total_below_three_is_not_shown_either(self, make_line: MakeLine) -> None:
        make_line(2, "JP")
        make_line(5)

        found = MobilityFigures(country="JP")

        assert (found.total, found.by_country, found.by_period) == (None, [("JP", None)], [((2025, "spring"), None)])
        assert MobilityFigures().total == 7
        assert MobilityFigures(country="DE").total == 0

    def test_gaps_stand_last_in_no_order_of_their_size(self, make_line: MakeLine) -> None:
        for people, country in ((9, "PL"), (1, "AT"), (2, "BE"), (4, "CZ")):
            make_line(people, country)

        assert MobilityFigures().by_country == [("PL", 9), ("CZ", 4), ("AT", None), ("BE", None)]


def test_a_line_is_called_by_when_and_where_in_the_readers_language(make_line: MakeLine) -> None:
    line = make_line()

    assert (line.name(), make_line(country="").name()) == ("2025/2026, spring semester: Poland", "2025/2026, spring semester")
    line.partner = Organisation(name=translated("en", en="University of Szczecin"))
    assert line.name() == "2025/2026, spring semester: University of Szczecin"


def test_it_is_found_by_what_it_says_and_by_partner_and_programme(make_line: MakeLine) -> None:
    partner = Organisation(name=translated("en", en="University of Szczecin"))
    programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"))
    make_line(4, partner=partner, programme=programme, source="Order 214")
    make_line(5, activity=translated("en", en="Language course"))

    def found(words: str) -> int:
        return MobilityRecord.counted(MobilityRecord.fitting(words))

    assert [found(words) for words in ("szczecin", "SZCZECIN 214", "credit", "course", "", "nobody")] == [4, 4, 4, 5, 9, 0]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_report_gives_the_academic_year_that_ended_in_it(make_line: MakeLine, admin: Account) -> None:
    make_line(20)
    make_line(2, level="doctoral", country="JP")
    make_line(4, level="teacher", semester="autumn")
    make_line(5, direction="incoming")
    make_line(3, direction="incoming", level="staff")
    make_line(100, year=2026, semester="autumn")
    for country, ends in (("IT", None), ("IT", date(2026, 12, 30)), ("KZ", None)):
        partner = Organisation(name=translated("en", en="A university"), country=country)
        Agreement().revise({"partners": [partner], "starts_on": date(2025, 1, 1), "ends_on": ends})
    db.session.commit()

    def values(year: int) -> list[int]:
        found = Indicators(Report(year, admin, ZoneInfo("Asia/Almaty")), "KZ").values
        return [found[code] for code in ("students_out", "students_in", "staff_out", "staff_in", "agreements")]

    assert (values(2026), values(2027), values(2025), values(2024)) == (
        [22, 5, 4, 3, 1],
        [100, 0, 0, 0, 1],
        [0, 0, 0, 0, 2],
        [0, 0, 0, 0, 0],
    )


def test_any_number_of_lines_takes_as_many_questions(
    make_line: MakeLine, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def questions() -> int:
        found = MobilityFigures()
        with count_queries() as statements:
            _ = (found.by_period, found.by_country, found.by_programme, found.by_level, found.totals, found.holds_demo)
        return len(statements)

    make_line(programme=Programme(slug="one", name=translated("en", en="One")))
    few = questions()
    for year in range(2010, 2025):
        make_line(year=year, programme=Programme(slug=str(year), name=translated("en", en=str(year))))

    assert questions() == few
