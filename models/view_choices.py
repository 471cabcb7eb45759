"""What the filters of events can be set to, and whom they may name: what is seen at some events, and nothing else."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select

from models.event import Event
from models.event.event import event_organisers
from models.organisation import Organisation
from support import dates
from support.orm import session
from support.settings import current


def hosts_at(*which: ColumnElement[bool]) -> Sequence[Organisation]:
    """The hosts of these events, in alphabetical order."""
    return _organisations(Organisation.id.in_(select(Event.host_id).where(*which)))


def faculties_at(*which: ColumnElement[bool]) -> Sequence[Organisation]:
    """The faculties among their hosts and organisers."""
    events = select(Event.id).where(*which)
    organise = select(event_organisers.c.organisation_id).where(event_organisers.c.event_id.in_(events))
    part = or_(Organisation.id.in_(select(Event.host_id).where(*which)), Organisation.id.in_(organise))
    return _organisations(part, Organisation.kind == "faculty")


def spoken_at(*which: ColumnElement[bool]) -> list[str]:
    """The codes of languages spoken at them, those of the house first."""
    told = cast(Event.languages_spoken, String)  # PostgreSQL cannot tell two JSON values apart
    found = {str(code) for codes in session().scalars(select(told).where(*which).distinct()) for code in json.loads(codes) or ()}
    return sorted((code for code in found if language_in(code, "en")), key=lambda code: (code not in current().languages, code))


def language_in(spoken: str, code: str) -> str:
    """A language's name in another, as a heading begins; "" for no language."""
    name = dates.locale(code).languages.get(spoken) or ""
    return name[:1].upper() + name[1:]


def named_in_public(numbers: Iterable[str]) -> list[Organisation]:
    """Those of these organisations that host or organise something strangers may see, under the entries they are now."""
    found = [Organisation.with_number(int(number)) for number in numbers if number]
    return [one for one in found if one and session().scalar(select(_seen(one)))]


def _seen(organisation: Organisation) -> ColumnElement[bool]:
    return select(Event.id).where(Event.visible_to(None), organisation.in_events()).exists()


def _organisations(*which: Any) -> Sequence[Organisation]:
    kept = select(Organisation).where(Organisation.kept(), *which)
    return session().scalars(kept.order_by(Organisation.by_name(), Organisation.id)).all()
