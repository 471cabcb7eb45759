"""Special days as a list of a year, month by month."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select
from werkzeug.datastructures import MultiDict

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from models import SpecialDay
from support import clock
from support.db import db
from support.settings import current


def this_year() -> int:
    return clock.today(current().zone).year


def known_years() -> dict[str, str]:
    """The years that have days, this one and the next."""
    first, last = db.session.execute(select(func.min(SpecialDay.starts_on), func.max(SpecialDay.ends_on))).one()
    years = {this_year(), this_year() + 1, *(range(first.year, last.year + 1) if first else ())}
    return {str(year): str(year) for year in sorted(years)}


def touches(year: str) -> ColumnElement[bool]:
    """What happens in a year, in part at least."""
    return (SpecialDay.starts_on <= date(int(year), 12, 31)) & (SpecialDay.ends_on >= date(int(year), 1, 1))


class Days(StaffList):
    """The days of the year that is asked for, else of this one. `months` has the month that a row begins, by the row's number."""

    id, title, order, per_page = "days", _l("Special days"), "when", 200
    columns = (
        Col("when", _l("When"), sort=lambda: SpecialDay.starts_on, in_files=False),
        Col("starts_on", _l("First day"), on_page=False),
        Col("ends_on", _l("Last day"), on_page=False),
        Col("name", _lp("day", "Name"), sort=SpecialDay.by_name, width=48),
        Col("kind", _l("Kind"), sort=lambda: SpecialDay.kind, value=lambda day: wording.DAY_KINDS[day.kind], width=28),
        Col("week", _l("Working week"), value=lambda day: wording.DAY_WEEKS[day.week]),
        Col("expected", _l("Expected"), on_page=False),
        Col("source", _l("Source"), value=lambda day: wording.DAY_SOURCES.get(day.source, day.source), on_page=False),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(SpecialDay.search_text, _lp("day", "Name")),
        OneOf("year", _l("Year"), known_years, touches),
        OneOf("kind", _l("Kind"), wording.DAY_KINDS, SpecialDay.kind),
        OneOf(
            "week",
            _l("Working week"),
            {week: words for week, words in wording.DAY_WEEKS.items() if week},
            lambda week: SpecialDay.week.in_(("", week)),
        ),
    )

    def __init__(self) -> None:
        super().__init__(request.args or MultiDict({"year": str(this_year())}))
        self.months: dict[int, date] = {}

    @property
    def narrowed(self) -> bool:
        return any(field.asked for field in self.fields if field.key != "year")

    @property
    def year(self) -> int:
        """The year that is shown, this one where all are."""
        return int(self.arguments.get("year", this_year()))

    def query(self) -> Select[Any]:
        return select(SpecialDay)

    def prepare(self, rows: Sequence[SpecialDay]) -> None:
        if self.sorted_by and self.sorted_by.column.key == "when":
            months = [row.starts_on.replace(day=1) for row in rows]
            before = [None, *months]
            self.months = {row.id: month for row, month, last in zip(rows, months, before, strict=False) if month != last}

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)
