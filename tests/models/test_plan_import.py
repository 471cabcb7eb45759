"""The plan of a year from a table: twice the same changes nothing, and each cell that makes no sense is named."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from models import Account, Delegation, Organisation, PlanLine
from models.importing.plan_sheet import PlanSheet
from models.importing.plan_words import month_of
from models.importing.sheet import SheetPlan
from models.importing.tables import read_table
from models.importing.times import Lost
from support.actor import Actor, acting_as
from support.db import db
from tests.conftest import MakeEvent

RUSSIAN = """План международной деятельности на 2027 год;;;;;;
Наименование мероприятия;Срок проведения;Вид;Ответственный;Количество участников;Страна;Приказ
Информационный день Erasmus+;март 2027;Информационный день;Madina;1 200;;№ 214-п
Информационный день Erasmus+;сентябрь 2027;Информационный день;madina@example.org;120;;№ 214-п
Визит в Хаджеттепе;11.2027;визит;;5;Турция;
"""


def preview(text: str) -> SheetPlan:
    return SheetPlan(read_table(text.encode()), PlanSheet())


def take_in(text: str) -> dict[str, int]:
    done = preview(text).carry_out()
    db.session.commit()
    return dict(done)


def lines() -> list[PlanLine]:
    return list(db.session.scalars(select(PlanLine).order_by(PlanLine.id)))


def unread(text: str) -> list[str]:
    return [fault.said("en") for fault in preview(text).unreadable]


def test_a_table_as_offices_keep_it_is_taken_in(organiser: Account) -> None:
    assert take_in(RUSSIAN) == {"new": 3, "changed": 0, "gone": 0}

    found = [(line.title["ru"], line.year, line.month, line.kind, line.expected, line.country, line.basis) for line in lines()]
    assert found == [
        ("Информационный день Erasmus+", 2027, 3, "info_day", 1200, "", "№ 214-п"),
        ("Информационный день Erasmus+", 2027, 9, "info_day", 120, "", "№ 214-п"),
        ("Визит в Хаджеттепе", 2027, 11, "delegation", 5, "TR", ""),
    ]
    assert [line.owner for line in lines()] == [organiser, organiser, None]


def test_the_same_table_again_changes_nothing(organiser: Account) -> None:
    take_in(RUSSIAN)

    assert preview(RUSSIAN).counts["same"] == 3
    assert take_in(RUSSIAN) == {"new": 0, "changed": 0, "gone": 0}
    assert len(lines()) == 3


def test_a_preview_says_what_changes_from_what_to_what(organiser: Account) -> None:
    take_in(RUSSIAN)

    [row] = preview(RUSSIAN.replace(";120;", ";150;")).of("changed")

    assert (row.line, row.changes) == (4, {"expected": ("120", "150")})


def test_a_workbook_is_read_with_its_dates(app: Flask) -> None:
    from datetime import datetime

    book, data = Workbook(), BytesIO()
    for row in (["Event", "When", "Host"], ["Staff week", datetime(2027, 5, 3), "University of Padua"]):
        book.active.append(row)
    book.save(data)

    SheetPlan(read_table(data.getvalue()), PlanSheet()).carry_out()
    db.session.commit()

    [line] = lines()
    assert (line.year, line.month, line.host and line.host.name["en"]) == (2027, 5, "University of Padua")


def test_a_host_that_is_known_is_not_made_anew(app: Flask) -> None:
    padua = Organisation.called("University of Padua")
    db.session.commit()

    take_in(
        "Title,Year,Host\nA visit,2027,university of padua\nAnother,2027,Karabuk University\nA third,2027,Karabuk University\n"
    )

    assert [line.host and line.host.name.shown().text for line in lines()] == [
        "University of Padua",
        "Karabuk University",
        "Karabuk University",
    ]
    assert lines()[0].host == padua
    assert len(db.session.scalars(select(Organisation)).all()) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A visit,,,,,", "It has no year: add a column “Year”, or write the month as 11.2026."),
        ("A visit,2027,Smarch,,,", "“Smarch” is not a month."),
        ("A visit,2027,13,,,", "“13” is not a month."),
        ("A visit,1027,5,,,", "“1027” is not a year."),
        ("A visit,2027,5,party,,", "“party” is none of the kinds of event."),
        ("A visit,2027,5,,many,", "“many” is not a number between 0 and 100000."),
        ("A visit,2027,5,,,Somebody", "Nobody of the office is called “Somebody”."),
        (",2027,5,,,", "It has no name."),
    ],
)
def test_a_cell_that_makes_no_sense_is_named_and_the_rest_goes_in(organiser: Account, row: str, said: str) -> None:
    table = f"Title,Year,Month,Kind,Participants,Owner\n{row}\nGood,2027,5,,,\n"

    assert unread(table) == [said]
    assert take_in(table)["new"] == 1


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("November", 11), ("ноябрь", 11), ("в ноябре 2027", 11), ("қараша", 11), ("Nov", 11), ("11", 11), ("11.2027", 11),
        ("2027-11", 11), ("2027-11-05", 11), ("05.11.2027", 11), ("март–апрель", 3),
    ],
)  # fmt: skip
def test_a_month_is_understood_as_it_is_written(app: Flask, cell: str, month: int) -> None:
    assert month_of(cell) == month


@pytest.mark.parametrize("cell", ["", "0", "13", "soon", "99.99.9999", "2027"])
def test_what_is_no_month_is_none(app: Flask, cell: str) -> None:
    with pytest.raises(Lost):
        month_of(cell)


def test_a_line_that_is_closed_to_the_reader_is_not_told_by_a_preview(organiser: Account, make_event: MakeEvent) -> None:
    take_in(RUSSIAN)
    visit = lines()[2]
    event = make_event(Delegation)
    visit.attach(event)
    db.session.commit()

    def states() -> Any:
        with acting_as(Actor(organiser.name, organiser.id)):
            return {state: n for state, n in preview(RUSSIAN.replace(";5;", ";6;")).counts.items() if n}

    assert states() == {"changed": 1, "same": 2}
    event.revise({"visibility": "restricted"})
    db.session.commit()

    assert states() == {"new": 1, "same": 2}
