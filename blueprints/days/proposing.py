"""The public holidays of a year, shown before they are added."""

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.days import bp
from blueprints.days.forms import YearForm
from blueprints.days.listing import this_year
from blueprints.scoping import staff_only
from models.public_holidays import YEARS, Holidays
from support.db import db
from support.htmx import leave_for, page


@bp.get("/days/holidays")
@staff_only
def holidays() -> Response:
    """What would be added for ?year=, the next one unless another is named."""
    asked = request.args.get("year", type=int)
    year = asked if asked in YEARS else this_year() + 1
    return _preview(YearForm(formdata=None, data={"year": year}), year)


@bp.post("/days/holidays")
@staff_only
def adopt() -> Response:
    """Add what is missing of a year. A second time that is nothing."""
    form = YearForm()
    if not form.validate_on_submit():
        return _preview(form, None, status=422)
    added = Holidays.adopt(form.year.data)
    db.session.commit()
    if added:
        flash(ngettext("%(num)s entry was added.", "%(num)s entries were added.", len(added)), "ok")
    else:
        flash(_("Nothing was missing: nothing was added."), "info")
    return leave_for(url_for(".index", year=form.year.data))


def _preview(form: YearForm, year: int | None, status: int = 200) -> Response:
    missing, known = (Holidays.missing(year), len(Holidays.of(year))) if year else ([], 0)
    context = {"form": form, "year": year, "missing": missing, "known": known - len(missing)}
    return page("days/holidays.html", fragment="days/_holidays.html", status=status, **context)
