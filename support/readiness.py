"""Whether the database is there, with the tables of this version."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from support.db import db
from support.settings import ROOT


class NotReady(Exception):
    """Nothing can be served; the sentence says why, without a word about where the database is."""


def require_ready() -> None:
    """Raises NotReady where the database does not answer or has not been migrated."""
    try:
        with db.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as fault:
        raise NotReady("The database does not answer.") from fault
    if set(found) != set(ScriptDirectory(str(ROOT / "migrations")).get_heads()):
        raise NotReady("The database has not been migrated: run `flask --app app db upgrade`.")
