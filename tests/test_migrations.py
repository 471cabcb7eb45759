"""Migrations make just the tables that the models describe, on both databases, and take them away again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Column, MetaData, inspect, select, text

from models import Account, Activity, Event, Occupation
from support.db import db
from support.orm import Base

both = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def bare(app: Flask) -> Flask:
    """An application whose database holds no table yet."""
    Base.metadata.drop_all(db.engine)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    return app


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@both
def test_migrations_and_models_agree(bare: Flask) -> None:
    assert differences() != []

    upgrade()

    assert differences() == []


@both
def test_migrations_can_be_taken_back(bare: Flask) -> None:
    upgrade()
    assert "events" in inspect(db.engine).get_table_names()

    downgrade(revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    Base.metadata.create_all(db.engine)


@both
def test_what_an_office_has_by_then_comes_along(bare: Flask) -> None:
    upgrade(revision="0002")
    tables = MetaData()
    tables.reflect(db.engine)
    empty = {"source": "en", "en": ["Blue Hall", "2026-01-01T00:00:00+00:00"]}

    def insert(table: str, **values: Any) -> None:
        """A row with something in every column that must have it."""
        columns = tables.tables[table].columns
        needed = [column for column in columns if not column.nullable and column.name not in values]
        filled = {column.name: _something(column) for column in needed}
        with db.engine.begin() as connection:
            connection.execute(tables.tables[table].insert().values(**filled, **values))

    insert("accounts", id=1, email="gone@example.org", name="Gone", active=False, fs_uniquifier="a")
    insert("rooms", id=1, name=empty, building=empty)
    insert("organisations", id=1, name=empty, short_name="METU", city="Ankara")
    insert(
        "events", id=1, kind="info_day", title=empty, room_id=1, host_id=1, starts_at=_at(5), ends_at=_at(7), precision="moment"
    )
    insert("info_days", id=1)
    insert("activities", id=1, subject_kind="info_days", subject_id=1)

    upgrade()

    event, account = db.session.get(Event, 1), db.session.get(Account, 1)
    assert event and account
    assert (event.host and event.host.short_name, event.room and event.room.spellings) == ("METU", "blue hal")
    assert (account.active, account.search_text) == (False, "gone gone example org")
    assert db.session.scalars(select(Activity.event_id)).all() == [1]
    assert [(one.resource, one.starts_at, one.building) for one in db.session.scalars(select(Occupation))] == [
        ("rooms:1", _at(5), "blue hal")
    ]
    db.session.remove()


def _at(hour: int) -> datetime:
    return datetime(2026, 11, 27, hour, tzinfo=UTC)


def _something(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    return _at(5) if kind is datetime else kind()
