"""A call as readers see it."""

from typing import Any

from flask import Response, abort
from sqlalchemy import select

from blueprints.calls import bp
from blueprints.calls.forms import PreparationChoice
from blueprints.scoping import current_account
from models import Call, Preparation
from support.db import db
from support.htmx import page
from support.settings import current


@bp.get("/calls/<int:number>")
def show(number: int) -> Response:
    """One call; staff may count back the university's own dates from here."""
    return answer(known(number))


def known(number: int) -> Call:
    """The call of a number, with all that its page shows; 404 where there is none."""
    told = (Call.id == number, Call.told_to(current_account()))
    return db.session.scalar(Call.lists().where(*told)) or abort(404)


def answer(call: Call, form: PreparationChoice | None = None, status: int = 200) -> Response:
    """The page; with a form that was not right, what is wrong with it."""
    account = current_account()
    shown: dict[str, Any] = {"call": call, "dates": Call.dates_of([call], account)[call.id], "zone": current().zone}
    if account and account.is_staff:
        shown |= {"form": form or PreparationChoice.of(call), "prepared": db.session.scalar(select(Preparation.id).limit(1))}
    return page("calls/show.html", fragment="calls/_preparing.html", status=status, **shown)
