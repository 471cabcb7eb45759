"""`flask worker`."""
import click
from flask.cli import with_appcontext


@click.command()
@with_appcontext
def worker() -> None:
    """Send due mail, remind, apply retention. Any number may run."""
