"""The desk."""

from typing import Any

from flask import Response

from blueprints.desk import bp
from blueprints.desk.moving import just_moved, shown_view
from blueprints.desk.shown import calendar_of
from blueprints.scoping import current_account, signed_in
from models.briefing import Briefing
from models.tally import Tally
from support.htmx import page, wants_fragment
from support.i18n import offered_languages
from support.settings import current


@bp.get("/desk")
@signed_in
def show() -> Response:
    """The week, today, what comes next, and for the office's staff what waits for them."""
    view, account = shown_view(), current_account()
    template = "desk/show.html" if account.is_staff else "desk/faculty.html"
    day = {} if wants_fragment() else _the_day()
    return page(template, fragment="desk/_calendar.html", today=view.today, **calendar_of(view), **just_moved(), **day)


def _the_day() -> dict[str, Any]:
    briefing = Briefing(current_account(), current().zone, offered_languages())
    seats = Tally.of({event.id for event in (*briefing.today, *briefing.coming, *briefing.tomorrow)})
    return {"briefing": briefing, "seats": seats}
