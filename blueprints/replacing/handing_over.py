"""Handing a colleague's work over."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.booking import settle, unsettled_among
from blueprints.replacing import bp
from blueprints.replacing.forms import HandOverForm
from blueprints.scoping import current_account, staff_only
from models import Account
from models.replacement import HandOver
from support.db import db
from support.htmx import leave_for, page


@bp.get("/handover")
@bp.get("/accounts/<int:number>/handover")
@staff_only
def hand_over(number: int | None = None) -> Response:
    """Ask what goes to whom."""
    work, form = _work(number)
    return _shown(work, form)


@bp.post("/handover")
@bp.post("/accounts/<int:number>/handover")
@staff_only
def handed_over(number: int | None = None) -> Response:
    """Let a colleague go on with the chosen events and lines."""
    work, form = _work(number)
    if not form.validate_on_submit():
        return _shown(work, form, status=422)
    events, to = form.chosen, form.colleague
    if clashes := unsettled_among({event: work.proposal(event, to) for event in events}):
        return _shown(work, form, status=409, clashes=clashes, asked=True)
    work.make(events, form.chosen_lines, to)
    for event in events:
        settle(event)
    db.session.commit()
    flash(_("%(name)s goes on with it.", name=to.name or to.email), "ok")
    return leave_for(url_for("desk.show"))


def _shown(work: HandOver, form: HandOverForm, *, status: int = 200, **context: object) -> Response:
    own = work.colleague is work.reader
    address = url_for(".handed_over") if own else url_for(".handed_over", number=work.colleague.id)
    return page(
        "replacing/handover.html", fragment="replacing/_handover_form.html", status=status, work=work, form=form, own=own,
        address=address, **context,
    )  # fmt: skip


def _work(number: int | None) -> tuple[HandOver, HandOverForm]:
    """One's own work, or for an administrator anybody's."""
    reader = current_account()
    assert reader
    if number not in (None, reader.id) and not reader.is_admin:
        abort(403)
    colleague = reader if number in (None, reader.id) else db.session.get(Account, number) or abort(404)
    work = HandOver(colleague, reader)
    staff = select(Account).where(Account.active, Account.role.in_(("admin", "staff")), Account.id != colleague.id)
    colleagues = db.session.scalars(staff.order_by(Account.name, Account.id)).all()
    form = HandOverForm().offer(work.events)
    return work, form.offer_lines(work.plan_lines, colleagues)
