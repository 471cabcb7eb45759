"""Feeds of part of the events, for the page of calendars: what of public events there is, and no other names."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from blueprints import wording
from models import Event, Programme
from models.view_choices import faculties_at, hosts_at, language_in, spoken_at
from support.db import db
from support.languages import Translated, language


class Choice(NamedTuple):
    """A feed by the last part of its name, and what it is called."""

    name: str
    words: str | Translated


def narrower_feeds() -> list[tuple[str, str, list[Choice]]]:
    """(folder of the names, heading, feeds), those without any left out."""
    programmes, public = db.session.scalars(select(Programme).order_by(Programme.by_name())), Event.visible_to(None)
    found = [
        ("programmes", _("One opportunity only"), [Choice(one.slug, one.name) for one in programmes]),
        ("audiences", _("For whom"), [Choice(code, str(words)) for code, words in wording.AUDIENCES.items()]),
        ("languages", _("Held in a language"), [Choice(code, language_in(code, language())) for code in spoken_at(public)]),
        ("faculties", _("One faculty only"), [Choice(str(one.id), one.label()) for one in faculties_at(public)]),
        ("hosts", _("One host only"), [Choice(str(one.id), one.label()) for one in hosts_at(public)]),
    ]
    return [part for part in found if part[2]]
