"""Tables as offices keep them: CSV of any delimiter and encoding, and XLSX."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from models.importing.decoding import decoded
from models.importing.fault import N_, Fault, Unreadable

LARGEST = 20 * 1024 * 1024
UNPACKED = 60 * 1024 * 1024
"""Bytes that a workbook may hold once it is unpacked: a few kilobytes can be packed so that they fill a disk."""
MOST_TAGS = 2_000_000
"""More than the most rows and columns come to. Each is kept: 60 MB of empty ones took two minutes and a gigabyte."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 60, 20_000
DELIMITERS = ",;\t|"
DEFUSED = re.compile(r"'(?=[=+\-@])")
EMPTY = N_("The file is empty.")
TOO_LARGE = N_("The file is too large: %(most)d megabytes at most.")
OLD_EXCEL = N_("This is a file of an old Excel (.xls). Save it as .xlsx or .csv and bring that.")
NO_WORKBOOK = N_("This workbook is damaged or protected by a password, and cannot be opened.")
BOMB = N_("This workbook is too large once it is unpacked: %(most)d megabytes at most.")
TOO_MANY = N_("The table has more than %(most)d rows. Split it and bring the parts one after the other.")
NOT_A_TABLE = N_("This is not a table: it holds no text.")
TOO_LONG = N_("A cell of this row has more than %(most)d characters.")


@dataclass(frozen=True)
class Table:
    """Rows of text by the line or row number they have in the file; the empty ones are left out."""

    rows: Sequence[tuple[int, Sequence[str]]]
    faults: Sequence[Fault]


def read_table(data: bytes) -> Table:
    """The first sheet of a workbook, or a CSV file, told apart by their first bytes. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(EMPTY)
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE, most=LARGEST // 1024 // 1024)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD_EXCEL)
    return _bounded(_of_workbook(data) if data.startswith(b"PK") else _of_csv(data))


def _bounded(rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    kept: list[tuple[int, Sequence[str]]] = []
    faults = []
    for number, cells in rows:
        if any(len(cell) > LONGEST_CELL for cell in cells):
            faults.append(Fault(number, TOO_LONG, {"most": LONGEST_CELL}))
        elif any(cells):
            kept.append((number, cells[:MOST_COLUMNS]))
        if len(kept) > MOST_ROWS + 10:
            raise Unreadable(TOO_MANY, most=MOST_ROWS)
    if not kept and not faults:
        raise Unreadable(EMPTY)
    return Table(kept, faults)


def _of_csv(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = decoded(data).replace("\0", "")
    if not any(letter.isalpha() for letter in text[:100_000]) or text.lstrip()[:5].lower() in ("<html", "<!doc", "%pdf-"):
        raise Unreadable(NOT_A_TABLE)
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) == 5:  # Excel's own way to say it
        delimiter, text, before = named[4], rest, 1
    else:
        delimiter, before = _delimiter(text), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        number = reader.line_num + 1 + before
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a quotation mark that is never closed makes a cell of the rest of the file
            yield number, ["x" * (LONGEST_CELL + 1)]
            continue
        yield number, [_cleaned(cell) for cell in cells]


def _delimiter(text: str) -> str:
    """The one that cuts the first lines into the most columns, outside quotation marks."""
    beginning = re.sub(r'"[^"]*"', "", text[:20_000]).splitlines()[:10]
    return max(DELIMITERS, key=lambda one: sum(line.count(one) for line in beginning))


def _of_workbook(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    _weigh(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(iter(book.worksheets))
        sheet.reset_dimensions()  # what a sheet says of its own size is not to be believed
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            last = max((place for place, value in enumerate(row) if value is not None), default=-1)
            yield number, [_cleaned(_shown(value)) for value in row[: last + 1]]
            if number > MOST_ROWS * 20:
                raise Unreadable(TOO_MANY, most=MOST_ROWS)
    except Unreadable:
        raise
    except Exception:  # whatever else stands in a file that calls itself a workbook
        raise Unreadable(NO_WORKBOOK) from None


def _weigh(data: bytes) -> None:
    """Refuse what would fill the memory, before anything is unpacked. What a part says of its size holds: reading stops there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            too_large = sum(part.file_size for part in parts) > UNPACKED or len(parts) > 2_000
            too_large = too_large or sum(_tags(packed, part) for part in parts) > MOST_TAGS
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError, NotImplementedError):
        raise Unreadable(NO_WORKBOOK) from None
    if too_large:
        raise Unreadable(BOMB, most=UNPACKED // 1024 // 1024)


def _tags(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    with packed.open(part) as opened:
        return sum(piece.count(b"<") for piece in iter(lambda: opened.read(1024 * 1024), b""))


def _shown(value: Any) -> str:
    """A cell's value as it would be typed; of a formula what it came to."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.time() != time() else value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cleaned(text: str) -> str:
    """Without control characters and invisible ones, and without the apostrophe by which our own exports defuse formulas."""
    visible = "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter.isspace())
    visible = visible.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "").strip()
    return DEFUSED.sub("", visible, count=1) if visible.startswith("'") else visible
