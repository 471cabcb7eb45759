"""Series as staff's list has them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select, select

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from models import Series


class AllSeries(StaffList):
    """Series and umbrellas, by name. How many events they have is not told: some of those may be restricted."""

    id, title, order = "series", _l("Series of events"), "name"
    columns = (
        Col("name", _lp("series", "Name"), sort=Series.by_name, width=48),
        Col("kind", _l("Kind"), sort=lambda: Series.kind, value=lambda series: wording.SERIES_KINDS[series.kind], width=32),
        Col("when", _l("When"), sort=lambda: Series.starts_on, in_files=False, backwards=True),
        Col("starts_on", _l("First day"), on_page=False),
        Col("ends_on", _l("Last day"), on_page=False),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (Words(Series.search_text, _lp("series", "Name")), OneOf("kind", _l("Kind"), wording.SERIES_KINDS, Series.kind))

    def query(self) -> Select[Any]:
        return select(Series)

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)
