"""The report of a year on the screen, and each of its tables as a file."""

from flask import Response, abort, render_template, request

from blueprints.listing import download
from blueprints.reports import bp
from blueprints.reports.chart import SHOWN_FIGURES, Chart, months_in_short
from blueprints.reports.tables import Tables
from blueprints.scoping import current_account, staff_only
from models.indicators import Indicators
from models.plan import Plan
from models.report import Report
from support import clock
from support.countries import home_country
from support.settings import current
from support.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_file, xlsx_file


@bp.get("/reports")
@staff_only
def index() -> str:
    """The report of ?year=, this year's for anything else."""
    tables, today = {table.name: table for table in _tables()}, clock.today(current().zone)
    months, kinds, *others = tables.values()
    charts = [Chart.of(months, months_in_short(len(months.body))), Chart.of(kinds, [str(row[0]) for row in kinds.body])]
    indicators = others.pop()
    return render_template(
        "reports/index.html", year=_year(), today=today, charts=charts, indicators=indicators, tables=others,
        sees_all=current_account().is_admin, figures=SHOWN_FIGURES, home=home_country(),
    )  # fmt: skip


@bp.get("/reports/<name>.<any(csv, xlsx):kind>")
@staff_only
def file(name: str, kind: str) -> Response:
    """One table as a file; 404 for a name that is none of them."""
    table = _tables().named(name) or abort(404)
    heads, rows = table.columns, table.rows
    made = csv_file(heads, rows) if kind == "csv" else xlsx_file(str(table.title), heads, rows)
    year = _year()
    return download(made, CSV_TYPE if kind == "csv" else XLSX_TYPE, f"{name}-{year}.{kind}")


def _year() -> int:
    asked, today = request.args.get("year", ""), clock.today(current().zone)
    return Plan.asked(asked, current_account(), today).year


def _tables() -> Tables:
    report = Report(_year(), current_account(), current().zone)
    return Tables(report, Indicators(report, home_country()))
