"""The record as a list: what the reader may know, narrowed by who, what, when and to what."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, or_, select

from blueprints.audit import words
from blueprints.audit.entries import Entry, references
from blueprints.audit.names import Named, Names
from blueprints.listing import Col, Filter, OneOf, Since, StaffList, Until, Words
from blueprints.listing.filters import MOST_WORDS
from blueprints.scoping import current_account
from models import Account, Activity, Event, Registration
from models.trashable import TRASH_TOO
from support.db import db
from support.languages import folded

SUBJECT = re.compile(r"([a-z_]{1,40}):(\d{1,9})")


class Subject(Filter):
    """The history of one thing: `?subject=rooms:12`. No field of the form, but the form keeps it."""

    shape = "kept"

    def read(self, text: str) -> str:
        return text if SUBJECT.fullmatch(text) else ""

    def condition(self) -> ColumnElement[bool]:
        return Activity.of(*self.named())

    def named(self) -> tuple[str, int]:
        kind, _colon, number = self.asked.partition(":")
        return kind, int(number)


def mentions(typed: str) -> ColumnElement[bool]:
    """Whether something was called so, or an event or somebody registered is."""
    parts = folded(typed).split()[:MOST_WORDS]
    people, events = (
        select(kind.id).where(*(kind.search_text.contains(part, autoescape=True) for part in parts))
        for kind in (Registration, Event)
    )
    called = [Activity.search_text.contains(part, autoescape=True) for part in parts]
    registered = (Activity.subject_kind == "registrations") & Activity.subject_id.in_(people)
    return or_(Activity.id.in_(select(Activity.id).where(*called)), registered, Activity.event_id.in_(events))


def actors() -> dict[str, str]:
    """Everybody who may have done something: accounts by number, then the worker and commands by name."""
    accounts = db.session.execute(select(Account.id, Account.name, Account.email).order_by(Account.name))
    return {str(id): name or email for id, name, email in accounts} | {name: str(said) for name, said in words.NOBODY.items()}


def did(actor: str) -> ColumnElement[bool]:
    """Whether an account of that number did it, or a command of that name."""
    return Activity.actor_id == int(actor) if actor.isdecimal() else Activity.actor_id.is_(None) & (Activity.actor_name == actor)


def was_done(verb: str) -> ColumnElement[bool]:
    """Whether that was done; several verbs may have the same words."""
    return Activity.verb.in_(words.said_alike(words.VERBS, verb))


class Record(StaffList):
    """Who did what, the latest first. `entries` has each row's words, by its number."""

    id, title, order = "record", _l("Record"), "-when"
    filters = (
        Subject("subject", _l("Thing")),
        Words(mentions, _l("Name or title")),
        OneOf("kind", _l("Kind"), lambda: words.choices(words.KINDS), Activity.subject_kind),
        OneOf("verb", _l("What was done"), lambda: words.choices(words.VERBS), was_done),
        OneOf("who", _l("Who"), actors, did),
        Since(Activity.happened_at, more=True),
        Until(Activity.happened_at, more=True),
    )

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[int, Entry] = {}

    @property
    def columns(self) -> Sequence[Col]:  # type: ignore[override]
        return (
            Col("when", _l("When"), sort=lambda: Activity.happened_at, value=lambda one: one.happened_at, backwards=True),
            Col("who", _l("Who"), sort=lambda: Activity.actor_name, value=lambda one: self.entries[one.id].who, width=28),
            Col("what", _l("What was done"), value=lambda one: self.entries[one.id].what, width=28),
            Col("kind", _l("Kind"), value=lambda one: self.entries[one.id].kind, on_page=False),
            Col("thing", _l("Thing"), value=lambda one: self.entries[one.id].thing.name, on_page=False, width=40),
            Col("changes", _l("What changed"), value=self._changes, width=80),
        )

    def query(self) -> Select[Any]:
        return select(Activity).where(Activity.visible_to(current_account())).execution_options(**TRASH_TOO)

    def prepare(self, rows: Sequence[Activity]) -> None:
        names = Names(current_account())
        for one in rows:
            names.want(one.subject_kind, one.subject_id)
            if one.event_id:
                names.want("events", one.event_id)
            if one.actor_id:
                names.want("accounts", one.actor_id)
            for name, value in (one.changes or {}).items():
                for kind, number in references(value, name, one.subject_kind):
                    names.want(kind, number)
            names.want_questions(one.changes or {})
        names.look_up()
        self.entries = {one.id: Entry(one, names) for one in rows}

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)

    @property
    def about(self) -> Named | None:
        """The thing whose history is asked for, as far as the reader may know of it."""
        subject = self.fields[0]
        if not subject.asked or not isinstance(subject, Subject) or not self.page.items:
            return None
        names, (kind, number) = Names(current_account()), subject.named()
        names.want(kind, number)
        names.look_up()
        known = names.of(kind, number)
        last = next((one.last_name().shown().text for one in self.page.items if one.subject == subject.asked), "")
        return known if known and known.name else Named(last)

    @property
    def subject(self) -> str:
        """The thing whose history is asked for, as the address names it: its name need not be repeated in each row."""
        return self.fields[0].asked

    def _changes(self, one: Activity) -> str:
        return "; ".join(line.plain() for line in self.entries[one.id].lines)
