"""A table to begin with: the headings we know, and a row that shows what belongs below them."""

from flask import Response, abort

from blueprints.importing import bp
from blueprints.importing.plans import SHEETS
from blueprints.listing import download
from blueprints.scoping import staff_only
from models.importing import event_sheet
from support import spreadsheets


@bp.get("/imports/samples/<sort>.<ending>")
@staff_only
def sample(sort: str, ending: str) -> Response:
    """The sample of a sort of table, as CSV or XLSX."""
    columns = event_sheet.COLUMNS if sort == "events" else SHEETS[sort].columns if sort in SHEETS else abort(404)
    headings = [spreadsheets.Column(column.headings[0], 24) for column in columns]
    row = [[column.sample for column in columns]]
    if ending == "csv":
        file, kind = spreadsheets.csv_file(headings, row), spreadsheets.CSV_TYPE
    elif ending == "xlsx":
        file, kind = spreadsheets.xlsx_file(sort, headings, row), spreadsheets.XLSX_TYPE
    else:
        abort(404)
    return download(file, kind, f"{sort}.{ending}")
