"""`flask import-ics`: take in a calendar file of any program."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from models import Room
from models.conflict import Conflict
from models.event import KINDS
from models.importing import Reading, Unreadable, Window, read_calendar
from models.importing.calendar_plan import CalendarPlan, Intake
from models.importing.reading import LARGEST, usual_window
from models.importing.row import Bundle, Plan
from models.importing.zones import zone_named
from support.actor import Actor, acting_as
from support.db import db
from support.settings import current

SHOWN = 20
"""Rows of each sort that are listed; the rest are counted."""
HEADINGS = {
    "new": "New",
    "changed": "Changed",
    "gone": "No longer in the calendar, and left alone",
    "left_out": "Left out",
    "unreadable": "Unreadable",
}
KIND_NAMES = [kind.kind_code().replace("_", "-") for kind in KINDS.values()]
Kinds = click.Choice([*KIND_NAMES, *(name for name in KINDS if name not in KIND_NAMES)])


class Zone(click.ParamType):
    """A time zone by the name of it, the IANA's or Windows'."""

    name = "zone"

    def convert(self, value: Any, param: Any, ctx: Any) -> ZoneInfo:
        return zone_named(str(value)) or self.fail(f"{value!r} is not a time zone; Asia/Almaty is one.", param, ctx)


@click.command("import-ics")
@click.argument("file", type=click.File("rb"))
@click.option("--kind", type=Kinds, required=True, help="What kind of event the new ones become.")
@click.option("--timezone", type=Zone(), help="Where times are meant that name no zone.")
@click.option("--source", help="What the calendar is remembered as; else what it calls itself, else the file's name.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is before this day.")
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what is after this day.")
@click.option("--publish", is_flag=True, help="Publish the new ones that have a place; else they are drafts.")
@click.option("--remove-gone", is_flag=True, help="Also take away what the calendar no longer has, unless somebody registered.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_appcontext
def import_ics(
    file: BinaryIO, kind: str, timezone: ZoneInfo | None, source: str | None, first: datetime | None, last: datetime | None,
    publish: bool, remove_gone: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Import the events of a calendar FILE (- for standard input). A second time only what has changed is changed."""
    with acting_as(Actor("import-ics")):
        try:
            reading = read_calendar(file.read(LARGEST + 1), zone=timezone, window=_window(first, last))
        except Unreadable as reason:
            raise click.ClickException(reason.said("en")) from None
        called = source or reading.name or (Path(file.name).name if file is not sys.stdin.buffer else "standard input")
        plan = CalendarPlan(reading, Intake(_kind(kind), called[:200], publish=publish))
        for row in plan.of("gone"):
            row.ticked = remove_gone
        for line in report(reading, plan, called, told_zone=timezone is not None):
            click.echo(line)
        if dry_run:
            return click.echo("Nothing was changed: this was a dry run.")
        plan.carry_out()
        db.session.commit()
    if reading.unreadable and not reading.entries and not reading.aside:
        raise SystemExit(1)


def _window(first: datetime | None, last: datetime | None) -> Window | None:
    if first is None and last is None:
        return None
    usual = usual_window()
    return Window(first.date() if first else usual.first, last.date() if last else usual.last, asked=True)


def _kind(name: str) -> Any:
    return KINDS[name] if name in KINDS else next(kind for kind in KINDS.values() if kind.kind_code() == name.replace("-", "_"))


def report(reading: Reading, plan: Plan, called: str, *, told_zone: bool) -> Iterator[str]:
    """The lines of the report."""
    yield f"Calendar: {called}"
    if reading.floating and not told_zone:
        named = "the calendar's own" if reading.zone else "this office's"
        yield f"{reading.floating} of its entries name no time zone: they were read in {reading.read_in} ({named})."
        yield "  If that is wrong, say --timezone."
    for state, heading in HEADINGS.items():
        rows = list(_faulty(plan) if state == "unreadable" else map(_told, plan.bundles(state)))
        yield from _section(heading, rows)
    yield from _section("Clashes, to be settled at the desk", list(_clashes(plan)))
    yield from _section("Mended", [f"line {fault.line}  {fault.title or '?'}: {fault.said('en')}" for fault in plan.mended])
    aside = [f"line {one.line}  {one.title}" + (f" ({one.last})" if one.last else "") for one in reading.aside]
    window = reading.window
    yield from _section(f"Not between {window.first} and {window.last} (--from and --until change that)", aside)
    if reading.others:
        yield f"Tasks and journals are no events: {reading.others} left out."
    words = {"left_out": "left out", "same": "unchanged"}
    yield "Total: " + ", ".join(f"{number} {words.get(state, state)}" for state, number in plan.counts.items())


def _section(heading: str, rows: list[str]) -> Iterator[str]:
    if not rows:
        return
    yield f"{heading}: {len(rows)}"
    yield from (f"  {row}" for row in rows[:SHOWN])
    if len(rows) > SHOWN:
        yield f"  … and {len(rows) - SHOWN} more"


def _told(bundle: Bundle) -> str:
    row, more = bundle.first, len(bundle.rows) - 1
    when = f"{row.starts:%Y-%m-%d %H:%M}" if isinstance(row.starts, datetime) else f"{row.starts or '':%Y-%m-%d}      "
    line = f"line {row.line:<6}" if row.line else ""
    changes = "".join(f"\n      {name}: {_cut(old)} -> {_cut(new)}" for name, (old, new) in row.changes.items())
    dates = f" and {more} more dates" if more else ""
    return f"{line}{when}  {row.title}{dates}" + (f" ({row.note.said('en')})" if row.note else "") + changes


def _clashes(plan: Plan) -> Iterator[str]:
    """What the events of the file take twice, as far as everybody in the office may know."""
    for row in (row for row in plan.rows if row.ticked):
        for one in row.clashes:
            wanted = f"{_name(one.resource)} is {'taken' if one.code == 'room_taken' else 'wanted twice'}"
            yield f"line {row.line:<6}{row.title}: {wanted} {_hours(one)} by {_other(one)}"


def _name(resource: Any) -> str:
    return str(resource.label("en") if isinstance(resource, Room) else getattr(resource, "name", ""))


def _hours(one: Conflict) -> str:
    start, end = (moment.astimezone(current().zone) for moment in (one.starts_at, one.ends_at) if moment)
    return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"


def _other(one: Conflict) -> str:
    if one.other:
        return f"{one.other.title.shown('en').text} (/events/{one.other.slug})"
    return f"line {one.about.line} of the file ({one.about.title})" if one.about else "an event that is open to its team alone"


def _faulty(plan: Plan) -> Iterator[str]:
    return (f"line {fault.line:<6}{fault.title or '?'}: {fault.said('en')}" for fault in plan.unreadable)


def _cut(text: str) -> str:
    text = " ".join(text.split()) or "(nothing)"
    return text if len(text) <= 60 else text[:59] + "…"
