"""Runs migrations in the application's own database, in one transaction."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeEngine

from support.languages import TranslatedText
from support.orm import Base, Moment

OWN_TYPES: tuple[type[TypeEngine[Any]], ...] = (Moment, TranslatedText)


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Our own column types by their short names; the template imports them."""
    return f"{type(item).__name__}()" if kind == "type" and isinstance(item, OWN_TYPES) else False


def migrate() -> None:
    migrating = current_app.extensions["migrate"]
    with migrating.db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render_item, **migrating.configure_args
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
