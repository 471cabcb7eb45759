"""The third step: which languages the office speaks, the first being its own."""

from flask import Response, redirect, request

from blueprints.scoping import admin_only, office, staff_only
from blueprints.start import bp
from blueprints.start.forms import LanguagesForm
from blueprints.start.steps import onwards, step
from support.db import db
from support.i18n import offered_languages
from support.settings import current


@bp.get("/start/languages")
@staff_only
def show_languages() -> Response:
    """The languages on offer in their order, then those that are not."""
    offered = offered_languages()
    return step("languages", form=LanguagesForm(_whole(offered), formdata=None, data={"languages": offered}))


@bp.post("/start/languages")
@admin_only
def update_languages() -> Response:
    """Offer others, or in another order; the buttons "up" and "down" keep the ticks as they are."""
    offered = offered_languages()
    order = _whole(offered if request.form.get("keep-languages") == "theirs" else request.form.get("order", "").split())
    moved = _move(order, request.form.get("up"), -1) or _move(order, request.form.get("down"), 1)
    form, stored = LanguagesForm(order), LanguagesForm(_whole(offered), formdata=None, data={"languages": offered})
    if status := form.refused(stored):
        return step("languages", form=form, status=status)

    office().revise({"languages": form.chosen})
    db.session.commit()
    return redirect("/start/languages", 303) if moved else onwards("languages")  # type: ignore[return-value]


def _whole(order: list[str]) -> list[str]:
    """Every language of the settings once, in this order as far as it goes."""
    known = current().languages
    return [code for code in dict.fromkeys([*order, *known]) if code in known]


def _move(order: list[str], code: str | None, by: int) -> bool:
    """Move a code in a list by one place; whether one was named."""
    if code not in order:
        return False
    place = order.index(code)
    order.insert(max(0, place + by), order.pop(place))
    return True
