"""The demo's office and those who sign in."""

import os
import secrets
from pathlib import Path

from flask_security.utils import hash_password, verify_password
from sqlalchemy import select

from blueprints.cli.demo.catalogue import entries, words
from models import Account, Office, OfficeMember
from models.demo import DOMAIN
from support.db import db
from support.settings import current


def password_file() -> Path:
    return current().instance / "demo-password"


def password() -> str:
    """DEMO_PASSWORD, else the one that was kept, else a random one, kept where only its owner can read it."""
    if chosen := os.environ.get("DEMO_PASSWORD"):
        return chosen
    if not password_file().exists():
        made = os.open(password_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(made, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(9) + "\n")
    return password_file().read_text(encoding="utf-8").strip()


def sign_ins() -> list[str]:
    """The addresses of the demo's accounts that the kept password opens: none of them may be left, or have another by now."""
    if not password_file().exists():
        return []
    kept = password_file().read_text(encoding="utf-8").strip()
    accounts = [Account.with_email(entry["email"]) for entry in entries("office")["staff"]]
    return [one.email for one in accounts if one and one.active and one.password and verify_password(kept, one.password)]


def load_accounts() -> dict[str, Account]:
    """Those who sign in, by the key that the files know them by; an address that has an account keeps it as it is."""
    secret = hash_password(password())
    accounts = {}
    for entry in entries("office")["staff"]:
        own = Account.with_email(entry["email"])
        plain = {field: entry[field] for field in ("email", "name", "role")}
        accounts[entry["key"]] = own or Account(**plain, password=secret, is_demo=True)
    db.session.add_all(accounts.values())
    return accounts


def load_office() -> None:
    """The office, unless there is one: it is still to be set up, so signing in leads to the start page."""
    if db.session.scalar(select(Office.id).limit(1)):
        return
    entry = entries("office")
    said = {"name": words(entry["name"]), "department": words(entry["office"]), "profile": words(entry["profile"])}
    office = Office(**said, mail_domains=[DOMAIN], is_demo=True)
    office.members = [
        OfficeMember(
            rank=rank,
            name=person["name"],
            position=words(person["position"]),
            email=person["contact_email"],
            is_demo=True,
        )
        for rank, person in enumerate(entry["staff"])
    ]
    db.session.add(office)
