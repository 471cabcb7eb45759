"""What watches over the site learns."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from app import create_app
from models import Event, Message
from support import clock
from support.db import db
from support.settings import ROOT, Settings
from tests.conftest import NOW
from tests.page_client import PageClient


@pytest.fixture
def migrated(app: Flask) -> None:
    """The database says that it has been migrated."""
    with db.engine.begin() as connection:
        script = ScriptDirectory(str(ROOT / "migrations"))
        MigrationContext.configure(connection).stamp(script, "heads")


@pytest.fixture
def adrift(settings: Settings) -> Iterator[PageClient]:
    """A site whose database is not there."""
    app = create_app(replace(settings, database_url="sqlite:////nowhere/at/all.db"))
    app.test_client_class = PageClient
    with app.app_context():
        yield app.test_client()  # type: ignore[misc]


def figures(client: PageClient) -> dict[tuple[str, ...], float]:
    """The samples of our own figures, by name and label."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples if sample.name.startswith("qonaq_")}


def test_alive_asks_nothing_of_anybody(client: PageClient, adrift: PageClient) -> None:
    for asked in (client, adrift):
        response = asked.get("/healthz")
        assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")


@pytest.mark.databases("sqlite", "postgresql")
def test_ready_means_that_the_database_answers_and_is_migrated(client: PageClient, migrated: None) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")


@pytest.mark.databases("sqlite", "postgresql")
def test_a_database_of_another_version_is_not_ready(client: PageClient, migrated: None) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0000')"))

    response = client.get("/readyz")

    assert (response.status_code, response.text) == (
        503,
        "The database has not been migrated: run `flask --app app db upgrade`.\n",
    )


def test_without_a_database_the_site_is_not_ready_and_says_no_more(adrift: PageClient) -> None:
    response = adrift.get("/readyz")

    assert (response.status_code, response.text) == (503, "The database does not answer.\n")


@pytest.mark.databases("sqlite", "postgresql")
def test_the_figures_are_those_of_the_database(
    client: PageClient, make_info_day: Callable[..., Event], bolat: Any, chiara: Any, dana: Any
) -> None:
    empty = figures(client)
    assert set(empty.values()) == {0}

    info_day = make_info_day(capacity=1)
    make_info_day(published=False)
    registrations = [info_day.register(person, answers={}) for person in (bolat, chiara, dana)]
    registrations[2].cancel()
    for number, message in enumerate(db.session.query(Message).order_by(Message.id)):
        message.due_at = NOW - timedelta(minutes=number)
        if number == 0:
            message.refuse("550 no")
    db.session.commit()
    waiting = db.session.query(Message).filter(Message.failed_at.is_(None)).count()
    assert waiting >= 1

    found = figures(client)

    assert found.keys() == empty.keys()
    assert {state: found["qonaq_registrations", state] for state in ("confirmed", "waiting", "cancelled")} == {
        "confirmed": 1, "waiting": 1, "cancelled": 1,
    }  # fmt: skip
    assert {state: found["qonaq_events", state] for state in ("draft", "published", "cancelled")} == {
        "draft": 1, "published": 1, "cancelled": 0,
    }  # fmt: skip
    assert (found["qonaq_outbox_waiting",], found["qonaq_outbox_failed",]) == (waiting, 1)
    assert found["qonaq_outbox_oldest_seconds",] == 60 * waiting


def test_a_mail_that_waits_for_its_hour_is_not_late(client: PageClient, app: Flask) -> None:
    Message.write("test", key="test:1", to="a@example.org", language="en")
    db.session.query(Message).one().due_at = clock.now() + timedelta(hours=1)
    db.session.commit()

    found = figures(client)

    assert (found["qonaq_outbox_waiting",], found["qonaq_outbox_oldest_seconds",]) == (1, 0)


def test_prometheus_learns_when_the_process_began(client: PageClient) -> None:
    families = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}

    assert "process_start_time_seconds" in families


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_machines_get_no_cookie_and_no_cache(staff: PageClient, address: str) -> None:
    headers = staff.get(f"{address}?lang=ru").headers

    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"
