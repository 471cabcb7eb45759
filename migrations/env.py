"""Runs migrations in the application's own database, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from support.languages import TranslatedText
from support.orm import Base, Moment

OWN_TYPES: tuple[type[TypeEngine[Any]], ...] = (Moment, TranslatedText)


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Our own column types by their short names; the template imports them."""
    return f"{type(item).__name__}()" if kind == "type" and isinstance(item, OWN_TYPES) else False


def migrate() -> None:
    migrating = current_app.extensions["migrate"]
    with migrating.db.engine.connect() as connection, references_unchecked(connection):
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render_item, **migrating.configure_args
        )
        with context.begin_transaction():
            context.run_migrations()
            refuse_broken_references(connection)


@contextmanager
def references_unchecked(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew and dropping the old one, which everything refers to at that moment.

    What SQLite's own manual says to do; it can be switched outside a transaction only, past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    bare: Any = connection.connection.dbapi_connection
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


def refuse_broken_references(connection: Connection) -> None:
    """Take everything back where a migration left a row that refers to nothing."""
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"a row of {broken[0]!r} refers to a row of {broken[2]!r} that is not there")


migrate()
