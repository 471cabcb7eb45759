"""What the pages of entries have in common, be they people, calls or days: saving one, and putting it into the trash."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for
from flask_babel import gettext as _

from blueprints.scoping import current_account
from models.needed import Needed, StillNeeded
from support.db import db
from support.htmx import leave_for
from support.i18n import language_name
from support.versions import Versioned

SPOKEN = ("kk", "ru", "en", "de", "fr", "tr", "zh", "ko", "es", "it", "pl", "ar", "ja", "uz", "ky")


def spoken_choices(*known: str) -> list[tuple[str, str]]:
    """Languages by their codes, those an entry has already among them."""
    return [(code, language_name(code) if code in SPOKEN else code.upper()) for code in dict.fromkeys([*SPOKEN, *known])]


def one_a_line(typed: str | None) -> list[str]:
    """Other names as they were typed, each once."""
    return list(dict.fromkeys(name.strip() for name in (typed or "").splitlines() if name.strip()))


def save_entry(
    form: Any, entry: Any, stored: Versioned | None, again: Callable[[int], Response], place: Callable[[], str] | None = None
) -> Response:
    """Store what a form says of an entry and go to its place, its own page where none is named; or show the form again with a
    status. `stored` is the form of what is stored."""
    if status := form.refused(stored if entry.id else None):
        return again(status)
    form.fill(entry)
    db.session.commit()
    flash(_("Saved."), "ok")
    return leave_for(place() if place else url_for(".show", number=entry.id))


def discard_entry(entry: Needed) -> Response:
    """Put it into the trash, unless a coming event cannot do without it: the events that the reader may see are named."""
    try:
        entry.discard()
    except StillNeeded:
        titles = [event.title.shown().text for event in entry.needed_by(current_account())]
        said = _("It stays, for events that are still to come need it: %(titles)s.", titles="; ".join(titles))
        flash(said if titles else _("It stays, for an event that is still to come needs it."), "bad")
        return leave_for(url_for(".show", number=entry.id))
    return in_the_trash(url_for(".index"))


def in_the_trash(address: str) -> Response:
    """Store that something was put into the trash, say so, and go on to an address."""
    db.session.commit()
    flash(_("It lies in the trash now, and can be taken out of it for 30 days."), "ok")
    return leave_for(address)
