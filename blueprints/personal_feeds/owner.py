"""Whose calendars these are: an account's that is signed in, else a mailbox's that was confirmed in this browser."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import g, redirect, request, session, url_for

from blueprints.scoping import current_account
from models.confirmed_address import ConfirmedAddress
from models.personal_feed import PURPOSES, Owner
from support import clock
from support.idle import ask_again, is_locked

KEY = "confirmed_address"
LASTS = timedelta(hours=12)
"""How long a browser is let in; after that another link is mailed."""


def current_owner() -> Owner | None:
    """An account first; asked once a request."""
    if "feed_owner" not in g:
        g.feed_owner = current_account() or _of_browser()
    return g.feed_owner  # type: ignore[no-any-return]


def owner() -> Owner:
    """The same where there must be one."""
    found = current_owner()
    assert found
    return found


def owned(route: Callable[..., Any]) -> Callable[..., Any]:
    """A page for whoever has calendars; others are asked who they are, and staff who left their screen whether it is they."""

    @wraps(route)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if is_locked():
            return ask_again()
        return route(*args, **kwargs) if current_owner() else redirect(url_for("personal_feeds.index", **wanted()), 303)

    return guarded


def wanted() -> dict[str, str]:
    """The purpose that somebody came for, as their next address says it."""
    purpose = request.args.get("purpose", "")
    return {"purpose": purpose} if purpose in PURPOSES else {}


def let_in(address: ConfirmedAddress) -> None:
    """Know this browser for some hours."""
    session[KEY] = [address.id, address.key, int(clock.now().timestamp())]


def leave() -> None:
    """Know it no more."""
    session.pop(KEY, None)


def _of_browser() -> ConfirmedAddress | None:
    carried = session.get(KEY)
    if not isinstance(carried, list) or len(carried) != 3:
        return None
    number, key, since = carried
    recent = isinstance(since, int) and since > (clock.now() - LASTS).timestamp()
    return ConfirmedAddress.of_browser(number, key) if recent else None
