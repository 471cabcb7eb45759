"""Tables come in whatever delimiter, encoding and language of headings; what a row cannot say stays out, by its line."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from models import Activity, Event, InfoDay, Organisation, Person, Room
from models.importing import Unreadable
from models.importing.calendar_plan import CalendarPlan, Intake
from models.importing.event_sheet import read_events
from models.importing.organisation_sheet import OrganisationSheet
from models.importing.person_sheet import PersonSheet
from models.importing.room_sheet import RoomSheet
from models.importing.row import Plan
from models.importing.sheet import Sheet, SheetPlan
from models.importing.tables import read_table
from support import spreadsheets
from support.db import db
from support.languages import translated
from support.settings import current
from tests.models.test_importing import everything_stored

pytestmark = pytest.mark.usefixtures("app")
PADUA = "University of Padua"


def table(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def workbook(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def planned(sheet: type[Sheet], data: bytes) -> SheetPlan:
    db.session.commit()
    return SheetPlan(read_table(data), sheet())


def take_in(sheet: type[Sheet], data: bytes) -> Mapping[str, int]:
    done = planned(sheet, data).carry_out()
    db.session.commit()
    return done


def told(plan: Plan) -> list[tuple[int, str]]:
    return [(fault.line, fault.said()) for fault in plan.faults]


def refusal(data: bytes, sheet: type[Sheet] = OrganisationSheet) -> str:
    with pytest.raises(Unreadable) as refused:
        planned(sheet, data)
    return refused.value.said()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_any_delimiter_and_encoding_will_do(delimiter: str, encoding: str) -> None:
    data = table(["Название", "Город"], ["Университет, «Падуя»; и ещё", "Падуя"], delimiter=delimiter, encoding=encoding)

    take_in(OrganisationSheet, data)

    made = db.session.scalars(select(Organisation)).one()
    assert (made.name["ru"], made.city) == ("Университет, «Падуя»; и ещё", "Падуя")


@pytest.mark.parametrize(
    "headings",
    [
        ["Name (en)", "Name (ru)", "Name (kk)", "City"],
        ["name_en", "name_ru", "name_kk", "city"],
        ["Название на английском", "Название на русском", "Название на казахском", "Город"],
        ["Атауы (ағылшын)", "Атауы (орыс)", "Атауы (қазақ)", "Қала"],
    ],
)
def test_headings_are_known_in_three_languages_with_a_column_for_each(headings: list[str]) -> None:
    take_in(
        OrganisationSheet, table(["List of partners"], [], headings, [PADUA, "Университет Падуи", "Падуя университеті", "Padua"])
    )

    made = db.session.scalars(select(Organisation)).one()
    assert dict(made.name.texts) == {"en": PADUA, "ru": "Университет Падуи", "kk": "Падуя университеті"}
    assert made.city == "Padua"


def test_a_workbook_gives_what_its_formulas_came_to_and_numbers_as_they_are_typed() -> None:
    data = workbook(["Room", "Seats"], ["Blue Hall", 120.0], ["Red Hall", "=60+20"])

    plan = planned(RoomSheet, data)

    assert [(row.title, row.line) for row in plan.of("new")] == [("Blue Hall", 2), ("Red Hall", 3)]
    plan.carry_out()
    assert db.session.scalars(select(Room.seats).order_by(Room.id)).all() == [120, None]


def test_our_own_export_comes_back_without_its_apostrophes() -> None:
    columns = [spreadsheets.Column("Name"), spreadsheets.Column("Phone")]
    with spreadsheets.csv_file(columns, [["Chiara Rossi", "+39 049 827 5111"]]) as file:
        take_in(PersonSheet, file.read())

    assert db.session.scalars(select(Person.phone)).all() == ["+39 049 827 5111"]


def test_a_formula_of_a_stranger_is_a_text_to_us() -> None:
    take_in(OrganisationSheet, table(["Name", "City"], ['=HYPERLINK("http://evil.example")', "Rome"]))

    assert db.session.scalars(select(Organisation)).one().name["en"] == '=HYPERLINK("http://evil.example")'


def test_an_organisation_is_known_by_its_name_in_any_script_and_changed_field_by_field() -> None:
    Organisation(name=translated("ru", ru="Университет Палуан"), city="Baku").revise({"country": "AZ"})

    plan = planned(OrganisationSheet, table(["Name", "City", "Country"], ["Universitet Paluan", "Ganja", "Азербайджан"]))

    (row,) = plan.of("changed")
    assert row.changes == {
        "name": ("Университет Палуан", "Университет Палуан / Universitet Paluan"),
        "city": ("Baku", "Ganja"),
    }
    assert db.session.scalar(select(Activity.verb).order_by(Activity.id.desc())) == "created"
    plan.carry_out()
    assert db.session.scalars(select(Organisation.city)).all() == ["Ganja"]


def test_a_short_name_alone_is_not_enough_but_with_the_city_it_is() -> None:
    for city in ("Ankara", "Mersin"):
        Organisation().revise(
            {"name": translated("en", en=f"Technical University of {city}"), "short_name": "METU", "city": city}
        )

    data = table(["Name", "Short name", "City"], ["ODTÜ", "METU", "Ankara"], ["Another METU", "METU", "Manila"])

    assert [(row.state, row.thing and row.thing.city) for row in planned(OrganisationSheet, data).rows] == [
        ("changed", "Ankara"),
        ("new", None),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["", "Rome", "", ""], "It has no name."),
        (["X", "", "Atlantis", ""], "Nobody knows the country “Atlantis”."),
        (["X", "", "", "circus"], "“circus” is none of the kinds of organisation: university, faculty, agency, ministry, "
         "embassy, company, ngo, school, other."),
        (["X" * 201, "", "", ""], f"“{'X' * 40}…” is too long: 200 characters at most."),
    ],
)  # fmt: skip
def test_a_row_that_makes_no_sense_stays_out_and_the_rest_go_in(row: list[str], sentence: str) -> None:
    plan = planned(OrganisationSheet, table(["Name", "City", "Country", "Kind"], row, [PADUA, "Padua", "IT", "вуз"]))

    assert (told(plan), [one.title for one in plan.of("new")]) == ([(2, sentence)], [PADUA])


def test_what_stands_in_a_table_twice_is_taken_once() -> None:
    plan = planned(OrganisationSheet, table(["Name"], [PADUA], ["UNIVERSITY of  Padua"]))

    assert [row.state for row in plan.rows] == ["new", "left_out"]


def test_an_empty_cell_takes_nothing_away() -> None:
    Organisation().revise({"name": translated("en", en=PADUA), "city": "Padua"})

    assert [row.state for row in planned(OrganisationSheet, table(["Name", "City"], [PADUA, ""])).rows] == ["same"]


def test_rooms_of_one_name_are_told_apart_by_their_building() -> None:
    data = table(["Аудитория", "Корпус", "Мест"], ["101", "Главный корпус", "30"], ["101", "Корпус 2", "45"])
    assert take_in(RoomSheet, data)["new"] == 2
    stored = everything_stored()

    assert take_in(RoomSheet, data) == {"new": 0, "changed": 0, "gone": 0}
    assert everything_stored() == stored
    assert told(planned(RoomSheet, table(["Room"], ["101"]))) == [(2, "Several rooms have this name: give the building.")]


@pytest.mark.parametrize("seats", ["many", "-3", "1.5", "100001", "٣"])
def test_seats_are_a_number(seats: str) -> None:
    assert told(planned(RoomSheet, table(["Room", "Seats"], ["101", seats]))) == [
        (2, f"“{seats}” is not a number between 0 and 100000.")
    ]


PEOPLE = ["Name", "E-mail", "Position", "Organisation", "Languages"]


@pytest.mark.databases("sqlite", "postgresql")
def test_people_come_with_their_position_and_a_second_time_change_nothing() -> None:
    data = table(PEOPLE, ["Chiara Rossi", "Chiara@Example.org", "Vice-rector", PADUA, "итальянский, en"])
    assert take_in(PersonSheet, data)["new"] == 1
    person = db.session.scalars(select(Person)).one()
    assert person.position and person.position.organisation
    assert (person.email, person.position.title["en"], person.position.organisation.name["en"], person.languages) == (
        "chiara@example.org", "Vice-rector", PADUA, ["it", "en"],
    )  # fmt: skip
    stored = everything_stored()

    assert take_in(PersonSheet, data) == {"new": 0, "changed": 0, "gone": 0}

    assert everything_stored() == stored


def test_a_new_position_follows_the_old_one() -> None:
    take_in(PersonSheet, table(PEOPLE, ["Chiara Rossi", "chiara@example.org", "Vice-rector", PADUA, ""]))
    data = table(PEOPLE, ["Chiara Rossi", "chiara@example.org", "Rector", PADUA, ""])

    (row,) = planned(PersonSheet, data).of("changed")
    assert row.changes == {"position": ("Vice-rector", "Rector")}
    take_in(PersonSheet, data)

    person = db.session.scalars(select(Person)).one()
    db.session.refresh(person)
    assert sorted(position.title["en"] for position in person.positions) == ["Rector", "Vice-rector"]
    assert [row.state for row in planned(PersonSheet, data).rows] == ["same"]


def test_people_are_known_by_address_then_by_name_in_any_spelling() -> None:
    Person().revise({"name": translated("ru", ru="Палуанова Асель"), "variants": ["Palaunova Assel"]})
    Person().revise({"name": translated("en", en="Bolat Akhmetov"), "email": "bolat@example.org"})

    data = table(
        ["ФИО", "Почта"], ["Palaunova Assel", ""], ["B. Akhmetov", "bolat@example.org"], ["Bolat Akhmetov", "other@example.org"]
    )

    assert [row.state for row in planned(PersonSheet, data).rows] == ["same", "changed", "new"]


def test_two_people_of_one_name_are_not_guessed_at() -> None:
    for _ in range(2):
        Person().revise({"name": translated("en", en="Dana Serikova")})

    assert told(planned(PersonSheet, table(["Name"], ["Dana Serikova"]))) == [
        (2, "Several people have this name: give the e-mail address.")
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "sentence"),
    [
        ("E-mail", "not an address", "“not an address” is not an e-mail address."),
        ("Languages", "Klingonish", "Nobody knows the language “Klingonish”."),
    ],
)
def test_a_person_with_a_field_that_makes_no_sense_stays_out(heading: str, cell: str, sentence: str) -> None:
    assert told(planned(PersonSheet, table(["Name", heading], ["Dana", cell]))) == [(2, sentence)]


def events(data: bytes) -> CalendarPlan:
    db.session.commit()
    return CalendarPlan(read_events(read_table(data), current().zone), Intake(InfoDay, "Table"))


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["Title", "Date", "Start", "End"], ["Reception", "2026-12-03", "10:00", "11:30"]),
        (["Мероприятие", "Дата", "Время"], ["Reception", "03.12.2026", "10:00–11:30"]),
        (["Іс-шара", "Басталуы", "Аяқталуы"], ["Reception", "3.12.2026 10:00", "3.12.2026 11:30"]),
        (["Title", "Date"], ["Reception", "03/12/2026 10:00-11:30"]),
    ],
)
def test_events_are_read_with_their_hours_however_these_are_written(headings: list[str], cells: list[str]) -> None:
    events(table(headings, cells)).carry_out()

    event = db.session.scalars(select(Event)).one()
    assert event.local_start and event.local_end
    assert (f"{event.local_start:%Y-%m-%d %H:%M}", f"{event.local_end:%H:%M}") == ("2026-12-03 10:00", "11:30")
    assert [row.state for row in events(table(headings, cells)).rows] == ["same"]


def test_events_of_a_workbook_have_their_dates_as_excel_keeps_them() -> None:
    data = workbook(["Title", "Start", "End"], ["Reception", datetime(2026, 12, 3, 10), datetime(2026, 12, 3, 12)],
                    ["Whole days", date(2026, 12, 4), date(2026, 12, 5)])  # fmt: skip

    reading = read_events(read_table(data), current().zone)

    assert [(entry.title, str(entry.starts), str(entry.ends)) for entry in reading.entries] == [
        ("Reception", "2026-12-03 10:00:00+05:00", "2026-12-03 12:00:00+05:00"),
        ("Whole days", "2026-12-04", "2026-12-06"),
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["", "2026-12-03", ""], "It has no title."),
        (["X", "soon", ""], "It has no date such as 2026-12-03 or 03.12.2026."),
        (["X", "31.02.2026", ""], "“31.02.2026” is not a date and an hour that exist."),
        (["X", "2026-12-03 25:00", ""], "“2026-12-03 25:00” is not a date and an hour that exist."),
        (["X", "0026-12-03", ""], "“0026-12-03” is not a date and an hour that exist."),
        (["X", "2026-12-03 10:00", "09:00"], "It ends before it starts."),
    ],
)
def test_an_event_without_a_date_that_exists_stays_out(cells: list[str], sentence: str) -> None:
    assert told(events(table(["Title", "Date", "End"], cells))) == [(2, sentence)]


def test_a_quotation_mark_that_is_never_closed_loses_a_row_and_not_the_sense() -> None:
    data = table(["Name"], [PADUA]) + b'"Bologna\n' + b"x\n" * 30_000

    plan = planned(OrganisationSheet, data)

    assert [row.title for row in plan.of("new")] == [PADUA]
    assert told(plan) == [(3, "A cell of this row has more than 20000 characters.")]


def test_nuls_and_control_characters_are_taken_out() -> None:
    take_in(OrganisationSheet, table(["Name"], [PADUA]).replace(b"of", b"o\x00f\x07"))

    assert db.session.scalars(select(Organisation)).one().name["en"] == PADUA


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n ,,\n", "This is not a table: it holds no text."),
        (b"<html><body>Sign in</body></html>", "This is not a table: it holds no text."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1" * 9, "This is a file of an old Excel (.xls). Save it as .xlsx or .csv and bring that."),
        (b"PK\x03\x04garbage", "This workbook is damaged or protected by a password, and cannot be opened."),
        (b"colour,size\nblue,3\n", "None of the first rows names the columns we need. There must be one called “Name”."),
        (
            b"Name\n" + b"Padua\n" * 100_000,
            "The table has more than 5000 rows. Split it and bring the parts one after the other.",
        ),
        (b"x" * (20 * 1024 * 1024 + 1), "The file is too large: 20 megabytes at most."),
    ],
    ids=["empty", "blanks", "html", "xls", "no zip", "no headings", "100,000 lines", "too large"],
)
def test_what_is_no_table_of_ours_is_refused_in_words(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_a_workbook_that_unpacks_into_a_flood_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO(workbook(["Name"], [PADUA]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/flood.bin", b"0" * (61 * 1024 * 1024))
    assert len(file.getvalue()) < 200_000

    assert refusal(file.getvalue()) == "This workbook is too large once it is unpacked: 60 megabytes at most."


def test_a_zip_that_is_no_workbook_is_refused_in_words() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("hello.txt", "hello")

    assert refusal(file.getvalue()) == "This workbook is damaged or protected by a password, and cannot be opened."


def test_what_is_small_in_bytes_and_endless_in_tags_is_refused_before_it_is_read() -> None:
    """85 kilobytes of empty strings took two minutes and a gigabyte."""
    told = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    )
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si/>" * 2_000_000 + b"</sst>"
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Name"], [PADUA]))) as old,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</Types>", told))
        new.writestr("xl/sharedStrings.xml", strings)

    assert len(rewritten.getvalue()) < 100_000
    assert refusal(rewritten.getvalue()) == "This workbook is too large once it is unpacked: 60 megabytes at most."


def test_entities_that_unfold_without_end_are_not_unfolded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY l0 "lol">{laughs}]>'.encode()
    rewritten = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["Name"], [PADUA]))) as old, zipfile.ZipFile(rewritten, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert PADUA.encode() in content
                content = bomb + content.split(b"?>", 1)[-1].replace(PADUA.encode(), b"&l9;")
            new.writestr(part, content)

    assert refusal(rewritten.getvalue()) == "This workbook is damaged or protected by a password, and cannot be opened."
