"""The demo's people: one of them under two spellings, as two articles have them, for the office to find."""

from sqlalchemy import select

from blueprints.cli.demo.catalogue import Catalogue, entries, words
from models import Account, Event, EventGuest, Person, Position
from support.db import db

BESIDE = (("rank", None), ("email", ""), ("phone", ""), ("languages", []))
"""What may be known of somebody, and what stands there where it is not."""


def load_people(catalogue: Catalogue, accounts: dict[str, Account], archive: dict[str, Event]) -> dict[str, Person]:
    """Those who sign in, who comes, who has the keys, by the key of the files; after the events whose guests they are."""
    people = {}
    for entry in entries("known_people"):
        person = Person(is_demo=True)
        plain = {field: entry.get(field, empty) for field, empty in BESIDE}
        account = _free(accounts.get(entry.get("account", "")))
        person.revise({**plain, "name": words(entry["name"]), "interprets": entry.get("interprets", []), "account": account})
        person.positions = [Position(title=words(entry["title"]), organisation=catalogue.organisations[entry["organisation"]])]
        people[entry["key"]] = person
        if came := entry.get("guest_of"):
            _guest(archive[came["event"]], came["position"]).person = person
    for room in catalogue.rooms.values():
        room.key_holder, room.technician = people["keeper"], people["technician"]
    db.session.flush()
    return people


def _free(account: Account | None) -> Account | None:
    """An account behind which the office has put nobody yet."""
    taken = account is not None and account.id and db.session.scalar(select(Person.id).where(Person.account_id == account.id))
    return None if taken else account


def _guest(event: Event, position: str) -> EventGuest:
    return next(guest for guest in event.guests if guest.position["en"] == position)
