"""Moving an event and making it longer or shorter: by fields, and by what the calendar drags."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, flash, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from blueprints.booking import against, settle, unsettled
from blueprints.desk import bp
from blueprints.desk.forms import TimeForm
from blueprints.desk.shown import calendar_of
from blueprints.desk.views import CalendarView
from blueprints.scoping import current_account, managed_event, staff_only
from models import Event
from models.event.proposal import Proposal
from support import clock
from support.db import db
from support.htmx import leave_for, page, wants_fragment
from support.settings import current

AS_FIELDS = "%Y-%m-%dT%H:%M"


@bp.get("/events/<slug>/time")
@staff_only
def timing(slug: str) -> Response:
    """Ask for another time; or show the one that was asked for, with what speaks against it and those who would be told."""
    event = managed_event(slug)
    asked = {name: request.args.get(name, stored) for name, stored in _fields_of(event).items()}
    form = TimeForm(event, current().zone, formdata=MultiDict(asked), meta={"csrf": False})
    proposed = "starts_at" in request.args and form.validate()
    conflicts = against(_proposal(event, form)) if proposed else None
    return _ask(event, form, conflicts=conflicts, meanwhile=bool(request.args.get("meanwhile")))


@bp.post("/events/<slug>/time")
@staff_only
def time(slug: str) -> Response:
    """Move the event, once its editor has seen who will be told and what speaks against it."""
    event = managed_event(slug)
    form = TimeForm(event, current().zone)
    if request.form.get("check"):
        return _checked(event, form)
    if not form.validate_on_submit():
        return _ask(event, form, status=422)
    conflicts, meanwhile = unsettled(_proposal(event, form)), _moved_meanwhile(event)
    if not request.form.get("fields") and (conflicts or meanwhile or _readers_know(event)):
        proposed = {"starts_at": _wall_clock(form.starts), "ends_at": _wall_clock(form.ends), "meanwhile": int(meanwhile) or None}
        return leave_for(url_for(".timing", slug=event.slug, **proposed, **_came_from()))
    if meanwhile:
        return _ask(event, form, status=409, meanwhile=True)
    if conflicts:
        return _ask(event, form, status=409, conflicts=conflicts, asked=True)
    return _move(event, form)


def _moved_meanwhile(event: Event) -> bool:
    """Whether somebody else moved it since this form, or the calendar that was dragged in, was shown."""
    return request.form.get("was", _times_of(event)) != _times_of(event)


def _times_of(event: Event) -> str:
    return " ".join(_fields_of(event).values())


def _proposal(event: Event, form: TimeForm) -> Proposal:
    return Proposal(event, starts_at=form.starts, ends_at=form.ends)


def _checked(event: Event, form: TimeForm) -> Response:
    """What speaks against the time as it stands, moving nothing: the panel for htmx, else the whole page with it.

    htmx asks by itself while somebody types: nothing that is not filled in yet is an error then.
    """
    status = 200 if form.validate() or wants_fragment() else 422
    conflicts = None if {"starts_at", "ends_at"} & form.errors.keys() else against(_proposal(event, form))
    fragment = "editing/_conflicts.html"
    return _ask(event, form, status=status, fragment=fragment, conflicts=conflicts, checked=conflicts is not None)


def _move(event: Event, form: TimeForm) -> Response:
    was, told, view = _fields_of(event), event.concerned.everybody, _view_after(form)
    assert form.ends
    if not event.move(form.starts, form.ends, reason=form.reason.rewritten()):
        return _back(view)
    db.session.flush()
    settle(event)
    db.session.commit()
    return _moved(event, view, was, told)


def _moved(event: Event, view: CalendarView, was: dict[str, str], told: int) -> Response:
    """Say what happened: how many are written to, or how to take it back."""
    if _readers_know(event):
        mails = ngettext("%(num)d person is being written to.", "%(num)d people are being written to.", told)
        flash(_("Moved.") + (f" {mails}" if told else ""), "ok")
    elif was["starts_at"]:
        session["moved"] = {"slug": event.slug, **was}
    return _back(view)


def _back(view: CalendarView) -> Response:
    """The calendar anew, in place where it asked."""
    if wants_fragment() and request.form.get("grid"):
        return page("desk/show.html", fragment="desk/_calendar.html", **calendar_of(view), **just_moved())
    return leave_for(view.address())


def just_moved() -> dict[str, Any]:
    """The event that this reader has just moved, with the fields of its time before; told once."""
    was = session.pop("moved", None)
    if not was:
        return {"moved": None}
    mine = select(Event).where(Event.slug == was["slug"], Event.managed_by(current_account()))
    return {"moved": db.session.scalar(mine), "was": was}


def _ask(event: Event, form: TimeForm, status: int = 200, fragment: str = "desk/_time_form.html", **more: Any) -> Response:
    concerned = event.concerned if _readers_know(event) else None
    context = {
        "event": event,
        "form": form,
        "view": shown_view(),
        "fields": _came_from(),
        "concerned": concerned,
        "was": _times_of(event),
        "zone": current().zone,
        **more,
    }
    return page("desk/time.html", fragment=fragment, status=status, **context)


def _readers_know(event: Event) -> bool:
    """Whether somebody may have planned to come."""
    return event.published and not event.over and not event.cancelled


def shown_view() -> CalendarView:
    """What the address or the form asks of the calendar."""
    return CalendarView.from_arguments(request.values, clock.today(current().zone))


def _came_from() -> dict[str, str]:
    """The fields of the calendar that led here; none where another page did."""
    return shown_view().fields if {"view", "date", "rows"} & set(request.values) else {}


def _view_after(form: TimeForm) -> CalendarView:
    """The calendar that led here, else the week of the new start."""
    view = shown_view()
    return view if _came_from() else replace(view, day=form.starts.astimezone(current().zone).date())


def _fields_of(event: Event) -> dict[str, str]:
    known = event.has_hour and event.starts_at
    return {name: _wall_clock(getattr(event, name)) if known else "" for name in ("starts_at", "ends_at")}


def _wall_clock(moment: datetime | None) -> str:
    """As a field says it, on the clock of the calendar."""
    return moment.astimezone(current().zone).strftime(AS_FIELDS) if moment else ""
