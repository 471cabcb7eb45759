"""`flask demo`: a house that is lived in, for a stranger to look at."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select, update

from blueprints.cli.demo.archive import load_archive
from blueprints.cli.demo.calls import load_calls, load_preparations
from blueprints.cli.demo.catalogue import load_catalogue
from blueprints.cli.demo.coming import load_coming
from blueprints.cli.demo.days import load_days, load_week
from blueprints.cli.demo.followers import load_followers
from blueprints.cli.demo.house import load_accounts, load_office, password, password_file, sign_ins
from blueprints.cli.demo.partners import load_agreements, load_mobility
from blueprints.cli.demo.parts import load_parts
from blueprints.cli.demo.people import load_people
from blueprints.cli.demo.plan import load_plan
from models import Event, Message, Registration
from models.demo import Demo
from support.actor import Actor, acting_as
from support.db import db


@click.command()
@with_appcontext
def demo() -> None:
    """Load the demo; where it is already, or the office has removed it, nothing changes."""
    if Demo.was_removed():
        return _say_goodbye()
    if Demo.is_here():
        return click.echo("The demo is loaded already: nothing was added.")
    with acting_as(Actor("demo")):
        load_demo()
    db.session.commit()
    click.echo("The demo is loaded. Its accounts are admin@example.org, staff@example.org and host@example.org;")
    click.echo(f"their password is {password()}")


def load_demo() -> None:
    """Add the demo's rows, all of them marked `is_demo`. The caller commits."""
    load_office()
    accounts = load_accounts()
    catalogue = load_catalogue()
    load_calls(catalogue)
    load_followers(catalogue, accounts)
    archive = load_archive(catalogue)
    events = load_coming(catalogue, accounts)
    people = load_people(catalogue, accounts, archive)
    load_parts(events, people)
    load_plan(catalogue, accounts, events)
    load_agreements(catalogue)
    load_mobility(catalogue)
    load_days()
    load_week()
    load_preparations()
    _keep_mails_from_being_sent()
    Demo.tell("loaded")


def _keep_mails_from_being_sent() -> None:
    """Mark the mails of the demo's registrations as sent, reminders that are due today among them: the outbox shows them, and the
    worker leaves them alone."""
    db.session.flush()
    Registration.remind()
    db.session.flush()
    of_demo = Message.event_id.in_(select(Event.id).where(Event.is_demo))
    db.session.execute(update(Message).where(of_demo, Message.sent_at.is_(None)).values(sent_at=Message.created_at))


def _say_goodbye() -> None:
    """The demo does not come back by itself, and nobody is told a password that opens nothing."""
    click.echo("The demo was removed: nothing was added.")
    if not sign_ins():
        password_file().unlink(missing_ok=True)
