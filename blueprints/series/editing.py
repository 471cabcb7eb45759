"""Series as the office makes and changes them."""

from functools import partial

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from blueprints.editing.entries import save_entry
from blueprints.scoping import staff_only
from blueprints.series import bp
from blueprints.series.forms import SeriesForm
from blueprints.series.listing import AllSeries
from models import Series
from support.db import db
from support.htmx import leave_for, page


@bp.get("/series")
@staff_only
def index() -> Response:
    """All of them."""
    return AllSeries().answer("series/index.html", fragment="series/_list.html")


@bp.get("/series/new")
@staff_only
def new() -> Response:
    """The empty form."""
    return _form(SeriesForm.of(Series()))


@bp.post("/series")
@staff_only
def create() -> Response:
    """Add one; events are put into it by their own form."""
    return _save(Series())


@bp.get("/series/<slug>/edit")
@staff_only
def edit(slug: str) -> Response:
    """The form of one as it is."""
    series = _known(slug)
    return _form(SeriesForm.of(series), series)


@bp.post("/series/<slug>")
@staff_only
def update(slug: str) -> Response:
    """Change one; its old address leads to the new one."""
    return _save(_known(slug))


@bp.post("/series/<slug>/removal")
@staff_only
def removal(slug: str) -> Response:
    """Put one into the trash. Its events stay."""
    _known(slug).discard()
    db.session.commit()
    flash(_("It lies in the trash now. Its events are still there."), "ok")
    return leave_for(url_for(".index"))


def _known(slug: str) -> Series:
    return Series.at(slug) or abort(404)


def _save(series: Series) -> Response:
    form, known, stored = SeriesForm.of(series), series if series.id else None, SeriesForm.of(series, formdata=None)
    again = partial(_form, form, known)
    return save_entry(form, series, stored, again, lambda: url_for(".show", slug=series.slug))


def _form(form: SeriesForm, series: Series | None = None, status: int = 200) -> Response:
    return page("series/edit.html", fragment="series/_form.html", status=status, form=form, series=series)
