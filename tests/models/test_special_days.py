"""Days that are not like others: what the law of Kazakhstan gives in each working week, and what makes a day a bad choice."""

import calendar
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Activity, Office, SpecialDay
from models.public_holidays import YEARS, Holidays
from support.db import db
from support.languages import translated

MakeDay = Callable[..., SpecialDay]

OFF_IN = {
    (2024, "five"): ["03-25 for 03-23", "05-08 for 05-04", "07-08 for 07-06"],
    (2024, "six"): [],
    (2025, "five"): [
        "01-03 for 01-05", "03-10 for 03-08", "03-24 for 03-22", "03-25 for 03-23", "07-07 for 07-06", "09-01 for 08-30",
        "10-27 for 10-25",
    ],
    (2025, "six"): ["01-03 for 01-05", "03-24 for 03-23", "07-07 for 07-06"],
    (2026, "five"): ["03-09 for 03-08", "03-24 for 03-21", "03-25 for 03-22", "05-11 for 05-09", "10-26 for 10-25"],
    (2026, "six"): ["03-09 for 03-08", "03-24 for 03-22", "10-26 for 10-25"],
}  # fmt: skip
"""The days off that were moved, as the ministry's calendars of these years have them."""


@pytest.fixture
def make_day(app: Flask) -> MakeDay:
    """A public holiday of one day, with any field set."""

    def make_day(on: date, **fields: Any) -> SpecialDay:
        day = SpecialDay()
        day.revise({"name": translated("en", en="A day"), "starts_on": on, "ends_on": on, **fields})
        db.session.commit()
        return day

    return make_day


def days(year: int, kind: str) -> list[Any]:
    return [day for day in Holidays.of(year) if day.kind == kind]


class TestTheLaw:
    @pytest.mark.parametrize(("year", "week"), OFF_IN)
    def test_days_off_move_as_the_official_calendar_of_each_week_says(self, year: int, week: str) -> None:
        moved = [day for day in days(year, "transferred") if day.week in ("", week)]

        assert [f"{day.starts_on:%m-%d} for {_source(day.uid)}" for day in moved] == OFF_IN[year, week]

    def test_christmas_and_kurban_ait_do_not_move(self) -> None:
        named = {(day.name["en"], day.starts_on.weekday()) for day in days(2024, "holiday")}
        assert {("Orthodox Christmas", 6), ("Kurban Ait, the first day", 6)} <= named

        assert "2024-01-08" not in [str(day.starts_on) for day in Holidays.of(2024)]
        assert "2024-06-17" not in [str(day.starts_on) for day in Holidays.of(2024)]

    def test_days_in_a_row_are_one_and_two_on_a_weekend_give_two_days_off(self) -> None:
        nauryz = [(day.starts_on, day.ends_on) for day in days(2027, "holiday") if day.name["kk"] == "Наурыз мейрамы"]
        assert nauryz == [(date(2027, 3, 21), date(2027, 3, 23))]

        new_year = [(str(day.starts_on), day.week) for day in days(2022, "transferred") if day.starts_on.month == 1]
        assert new_year == [("2022-01-03", "five"), ("2022-01-03", "six"), ("2022-01-04", "five")]

    def test_a_weekend_that_is_worked_by_decree_is_told_with_the_day_it_is_worked_for(self) -> None:
        worked = [
            (day.starts_on, day.week, day.name["en"], day.name["ru"]) for year in (2024, 2025) for day in days(year, "working")
        ]

        assert worked == [
            (date(2024, 5, 4), "five", "Working day for 8 May", "Рабочий день за 8 мая"),
            (date(2025, 1, 5), "", "Working day for 3 January", "Рабочий день за 3 января"),
        ]

    def test_constitution_day_follows_the_constitution(self) -> None:
        def when(year: int) -> list[date]:
            return [day.starts_on for day in days(year, "holiday") if day.name["en"] == "Constitution Day"]

        assert [when(2025), when(2026), when(2027)] == [[date(2025, 8, 30)], [], [date(2027, 3, 15)]]

    def test_what_hangs_on_the_moon_is_expected(self) -> None:
        moon = [(day.name["en"], str(day.starts_on), str(day.ends_on), day.kind) for day in Holidays.of(2027) if day.expected]

        assert moon == [
            ("Ramadan", "2027-02-08", "2027-03-08", "observance"),
            ("Oraza Ait", "2027-03-09", "2027-03-11", "observance"),
            ("Kurban Ait, the first day", "2027-05-16", "2027-05-16", "holiday"),
        ]
        assert [day.expected for day in days(2025, "holiday") if day.source == "moon"] == [False]

    @pytest.mark.parametrize("year", YEARS)
    def test_every_year_is_told_in_three_languages_and_no_two_days_have_one_identity(self, year: int) -> None:
        proposed = Holidays.of(year)

        assert len({day.uid for day in proposed}) == len(proposed)
        assert {code for day in proposed for code in day.name.missing(("en", "ru", "kk"))} == set()
        assert all(day.starts_on <= day.ends_on for day in proposed)

    def test_of_other_years_nothing_is_said(self) -> None:
        with pytest.raises(ValueError, match="no rules are known for 1999"):
            Holidays.of(1999)


