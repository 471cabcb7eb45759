"""`flask check`: what is wrong with this installation, in plain words."""

import click
from flask.cli import with_appcontext

from support.pdf import missing_libraries
from support.readiness import NotReady, require_ready
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
        require_ready()
    except NotReady as reason:
        return [str(reason) + (f" {str(reason.__cause__).splitlines()[0]}" if reason.__cause__ else "")]
    return []


def remarks() -> list[str]:
    """What works only in part, and how to mend it."""
    notes = []
    if packages := missing_libraries():
        notes.append(f"PDF links do not work: install {' and '.join(packages)} (apt-get install {' '.join(packages)}).")
    if current().mail_goes_to_files:
        notes.append("MAIL_URL is not set: mails go to files under instance/mail/.")
    return notes
