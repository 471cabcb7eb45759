"""Migrations make just the tables that the models describe, on both databases, and take them away again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

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
