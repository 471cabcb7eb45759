"""Who does what at the demo's coming events: hosts, speakers, interpreters, a driver; and the clash that staff went on with."""

from blueprints.cli.demo.catalogue import entries
from models import Event, Person
from models.conflicts import Conflicts
from support.db import db


def load_parts(events: dict[str, Event], people: dict[str, Person]) -> None:
    """Give everybody a part; then accept what the file has a reason for, and leave the rest for the office to see."""
    for entry in entries("parts"):
        event = events[entry["event"]]
        for part in entry["parts"]:
            row = event.agenda[part["row"]] if "row" in part else None
            event.assign(people[part["person"]], part["role"], row=row, languages=part.get("languages", ()))
    db.session.flush()
    for entry in entries("parts"):
        if reason := entry.get("accepted"):
            event = events[entry["event"]]
            Conflicts.of(event).accept(event, reason)
