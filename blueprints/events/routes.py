"""Events as readers see them."""

from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints import wording
from blueprints.booking import against
from blueprints.editing.forms import CallOffForm
from blueprints.events import bp
from blueprints.events.choices import choices_among
from blueprints.events.filters import EventFilters
from blueprints.scoping import as_others_see, current_account, managed_event, office, staff_only, visible_event
from models import Event
from models.event.publishable import NotReady
from models.structured_data import structured_event
from models.tally import Tally
from support import clock
from support.db import db
from support.htmx import leave_for, page
from support.languages import language
from support.settings import current

PER_PAGE = 20
MOST_IN_A_MONTH = 500


@bp.get("/events")
def index() -> Response:
    """What is coming or, with ?past=1, what was; as a list or as a month."""
    filters = EventFilters.from_arguments(request.args)
    readable = Event.lists().where(Event.visible_to(current_account()), Event.published_at.is_not(None))
    found = filters.narrow(readable)
    context = {"filters": filters, "choices": choices_among(readable)}
    if filters.as_month:
        month = filters.shown_month
        within = Event.matching(found, start=month.start, end=month.end, zone=current().zone).order_by(Event.starts_at)
        month.put(db.session.scalars(within.limit(MOST_IN_A_MONTH)))
        return page("events/index.html", fragment="events/_month.html", month=month, today=clock.today(current().zone), **context)
    ordered = Event.archive(found) if filters.past else Event.coming(found)
    listed = db.paginate(ordered, page=filters.page, per_page=PER_PAGE, error_out=False)
    return page(
        "events/index.html",
        fragment="events/_list.html",
        listed=listed,
        tallies=Tally.of(event.id for event in listed.items),
        **context,
    )


@bp.get("/events/<slug>")
def show(slug: str) -> str:
    """One event of any kind; staff may see it as others do."""
    event = visible_event(slug)
    others: dict[str, Any] = as_others_see(event)
    template = "events/show.html" if others.get("seen", True) else "events/unseen.html"
    tally = Tally.of([event.id])[event.id]
    structured = structured_event(event, language(), office=office().name.shown().text, tally=tally)
    return render_template(template, event=event, tally=tally, structured=structured, **_conflicts_of(event), **others)


def _conflicts_of(event: Event) -> dict[str, Any]:
    """What speaks against its time, with what was said of it from either side; for the office's staff only."""
    account = current_account()
    return {"conflicts": against(event)} if account and account.is_staff else {}


@bp.post("/events/<slug>/publication")
@staff_only
def publication(slug: str) -> Response:
    """Publish a draft, or say what is missing."""
    event = managed_event(slug)
    try:
        event.publish()
    except NotReady as lacking:
        missing = ", ".join(str(wording.FIELDS[field]) for field in lacking.missing)
        flash(_("Not published yet. Still missing: %(fields)s.", fields=missing), "bad")
        return leave_for(url_for(".show", slug=event.slug))
    db.session.commit()
    flash(_("Published. Readers see it now, and the calendars have it."), "ok")
    return leave_for(url_for(".show", slug=event.slug))


@bp.get("/events/<slug>/cancellation")
@staff_only
def call_off(slug: str) -> str:
    """Ask for the reason, and say how many will be written to."""
    event = managed_event(slug)
    return render_template("events/call_off.html", event=event, form=CallOffForm(), concerned=event.concerned)


@bp.post("/events/<slug>/cancellation")
@staff_only
def cancellation(slug: str) -> Response:
    """Call the event off."""
    event = managed_event(slug)
    form = CallOffForm()
    if not form.validate_on_submit():
        concerned = event.concerned
        return page(
            "events/call_off.html", fragment="events/_call_off_form.html", status=422, event=event, form=form, concerned=concerned
        )
    event.cancel(form.reason.rewritten())
    db.session.commit()
    flash(_("The event is called off. Everybody who held a place is being written to."), "ok")
    return leave_for(url_for(".show", slug=event.slug))


@bp.post("/events/<slug>/completion")
@staff_only
def completion(slug: str) -> Response:
    """Say that it took place."""
    event = managed_event(slug)
    event.mark_held()
    db.session.commit()
    flash(_("Marked as held."), "ok")
    return leave_for(url_for(".show", slug=event.slug))
