"""The routes of editing, the same for every kind."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.booking import against, settle, unsettled
from blueprints.editing.asked import asked_for
from blueprints.editing.filling import form_of, proposed, save, stored_form_of, tells_when
from blueprints.editing.forms import ZONES, EventForm, NewEventForm
from blueprints.editing.listing import KindList
from blueprints.editing.menus import Menus
from blueprints.editing.naming import organisation_labels, people_labels
from blueprints.editing.rows import rearranged
from blueprints.scoping import current_account, managed_event, staff_only
from models import Event, Room
from models.conflicts import Conflicts
from models.event.proposal import Proposal
from support import clock
from support.db import db
from support.htmx import leave_for, page, wants_fragment
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
        status = 200 if form.validate_on_submit() else 422
        if request.form.get("check"):
            conflicts = against(_proposed(form)) if tells_when(form) else None
            return _checked(conflicts, "editing/new.html", status, form=form, kind=collection, rooms=Room.in_order())
        if status == 422:
            return page(
                "editing/new.html",
                fragment="editing/_new_form.html",
                status=422,
                form=form,
                kind=collection,
                rooms=Room.in_order(),
            )
        if conflicts := unsettled(_proposed(form)):
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
        return render_template("editing/edit.html", event=event, form=form_of(Menus(event)), **_known())

    @bp.post(f"/{collection}/<slug>")
    @staff_only
    def update(slug: str) -> Response:
        """Save everything, or only arrange the rows of the form and show it again."""
        event = managed_event(slug)
        menus = Menus(event)
        if action := request.form.get("rows", ""):
            return _form(event, form_of(menus, rearranged(request.form, action)), arranged=action)
        form = form_of(menus)
        status = form.refused(stored_form_of(menus), ready=lambda: menus.fill(form))
        if request.form.get("check"):
            conflicts = against(proposed(form, menus)) if tells_when(form) else None
            return _checked(conflicts, "editing/edit.html", status, event=event, form=form, **_known())
        if status:
            return _form(event, form, status)
        return _objected(form, menus) or _saved(event, form)


def _form(event: Event, form: EventForm, status: int = 200, **context: Any) -> Response:
    known = {"event": event, "form": form, **_known(), **context}
    return page("editing/edit.html", fragment="editing/_form.html", status=status, **known)


def _objected(form: EventForm, menus: Menus) -> Response | None:
    """What speaks against its time and staff have not passed over yet."""
    conflicts = unsettled(proposed(form, menus))
    return _form(menus.event, form, 409, conflicts=conflicts, asked=True) if conflicts else None


def _saved(event: Event, form: EventForm) -> Response:
    save(form, event, current_account())
    settle(event)
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(url_for("events.show", slug=event.slug))


def _checked(conflicts: Conflicts | None, template: str, status: int, **context: Any) -> Response:
    """What speaks against the form as it stands, saving nothing: the panel for htmx, else the whole page with it.

    htmx asks by itself while somebody types: nothing that is not filled in yet is an error then. `conflicts` is None where nobody
    knows when it is.
    """
    context |= {"conflicts": conflicts, "checked": conflicts is not None}
    status = 200 if wants_fragment() else status or 200
    return page(template, fragment="editing/_conflicts.html", status=status, **context)


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


def _known() -> dict[str, Any]:
    return {"zones": ZONES, "offered": offered_languages(), "known": organisation_labels(), "people": people_labels()}
