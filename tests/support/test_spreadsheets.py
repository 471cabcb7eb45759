"""Files for spreadsheet programs, in which nothing runs."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from support.spreadsheets import LONGEST_CELL, Column, Value, csv_file, defused, xlsx_file

DANGEROUS = ["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1", "\u200b=1", "＝1", "＋1", "－1", "＠x", '=1+"2"']
HARMLESS = ["Bolat", "a=b", "1-2", "me@example.org", "", "'=1", "Ә", "a\tb"]


def read_csv(rows: Sequence[Sequence[Value]], *headings: str) -> list[list[str]]:
    with csv_file([Column(heading) for heading in headings], rows) as file:
        return list(csv.reader(StringIO(file.read().decode("utf-8-sig"), newline="")))


def read_xlsx(rows: Sequence[Sequence[Value]], *columns: Column) -> Any:
    with xlsx_file("People", columns, rows) as file:
        return load_workbook(file).active


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_program_would_run_gets_an_apostrophe_in_csv(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert read_csv([[text]], "Name") == [["Name"], [f"'{text}"]]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_was_typed(text: str) -> None:
    assert defused(text) == text
    assert read_csv([[text]], "Name") == [["Name"], [text]]


def test_a_heading_is_defused_like_any_cell() -> None:
    assert read_csv([], "=1") == [["'=1"]]


def test_csv_says_that_it_is_utf8_and_quotes_every_cell() -> None:
    with csv_file([Column("Аты"), Column("n")], [['say "Ә", then\nbreak', 3], [None, datetime(2026, 11, 27, 10, 5)]]) as file:
        written = file.read()

    assert written == '\ufeff"Аты","n"\r\n"say ""Ә"", then\nbreak","3"\r\n"","2026-11-27 10:05"\r\n'.encode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_xlsx_keeps_text_as_text_whatever_it_begins_with(text: str) -> None:
    cell = read_xlsx([[text]], Column("Name"))["A2"]

    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")  # XML has one line end
    assert cell.quotePrefix


def test_xlsx_holds_no_formula_at_all() -> None:
    with xlsx_file("=1", [Column("=1+1")], [[text] for text in DANGEROUS]) as file, ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()

    assert "cmd()" in sheet
    assert "<f>" not in sheet


def test_xlsx_has_a_bold_heading_that_stays_in_sight_and_columns_as_wide_as_asked() -> None:
    sheet = read_xlsx([["Bolat", 1]], Column("Name", 40), Column("Place", 8))

    assert [cell.value for cell in sheet[1]] == ["Name", "Place"]
    assert [cell.font.bold for cell in (*sheet[1], *sheet[2])] == [True, True, False, False]
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [40, 8]


def test_xlsx_takes_numbers_as_numbers_and_moments_on_the_clock_of_their_zone() -> None:
    sheet = read_xlsx([[7, datetime(2026, 11, 27, 10, 5, tzinfo=UTC), None]], *[Column("x")] * 3)

    assert [cell.value for cell in sheet[2]] == [7, datetime(2026, 11, 27, 10, 5), None]
    assert sheet["B2"].number_format == "yyyy-mm-dd hh:mm"


def test_a_title_that_excel_would_refuse_is_made_fit() -> None:
    assert read_xlsx([], Column("x")).title == "People"
    with xlsx_file("A/B: [all] " + "x" * 40, [Column("x")], []) as file:
        assert load_workbook(file).active.title == "A B   all  " + "x" * 20


def test_control_characters_and_halves_of_letters_are_left_out() -> None:
    broken = "B\x00o\x0bl\x1ba\x7ft\ud800\ufffe"

    assert read_csv([[broken]], "Name")[1] == ["Bolat"]
    assert read_xlsx([[broken]], Column("Name"))["A2"].value == "Bolat"


def test_a_cell_is_cut_where_excel_would_call_the_file_damaged() -> None:
    assert len(read_xlsx([["x" * 40_000]], Column("Name"))["A2"].value) == LONGEST_CELL
