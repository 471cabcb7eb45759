"""The desk."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, request

from blueprints.desk import bp
from blueprints.desk.moving import just_moved, shown_view
from blueprints.desk.shown import calendar_of
from blueprints.desk.views import CalendarView
from blueprints.scoping import current_account, signed_in
from models.briefing import Briefing
from models.tally import Tally
from models.week import monday
from models.working_week import WEEKENDS
from support.htmx import page, wants_fragment
from support.i18n import offered_languages
from support.settings import current


@bp.get("/desk")
@signed_in
def show() -> Response:
    """The week, today, what comes next, and for the office's staff what waits for them."""
    view, account = _opened(), current_account()
    template = "desk/show.html" if account.is_staff else "desk/faculty.html"
    day = {} if wants_fragment() else _the_day()
    return page(template, fragment="desk/_calendar.html", today=view.today, **calendar_of(view), **just_moved(), **day)


def _opened() -> CalendarView:
    """What the address asks for; without a date, a weekend with nothing left in it opens the week that comes."""
    view = shown_view()
    if view.name == "week" and not request.args.get("date") and view.today.weekday() in WEEKENDS["five"]:
        following = monday(view.today) + timedelta(days=7)
        return (
            view if Briefing(current_account(), current().zone, ()).has_more_before(following) else replace(view, day=following)
        )
    return view


def _the_day() -> dict[str, Any]:
    briefing = Briefing(current_account(), current().zone, offered_languages())
    seats = Tally.of({event.id for event in (*briefing.today, *briefing.coming, *briefing.tomorrow)})
    return {"briefing": briefing, "seats": seats}
