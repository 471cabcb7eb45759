"""The routes of editing, the same for every kind."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.booking import against, settle, unsettled
from blueprints.editing.asked import asked_for
from blueprints.editing.filling import form_of, offer, proposed, save, stored_form_of
from blueprints.editing.forms import ZONES, NewEventForm
from blueprints.editing.listing import KindList
from blueprints.editing.naming import organisation_labels
from blueprints.editing.rows import rearranged
from blueprints.scoping import current_account, managed_event, staff_only
from models import Activity, Event, Room
from models.conflicts import Conflicts
from models.event.proposal import Proposal
from support import clock
from support.db import db
from support.htmx import leave_for, page
from support.i18n import offered_languages
from support.languages import Translated, language
from support.settings import current


def editing_routes(bp: Blueprint, kind: type[Event]) -> None:
    """Hang the list, making and changing of one kind onto its blueprint."""
    collection = kind.collection

    @bp.get(f"/{collection}")
    @staff_only
    def index() -> Response:
        """Staff's list of a kind: drafts, what is coming, what was."""
        return KindList(kind).answer("editing/index.html", fragment="editing/_list.html")

    @bp.get(f"/{collection}/new")
    @staff_only
    def new() -> str:
        form = NewEventForm(current().zone, data={"kind": collection, **asked_for(request.args)})
        return render_template("editing/new.html", form=form, kind=collection, rooms=Room.in_order())

    @bp.post(f"/{collection}")
    @staff_only
    def create() -> Response:
        """Save a draft of six fields and unfold the rest."""
        form = NewEventForm(current().zone)
        if not form.validate_on_submit():
            return page(
                "editing/new.html",
                fragment="editing/_new_form.html",
                status=422,
                form=form,
                kind=collection,
                rooms=Room.in_order(),
            )
        proposal = _proposed(form)
        if request.form.get("check"):
            return _checked(against(proposal), "editing/new.html", form=form, kind=collection, rooms=Room.in_order())
        if conflicts := unsettled(proposal):
            rooms = Room.in_order()
            return page(
                "editing/new.html", fragment="editing/_new_form.html", status=409, form=form, kind=collection, rooms=rooms,
                conflicts=conflicts, asked=True,
            )  # fmt: skip
        event = _draft(form)
        db.session.flush()
        settle(event)
        db.session.commit()
        flash(_("Saved as a draft. Fill in what you know; nothing else is needed to publish it."), "ok")
        return leave_for(url_for(f"{event.collection.replace('-', '_')}.edit", slug=event.slug))

    @bp.get(f"/{collection}/<slug>/edit")
    @staff_only
    def edit(slug: str) -> str:
        event = managed_event(slug)
        return render_template("editing/edit.html", event=event, form=form_of(event), **_menus())

    @bp.post(f"/{collection}/<slug>")
    @staff_only
    def update(slug: str) -> Response:
        """Save everything, or only arrange the rows of the form and show it again."""
        event = managed_event(slug)
        if action := request.form.get("rows", ""):
            form = form_of(event, rearranged(request.form, action))
            return page("editing/edit.html", fragment="editing/_form.html", event=event, form=form, arranged=action, **_menus())
        form, stored = form_of(event), stored_form_of(event)
        form.choose(stored)
        offer(form, event)
        if not form.validate_on_submit():
            return page("editing/edit.html", fragment="editing/_form.html", status=422, event=event, form=form, **_menus())
        if differences := form.differences(stored):
            form.remember(stored)
            last = Activity.latest(event)
            return page(
                "editing/edit.html", fragment="editing/_form.html", status=409, event=event, form=form, last=last,
                differences=differences, **_menus(),
            )  # fmt: skip
        account, proposal = current_account(), proposed(form, event)
        assert account
        if request.form.get("check"):
            return _checked(against(proposal), "editing/edit.html", event=event, form=form, **_menus())
        if conflicts := unsettled(proposal):
            return page(
                "editing/edit.html", fragment="editing/_form.html", status=409, event=event, form=form, conflicts=conflicts,
                asked=True, **_menus(),
            )  # fmt: skip
        save(form, event, account)
        settle(event)
        db.session.commit()
        flash(_("Saved."), "ok")
        return leave_for(url_for("events.show", slug=event.slug))


def _checked(conflicts: Conflicts, template: str, **context: Any) -> Response:
    """What speaks against the form as it stands, saving nothing: the panel for htmx, else the whole page with it."""
    return page(template, fragment="editing/_conflicts.html", conflicts=conflicts, checked=True, **context)


def _proposed(form: NewEventForm) -> Proposal:
    room, (start, end) = Room.labelled(form.place.data or ""), (form.moments["starts_at"], form.moments["ends_at"])
    return Proposal(starts_at=start, ends_at=end, timezone=str(form.zone), mode="on_site", room=room, capacity=form.seats.data)


def _draft(form: Any) -> Event:
    event: Event = form.model.draft(
        title=Translated().rewritten({language(): form.title.data}, clock.now()),
        starts_at=form.moments["starts_at"],
        ends_at=form.moments["ends_at"],
        timezone=str(form.zone),
        capacity=form.seats.data,
    )
    event.put(form.place.data or "", language())
    event.index_for_search()
    return event


def _menus() -> dict[str, Any]:
    return {"zones": ZONES, "offered": offered_languages(), "known": organisation_labels()}
