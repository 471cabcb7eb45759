"""Templates as the office keeps them."""

from functools import partial

from flask import Response, abort, render_template, request, url_for
from sqlalchemy import select

from blueprints.editing.entries import in_the_trash, save_entry
from blueprints.editing.rows import rearranged
from blueprints.preparations import bp
from blueprints.preparations.forms import PreparationForm
from blueprints.scoping import staff_only
from models import Preparation
from support.db import db
from support.htmx import page


@bp.get("/preparations")
@staff_only
def index() -> str:
    """The templates with their steps: a handful, which needs no pages."""
    return render_template("preparations/index.html", preparations=Preparation.in_order())


@bp.get("/preparations/new")
@staff_only
def new() -> Response:
    """The empty form."""
    preparation = Preparation()
    return _form(PreparationForm.of(preparation), preparation)


@bp.post("/preparations")
@staff_only
def create() -> Response:
    """Add a template, or only arrange the rows of the form."""
    return _save(Preparation())


@bp.get("/preparations/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    preparation = _known(number)
    return _form(PreparationForm.of(preparation), preparation)


@bp.post("/preparations/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change a template; dates that it has made stay as they are."""
    return _save(_known(number))


@bp.post("/preparations/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put it into the trash; dates that it has made stay."""
    _known(number).discard()
    return in_the_trash(url_for(".index"))


def _known(number: int) -> Preparation:
    return db.session.scalar(select(Preparation).where(Preparation.id == number)) or abort(404)


def _save(preparation: Preparation) -> Response:
    if action := request.form.get("rows", ""):
        return _form(PreparationForm.of(preparation, rearranged(request.form, action)), preparation)
    form, stored = PreparationForm.of(preparation), PreparationForm.of(preparation, stored=True) if preparation.id else None
    return save_entry(form, preparation, stored, partial(_form, form, preparation), lambda: url_for(".index"))


def _form(form: PreparationForm, preparation: Preparation, status: int = 200) -> Response:
    return page("preparations/edit.html", fragment="preparations/_form.html", status=status, form=form, preparation=preparation)
