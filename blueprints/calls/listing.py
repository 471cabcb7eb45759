"""Calls as staff's list: by year, opportunity and state, and as a file."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, select

from blueprints import wording
from blueprints.calls import bp
from blueprints.listing import Col, OneOf, StaffList, Words
from blueprints.scoping import staff_only
from models import Call, Programme
from models.call import call_programmes
from support.db import db


def years() -> dict[str, str]:
    """The years of which there are calls, the latest first."""
    return {str(year): str(year) for year in db.session.scalars(select(Call.year).distinct().order_by(Call.year.desc()))}


def programmes() -> dict[str, str]:
    """Opportunities that have calls, by their addresses."""
    called = select(call_programmes.c.programme_id)
    found = select(Programme.slug, Programme.name).where(Programme.id.in_(called)).order_by(Programme.by_name())
    return {slug: name.shown().text for slug, name in db.session.execute(found)}


def of_programme(slug: str) -> ColumnElement[bool]:
    """Calls of an opportunity, alone or with others."""
    return Call.programmes.any(Programme.slug == slug)


class Calls(StaffList):
    """Every call there is."""

    id, title, order = "calls", _l("Calls"), "-closes"
    columns = (
        Col("name", _l("Call"), sort=lambda: Call.search_text, value=lambda call: call.name(), width=48),
        Col("year", _l("Year"), sort=lambda: Call.year, number=True, backwards=True, width=8),
        Col("identifier", _l("Identifier"), sort=lambda: Call.identifier, width=36),
        Col("programmes", _l("Opportunities"), value=lambda call: [one.name for one in call.programmes], on_page=False, width=48),
        Col("state", _l("State"), value=lambda call: wording.CALL_STATES[call.state]),
        Col("closes", _l("Closes"), sort=Call.closes_at, value=lambda call: closing_of(call), backwards=True),
        Col("budget", _l("Budget"), on_page=False, width=24),
        Col("link", _l("Page of the call"), on_page=False, width=40),
        Col("guide_title", _l("Guide"), on_page=False, width=36),
        Col("source", _l("Source"), on_page=False, width=40),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(Call.fitting),
        OneOf("year", _l("Year"), years, lambda year: Call.year == int(year)),
        OneOf("programme", _l("Opportunity"), programmes, of_programme),
        OneOf("state", _l("State"), wording.CALL_STATES, Call.in_state),
    )

    def query(self) -> Select[Any]:
        return Call.lists()

    def counted(self, number: int) -> str:
        return ngettext("%(num)s call", "%(num)s calls", number)


def closing_of(call: Call) -> Any:
    """The day of its next end, else of its last."""
    following = call.next_end or (call.ends[-1] if call.ends else None)
    return following.on if following else None


@bp.get("/calls")
@staff_only
def index() -> Response:
    """The calls for those who keep them."""
    return Calls().answer("calls/index.html", fragment="calls/_list.html", closing_of=closing_of)
