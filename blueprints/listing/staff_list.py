"""A list of staff's as an address asks for it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import IO, Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from flask import Response, request, send_file
from flask_babel import ngettext
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, inspect
from werkzeug.datastructures import MultiDict

from blueprints.listing.columns import Col, Label
from blueprints.listing.filters import Filter
from support.addresses import asked_page, own_path
from support.db import db
from support.htmx import page
from support.spreadsheets import CSV_TYPE, XLSX_TYPE, Column, Value, csv_file, xlsx_file

PER_PAGE = 50
AT_A_TIME = 500


class Order(NamedTuple):
    """Which column a list is sorted by, and whether from its end."""

    column: Col
    descending: bool


class StaffList:
    """See `blueprints.listing`. `id` is that of the piece, `title` heads the table and the files.

    `order` is the key of the column it is sorted by unless asked otherwise, with a minus from its end.
    """

    id: ClassVar[str]
    title: Label
    columns: Sequence[Col] = ()
    filters: Sequence[Filter] = ()
    order: ClassVar[str] = ""
    per_page: ClassVar[int] = PER_PAGE

    def __init__(self, arguments: MultiDict[str, str] | None = None, *, path: str | None = None) -> None:
        """`path` is the list's address where a request to another shows it."""
        self.asked = request.args if arguments is None else arguments
        self.path = path or own_path()
        self.fields = [field.of(self.asked) for field in self.filters]

    def query(self) -> Select[Any]:
        """All rows that this reader may see."""
        raise NotImplementedError

    def prepare(self, rows: Sequence[Any]) -> None:
        """Read at once what some rows will be asked for, so that a list asks no question per row."""

    def counted(self, number: int) -> str:
        """How many there are, in words: "3 rooms"."""
        return ngettext("%(num)s row", "%(num)s rows", number)

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out, beside what the list is about."""
        return any(field.asked for field in self.fields if field.shape != "kept")

    @property
    def cleared(self) -> str:
        """The list without its filters, in its own order."""
        return self.address(**{name: None for name in self.arguments if name not in self._kept})

    @property
    def _kept(self) -> set[str]:
        return {field.key for field in self.fields if field.shape == "kept"}

    @cached_property
    def sorted_by(self) -> Order | None:
        """The column that is asked for, else the list's own; None where it has none."""
        for asked in (self.asked.get("sort", ""), self.order):
            for column in self.columns:
                if column.sort and column.key == asked.removeprefix("-"):
                    return Order(column, asked.startswith("-"))
        return None

    @property
    def sort(self) -> str:
        """The order as the address names it, "" for the list's own."""
        named = ("-" * self.sorted_by.descending + self.sorted_by.column.key) if self.sorted_by else ""
        return "" if named == self.order else named

    @property
    def orders(self) -> dict[str, str]:
        """What the list can be sorted by, for a menu: its own order first."""
        named = {column.key: f"{column.label} ↑" for column in self.columns if column.sort}
        named |= {f"-{column.key}": f"{column.label} ↓" for column in self.columns if column.sort}
        return {"" if key == self.order else key: named[key] for key in sorted(named, key=lambda key: key != self.order)}

    def reversed(self, column: Col) -> str:
        """The order that a click on a column's heading asks for."""
        if self.sorted_by and self.sorted_by.column.key == column.key:
            return column.key if self.sorted_by.descending else f"-{column.key}"
        return f"-{column.key}" if column.backwards else column.key

    @property
    def arguments(self) -> dict[str, str]:
        """The filters and the order as the address names them, empty ones left out."""
        asked = {**{field.key: field.asked for field in self.fields}, "sort": self.sort}
        return {name: value for name, value in asked.items() if value}

    def address(self, **other: str | int | None) -> str:
        """The list with some arguments changed; the first page unless another is named."""
        asked = {**self.arguments, **other}
        kept = {name: value for name, value in asked.items() if value and (name, value) != ("sort", self.order)}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    @cached_property
    def wanted(self) -> Select[Any]:
        """The rows that are asked for, in the order that is asked for; those alike in it stand by their numbers."""
        query = self.query().where(*(field.condition() for field in self.fields if field.asked))
        if not self.sorted_by:
            return query
        column, descending = self.sorted_by
        numbers = inspect(query.column_descriptions[0]["entity"]).primary_key
        return query.order_by(None).order_by(*column.keys(descending), *(n.desc() if descending else n for n in numbers))

    @cached_property
    def page(self) -> Pagination:
        """The page that is asked for, else the last there is."""
        found = paged(self.wanted, asked_page(self.asked), self.per_page)
        self.prepare(found.items)
        return found

    @property
    def rows(self) -> Iterator[Any]:
        """Every row that is asked for, whatever the page, some hundreds at a time in memory."""
        for some in db.session.scalars(self.wanted.execution_options(yield_per=AT_A_TIME)).partitions():
            self.prepare(some)
            yield from some

    def answer(self, template: str, *, fragment: str, status: int = 200, **context: Any) -> Response:
        """The page, the piece of it, or the file that `?as=csv` and `?as=xlsx` ask for. Templates know the list as `listing`."""
        if (kind := self.asked.get("as", "")) in FILES:
            return self.file(kind)
        return page(template, fragment=fragment, status=status, listing=self, **context)

    def file(self, kind: str) -> Response:
        """All rows that are asked for, as "csv" or "xlsx"."""
        columns = [column for column in self.columns if column.in_files]
        heads = [Column(str(column.label), column.width) for column in columns]
        cells: Iterator[Sequence[Value]] = ([column.in_file(row) for column in columns] for row in self.rows)
        made = csv_file(heads, cells) if kind == "csv" else xlsx_file(str(self.title), heads, cells)
        return download(made, FILES[kind], f"{self.path.strip('/').replace('/', '-')}.{kind}")


FILES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def paged(query: Select[Any], number: int, per_page: int = PER_PAGE) -> Pagination:
    """A page of a query; the last one, where rows have left the filter since and there are not so many any more."""
    found = db.paginate(query, page=number, per_page=per_page, error_out=False)
    if 0 < found.pages < number:
        found = db.paginate(query, page=found.pages, per_page=per_page, error_out=False)
    return found


def download(file: IO[bytes], kind: str, name: str) -> Response:
    """A file to save, which nobody between us and the reader keeps."""
    response = send_file(file, as_attachment=True, download_name=name, max_age=0)
    response.content_type, response.headers["Cache-Control"] = kind, "no-store"
    return response
