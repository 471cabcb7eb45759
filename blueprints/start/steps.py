"""The steps of the start page, in their order, and how one leads to the next."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy import select

from blueprints.scoping import current_account, office
from models import Event
from support.db import db
from support.htmx import page

STEPS = {
    "university": _l("University"),
    "people": _l("People"),
    "languages": _l("Languages"),
    "mail": _lp("step", "Mail"),
    "event": _l("Your first event"),
    "sharing": _l("Share it"),
}


def step(name: str, *, template: str = "", fragment: str = "", status: int = 200, **context: Any) -> Response:
    """The page of a step. Only administrators can change what it shows."""
    names, account = list(STEPS), current_account()
    place = names.index(name)
    known = {
        "steps": STEPS,
        "step": name,
        "place": place,
        "done": done(),
        "following": f"/start/{names[place + 1]}" if place + 1 < len(names) else "/start",
        "editable": bool(account and account.is_admin),
        **context,
    }
    template = f"start/{template or name}.html"
    if fragment:
        return page(template, fragment=f"start/{fragment}.html", status=status, **known)
    return make_response(render_template(template, **known), status)


def onwards(name: str) -> Response:
    """After saving: to the next step the first time through, later to the same page."""
    flash(_("Saved."), "ok")
    names = list(STEPS)
    place = names.index(name) if office().set_up else names.index(name) + 1
    return redirect(f"/start/{names[place]}", 303)  # type: ignore[return-value]


def done() -> dict[str, bool]:
    """Which steps have been taken, by what is there now; a demo's rows count for nothing."""
    ours = office()
    own = select(Event.id).where(~Event.is_demo).limit(1)
    return {
        "university": bool(ours.own_words("name")),
        "people": bool(ours.own_words("profile")) or any(not member.is_demo for member in ours.members),
        "languages": bool(ours.languages),
        "mail": bool(ours.sender_address),
        "event": db.session.scalar(own) is not None,
        "sharing": db.session.scalar(own.where(Event.published_at.is_not(None))) is not None,
    }
