"""Who gets what at every address: a table in `permissions.txt`; an address that is missing in it fails.

A line is a method, an address and what each reader gets: an outsider, an attendee (with the token of their own registration), a
member of a faculty, one who hosts it, staff not on the team, staff on the team, an administrator. "in" means let in, whatever the
form says then;
"302" sent to sign in, "403" told that it is not theirs, "404" told nothing at all. Addresses of one event stand there twice: for
a public event, and for a restricted visit ("secret").

`WRITE_PERMISSIONS=1` writes the table anew, for reading what has changed.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from models import (
    Account,
    AgendaSession,
    Agreement,
    Attendee,
    Call,
    Deadline,
    Edition,
    Event,
    EventFormat,
    Letter,
    Message,
    MobilityRecord,
    Office,
    OfficeMember,
    Organisation,
    Person,
    PersonalFeed,
    PlanLine,
    Preparation,
    Programme,
    Registration,
    Room,
    Series,
    Upload,
)
from models.event import KINDS
from models.special_day import SpecialDay
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient

TABLE = Path(__file__).with_name("permissions.txt")
READERS = ("outsider", "attendee", "faculty", "host", "staff", "team", "admin")
EVENTS = ("public", "secret")
OF_EVENTS = re.compile(r"/(events|archive|info-days|conferences|delegations|qa-sessions)/<slug>|/e/<int:number>")
NOT_ASKED = {"/static/<path:filename>", "/readyz"}
"""Files that everybody may have, and a question of machines whose answer depends on no reader."""


class World:
    """One thing of every sort, and the addresses they give to the rules of the routes."""

    def __init__(self, team: Account, colleague: Account, lecturer: Account) -> None:
        name = translated("en", en="Sample")
        self.events = {
            visibility: {kind: _event(model, visibility, team) for kind, model in KINDS.items()} for visibility in EVENTS
        }
        attendee = Attendee("Chiara Rossi", "chiara@example.org", "teacher", "Padua", language="en")
        self.registrations: dict[str, Registration] = {}
        self.letters: dict[str, Letter] = {}
        self.parts: dict[str, Any] = {}
        person, other = Person(name=name, account=lecturer), Person(name=name)
        organisation, room = Organisation(name=name), Room(name=name)
        programme, series = Programme(slug="sample", name=name, editions=[Edition(year=2026)]), Series(slug="sample", name=name)
        deadline = Deadline(on=date(2027, 2, 1), sorted_at=NOW + timedelta(days=70), call=Call(year=2027, programmes=[programme]))
        format_, office = EventFormat(slug="sample", name=name), Office(name=name, members=[OfficeMember(name="Madina")])
        office.plan_approval_since = office.set_up_at = NOW
        line, day = PlanLine(year=2027, title=name), SpecialDay(name=name, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 1))
        gone = Room(name=name)
        agreement, moved = Agreement(partners=[organisation]), MobilityRecord(year=2026, semester="spring", headcount=7)
        preparation = Preparation(name=name)
        db.session.add_all([agreement, moved, preparation])
        db.session.add_all([person, other, organisation, room, programme, series, deadline, format_, line, day, gone, office])
        for visibility, kinds in self.events.items():
            event = kinds["delegations"]
            self.registrations[visibility] = event.register(attendee, answers={})
            self.parts[visibility] = event.assign(person, "host")
            self.letters[visibility] = Letter.send(event, name, name, ["registered"], asks_to_confirm=True)
        upload = Upload(account_id=team.id, sort="people", content=b"name\nSample\n")
        db.session.add(upload)
        feed = {"purpose": "university", "name": "Sample", "language": "en"}
        calendar = PersonalFeed.make(lecturer, "sample", feed)
        db.session.flush()
        gone.discard()
        self.mail = db.session.query(Message).filter(Message.registration_id == self.registrations["secret"].id).first()
        assert self.mail
        db.session.commit()
        self.numbers: dict[str, int] = {
            "people": person.id, "organisations": organisation.id, "rooms": room.id, "days": day.id, "deadlines": deadline.id,
            "plan": line.id, "accounts": colleague.id, "imports": upload.id, "trash": gone.id, "outbox": self.mail.id,
            "start": office.members[0].id, "account": 1, "calendars": calendar.id,
            "agreements": agreement.id, "mobility": moved.id,
            "calls": deadline.call.id, "preparations": preparation.id,
        }  # fmt: skip
        self.receipt = self.mail.receipt
        self.values = {
            "kind": "rooms", "sort": "people", "ending": "csv", "name": "indicators", "end": "new", "by": "country",
            "year": "2026",
        }  # fmt: skip

    def address(self, rule: str, visibility: str, reader: str) -> str:
        """A rule with real things in it; tokens are the attendee's own, and anybody else has one that is not."""
        first = rule.split("/")[1]
        event = self.events[visibility].get(first) or self.events[visibility]["delegations"]
        held = self.registrations[visibility]

        def value(match: re.Match[str]) -> str:
            kind, name = match["kind"] or "", match["name"]
            if name == "slug":
                return event.slug if OF_EVENTS.search(rule) else "sample"
            if name == "token":
                own = {"registrations": held.token, "seen": self.receipt}.get(first, "made-up")
                return own if reader == "attendee" else "made-up"
            if name in ("number", "identifier"):
                return str(self._number(rule, first, event, visibility))
            if name == "name" and kind == "path":
                return "events"
            return kind.removeprefix("any(").split(",")[0] if kind.startswith("any(") else self.values[name]

        return re.sub(r"<(?:(?P<kind>[^:<>]+(?:\([^)]*\))?):)?(?P<name>\w+)>", value, rule)

    def _number(self, rule: str, first: str, event: Event, visibility: str) -> int:
        if first == "e":
            return event.id
        if first == "events":
            things = {"registrations": self.registrations, "letters": self.letters, "people": self.parts}
            return int(things[rule.split("/")[3]][visibility].id)
        return self.numbers["people" if first.startswith("<any") else first]


