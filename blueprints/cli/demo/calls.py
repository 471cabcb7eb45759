"""The demo's calls: the dates that were, and those that are expected after them."""

from datetime import date, time

from blueprints.cli.demo.catalogue import Catalogue, Entry, entries, words
from models import Call, Deadline
from support import clock
from support.db import db


def load_calls(catalogue: Catalogue) -> None:
    """The calls with their dates. A date that was expected and has gone by says nothing any more and is left out."""
    published = entries("deadlines")
    replaced = {entry["supersedes"] for entry in published}
    calls: dict[tuple[object, ...], Call] = {}
    for entry in [*published, *filter(_is_ahead, entries("expected"))]:
        call = calls.get(_identity(entry)) or calls.setdefault(_identity(entry), _call(entry, catalogue))
        call.deadlines.append(_deadline(entry, superseded=entry["key"] in replaced))
        if entry["opens_on"] and not any(deadline.kind == "opens" for deadline in call.deadlines):
            call.deadlines.append(_opening(entry))
    db.session.add_all(calls.values())


def _is_ahead(entry: Entry) -> bool:
    return date.fromisoformat(entry["date"]) >= clock.now().date()


def _identity(entry: Entry) -> tuple[object, ...]:
    """Two dates are of one call when year, programmes and name are the same."""
    return entry["call_year"], entry["programme_label"]["en"], *entry["programmes"]


def _call(entry: Entry, catalogue: Catalogue) -> Call:
    return Call(
        year=entry["call_year"],
        identifier=entry["call_id"] or "",
        title=words(entry["programme_label"]),
        programmes=[catalogue.programmes[key] for key in entry["programmes"]],
        is_demo=True,
    )


def _deadline(entry: Entry, *, superseded: bool) -> Deadline:
    deadline = Deadline(
        kind=entry["kind"],
        label=words(entry["label"]),
        expected=entry["expected"],
        basis=words(entry.get("basis")),
        source=entry["source"] or "",
        note=entry["note"] or "",
        superseded=superseded,
        is_demo=True,
    )
    hour = time.fromisoformat(entry["time"]) if entry["time"] else None
    deadline.set_date(date.fromisoformat(entry["date"]), hour, entry["zone"])
    return deadline


def _opening(entry: Entry) -> Deadline:
    opening = Deadline(kind="opens", source=entry["source"] or "", is_demo=True)
    opening.set_date(date.fromisoformat(entry["opens_on"]), None, entry["zone"])
    return opening
