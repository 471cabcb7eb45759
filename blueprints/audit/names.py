"""What the things that the record speaks of are called now, and where they are: one question for each sort of thing on a page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from sqlalchemy import inspect, select

from blueprints import wording
from models import Account, Edition, Event, Programme, Registration, RegistrationQuestion
from models.activity import event_tables
from models.permissions import Permissions
from models.trashable import TRASH_TOO
from support.db import db
from support.languages import Translated
from support.orm import Base

PAGES = {
    "calls": ("calls.show", "number"), "preparations": ("preparations.edit", "number"),
    "programmes": ("programmes.show", "slug"), "deadlines": ("deadlines.edit", "number"), "series": ("series.show", "slug"),
    "special_days": ("days.edit", "number"), "plan_lines": ("plan.edit", "number"),
    "agreements": ("agreements.show", "number"), "mobility_records": ("mobility.edit", "number"),
    "event_formats": ("formats.edit", "slug"),
    "organisations": ("organisations.show", "number"), "people": ("people.show", "number"), "rooms": ("rooms.show", "number"),
    "messages": ("outbox.show", "identifier"), "offices": ("start.show", ""), "accounts": ("accounts.show", "number"),
}  # fmt: skip
"""The page of each sort of thing, and what its address names it by."""


class Named(NamedTuple):
    """A thing's name in the reader's language, "" where it has none, and its page where there is one."""

    name: str = ""
    address: str | None = None


class Names:
    """Looks up at once what was asked for. Events only as far as the reader may know of them."""

    def __init__(self, reader: Account | None) -> None:
        self.reader = reader
        self.wanted: dict[str, set[int]] = defaultdict(set)
        self.found: dict[tuple[str, int], Named] = {}
        self.questions: dict[str, str] = {}
        self.zones: dict[int, ZoneInfo] = {}

    def want(self, kind: str, number: int) -> None:
        """Remember to look a thing up."""
        self.wanted["events" if kind in event_tables() else kind].add(number)

    def want_questions(self, changes: Iterable[str]) -> None:
        """Remember to look up what was asked where an answer changed: `questions` has the words by the field's name."""
        for name in changes:
            if (number := name.removeprefix("question_")) != name and number.isdecimal():
                self.wanted["registration_questions"].add(int(number))

    def look_up(self) -> None:
        """Ask for all that is wanted."""
        if numbers := self.wanted.pop("registration_questions", None):
            asked = db.session.scalars(select(RegistrationQuestion).where(RegistrationQuestion.id.in_(numbers)))
            self.questions |= {question.key: question.label.shown().text for question in asked}
        for kind, numbers in self.wanted.items():
            self.found |= OWN_WAY.get(kind, Names._things)(self, kind, numbers)
        self.wanted.clear()

    def of(self, kind: str, number: int) -> Named | None:
        """What is known of a thing; None where it is gone, or not the reader's to know."""
        return self.found.get(("events" if kind in event_tables() else kind, number))

    def _events(self, _kind: str, numbers: set[int]) -> dict[tuple[str, int], Named]:
        known = select(Event.id, Event.title, Event.slug, Event.deleted_at, Event.timezone).where(Event.id.in_(numbers))
        found = {}
        rows = db.session.execute(known.where(Permissions(self.reader).known_events), execution_options=TRASH_TOO)
        for id, title, slug, deleted, zone in rows:
            found["events", id] = Named(title.shown().text, None if deleted else url_for("events.show", slug=slug))
            self.zones[id] = ZoneInfo(zone)
        return found

    def _registrations(self, kind: str, numbers: set[int]) -> dict[tuple[str, int], Named]:
        known = Registration.event_id.in_(select(Event.id).where(Permissions(self.reader).known_events))
        held = select(Registration.id, Registration.name, Event.slug, Event.deleted_at).join(Event)
        rows = db.session.execute(held.where(Registration.id.in_(numbers), known), execution_options=TRASH_TOO)
        return {
            (kind, id): Named(name, None if deleted else url_for("attendance.show", slug=slug, number=id))
            for id, name, slug, deleted in rows
        }

    def _editions(self, kind: str, numbers: set[int]) -> dict[tuple[str, int], Named]:
        known = select(Edition.id, Edition.year, Edition.deleted_at, Programme.name, Programme.slug, Programme.deleted_at)
        rows = db.session.execute(known.join(Programme).where(Edition.id.in_(numbers)), execution_options=TRASH_TOO)
        return {
            (kind, id): Named(
                f"{name.shown().text}, {year}", None if gone or all_gone else url_for("programmes.year", slug=slug, year=year)
            )
            for id, year, gone, name, slug, all_gone in rows
        }

    def _things(self, kind: str, numbers: set[int]) -> dict[tuple[str, int], Named]:
        if (thing := _tables().get(kind)) is None:
            return {}
        columns = inspect(thing).column_attrs.keys()
        wanted = [name for name in ("id", "title", "name", "slug", "email", "deleted_at", "occasion") if name in columns]
        known = select(*(getattr(thing, name) for name in wanted)).where(thing.id.in_(numbers))
        rows = db.session.execute(known, execution_options=TRASH_TOO).mappings()
        return {(kind, row["id"]): Named(_name(kind, row), self._page(kind, row)) for row in rows}

    def _page(self, kind: str, row: Any) -> str | None:
        endpoint, key = PAGES.get(kind, ("", ""))
        for_others = kind != "accounts" or (self.reader is not None and self.reader.is_admin)
        if endpoint not in current_app.view_functions or row.get("deleted_at") or not for_others:
            return None
        return url_for(endpoint, **({key: row["slug"] if key == "slug" else row["id"]} if key else {}))


OWN_WAY = {"events": Names._events, "registrations": Names._registrations, "editions": Names._editions}


def _tables() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def _name(kind: str, row: Any) -> str:
    if kind == "messages":
        return str(wording.OCCASIONS.get(row["occasion"], row["occasion"]))
    name = row.get("title") or row.get("name") or row.get("email") or ""
    return name.shown().text if isinstance(name, Translated) else str(name)
