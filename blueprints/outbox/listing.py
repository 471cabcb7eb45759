"""The mails that a reader may see, as a list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import lazyload, selectinload

from blueprints import wording
from blueprints.listing import Col, OneOf, Since, StaffList, Until, Words
from blueprints.listing.filters import MOST_WORDS
from blueprints.scoping import current_account
from models import Event, Message, Registration
from support.languages import folded


def in_states() -> dict[str, str]:
    """The states that mails are in, with how many there are of each."""
    counts = Message.counts(Message.visible_to(current_account()))
    return {state: f"{wording.MAIL_STATES[state]} ({number})" for state, number in counts.items()}


def mentions(words: str) -> ColumnElement[bool]:
    """Whether a mail goes to such a name or address, or is about such an event."""
    address = or_(Message.to.icontains(words, autoescape=True), Message.name.icontains(words, autoescape=True))
    parts = folded(words).split()[:MOST_WORDS]
    if not parts:
        return address
    people, events = (
        select(kind.id).where(*(kind.search_text.contains(part, autoescape=True) for part in parts))
        for kind in (Registration, Event)
    )
    return or_(address, Message.registration_id.in_(people), Message.event_id.in_(events))


class Mails(StaffList):
    """Every mail and what became of it, the newest first."""

    id, title, order = "messages", _l("Mails"), "-when"
    columns = (
        Col("to", _l("To"), sort=lambda: Message.to, value=lambda mail: mail.name or mail.to, width=32),
        Col("address", _l("E-mail"), value=lambda mail: mail.to, on_page=False, width=32),
        Col("occasion", _l("Mail"), value=lambda mail: wording.OCCASIONS.get(mail.occasion, mail.occasion), width=32),
        Col("event", _l("Event"), value=lambda mail: mail.event and mail.event.title, width=40),
        Col("state", _l("State"), value=lambda mail: wording.MAIL_STATES[mail.state]),
        Col("tries", _l("Tries"), sort=lambda: Message.tries, number=True, backwards=True, width=8),
        Col("when", _l("When"), sort=lambda: Message.created_at, value=lambda mail: mail.happens_at, backwards=True),
    )
    filters = (
        Words(mentions, _l("Name, address or event")),
        OneOf("state", _l("State"), in_states, lambda state: Message.state == state),
        OneOf("occasion", _l("Mail"), wording.OCCASIONS, Message.occasion),
        Since(Message.created_at, more=True),
        Until(Message.created_at, more=True),
    )

    def query(self) -> Select[Any]:
        event = selectinload(Message.event).options(lazyload("*"))
        return select(Message).where(Message.visible_to(current_account())).options(event)

    def counted(self, number: int) -> str:
        return ngettext("%(num)s mail", "%(num)s mails", number)