def _source(uid: str) -> str:
    """The day that a day off is for, from "kz:2026:2026-03-08:moved:"."""
    return uid.split(":")[2][5:]


class TestProposing:
    def test_what_is_missing_is_added_once(self, app: Flask) -> None:
        added = Holidays.adopt(2027)
        db.session.commit()

        assert len(added) == len(Holidays.of(2027)) == db.session.query(SpecialDay).count()
        assert db.session.scalars(select(Activity.verb).distinct()).all() == ["created"]
        assert Holidays.missing(2027) == Holidays.adopt(2027) == []

    def test_a_day_that_was_corrected_or_typed_by_hand_is_not_proposed_again(self, app: Flask, make_day: MakeDay) -> None:
        make_day(date(2027, 7, 6), name=translated("en", en="The capital’s day"))
        Holidays.adopt(2027)
        ait = next(day for day in db.session.scalars(select(SpecialDay)) if day.uid == "kz:2027:kurban-ait:0")
        ait.revise({"starts_on": date(2027, 5, 17), "ends_on": date(2027, 5, 17), "expected": False})
        db.session.commit()

        assert Holidays.missing(2027) == []
        assert [day.name["en"] for day in SpecialDay.between(date(2027, 7, 1), date(2027, 7, 31))] == ["The capital’s day"]

    def test_a_day_of_the_demo_that_somebody_corrected_is_the_offices_own(self, app: Flask) -> None:
        first, second, *_others = Holidays.adopt(2027, is_demo=True)
        db.session.commit()

        first.revise({"expected": True})
        second.revise({"expected": False})

        assert (first.is_demo, second.is_demo) == (False, True)

    def test_one_that_was_taken_out_can_come_back(self, app: Flask) -> None:
        Holidays.adopt(2027)
        victory = next(day for day in db.session.scalars(select(SpecialDay)) if day.name["en"] == "Victory Day")
        victory.discard()
        db.session.commit()

        assert [day.name["en"] for day in Holidays.missing(2027)] == ["Victory Day"]
        assert SpecialDay.between(victory.starts_on, victory.starts_on) == []


class TestAsking:
    def test_days_that_touch_a_span_come_in_order_with_one_query(
        self, make_day: MakeDay, count_queries: Callable[[], AbstractContextManager[list[str]]]
    ) -> None:
        semester = make_day(date(2026, 9, 1), ends_on=date(2026, 12, 20), kind="period")
        fast = make_day(date(2026, 11, 20), ends_on=date(2026, 11, 25), kind="observance")
        holiday = make_day(date(2026, 11, 20))
        last = make_day(date(2026, 11, 26))
        make_day(date(2026, 11, 27))
        make_day(date(2026, 11, 19))

        with count_queries() as queries:
            found = SpecialDay.between(date(2026, 11, 20), date(2026, 11, 26))

        assert found == [semester, holiday, fast, last]
        assert len([query for query in queries if query.startswith("SELECT")]) == 1

    def test_a_warning_knows_the_week_and_passes_over_what_does_not_warn(self, office: Office, make_day: MakeDay) -> None:
        five, six = make_day(date(2026, 3, 24), kind="transferred", week="five"), make_day(date(2026, 3, 24), week="six")
        examinations = make_day(date(2026, 3, 24), kind="period")
        make_day(date(2026, 3, 24), kind="period", warns=False)
        make_day(date(2026, 3, 24), kind="working")
        day = date(2026, 3, 24)

        assert SpecialDay.warnings_for(day, day) == [five, examinations]
        office.revise({"working_week": "six"})
        assert SpecialDay.warnings_for(day, day) == [six, examinations]
        assert SpecialDay.warnings_for(day, day, "five") == [five, examinations]

    def test_days_off_are_weekends_that_are_not_worked_and_holidays_in_each_week(self, app: Flask) -> None:
        Holidays.adopt(2024)
        first, last = date(2024, 5, 3), date(2024, 5, 12)

        def off(week: str) -> list[int]:
            return sorted(day.day for day in SpecialDay.days_off(first, last, week))

        assert off("five") == [5, 7, 8, 9, 11, 12]
        assert off("six") == [5, 7, 9, 12]

    @pytest.mark.parametrize(
        ("week", "worked"),
        [
            ("five", [21, 21, 17, 22, 20, 20, 22, 21, 21, 22, 21, 21]),
            ("six", [25, 25, 22, 26, 24, 25, 26, 26, 25, 26, 26, 25]),
        ],
    )
    def test_months_have_the_working_days_of_the_ministrys_balance_of_2024(
        self, app: Flask, week: str, worked: list[int]
    ) -> None:
        """But for June: the balance was drawn up when Kurban Ait, in the end on a Sunday, was still to be on a weekday."""
        Holidays.adopt(2024)
        months = [(date(2024, month, 1), date(2024, month, calendar.monthrange(2024, month)[1])) for month in range(1, 13)]

        assert [last.day - len(SpecialDay.days_off(first, last, week)) for first, last in months] == worked
