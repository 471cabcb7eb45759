"""The demo's calls: the dates that were, and those that are expected after them."""

from datetime import UTC, date, datetime, time

from blueprints.cli.demo.catalogue import Catalogue, Entry, checked_on, entries, words
from models import Call, Criterion, Deadline, Preparation, PreparationStep
from support import clock
from support.db import db


def load_calls(catalogue: Catalogue) -> None:
    """The calls with their dates. A date that was expected and has gone by says nothing any more and is left out."""
    published = {entry["key"]: entry for entry in entries("deadlines")}
    moved = {entry["supersedes"] for entry in published.values()}
    calls: dict[tuple[object, ...], Call] = {}
    for entry in [*published.values(), *filter(_is_ahead, entries("expected"))]:
        if entry["key"] in moved:
            continue
        call = calls.get(_identity(entry)) or calls.setdefault(_identity(entry), _call(entry, catalogue))
        call.deadlines.append(_deadline(entry, published.get(entry["supersedes"], entry)))
        if entry["opens_on"] and not any(deadline.kind == "opens" for deadline in call.deadlines):
            call.deadlines.append(_opening(entry))
    db.session.add_all(calls.values())
    db.session.flush()
    _extend([entry for entry in published.values() if entry["supersedes"]], calls)


def load_preparations() -> None:
    """Templates of steps, applied to a call that is still to come; once the special days are there, which working days heed."""
    for entry in entries("preparations"):
        preparation = Preparation(name=words(entry["name"]), is_demo=True)
        preparation.steps = [_step(step) for step in entry["steps"]]
        db.session.add(preparation)
        db.session.flush()
        label, year = entry["call"]
        for call in db.session.scalars(Call.lists().where(Call.year == year, Call.is_demo)):
            if call.title["en"] == label and call.next_end:
                for made in call.prepare(preparation, call.next_end):
                    made.is_demo = True


def _extend(moved: list[Entry], calls: dict[tuple[object, ...], Call]) -> None:
    """Move what was moved, on the day it was."""
    for entry in moved:
        [deadline] = [one for one in calls[_identity(entry)].deadlines if one.kind == entry["kind"]]
        with clock.standing_at(datetime.combine(date.fromisoformat(entry["moved_on"]), time(9), UTC)):
            deadline.set_date(date.fromisoformat(entry["date"]), _hour(entry), entry["zone"])


def _is_ahead(entry: Entry) -> bool:
    return date.fromisoformat(entry["date"]) >= clock.now().date()


def _identity(entry: Entry) -> tuple[object, ...]:
    """Two dates are of one call when year, programmes and name are the same."""
    return entry["call_year"], entry["programme_label"]["en"], *entry["programmes"]


def _call(entry: Entry, catalogue: Catalogue) -> Call:
    call = Call(
        year=entry["call_year"],
        identifier=entry["call_id"] or "",
        title=words(entry["programme_label"]),
        programmes=[catalogue.programmes[key] for key in entry["programmes"]],
        is_demo=True,
    )
    for known in entries("calls"):
        if (known["call_year"], known["call"]) == (entry["call_year"], entry["programme_label"]["en"]):
            _tell(call, known)
    return call


def _tell(call: Call, known: Entry) -> None:
    """What is known of a call beside its dates."""
    call.themes = words({code: "\n".join(themes) for code, themes in known["themes"].items()})
    for field in ("points", "threshold", "guide_title", "guide_pages", "note"):
        setattr(call, field, known[field])
    call.criteria = [
        Criterion(position=position, name=words(one["name"]), points=one.get("points"), threshold=one.get("threshold"))
        for position, one in enumerate(known["criteria"])
    ]


def _deadline(entry: Entry, first: Entry) -> Deadline:
    """A date as it was first announced."""
    deadline = Deadline(
        kind=entry["kind"],
        label=words(entry["label"]),
        expected=entry["expected"],
        basis=words(entry.get("basis")),
        source=entry["source"] or "",
        note=entry["note"] or "",
        checked_on=checked_on(entry),
        is_demo=True,
    )
    deadline.set_date(date.fromisoformat(first["date"]), _hour(first), first["zone"])
    return deadline


def _opening(entry: Entry) -> Deadline:
    opening = Deadline(kind="opens", source=entry["source"] or "", is_demo=True)
    opening.set_date(date.fromisoformat(entry["opens_on"]), None, entry["zone"])
    return opening


def _step(entry: Entry) -> PreparationStep:
    return PreparationStep(
        label=words(entry["label"]),
        days_before=entry["days"],
        in_working_days=entry["working"],
        hour=time.fromisoformat(entry["hour"]) if entry["hour"] else None,
        visibility=entry["visibility"],
    )


def _hour(entry: Entry) -> time | None:
    return time.fromisoformat(entry["time"]) if entry["time"] else None
