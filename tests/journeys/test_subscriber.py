"""A real subscriber: vdirsyncer asks a real server over HTTP, twice, and what was moved or called off is so on its side too."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from support.settings import ROOT
from tests.calendars import Seen, seen
from tests.journeys.conftest import Site, serving

STARTS = (datetime.now(UTC) + timedelta(days=30)).replace(hour=5, minute=0, second=0, microsecond=0)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DO = """
import sys
from datetime import datetime, timedelta
from app import create_app
from models import Event, InfoDay
from support.db import db
from support.languages import translated
starts = datetime.fromisoformat(sys.argv[1])
def event(slug):
    return db.session.query(Event).filter(Event.slug == slug).one()
with create_app().app_context():
    {what}
    db.session.commit()
"""
PUBLISH = """
    for number, name in enumerate(("Kept", "Moved; and, renamed", "Off")):
        made = InfoDay.draft(title=translated("en", en=name, ru=f"{name} по-русски"), place=translated("en", en="Blue Hall"),
                             starts_at=starts + timedelta(days=number), ends_at=starts + timedelta(days=number, hours=1))
        made.publish()
"""
MOVE = """
    moved = event("moved-and-renamed")
    moved.move(starts + timedelta(days=7), starts + timedelta(days=7, hours=2))
    event("off").cancel(translated("en", en="The hall is closed."))
"""


class Subscriber:
    """A folder that vdirsyncer keeps like a feed, a file an entry."""

    def __init__(self, folder: Path, feed: str) -> None:
        self.entries = folder / "entries"
        self.entries.mkdir(parents=True)
        self.settings = folder / "config"
        self.settings.write_text(
            f'[general]\nstatus_path = "{folder / "status"}"\n'
            '[pair feed]\na = "mine"\nb = "theirs"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage mine]\ntype = "filesystem"\npath = "{self.entries}"\nfileext = ".ics"\n'
            f'[storage theirs]\ntype = "http"\nurl = "{feed}"\n'
        )
        self._run("discover")

    def poll(self) -> dict[str, Seen]:
        """Ask once; what is there then."""
        self._run("sync")
        found = [seen(file.read_bytes()) for file in self.entries.glob("*.ics")]
        assert all(len(entry) == 1 for entry in found)
        return {uid: one for entry in found for uid, one in entry.items()}

    def _run(self, command: str) -> None:
        program = [Path(sys.executable).with_name("vdirsyncer"), "--config", self.settings, command]
        ran = subprocess.run(program, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three published information days."""
    with serving(tmp_path_factory.mktemp("feeding")) as site:
        change(site, PUBLISH)
        yield site


def change(site: Site, what: str) -> None:
    """Do something in another process than those that serve, as the worker or a command would."""
    command = [sys.executable, "-c", DO.format(what=what.strip()), STARTS.isoformat()]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, timeout=120)


def by_name(entries: dict[str, Seen]) -> dict[str, Seen]:
    found = {entry.summary.removeprefix("Cancelled: "): entry for entry in entries.values()}
    assert len(found) == len(entries)
    return found


def identities(feed: str) -> dict[str, str]:
    """UIDs in the feed itself, by name; vdirsyncer knows an entry of a feed by its content."""
    with urlopen(feed, timeout=20) as response:
        return {entry.summary.removeprefix("Cancelled: "): uid for uid, entry in seen(response.read()).items()}


def test_a_move_and_a_cancellation_are_there_at_the_second_poll(published: Site, tmp_path: Path) -> None:
    feed = f"{published.address}/calendars/events.ics?lang=en"
    subscriber, uids = Subscriber(tmp_path, feed), identities(feed)
    first = by_name(subscriber.poll())
    assert first == {
        "Kept": Seen(STARTS, STARTS + HOUR, "Kept", "CONFIRMED", 1),
        "Moved; and, renamed": Seen(STARTS + DAY, STARTS + DAY + HOUR, "Moved; and, renamed", "CONFIRMED", 1),
        "Off": Seen(STARTS + 2 * DAY, STARTS + 2 * DAY + HOUR, "Off", "CONFIRMED", 1),
    }

    change(published, MOVE)

    assert by_name(subscriber.poll()) == {
        "Kept": first["Kept"],
        "Moved; and, renamed": Seen(STARTS + 7 * DAY, STARTS + 7 * DAY + 2 * HOUR, "Moved; and, renamed", "CONFIRMED", 2),
        "Off": first["Off"]._replace(summary="Cancelled: Off", status="CANCELLED", sequence=2),
    }
    assert identities(feed) == uids


def test_a_poll_of_what_has_not_changed_touches_nothing(published: Site, tmp_path: Path) -> None:
    """Entries whose bytes changed by themselves would be taken for others each time."""
    subscriber = Subscriber(tmp_path, f"{published.address}/calendars/all.ics?lang=ru")
    first, written = subscriber.poll(), times_of(subscriber.entries)

    assert subscriber.poll() == first
    assert times_of(subscriber.entries) == written
    assert len(written) == 3


def times_of(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
