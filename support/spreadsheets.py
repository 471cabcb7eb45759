"""Tables for spreadsheet programs, CSV and XLSX, with nothing in them that a program would run.

Both are written row by row into a file that leaves memory when it grows, so a long list costs no more than a short one.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | datetime | None
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KEPT_IN_MEMORY = 1024 * 1024
LONGEST_CELL = 32_767  # characters; Excel calls a file with a longer cell damaged
_BEGINS_LIKE_A_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Column(NamedTuple):
    """A heading, and a width in characters for formats that have one."""

    heading: str
    width: int = 16


def csv_file(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> IO[bytes]:
    """RFC 4180: commas, every cell quoted, CRLF; UTF-8 with the mark by which Excel knows it. To be closed."""
    file = _file()
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([defused(column.heading) for column in columns])
    writer.writerows([_as_text(value) for value in row] for row in rows)
    text.detach()
    file.seek(0)
    return file


def xlsx_file(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> IO[bytes]:
    """A workbook of one sheet: headings in bold that stay in sight, text as text whatever it begins with. To be closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", plain(title))[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_heading(sheet, column.heading) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = _file()
    book.save(file)
    file.seek(0)
    return file


def defused(text: str) -> str:
    """The text with an apostrophe before it where a program would take it for a formula.

    That is what OWASP's "CSV Injection" names: = + - @, their full-width forms, tab, carriage return and line feed at the
    beginning; blanks and invisible characters before them change nothing. Telephone numbers that begin with + get it too.
    """
    text = plain(text)
    return f"'{text}" if _BEGINS_LIKE_A_FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text without control characters, which no spreadsheet takes, and no longer than a cell may be."""
    return _NOT_IN_XML.sub("", text)[:LONGEST_CELL]


def _as_text(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value if isinstance(value, int) else defused(value)


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    """A cell; text is marked as such after it was set, for "=1" alone would make it a formula, and as quoted, so that it does not
    become one when somebody edits it."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, plain(value))
    cell.data_type = "s"
    cell.quotePrefix = bool(_BEGINS_LIKE_A_FORMULA.match(value))
    return cell


def _file() -> IO[bytes]:
    return SpooledTemporaryFile(KEPT_IN_MEMORY)