def _event(kind: type[Event], visibility: str, team: Account) -> Event:
    event = kind.draft(
        title=translated("en", en=f"A {visibility} event"), place=translated("en", en="Blue Hall"),
        starts_at=NOW + timedelta(days=7), ends_at=NOW + timedelta(days=7, hours=2), team=[team],
        sources=["a paper"], capacity=50,
        visibility="restricted" if visibility == "secret" else "public",
    )  # fmt: skip
    event.agenda.append(AgendaSession(starts_at=event.starts_at, ends_at=event.ends_at, title=translated("en", en="Welcome")))
    event.publish()
    db.session.flush()
    return event


@pytest.fixture
def readers(app: Flask, client: PageClient, client_of: Callable[[Account], PageClient], host: Account, organiser: Account,
            admin: Account) -> dict[str, PageClient]:  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False  # the key of a form is asked for before who sends it
    team = Account(email="team@example.org", name="Team", role="staff", password="unusable")
    lecturer = Account(email="lecturer@example.org", name="Lecturer", role="faculty", password="unusable")
    db.session.add_all([team, lecturer])
    db.session.commit()
    accounts = {"faculty": host, "host": lecturer, "staff": organiser, "team": team, "admin": admin}
    signed_in = {name: client_of(account) for name, account in accounts.items()}
    return {"outsider": client, "attendee": app.test_client(), **signed_in}  # type: ignore[dict-item]


