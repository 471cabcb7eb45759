"""What a file would do, and doing it."""

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from blueprints.booking import reason_given
from blueprints.importing import bp, words
from blueprints.importing.forms import ChoicesForm
from blueprints.importing.plans import Preview, preview_of
from blueprints.importing.routes import me
from blueprints.scoping import staff_only
from models import Upload
from models.importing import Unreadable
from models.importing.row import Plan
from support.db import db
from support.htmx import leave_for, page

MOST_AT_ONCE = 1_000
"""Rows that one confirmation takes in: on SQLite nobody else can write meanwhile. The command takes in any number."""
TOLD = 200
"""Faults that the report keeps."""


@bp.get("/imports/<int:number>")
@staff_only
def show(number: int) -> Response:
    """What one's file would do; once it is done, what it did."""
    upload = Upload.of(me(), number) or abort(404)
    if upload.confirmed_at:
        return page("importing/report.html", fragment="importing/_report.html", upload=upload, words=words)
    return _preview(upload, request.args)


@bp.post("/imports/<int:number>/confirmation")
@staff_only
def confirm(number: int) -> Response:
    """Do what is ticked, if it is still what the preview said; else show what it would be now."""
    upload = Upload.held(me(), number) or abort(404)
    if upload.confirmed_at:
        return leave_for(url_for(".show", number=number))
    choices = ChoicesForm(request.form)
    if not choices.validate():
        return _preview(upload, request.form, 422)
    seen = _read(upload, choices)
    if seen is None or request.form.get("fingerprint") != seen.plan.fingerprint:
        return _preview(upload, request.form, 409)
    ticked = seen.plan.keys_in(set(request.form.getlist("take")))
    if len(ticked) > MOST_AT_ONCE:
        return _preview(upload, request.form, 422, too_many=True)
    if seen.plan.clashing(ticked) and not reason_given():
        return _preview(upload, request.form, 422, without_reason=True)
    done = seen.plan.carry_out(ticked, reason_given())
    upload.confirm(_report(seen.plan, dict(done), seen.source))
    db.session.commit()
    flash(_("Taken in."), "ok")
    return leave_for(url_for(".show", number=number))


def _preview(upload: Upload, chosen: MultiDict[str, str], status: int = 200, **refused: bool) -> Response:
    """What it would do; `refused` says why nothing was done, and what was ticked stays so."""
    choices = ChoicesForm(chosen)
    if not choices.validate():
        status = 422
    seen = _read(upload, choices)
    if seen is None:
        flash(_("Nothing of this file can be read."), "bad")
        return redirect(url_for(".index"), 303)  # type: ignore[return-value]
    _propose_zone(choices, seen, chosen)
    ticks = set(chosen.getlist("take")) if refused else None
    return page(
        "importing/show.html", fragment="importing/_preview.html", status=status, upload=upload, choices=choices, seen=seen,
        plan=seen.plan, words=words, stale=status == 409, ticks=ticks, most=MOST_AT_ONCE, **refused,
    )  # fmt: skip


def _propose_zone(choices: ChoicesForm, seen: Preview, chosen: MultiDict[str, str]) -> None:
    """Where nothing was chosen, the zone that the times were read in."""
    if "timezone" not in chosen and seen.reading:
        choices.timezone.data = seen.reading.read_in.key


def _read(upload: Upload, choices: ChoicesForm) -> Preview | None:
    try:
        return preview_of(upload, choices, me())
    except Unreadable:
        return None


def _report(plan: Plan, done: dict[str, int], source: str) -> dict[str, Any]:
    """What was done, and what was not and why."""
    faults = [{"line": fault.line, "title": fault.title, "said": fault.said()} for fault in plan.unreadable[:TOLD]]
    return {"done": done, "counts": dict(plan.counts), "unreadable": faults, "source": source}
