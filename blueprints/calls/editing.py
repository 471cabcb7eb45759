"""Calls as the office enters them."""

from functools import partial

from flask import Response, request, url_for
from sqlalchemy import select

from blueprints.calls import bp
from blueprints.calls.forms import CallForm
from blueprints.calls.routes import known
from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.editing.rows import rearranged
from blueprints.scoping import staff_only
from models import Call, Programme
from support import clock
from support.db import db
from support.form_fields import numbered
from support.htmx import page
from support.settings import current


@bp.get("/calls/new")
@staff_only
def new() -> Response:
    """The empty form, for the opportunity and year that the address names."""
    named = db.session.scalars(select(Programme).where(Programme.slug == request.args.get("programme", "")))
    year = numbered(request.args.get("year")) or clock.today(current().zone).year + 1
    call = Call()
    form = CallForm.of(call)
    form.programmes.data, form.year.data = [one.id for one in named], year
    return _form(form, call)


@bp.post("/calls")
@staff_only
def create() -> Response:
    """Add a call, or only arrange the rows of the form."""
    return _save(Call())


@bp.get("/calls/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    call = known(number)
    return _form(CallForm.of(call), call)


@bp.post("/calls/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change a call, or only arrange the rows of the form."""
    return _save(known(number))


@bp.post("/calls/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put a call into the trash, and its dates with it."""
    known(number).discard()
    return in_the_trash(url_for(".index"))


def _save(call: Call) -> Response:
    if action := request.form.get("rows", ""):
        return _form(CallForm.of(call, rearranged(request.form, action)), call)
    form, stored = CallForm.of(call), CallForm.of(call, stored=True) if call.id else None
    return save_entry(form, call, stored, partial(_form, form, call))


def _form(form: CallForm, call: Call, status: int = 200) -> Response:
    return page("calls/edit.html", fragment="calls/_form.html", status=status, form=form, call=call)