@pytest.fixture
def world(readers: dict[str, PageClient], organiser: Account) -> World:
    team, lecturer = (Account.with_email(f"{name}@example.org") for name in ("team", "lecturer"))
    assert team and lecturer
    return World(team, organiser, lecturer)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """(method, rule, which event) of every route."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.rule in NOT_ASKED:
                continue
            address = rule.rule.replace(", ", ",")
            for event in EVENTS if OF_EVENTS.search(address) or "/registrations/<token>" in address else ("",):
                yield method, address, event


def answer(client: PageClient, method: str, address: str) -> str:
    response = client.open(address, method=method)
    response.close()
    if response.status_code == 302 and urlsplit(response.headers["Location"]).path == "/login":
        return "302"
    return str(response.status_code) if response.status_code in (403, 404) or response.status_code >= 500 else "in"


def written() -> dict[tuple[str, str, str], tuple[str, ...]]:
    """The table: what each reader gets, by method, rule and event."""
    lines = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {(method, rule, "" if event == "-" else event): tuple(cells) for method, rule, event, *cells in lines}


def test_the_table_names_every_route_and_none_that_is_gone(app: Flask) -> None:
    known, there = set(written()), set(routes(app))

    assert there - known == set(), "not in tests/permissions.txt"
    assert known - there == set(), "in tests/permissions.txt, but nowhere else"


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_what_the_table_says(
    app: Flask, readers: dict[str, PageClient], world: World, reader: str, tmp_path: Path
) -> None:
    assert wrong_cells(app, readers[reader], world, reader, tmp_path) == []


@pytest.mark.own_application
def test_a_route_without_a_check_would_be_noticed(
    app: Flask, readers: dict[str, PageClient], world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take the check off a page of staff's, and hang in one that nobody wrote down."""
    monkeypatch.delenv("WRITE_PERMISSIONS", raising=False)  # that table would be wrong
    app.view_functions["rooms.index"] = app.view_functions["rooms.index"].__wrapped__  # type: ignore[attr-defined]
    assert wrong_cells(app, readers["faculty"], world, "faculty", tmp_path) == [("GET", "/rooms", "", "403", "in")]

    app.url_map.add(Rule("/forgotten", endpoint="forgotten", methods=["GET"]))
    assert set(routes(app)) - set(written()) == {("GET", "/forgotten", "")}


def wrong_cells(app: Flask, client: PageClient, world: World, reader: str, folder: Path) -> list[tuple[str, str, str, str, str]]:
    """Where somebody gets something else than the table says. Whatever a form did is undone before the next."""
    database, kept = folder / "app.db", folder / "kept.db"
    column, wrong, found, session = READERS.index(reader), [], {}, _session_of(client)
    addresses = {route: world.address(route[1], route[2] or "public", reader) for route in routes(app)}
    db.session.remove()
    db.engine.dispose()
    shutil.copy(database, kept)
    for method, rule, event in sorted(addresses, key=lambda route: route[0] != "GET"):
        got = answer(client, method, addresses[method, rule, event])
        found[method, rule, event] = got
        if method != "GET" and got == "in":
            db.session.remove()
            db.engine.dispose()
            shutil.copy(kept, database)
            with client.session_transaction() as cookies:
                cookies.clear()
                cookies.update(session)
        said = written().get((method, rule, event), ("?",) * len(READERS))[column]
        if said != got:
            wrong.append((method, rule, event, said, got))
    if os.environ.get("WRITE_PERMISSIONS"):
        rewrite(column, found)
    return wrong


def rewrite(column: int, found: dict[tuple[str, str, str], str]) -> None:
    """Put what somebody got into the table."""
    table = {route: list(cells) for route, cells in written().items() if route in found}
    for route, got in found.items():
        table.setdefault(route, ["?"] * len(READERS))[column] = got
    ordered = sorted(table.items(), key=lambda line: (line[0][1], line[0][0], line[0][2]))
    head = "# " + " ".join(("method", "address", "event", *READERS))
    lines = (f"{method:4} {rule} {event or '-'}  {' '.join(cells)}" for (method, rule, event), cells in ordered)
    TABLE.write_text("\n".join((head, *lines)) + "\n")


def _session_of(client: PageClient) -> dict[str, Any]:
    with client.session_transaction() as cookies:
        return dict(cookies)
