"""The dates of calls, as readers see them: as a list, as a month, and as the line of a year."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Response, request
from sqlalchemy import select

from blueprints.deadlines import bp
from blueprints.deadlines.filters import DeadlineFilters
from blueprints.deadlines.timeline import Timeline, told
from blueprints.scoping import current_account
from models import Call, Deadline, Programme
from support import clock
from support.db import db
from support.htmx import page
from support.settings import current

PER_PAGE = 40
MOST_IN_A_MONTH = 500


@bp.get("/deadlines")
def index() -> Response:
    """Every coming date or, with ?past=1, those that were; ?view=month and ?view=year show them otherwise."""
    filters = DeadlineFilters.from_arguments(request.args)
    shown, fragment = {"month": _as_month, "year": _as_year}.get(filters.view, _as_list)(filters)
    programmes = db.session.scalars(select(Programme).where(Programme.calls.any()).order_by(Programme.by_name())).all()
    known = {"filters": filters, "zone": current().zone, "today": clock.today(current().zone), "programmes": programmes}
    return page("deadlines/index.html", fragment=fragment, fragment_of_view=fragment, **known, **shown)


def _as_list(filters: DeadlineFilters) -> tuple[dict[str, Any], str]:
    reader = current_account()
    if filters.past:
        archive = Deadline.archive(reader=reader).where(*filters.conditions)
        listed = db.paginate(archive, page=filters.page, per_page=PER_PAGE, error_out=False)
        return {"listed": listed, "months": _by_month(listed.items)}, "deadlines/_list.html"
    ahead = Deadline.ahead(reader=reader).where(*filters.conditions)
    coming = sorted([*db.session.scalars(ahead), *filters.closings()], key=lambda one: one.sorted_at)
    return {"listed": None, "months": _by_month(coming)}, "deadlines/_list.html"


def _by_month(dates: Iterable[Any]) -> list[list[Any]]:
    return [list(group) for _month, group in groupby(dates, lambda date: (date.on.year, date.on.month))]


def _as_month(filters: DeadlineFilters) -> tuple[dict[str, Any], str]:
    month = filters.shown_month
    within = Deadline.lists().where(Deadline.on.between(month.start, month.end), Deadline.visible_to(current_account()))
    dates = within.where(~Deadline.superseded, *filters.conditions).order_by(Deadline.sorted_at, Deadline.id)
    found = [*db.session.scalars(dates.limit(MOST_IN_A_MONTH)), *filters.closings(month)]
    month.enter(sorted(found, key=lambda one: one.sorted_at))
    return {"month": month}, "deadlines/_month.html"


def _as_year(filters: DeadlineFilters) -> tuple[dict[str, Any], str]:
    reader = current_account()
    calls = filters.calls(reader)
    timeline = Timeline(filters.shown_year, calls, Call.dates_of(calls, reader))
    return {"timeline": timeline, "told": told}, "deadlines/_year.html"
