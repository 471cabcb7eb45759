"""Approval of lines: an option of the office. Switched off, nothing of it is on the screen, and its addresses answer 404."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.plan import bp
from blueprints.plan.editing import known, place_of
from blueprints.plan.forms import ApprovalForm
from blueprints.scoping import admin_only, office
from support import clock
from support.db import db


@bp.get("/plan/approval")
@admin_only
def approval() -> str:
    """Whether the office approves its lines."""
    return render_template("plan/approval.html", form=ApprovalForm(data={"needed": office().approves_plan}))


@bp.post("/plan/approval")
@admin_only
def switch_approval() -> Response:
    """Switch it on or off; what was approved stays so."""
    ours, form = office(), ApprovalForm()
    if form.needed.data != ours.approves_plan:
        ours.revise({"plan_approval_since": clock.now() if form.needed.data else None})
        db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for("plan.approval"), 303)  # type: ignore[return-value]


@bp.post("/plan/<int:number>/approval")
@admin_only
def approve(number: int) -> Response:
    """Say yes to a line."""
    return _decide(number, approved=True)


@bp.post("/plan/<int:number>/approval/removal")
@admin_only
def take_back(number: int) -> Response:
    """Let a line wait for a yes again."""
    return _decide(number, approved=False)


def _decide(number: int, *, approved: bool) -> Response:
    if not office().approves_plan:
        abort(404)
    line = known(number)
    if approved:
        line.approve()
    else:
        line.take_back_approval()
    db.session.commit()
    return redirect(place_of(line), 303)  # type: ignore[return-value]
