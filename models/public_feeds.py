"""The feeds that anybody may subscribe to, by the names in their addresses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, true

from models.calendar_feed import CalendarFeed
from models.deadline import Deadline
from models.deadline_entry import COLOUR as DEADLINE_COLOUR
from models.event import Event
from models.event_entry import KINDS, N_
from models.event_view import EVERYTHING, EventView
from models.feed_rows import closings_portion, deadlines_portion, events_portion
from models.programme import Programme
from support.languages import phrasebook
from support.settings import current


@dataclass(frozen=True)
class PublicFeed:
    """What strangers may see of some events and dates of calls (None: of none), under a name: "events", "programmes/erasmus".

    `closings` are events whose end of registration stands in it. `view` narrows its events; the filters of the list, where
    `has_views`, are in its address as they are in that of the list.
    """

    name: str
    words: str = ""
    events: ColumnElement[bool] | None = None
    deadlines: ColumnElement[bool] | None = None
    closings: ColumnElement[bool] | None = None
    colour: str = "teal"
    programme: Programme | None = None
    view: EventView = EVERYTHING

    @classmethod
    def all(cls) -> "list[PublicFeed]":
        """Every feed but those of single things."""
        return list(FEEDS.values())

    @classmethod
    def named(cls, name: str) -> "PublicFeed | None":
        """The feed of an address: "events", "programmes/jean-monnet-modules", "hosts/12", "audiences/student", "languages/kk"."""
        folder, _, what = name.rpartition("/")
        return FOLDERS[folder](what) if folder in FOLDERS else FEEDS.get(name)

    @property
    def has_views(self) -> bool:
        return self.name == "events"

    def seen_as(self, view: EventView) -> "PublicFeed":
        """The same narrowed by the filters of the list, where it has views."""
        return replace(self, view=view) if self.has_views else self

    @property
    def arguments(self) -> dict[str, str]:
        """The filters in its address."""
        return self.view.arguments if self.has_views else {}

    def path(self, suffix: str = "ics", **more: str) -> str:
        """Its address on this site, with the filters of its view; "" is the suffix of the page about it."""
        asked = {**self.arguments, **more}
        return f"/calendars/{self.name}{'.' if suffix else ''}{suffix}" + (f"?{urlencode(asked)}" if asked else "")

    def address(self, code: str, suffix: str = "ics", **more: str) -> str:
        """The full address to subscribe to, in a language."""
        return current().address(self.path(suffix, **more, lang=code))

    def title(self, code: str) -> str:
        """What it is called in a language."""
        if self.programme:
            return self.programme.name.shown(code).text
        name = self.view.kind_called(code) or phrasebook(code).gettext(self.words)
        return ": ".join(part for part in (name, self.view.title(code)) if part)

    @property
    def calendar(self) -> CalendarFeed:
        """What is in it, for strangers. How far back it reaches is asked for apart from its view."""
        strangers, view = Event.visible_to(None), replace(self.view, start=None)
        return CalendarFeed(
            key=("public", self.name, view),
            titled=self.title,
            portions=(
                *([events_portion(and_(self.events, *view.conditions), strangers)] if self.events is not None else []),
                *([closings_portion(self.closings, strangers)] if self.closings is not None else []),
                *([deadlines_portion(self.deadlines & Deadline.visible_to(None))] if self.deadlines is not None else []),
            ),
            colour=self.colour,
            source=self.address,
            page=lambda code: self.address(code, ""),
        )


def _of_kind(collection: str, words: str, kind: str) -> PublicFeed:
    return PublicFeed(collection, words, events=Event.kind == kind, colour=KINDS[kind][1])


FEEDS = {
    feed.name: feed
    for feed in (
        PublicFeed("all", N_("Events and deadlines"), events=true(), deadlines=true(), closings=true()),
        PublicFeed("events", N_("Events"), events=true()),
        _of_kind("info-days", N_("Information days"), "info_day"),
        _of_kind("conferences", N_("Conferences"), "conference"),
        _of_kind("delegations", N_("Visits"), "delegation"),
        _of_kind("qa-sessions", N_("Q&A sessions"), "qa_session"),
        PublicFeed("deadlines", N_("Deadlines"), deadlines=true(), closings=true(), colour=DEADLINE_COLOUR),
    )
}


def _about_programme(slug: str) -> PublicFeed | None:
    """The events and dates of a programme."""
    programme = Programme.with_slug(slug)
    if programme is None:
        return None
    about = Event.programmes.any(Programme.id == programme.id)
    return PublicFeed(f"programmes/{slug}", events=about, deadlines=Deadline.about(programme), programme=programme)


def _by(folder: str, filtered: str) -> Callable[[str], PublicFeed | None]:
    """The events that one filter of the list leaves; nothing for what that filter knows nothing of."""

    def feed(what: str) -> PublicFeed | None:
        view = EventView.of({filtered: what})
        known = view.organisations if folder in ("hosts", "faculties") else view.title("en")
        return PublicFeed(f"{folder}/{what}", FEEDS["events"].words, events=true(), view=view) if known else None

    return feed


FOLDERS: dict[str, Callable[[str], PublicFeed | None]] = {
    "programmes": _about_programme,
    "hosts": _by("hosts", "host"),
    "faculties": _by("faculties", "faculty"),
    "audiences": _by("audiences", "audience"),
    "languages": _by("languages", "language"),
}
