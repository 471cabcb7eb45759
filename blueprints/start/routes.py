"""The start page as a whole, and its steps that only lead elsewhere."""

from flask import Response, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.scoping import admin_only, current_account, office, staff_only
from blueprints.start import bp
from blueprints.start.steps import STEPS, done, step
from models import Event
from models.demo import Demo
from support.db import db


@bp.get("/start")
@staff_only
def show() -> Response:
    """Every step and whether it has been taken."""
    taken = done()
    open_step = next((name for name in STEPS if not taken[name]), "university")
    return make_response(
        render_template(
            "start/show.html",
            steps=STEPS,
            done=taken,
            open_step=open_step,
            editable=current_account().is_admin,
            demo_rows=sum(Demo.counts().values()),
        )
    )


@bp.get("/start/event")
@staff_only
def first_event() -> Response:
    """How to schedule an event, and what there is of one."""
    own = select(Event).where(Event.visible_to(current_account()), ~Event.is_demo).order_by(Event.id.desc()).limit(5)
    return step("event", events=db.session.scalars(own).all())


@bp.get("/start/sharing")
@staff_only
def sharing() -> Response:
    """Where the first published event is shared; the office's own before the demo's."""
    visible = select(Event).where(
        Event.visible_to(current_account()), Event.published_at.is_not(None), Event.cancelled_at.is_(None)
    )
    return step("sharing", event=db.session.scalar(visible.order_by(Event.is_demo, Event.published_at, Event.id).limit(1)))


@bp.post("/start/completion")
@admin_only
def complete() -> Response:
    """Have done with it: signing in leads to the desk from now on."""
    office().complete()
    db.session.commit()
    flash(_("The office is set up. These pages stay here as its settings."), "ok")
    return redirect("/desk", 303)  # type: ignore[return-value]
