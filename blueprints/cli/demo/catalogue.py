"""What the demo's events refer to: formats, rooms, organisations, programmes."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models import Edition, EventFormat, Organisation, Programme, Room
from models.edition_rows import ROWS
from support import clock
from support.db import db
from support.languages import Translated, translated

DATA = Path(__file__).parent / "data"
Entry = dict[str, Any]
OWN_KINDS = {"national_office": "agency", "association": "ngo", "diplomatic": "embassy", "office": "other"}
"""What the files call by other words than we do."""
SUMS = frozenset({"grant_min", "grant_max", "grant_limit", "amount"})


@cache
def entries(name: str) -> Any:
    """What a file of the demo holds."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def words(texts: dict[str, str] | None) -> Translated:
    """A text by language; what nobody wrote is empty."""
    return translated("en", **(texts or {}))


@dataclass(frozen=True)
class Catalogue:
    """The rows by the key that the files know them by."""

    formats: dict[str, EventFormat]
    rooms: dict[str, Room]
    organisations: dict[str, Organisation]
    programmes: dict[str, Programme]


def load_catalogue() -> Catalogue:
    """Store what is not there yet: a format or programme that the office has under the same address serves as it is."""
    catalogue = Catalogue(
        {entry["slug"]: _format(entry) for entry in entries("formats")},
        {entry["key"]: _room(entry) for entry in entries("rooms")},
        {entry["key"]: _organisation(entry) for entry in entries("organisations")},
        {entry["key"]: _programme(entry) for entry in entries("programmes")},
    )
    for entry in entries("rooms"):
        catalogue.rooms[entry["key"]].parts = [catalogue.rooms[key] for key in entry.get("parts", [])]
    for rows in vars(catalogue).values():
        db.session.add_all(rows.values())
    db.session.flush()
    return catalogue


def _format(entry: Entry) -> EventFormat:
    own = db.session.scalar(select(EventFormat).where(EventFormat.slug == entry["slug"]))
    return own or EventFormat(slug=entry["slug"], name=words(entry["name"]), is_demo=True)


def _room(entry: Entry) -> Room:
    named = {field: words(entry[field]) for field in ("name", "building", "address")}
    return Room(**named, seats=entry["seats"], is_demo=True)


def _organisation(entry: Entry) -> Organisation:
    plain = {"short_name": entry["short"] or "", "city": entry["city"] or "", "country": entry["country"] or ""}
    kind, variants = OWN_KINDS.get(entry["kind"], entry["kind"]), entry.get("variants", [])
    return Organisation(**plain, kind=kind, variants=variants, name=words(entry["name"]), is_demo=True)


def _programme(entry: Entry) -> Programme:
    own = Programme.with_slug(entry["slug"])
    return own or Programme(
        slug=entry["slug"],
        short_name=entry["short"],
        code=re.sub(r" \([^)]*\)", "", entry["code"] or ""),  # in which years which was used is told in English only
        period=entry["period"],
        current=entry["current"],
        needs_agreement=entry.get("needs_agreement", False),
        aliases=entry["aliases"],
        family=words(entry["family"]),
        name=words(entry["name"]),
        editions=[_edition(year) for year in entry["editions"]],
        is_demo=True,
    )


def _edition(entry: Entry) -> Edition:
    rows = {name: [_of(kind, row, position) for position, row in enumerate(entry.get(name, []))] for name, kind in ROWS.items()}
    own = {field: value for field, value in entry.items() if field not in (*ROWS, "contact", "checked_days_ago")}
    edition = _of(Edition, own | _contact(entry))
    for name, found in rows.items():
        setattr(edition, name, found)
    edition.checked_on = checked_on(entry)
    edition.is_demo = True
    return edition


def _contact(entry: Entry) -> Entry:
    """Whom of the demo's office to ask."""
    if "contact" not in entry:
        return {}
    office = entries("office")
    person = next(one for one in office["staff"] if one["key"] == entry["contact"])
    return {"contact_name": person["name"], "contact_email": person["contact_email"], "contact_phone": office["phone"]}


def checked_on(entry: Entry) -> date | None:
    """When the demo's office last looked whether something is so; what it has to look at yet has no such day."""
    return clock.now().date() - timedelta(days=entry["checked_days_ago"]) if "checked_days_ago" in entry else None


def _of(kind: type[Any], entry: Entry, position: int | None = None) -> Any:
    """A row of a table with the fields of an entry; a text by language is a text in several languages, a sum is one of money."""
    fields = {field: words(value) if isinstance(value, dict) else value for field, value in entry.items()}
    money = {field: Decimal(value) for field, value in fields.items() if field in SUMS and value is not None}
    return kind(**fields | money, **({} if position is None else {"position": position}))
