"""`flask account add`: the first account of a fresh installation, and any other."""

import sys

import click
from flask.cli import with_appcontext

from models import Account
from models.account import ROLES
from models.activity import Activity
from models.email_address import BadAddress, clean_email
from support.db import db
from support.security import hashed

SHORTEST = 8


@click.group()
def account() -> None:
    """Accounts of those who sign in."""


@account.command()
@click.argument("email")
@click.option("--name", required=True, help="How the person is called.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def add(email: str, name: str, role: str, password_stdin: bool) -> None:
    """Make an account."""
    try:
        address = clean_email(email)
    except BadAddress:
        raise click.ClickException(f"{email!r} is not an e-mail address.") from None
    if Account.with_email(address):
        raise click.ClickException(f"{address} has an account already.")
    password = (
        sys.stdin.readline().rstrip("\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    if len(password) < SHORTEST:
        raise click.ClickException(f"The password needs at least {SHORTEST} characters.")
    made = Account(email=address, name=name, role=role, password=hashed(password))
    db.session.add(made)
    Activity.record("created", made)
    db.session.commit()
    click.echo(f"{name} <{address}> can sign in as {role}.")
