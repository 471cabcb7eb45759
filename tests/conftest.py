"""The cast, the factories, and a client that looks at every page it fetches."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app import create_app
from models import Account, Attendee, Event, InfoDay, Office, Room
from support import clock
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from support.orm import Base
from support.settings import Settings, changed, use
from tests.browser import chromium  # noqa: F401  (a fixture)
from tests.ical_programs import ical_js, libical, programs  # noqa: F401  (fixtures)
from tests.lending import Lender
from tests.page_client import PageClient
from tests.post_office import PostOffice
from tests.statements import counted_statements

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""A Friday, 11:00 in Almaty and 07:00 in Brussels."""
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
EMPTIED = "; ".join(
    [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
    + ["SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value > 0"]
)
"""Makes a PostgreSQL database as good as new; to truncate a hundred empty tables takes twenty times as long."""
IN_CI = os.environ.get("CI") == "true"


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames and (marker := metafunc.definition.get_closest_marker("databases")):
        metafunc.parametrize("database", marker.args, indirect=True)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and nothing in them, copied for every test."""
    file = tmp_path_factory.mktemp("empty") / "app.db"
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def empty_postgres(worker_id: str) -> Iterator[str]:
    """A PostgreSQL database of this test process's own."""
    url, name = make_url(POSTGRES), f"qonaq_{worker_id}_{os.getpid()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except Exception as error:
        if IN_CI:
            raise
        pytest.skip(f"no PostgreSQL at {url.host}:{url.port}: {type(error).__name__}")
    own = url.set(database=name).render_as_string(hide_password=False)
    engine = create_engine(own)
    Base.metadata.create_all(engine)
    engine.dispose()
    yield own
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> str:
    """The address of an empty database: SQLite unless the test is marked with others."""
    if getattr(request, "param", "sqlite") == "postgresql":
        own: str = request.getfixturevalue("empty_postgres")
        engine = create_engine(own)
        with engine.begin() as connection:
            connection.execute(text(EMPTIED))
        engine.dispose()
        return own
    shutil.copy(empty_sqlite, tmp_path / "app.db")
    return f"sqlite:///{tmp_path / 'app.db'}"


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Without the lock on an idle screen: tests travel in time."""
    own = {"database_url": database, "instance": tmp_path, "base_url": "http://localhost"}
    return Settings("a-secret-key-for-tests-only", idle_minutes=0, **own)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Lender:
    return Lender(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def app(request: pytest.FixtureRequest, settings: Settings, lender: Lender) -> Iterator[Flask]:
    """An application at NOW, with its context, on a database of its own."""
    app = lender.new(settings) if request.node.get_closest_marker("own_application") else lender.borrowed(settings)
    with clock.standing_at(NOW), app.app_context(), acting_as(Actor("test")):
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Somebody who is not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def client_of(app: Flask) -> Callable[[Account], PageClient]:
    """A client in which an account is signed in."""

    def client_of(account: Account) -> PageClient:
        client = app.test_client()
        db.session.commit()
        with client.session_transaction() as session:
            session.update(_user_id=account.fs_uniquifier, _fresh=True, fs_cc="set")
        db.session.commit()
        return client  # type: ignore[return-value]

    return client_of


def _account(role: str, name: str) -> Account:
    account = Account(email=f"{name.lower()}@example.org", name=name, role=role, password="unusable")
    db.session.add(account)
    db.session.commit()
    return account


@pytest.fixture
def admin(app: Flask) -> Account:
    return _account("admin", "Aigul")


@pytest.fixture
def organiser(app: Flask) -> Account:
    """A member of the office's staff."""
    return _account("staff", "Madina")


@pytest.fixture
def host(app: Flask) -> Account:
    """A lecturer of a faculty."""
    return _account("faculty", "Yerlan")


@pytest.fixture
def staff(client_of: Callable[[Account], PageClient], organiser: Account) -> PageClient:
    """A browser in which the organiser is signed in."""
    return client_of(organiser)


@pytest.fixture
def bolat() -> Attendee:
    return Attendee("Болат Ахметов", "bolat@example.org", "student", "Faculty of Law", language="kk")


@pytest.fixture
def chiara() -> Attendee:
    return Attendee("Chiara Rossi", "chiara@example.org", "teacher", "University of Padua", language="en")


@pytest.fixture
def dana() -> Attendee:
    return Attendee("Дана Серикова", "dana@example.org", "staff", "Rectorate", language="ru")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """A database file with the demo as it is loaded at NOW."""
    file = tmp_path_factory.mktemp("demo") / "app.db"
    shutil.copy(empty_sqlite, file)
    app = create_app(Settings("a-secret-key-for-tests-only", database_url=f"sqlite:///{file}", instance=file.parent))
    with clock.standing_at(NOW), app.app_context(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("DEMO_PASSWORD", "for the tests")
        done = app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()
    return file


@pytest.fixture
def demo(app: Flask, loaded: Path, tmp_path: Path) -> Flask:
    """The application with the demo in its database."""
    db.session.remove()
    db.engine.dispose()
    for file in tmp_path.glob("app.db*"):
        file.unlink()
    shutil.copy(loaded, tmp_path / "app.db")
    return app


MakeEvent = Callable[..., Event]


@pytest.fixture
def make_event(app: Flask) -> MakeEvent:
    """A published event a week from NOW, 10:00 to 12:00 in Almaty, with any field overridden."""

    def make_event(kind: type[Event] = InfoDay, *, published: bool = True, **fields: Any) -> Event:
        starts_at = fields.pop("starts_at", datetime(2026, 11, 27, 5, 0, tzinfo=UTC))
        basics = {
            "title": translated(
                "en", en="Erasmus+ information day", ru="Информационный день Erasmus+", kk="Erasmus+ ақпараттық күні"
            ),
            "summary": translated("en", en="What the programme offers."),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "place": translated("en", en="Blue Hall"),
        }
        event = kind.draft(**{**basics, **fields})
        if published:
            event.publish()
        db.session.commit()
        return event

    return make_event


@pytest.fixture
def make_info_day(make_event: MakeEvent) -> MakeEvent:
    return make_event


@pytest.fixture
def office(app: Flask) -> Office:
    """An office that filled in its start page."""
    office = Office.ours()
    office.name = translated("en", en="Alatau University", ru="Университет Алатау", kk="Алатау университеті")
    office.set_up_at = clock.now()
    db.session.add(office)
    db.session.commit()
    return office


@pytest.fixture
def blue_hall(app: Flask) -> Room:
    room = Room(
        name=translated("en", en="Blue Hall", ru="Синий зал", kk="Көк зал"),
        building=translated("en", en="Main Building", ru="Главный корпус", kk="Бас ғимарат"),
        seats=120,
    )
    db.session.add(room)
    db.session.commit()
    return room


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """The statements that run within a block, to show that a list asks no question per row."""

    return counted_statements


@pytest.fixture
def post_office(app: Flask) -> Iterator[PostOffice]:
    """The SMTP server to which the worker hands its mails."""
    post_office = PostOffice()
    post_office.start()
    use(changed(mail_url=post_office.url))
    yield post_office
    post_office.stop()


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Let the worker do what is due now."""

    def work() -> None:
        db.session.commit()
        done = app.test_cli_runner().invoke(args=["worker", "--once"], catch_exceptions=False)
        assert (done.exit_code, done.output) == (0, "")

    return work
