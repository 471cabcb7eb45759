"""`flask check`: what is wrong with this installation, in plain words."""

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from support.db import db
from support.pdf import missing_libraries
from support.settings import current


@click.command()
@with_appcontext
def check() -> None:
    """Say what is wrong; the exit status is 1 if anything is."""
    wrong = current().problems() + database_problems()
    for sentence in wrong:
        click.echo(f"- {sentence}")
    for sentence in remarks():
        click.echo(f"  Note: {sentence}")
    if wrong:
        raise SystemExit(1)
    click.echo("All is well.")


def database_problems() -> list[str]:
    """Whether the database answers and has the tables of this version."""
    try:
        with db.engine.connect() as connection:
            at = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as error:
        return [f"The database does not answer: {str(error).splitlines()[0]}"]
    wanted = ScriptDirectory(f"{current().root}/migrations").get_heads()
    if set(at) == set(wanted):
        return []
    return ["The database has not been migrated: run `flask --app app db upgrade`."]


def remarks() -> list[str]:
    """What works only in part, and how to mend it."""
    notes = []
    if packages := missing_libraries():
        notes.append(f"PDF links do not work: install {' and '.join(packages)} (apt-get install {' '.join(packages)}).")
    if current().mail_goes_to_files:
        notes.append("MAIL_URL is not set: mails go to files under instance/mail/.")
    return notes
