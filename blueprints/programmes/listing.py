"""The catalogue as staff's list: sorted, and as a file."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from blueprints.listing import Col, StaffList, Words
from blueprints.programmes import bp
from blueprints.scoping import staff_only
from models import Edition, Programme


class Catalogue(StaffList):
    """Every opportunity, those that are closed too."""

    id, title, order = "catalogue", _l("Opportunities"), "name"
    columns = (
        Col("name", _lp("programme", "Name"), sort=Programme.by_name, width=48),
        Col("short_name", _l("Short name"), sort=lambda: Programme.short_name),
        Col("family", _l("Family"), width=32),
        Col("year", _l("Newest year"), value=lambda one: one.edition.year if one.edition else None, number=True),
        Col("checked_on", _l("Checked on"), value=lambda one: one.edition.checked_on if one.edition else None),
        Col("current", _l("Current"), sort=lambda: Programme.current),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (Words(Programme.search_text),)

    def query(self) -> Select[Any]:
        years = selectinload(Programme.editions).load_only(Edition.programme_id, Edition.year, Edition.checked_on)
        return select(Programme).options(years)

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)


@bp.get("/catalogue")
@staff_only
def listing() -> Response:
    """The catalogue for those who keep it."""
    return Catalogue().answer("programmes/listing.html", fragment="programmes/_listing.html")
