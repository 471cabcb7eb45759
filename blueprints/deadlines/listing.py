"""The dates of calls as staff's list: sorted, and as a file."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select

from blueprints import wording
from blueprints.deadlines import bp
from blueprints.listing import Col, OneOf, Since, StaffList, Until, Words
from blueprints.scoping import staff_only
from models import Deadline

STALE = {"stale": _l("Not for 60 days, and still to come")}


class Dates(StaffList):
    """Every date, past and superseded ones too."""

    id, title, order = "dates", _l("Deadlines"), "on"
    columns = (
        Col("on", _l("Date"), sort=lambda: Deadline.sorted_at, backwards=True),
        Col("kind", _l("Kind"), sort=lambda: Deadline.kind, value=lambda one: wording.DEADLINE_KINDS[one.kind]),
        Col("call", _l("Call"), value=lambda one: one.call.name(), width=48),
        Col("label", _l("Label"), value=lambda one: one.label, on_page=False, width=48),
        Col("hour", _l("Hour"), value=lambda one: one.local and f"{one.local:%H:%M} {one.timezone}", on_page=False, width=24),
        Col("expected", _l("Expected"), sort=lambda: Deadline.expected),
        Col("checked_on", _l("Checked on"), sort=lambda: Deadline.checked_on, backwards=True),
        Col("source", _l("Source"), on_page=False, width=40),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(Deadline.fitting),
        OneOf("kind", _l("Kind"), wording.DEADLINE_KINDS, Deadline.kind),
        OneOf("checked", _l("Checked on"), STALE, lambda _stale: Deadline.is_unchecked()),
        Since(Deadline.on),
        Until(Deadline.on),
    )

    def query(self) -> Select[Any]:
        return Deadline.lists()

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)


@bp.get("/dates")
@staff_only
def listing() -> Response:
    """The dates for those who keep them."""
    return Dates().answer("deadlines/listing.html", fragment="deadlines/_listing.html")
