"""The list as files, filtered as the page was."""

from typing import IO

from flask import Response, send_file
from flask_babel import gettext as _

from blueprints.attendance import bp
from blueprints.attendance.listing import Listing
from blueprints.attendance.table import RegistrationTable
from support.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_file, xlsx_file


@bp.get("/events/<slug>/registrations.csv")
def as_csv(slug: str) -> Response:
    """For other programs."""
    listing = Listing(slug)
    table = RegistrationTable(listing.event, listing.places)
    return _download(csv_file(table.columns, table.rows(listing.everybody)), CSV_TYPE, f"{listing.event.slug}-registrations.csv")


@bp.get("/events/<slug>/registrations.xlsx")
def as_xlsx(slug: str) -> Response:
    """For Excel, which in Russian and Kazakh does not take commas for borders of columns."""
    listing = Listing(slug)
    table = RegistrationTable(listing.event, listing.places)
    file = xlsx_file(_("Registrations"), table.columns, table.rows(listing.everybody))
    return _download(file, XLSX_TYPE, f"{listing.event.slug}-registrations.xlsx")


def _download(file: IO[bytes], kind: str, name: str) -> Response:
    response = send_file(file, mimetype=kind, as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = "no-store"
    return response
