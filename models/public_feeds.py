"""The feeds that anybody may subscribe to, by the names in their addresses."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from models.calendar_feed import CalendarFeed
from models.deadline import Deadline
from models.deadline_entry import COLOUR as DEADLINE_COLOUR
from models.event import Event
from models.event_entry import KINDS, N_
from models.feed_rows import closings_portion, deadlines_portion, events_portion
from models.programme import Programme
from support.languages import phrasebook
from support.orm import session
from support.settings import current


@dataclass(frozen=True)
class PublicFeed:
    """What strangers may see of some events and dates of calls (None: of none), under a name: "events", "programmes/erasmus".

    `closings` are events whose end of registration stands in it.
    """

    name: str
    words: str = ""
    events: ColumnElement[bool] | None = None
    deadlines: ColumnElement[bool] | None = None
    closings: ColumnElement[bool] | None = None
    colour: str = ""
    programme: Programme | None = None

    @classmethod
    def all(cls) -> "list[PublicFeed]":
        """Every feed but those of single things."""
        return list(FEEDS.values())

    @classmethod
    def named(cls, name: str) -> "PublicFeed | None":
        """The feed of an address: "events", "programmes/jean-monnet-modules"."""
        folder, _, slug = name.rpartition("/")
        if folder != "programmes":
            return FEEDS.get(name)
        programme = session().scalar(select(Programme).where(Programme.slug == slug))
        return cls.about(programme) if programme else None

    @classmethod
    def about(cls, programme: Programme) -> "PublicFeed":
        """The events and dates of a programme."""
        about = Event.programmes.any(Programme.id == programme.id)
        return cls(f"programmes/{programme.slug}", events=about, deadlines=Deadline.about(programme), programme=programme)

    @property
    def path(self) -> str:
        return f"/calendars/{self.name}.ics"

    def address(self, code: str) -> str:
        """The full address to subscribe to, in a language."""
        return f"{current().address(self.path)}?lang={code}"

    def title(self, code: str) -> str:
        return self.programme.name.shown(code).text if self.programme else phrasebook(code).gettext(self.words)

    @property
    def calendar(self) -> CalendarFeed:
        strangers = Event.visible_to(None)
        return CalendarFeed(
            key=("public", self.name),
            titled=self.title,
            portions=(
                *([events_portion(self.events, strangers)] if self.events is not None else []),
                *([closings_portion(self.closings, strangers)] if self.closings is not None else []),
                *([deadlines_portion(self.deadlines)] if self.deadlines is not None else []),
            ),
            colour=self.colour,
            source=self.address,
        )


FEEDS = {
    feed.name: feed
    for feed in (
        PublicFeed("all", N_("Events and deadlines"), events=true(), deadlines=true(), closings=true(), colour="teal"),
        PublicFeed("events", N_("Events"), events=true(), colour="teal"),
        PublicFeed("info-days", N_("Information days"), events=Event.kind == "info_day", colour=KINDS["info_day"][1]),
        PublicFeed("conferences", N_("Conferences"), events=Event.kind == "conference", colour=KINDS["conference"][1]),
        PublicFeed("delegations", N_("Visits"), events=Event.kind == "delegation", colour=KINDS["delegation"][1]),
        PublicFeed("qa-sessions", N_("Q&A sessions"), events=Event.kind == "qa_session", colour=KINDS["qa_session"][1]),
        PublicFeed("deadlines", N_("Deadlines"), deadlines=true(), closings=true(), colour=DEADLINE_COLOUR),
    )
}
