"""The demo's plan of the year: what the coming events were planned as, and what is still to be made into events."""

from datetime import date

from blueprints.cli.demo.catalogue import Catalogue, Entry, entries, words
from models import Account, Event, PlanLine
from support import clock
from support.settings import current

BESIDE = ("kind", "expected", "audience", "basis", "budget")


def load_plan(catalogue: Catalogue, accounts: dict[str, Account], events: dict[str, Event]) -> None:
    for entry in entries("plan"):
        line, event = PlanLine(is_demo=True), events.get(entry.get("event", ""))
        begins = event.local_start if event else None
        planned_for = (begins.year, begins.month) if begins else _month(entry)
        line.revise(
            {
                **{field: entry[field] for field in BESIDE},
                "title": words(entry["title"]),
                "year": planned_for[0],
                "month": planned_for[1],
                "format": catalogue.formats.get(entry["format"]),
                "host": catalogue.organisations[entry["host"]],
                "owner": accounts[entry["owner"]],
                "country": entry["country"] or "",
            }
        )
        if event:
            line.attach(event)
        if reason := entry.get("dropped"):
            line.drop(reason)


def _month(entry: Entry) -> tuple[int, int | None]:
    """Which month it is so many from this one; this year where the file does not say."""
    today: date = clock.today(current().zone)
    if entry["in_months"] is None:
        return today.year, None
    year, month = divmod(today.year * 12 + today.month - 1 + entry["in_months"], 12)
    return year, month + 1
