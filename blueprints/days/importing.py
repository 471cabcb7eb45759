"""A calendar file with special days: the form, the preview, and taking it in."""

from flask import Response, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.days import bp
from blueprints.days.forms import ImportForm
from blueprints.scoping import staff_only
from models.day_import import DayImport
from support.db import db
from support.htmx import leave_for, page


@bp.get("/days/import")
@staff_only
def import_form() -> Response:
    """Ask for the file."""
    return _form(ImportForm(formdata=None))


@bp.post("/days/import")
@staff_only
def preview() -> Response:
    """Say what the file would change. Nothing is stored."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _form(form, status=422)
    plan = DayImport(form.reading, kind=form.kind.data, warns=form.warns.data)
    return page("days/preview.html", fragment="days/_preview.html", form=form, plan=plan)


@bp.post("/days/import/adoption")
@staff_only
def take_in() -> Response:
    """Take in what the preview showed, as the calendar is now."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _form(form, status=422)
    changed = DayImport(form.reading, kind=form.kind.data, warns=form.warns.data).take_in()
    db.session.commit()
    if changed:
        flash(ngettext("%(num)s entry was taken in.", "%(num)s entries were taken in.", changed), "ok")
    else:
        flash(_("Everything was there already: nothing was changed."), "info")
    return leave_for(url_for(".index"))


def _form(form: ImportForm, status: int = 200) -> Response:
    form.calendar.data = ""
    return page("days/import.html", fragment="days/_import.html", status=status, form=form)
