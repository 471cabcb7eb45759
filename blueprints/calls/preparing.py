"""The university's own dates of a call, counted back from one of its dates by a template."""

from flask import Response, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.calls import bp
from blueprints.calls.forms import PreparationChoice
from blueprints.calls.routes import answer, known
from blueprints.scoping import staff_only
from support.db import db
from support.htmx import leave_for


@bp.post("/calls/<int:number>/preparation")
@staff_only
def prepare(number: int) -> Response:
    """Make the dates that are not there yet."""
    call = known(number)
    form = PreparationChoice.of(call)
    if not form.validate_on_submit():
        return answer(call, form, status=422)
    made = call.prepare(*form.chosen())
    db.session.commit()
    flash(_said(len(made)), "ok")
    return leave_for(url_for(".show", number=call.id, _anchor="dates"))


def _said(number: int) -> str:
    if not number:
        return _("All steps are there already.")
    made = ngettext("%(num)s date was made.", "%(num)s dates were made.", number)
    return f"{made} {_('They move with the date they are counted from.')}"
