"""Staff's list of a kind: drafts, what is coming, what was."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, func

from blueprints import wording
from blueprints.listing import Col, OneOf, Since, StaffList, Until, Words
from blueprints.scoping import current_account
from models import Event
from models.tally import Tally
from support import clock
from support.i18n import language_name, offered_languages

STATES = {
    "draft": lambda: Event.published_at.is_(None),
    "coming": lambda: Event.published_at.is_not(None) & (Event.ends_at > clock.now()),
    "past": lambda: Event.published_at.is_not(None) & (func.coalesce(Event.ends_at, clock.now()) <= clock.now()),
}
STATE_WORDS = {"draft": _l("Drafts"), "coming": _l("Upcoming events"), "past": _l("Past events")}


class KindList(StaffList):
    """The events of one kind that the reader manages. `tallies` holds their seats, by the event's number."""

    id, order = "events", "-when"
    filters = (
        Words(Event.search_text, _l("Title, place or host")),
        OneOf("state", _l("State"), STATE_WORDS, lambda state: STATES[state]()),
        OneOf("mode", _l("How it is held"), wording.MODES, Event.mode, more=True),
        Since(Event.ends_at, more=True),
        Until(Event.starts_at, more=True),
    )

    def __init__(self, kind: type[Event]) -> None:
        super().__init__()
        self.kind, self.title, self.offered = kind, wording.COLLECTIONS[kind.collection], offered_languages()
        self.tallies: dict[int, Tally] = {}

    @property
    def columns(self) -> Sequence[Col]:  # type: ignore[override]
        return (
            Col("title", _l("Title"), sort=Event.by_title, width=48),
            Col("when", _l("When"), sort=lambda: Event.starts_at, in_files=False, backwards=True),
            Col("local_start", _l("Start"), on_page=False),
            Col("local_end", _l("End"), on_page=False),
            Col("where", _l("Where"), value=lambda event: event.venue() or event.city or _mode(event), width=32),
            Col("state", _l("State"), value=lambda event: wording.EVENT_STATES[event.state]),
            Col("seats", _l("Seats"), sort=lambda: Event.capacity, value=lambda event: self.tallies[event.id].taken, number=True),
            Col("capacity", _l("Capacity"), on_page=False),
            Col("translations", _l("Translations"), value=self._missing),
            Col("actions", _l("Actions"), in_files=False, quiet=True),
        )

    def query(self) -> Select[Any]:
        return self.kind.lists().where(self.kind.managed_by(current_account()))

    def prepare(self, rows: Sequence[Event]) -> None:
        self.tallies = Tally.of(event.id for event in rows)

    def counted(self, number: int) -> str:
        return ngettext("%(num)s event", "%(num)s events", number)

    def _missing(self, event: Event) -> str:
        names = ", ".join(language_name(code) for code in event.translations_missing(self.offered))
        return _("Missing: %(languages)s", languages=names) if names else ""


def _mode(event: Event) -> str:
    return str(wording.MODES[event.mode]) if event.mode else ""
