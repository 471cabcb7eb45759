"""Mobility from a table: counts in English, Russian and Kazakh headings; twice the same changes nothing."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from models import MobilityRecord, Organisation, Programme
from models.importing import Unreadable
from models.importing.mobility_sheet import MobilitySheet
from models.importing.organisation_sheet import country_of
from models.importing.sheet import SheetPlan
from models.importing.tables import read_table
from support.db import db
from support.languages import translated

RUSSIAN = """Академическая мобильность;;;;;;;;
Учебный год;Семестр;Направление;Категория;Страна;Вуз-партнёр;Программа;Количество;Источник
2025/2026;весенний семестр;исходящая мобильность;бакалавриат;Польша;University of Szczecin;ICM;8;Приказ № 214
2025–26;лето;исходящая;студенты;Южная Корея;;Языковой курс;7;
2025-2026;осень;входящая;ППС;Китай;;;4;
"""
HEADS = "Year,Semester,Direction,Who,Country,Partner,Programme,People,Source\n"
ROW = ("2025/2026", "spring", "outgoing", "students", "PL", "", "", "8", "")


def preview(text: str) -> SheetPlan:
    return SheetPlan(read_table(text.encode()), MobilitySheet())


def take_in(text: str) -> dict[str, int]:
    done = preview(text).carry_out()
    db.session.commit()
    return dict(done)


def lines() -> list[MobilityRecord]:
    return list(db.session.scalars(select(MobilityRecord).order_by(MobilityRecord.id)))


@pytest.fixture
def icm(app: Flask) -> Programme:
    programme = Programme(slug="icm", name=translated("en", en="International Credit Mobility"), short_name="ICM")
    db.session.add(programme)
    db.session.commit()
    return programme


def test_a_table_as_offices_keep_it_is_taken_in(icm: Programme) -> None:
    assert take_in(RUSSIAN) == {"new": 3, "changed": 0, "gone": 0}

    assert [
        (one.year, one.semester, one.direction, one.level, one.country, one.headcount, one.activity["ru"]) for one in lines()
    ] == [
        (2025, "spring", "outgoing", "bachelor", "PL", 8, ""),
        (2025, "summer", "outgoing", "student", "KR", 7, "Языковой курс"),
        (2025, "autumn", "incoming", "teacher", "CN", 4, ""),
    ]
    first = lines()[0]
    assert (first.programme, first.source) == (icm, "Приказ № 214")
    assert first.partner and first.partner.name["en"] == "University of Szczecin"


def test_a_name_that_several_opportunities_share_says_of_none_which_it_is(icm: Programme) -> None:
    icm.aliases = ["Erasmus+"]
    db.session.add(Programme(slug="emjm", name=translated("en", en="Joint Masters"), aliases=["Erasmus+"]))
    db.session.commit()

    take_in(HEADS + "2025/2026,spring,outgoing,students,PL,,Erasmus+,8,\n")

    assert [(one.programme, one.activity["en"]) for one in lines()] == [(None, "Erasmus+")]


def test_the_same_table_again_changes_nothing(icm: Programme) -> None:
    take_in(RUSSIAN)

    assert preview(RUSSIAN).counts["same"] == 3
    assert take_in(RUSSIAN) == {"new": 0, "changed": 0, "gone": 0}
    assert (len(lines()), len(db.session.scalars(select(Organisation)).all())) == (3, 1)


def test_another_number_changes_the_line_and_the_preview_says_so(icm: Programme) -> None:
    take_in(RUSSIAN)

    [row] = preview(RUSSIAN.replace(";7;", ";9;")).of("changed")

    assert (row.line, row.title, row.changes) == (4, "2025/2026, summer: South Korea · 9", {"headcount": ("7", "9")})
    assert take_in(RUSSIAN.replace(";7;", ";9;")) == {"new": 0, "changed": 1, "gone": 0}
    assert [one.headcount for one in lines()] == [8, 9, 4]


def test_a_line_is_known_by_what_they_did_in_any_language(app: Flask) -> None:
    take_in(
        HEADS.replace("Programme", "Programme (en),Programme (ru)")
        + "2025,summer,out,students,KR,,Language course,Языковой курс,7,\n"
    )

    take_in(HEADS + "2025,summer,out,students,KR,,языковой курс,9,\n")

    [line] = lines()
    assert (line.headcount, line.activity["en"]) == (9, "Language course")


def test_what_lies_in_the_trash_is_not_brought_back_in_silence(icm: Programme) -> None:
    take_in(RUSSIAN)
    lines()[0].discard()
    db.session.commit()

    assert preview(RUSSIAN).counts["new"] == 1


def test_two_rows_about_the_same_count_once(app: Flask) -> None:
    row = ",".join(ROW) + "\n"

    plan = preview(HEADS + row + row.replace(",8,", ",9,"))

    assert (plan.counts["new"], plan.counts["left_out"]) == (1, 1)


def test_the_country_is_the_partners_where_the_row_names_none(app: Flask) -> None:
    db.session.add(Organisation(name=translated("en", en="University of Szczecin"), country="PL"))
    db.session.commit()

    take_in(HEADS + "2025,autumn,in,staff,,university of szczecin,,3,\n")

    assert [(one.country, one.partner and one.partner.name["en"]) for one in lines()] == [("PL", "University of Szczecin")]


def test_a_workbook_with_numbers_is_read(app: Flask) -> None:
    book, data = Workbook(), BytesIO()
    for row in (["Academic year", "Semester", "Direction", "Who", "Country", "People"],
                ["2018/2019", "spring", "outgoing", "students", None, 26]):  # fmt: skip
        book.active.append(row)
    book.save(data)

    SheetPlan(read_table(data.getvalue()), MobilitySheet()).carry_out()
    db.session.commit()

    assert [(one.year, one.country, one.headcount) for one in lines()] == [(2018, "", 26)]


@pytest.mark.parametrize(
    ("place", "typed", "said"),
    [
        (0, "", "It does not say in which academic year."),
        (0, "2025/2027", "“2025/2027” is not an academic year such as 2025/2026."),
        (0, "last year", "“last year” is not an academic year such as 2025/2026."),
        (0, "1025", "“1025” is not an academic year such as 2025/2026."),
        (1, "", "It does not say in which semester: autumn, spring or summer."),
        (1, "Smarch", "“Smarch” is none of the semesters: autumn, spring, summer."),
        (1, "semester", "“semester” is none of the semesters: autumn, spring, summer."),
        (2, "", "It does not say whether they went or came: outgoing or incoming."),
        (2, "sideways", "“sideways” is neither outgoing nor incoming."),
        (3, "", "It does not say who: students, bachelor, master, doctoral, teachers or staff."),
        (3, "cats", "“cats” is none of: students, bachelor, master, doctoral, teachers, staff."),
        (4, "Ruritania", "Nobody knows the country “Ruritania”."),
        (7, "", "It does not say how many."),
        (7, "0", "“0” is not a number of people between 1 and 100000."),
        (7, "-3", "“-3” is not a number of people between 1 and 100000."),
        (7, "٣", "“٣” is not a number of people between 1 and 100000."),
        (7, "many", "“many” is not a number of people between 1 and 100000."),
        (6, "x" * 201, "“" + "x" * 40 + "…” is too long: 200 characters at most."),
    ],
)
def test_a_cell_that_makes_no_sense_is_named_and_the_rest_goes_in(app: Flask, place: int, typed: str, said: str) -> None:
    bad = list(ROW)
    bad[place] = typed

    plan = preview(HEADS + ",".join(bad) + "\n" + ",".join(ROW).replace("PL", "KR") + "\n")

    assert ([fault.said("en") for fault in plan.unreadable], plan.counts["new"]) == ([said], 1)


def test_a_name_of_several_organisations_is_asked_about(app: Flask) -> None:
    for city in ("Almaty", "Ankara"):
        db.session.add(Organisation(name=translated("en", en=f"University of {city}"), short_name="METU", city=city))
    db.session.commit()

    [fault] = preview(HEADS + "2025,autumn,out,staff,,METU,,3,\n").unreadable

    assert fault.said("en") == "Several organisations may be meant by “METU”: write the name in full."


def test_a_table_without_a_number_of_people_is_none_of_ours(app: Flask) -> None:
    with pytest.raises(Unreadable):
        preview("Name,City\nUniversity,Almaty\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Южная Корея", "KR"), ("Turkey", "TR"), ("США", "US"), ("UK", "GB"), ("РФ", "RU"), ("Голландия", "NL"), ("kr", "KR")],
)
def test_countries_are_known_by_what_people_call_them(app: Flask, name: str, code: str) -> None:
    assert country_of(name) == code
