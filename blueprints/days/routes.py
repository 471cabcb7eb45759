"""Special days as staff see them, and the working week they are reckoned in."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from blueprints.days import bp
from blueprints.days.forms import WeekForm
from blueprints.days.listing import Days
from blueprints.scoping import office, staff_only
from support.db import db
from support.htmx import leave_for


@bp.get("/days")
@staff_only
def index() -> Response:
    """The days of a year, by month."""
    return _list(WeekForm(formdata=None, data={"working_week": office().working_week}))


@bp.post("/days/week")
@staff_only
def week() -> Response:
    """Say how many days a week the university works: days off and warnings follow."""
    form = WeekForm(data={"working_week": office().working_week})
    if status := form.refused(WeekForm(formdata=None, data={"working_week": office().working_week})):
        return _list(form, status=status)
    office().revise({"working_week": form.working_week.data})
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for(".index"))


def _list(form: WeekForm, status: int = 200) -> Response:
    listing = Days()
    listing.path = url_for(".index")
    return listing.answer("days/index.html", fragment="days/_list.html", status=status, form=form)
