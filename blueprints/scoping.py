"""The one shared door: whose office this is, who is asking, and which records they may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select

from blueprints import wording
from models import Account, Activity, Event, Office, Registration
from models.alternatives import Alternatives
from models.event.sluggable import OldSlug
from models.mergeable import Mergeable
from support import clock
from support.actor import VISITOR, Actor, act_as
from support.db import READS, db
from support.idle import is_locked
from support.security import send_to_sign_in
from support.settings import current

Entry = TypeVar("Entry", bound=Mergeable)


def init_app(app: Flask) -> None:
    app.before_request(know_who_acts)
    app.context_processor(_what_every_template_knows)


def _what_every_template_knows() -> dict[str, Any]:
    settings = current()
    return {
        "office": office(),
        "account": current_account(),
        "latest_change": Activity.latest,
        "alternatives_to": Alternatives.to,
        "mail_goes_to_files": settings.mail_goes_to_files,
        "wording": wording,
        "office_zone": settings.zone,
        "this_year": clock.today(settings.zone).year,
        "page_address": settings.address(request.path) if request else "",
    }


def office() -> Office:
    """The office, read once a request."""
    if "office" not in g:
        g.office = Office.ours()
    return g.office


def languages_offered() -> list[str]:
    """Those of the start page, in its order, else those of the settings."""
    if _for_machines():
        return list(current().languages)
    ours = [code for code in office().languages if code in current().languages]
    return ours or list(current().languages)


def current_account() -> Account | None:
    """Who is signed in, if anybody, and nobody while their screen is locked."""
    known = current_user.is_authenticated and not is_locked()
    return current_user._get_current_object() if known else None  # type: ignore[no-any-return]


def know_who_acts() -> None:
    """Let the record name whoever is signed in."""
    if _for_machines():
        return
    account = current_account()
    act_as(Actor(account.name or account.email, account.id) if account else VISITOR)


def _for_machines() -> bool:
    """Whether no reader stands behind a request: it shall not ask the database, which may be away, who and in what language."""
    return bool(request) and (request.endpoint == "static" or request.blueprint == "health")


def signed_in(route: Callable[..., Any]) -> Callable[..., Any]:
    """A page for those with an account; others are sent to sign in and come back."""

    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return route(*args, **kwargs) if current_account() else send_to_sign_in()

    return guarded


def staff_only(route: Callable[..., Any]) -> Callable[..., Any]:
    """A page of the office; faculty are told that it is not theirs."""

    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        account = current_account()
        if account is None:
            return send_to_sign_in()
        return route(*args, **kwargs) if account.is_staff else abort(403)

    return guarded


def admin_only(route: Callable[..., Any]) -> Callable[..., Any]:
    """A page of those who run the site."""

    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        account = current_account()
        if account is None:
            return send_to_sign_in()
        return route(*args, **kwargs) if account.is_admin else abort(403)

    return guarded


def visible_event(slug: str) -> Event:
    """The event of an address, as far as the reader may see it: 404 otherwise, and 301 from an address it had once."""
    event = db.session.scalar(Event.lists().where(Event.slug == slug, Event.visible_to(current_account())))
    return event or _moved_or_unknown(slug)


def as_others_see(event: Event) -> dict[str, Any]:
    """What a template needs to show an event as `?as=visitor` or `?as=member` of the university sees it; only staff may ask."""
    asked, account = request.args.get("as", ""), current_account()
    if asked not in ("visitor", "member") or account is None or not account.is_staff:
        return {}
    reader = Account(role="faculty") if asked == "member" else None
    seen = db.session.scalar(select(Event.id).where(Event.id == event.id, Event.visible_to(reader)))
    return {"account": reader, "viewed_as": asked, "seen": seen is not None}


def managed_event(slug: str) -> Event:
    """The event of an address for those who may change it: others 404, or 403 where they may at least see it."""
    account = current_account()
    if account is None:
        abort(send_to_sign_in())
    event = db.session.scalar(Event.lists().where(Event.slug == slug, Event.visible_to(account)))
    if event is None:
        _moved_or_unknown(slug)
    if not db.session.scalar(select(Event.id).where(Event.id == event.id, Event.managed_by(account))):
        abort(403)
    return event


def entry_at(kind: type[Entry], number: int) -> Entry:
    """A person, organisation or room by its number: 301 from one that was merged into another, 404 for what is not there."""
    found = kind.with_number(number) or abort(404)
    if found.id != number and request.endpoint:
        address = url_for(request.endpoint, **{**(request.view_args or {}), "number": found.id})
        rest = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        abort(redirect(address + rest, 301 if request.method in READS else 308))
    return found


def held_place(token: str) -> Registration:
    """What a personal link leads to: 404 for a link of nothing, 410 where staff have deleted the event meanwhile."""
    held = Registration.with_token(token) or abort(404)
    if held.event.deleted:
        abort(410, _("The office has taken this event down. Write to us if you have a question."))
    return held


def _moved_or_unknown(slug: str) -> NoReturn:
    """301 to where a renamed event lives now, keeping the rest of the address; else 404.

    A form that was open while the event was renamed goes there too, whole: 308 keeps the method and what was typed.
    """
    now_at = db.session.scalar(
        select(Event.slug)
        .join(OldSlug, OldSlug.event_id == Event.id)
        .where(OldSlug.slug == slug, Event.visible_to(current_account()))
    )
    if now_at is None or request.endpoint is None:
        abort(404)
    address = url_for(request.endpoint, **{**(request.view_args or {}), "slug": now_at})
    rest = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    abort(redirect(address + rest, 301 if request.method in READS else 308))
