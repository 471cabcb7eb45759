"""The desk."""

from flask import render_template

from blueprints.desk import bp
from blueprints.scoping import current_account, signed_in
from models.briefing import Briefing
from models.tally import Tally
from support import clock
from support.i18n import offered_languages
from support.settings import current


@bp.get("/desk")
@signed_in
def show() -> str:
    """Today, what comes next, and for the office's staff what waits for them."""
    account, zone = current_account(), current().zone
    briefing = Briefing(account, zone, offered_languages())
    seats = Tally.of({event.id for event in (*briefing.today, *briefing.coming, *briefing.tomorrow)})
    template = "desk/show.html" if account.is_staff else "desk/faculty.html"
    return render_template(template, briefing=briefing, seats=seats, today=clock.today(zone))
