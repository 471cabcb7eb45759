"""The list as files, filtered as the page was."""

from flask import Response
from flask_babel import gettext as _

from blueprints.attendance import bp
from blueprints.attendance.listing import Listing
from blueprints.attendance.table import RegistrationTable
from blueprints.listing import download
from support.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_file, xlsx_file


@bp.get("/events/<slug>/registrations.csv")
def as_csv(slug: str) -> Response:
    """For other programs."""
    listing = Listing(slug)
    table = RegistrationTable(listing.event, listing.places)
    return download(csv_file(table.columns, table.rows(listing.everybody)), CSV_TYPE, f"{listing.event.slug}-registrations.csv")


@bp.get("/events/<slug>/registrations.xlsx")
def as_xlsx(slug: str) -> Response:
    """For Excel, which in Russian and Kazakh does not take commas for borders of columns."""
    listing = Listing(slug)
    table = RegistrationTable(listing.event, listing.places)
    file = xlsx_file(_("Registrations"), table.columns, table.rows(listing.everybody))
    return download(file, XLSX_TYPE, f"{listing.event.slug}-registrations.xlsx")
