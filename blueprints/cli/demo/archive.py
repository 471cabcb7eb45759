"""The demo's archive: real events of the past, of which the sources told what they told, in the language they told it in."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from blueprints.cli.demo.catalogue import Catalogue, Entry, entries
from models import AgendaSession, Event, EventGuest
from models.event import KINDS
from support import clock
from support.languages import Translated, translated
from support.settings import current

CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
KIND = {kind.__mapper_args__["polymorphic_identity"]: kind for kind in KINDS.values()}


def load_archive(catalogue: Catalogue) -> dict[str, Event]:
    """The events by the key that the files know them by."""
    return {entry["key"]: _load(entry, catalogue) for entry in entries("archive")}


def _load(entry: Entry, catalogue: Catalogue) -> Event:
    more = {"direction": entry["direction"]} if entry["direction"] else {}
    event = KIND[entry["kind"]].draft(
        **_dates(entry),
        title=translated(_code(entry["title_language"]), **{_code(entry["title_language"]): entry["title"]}),
        description=_said(entry, "\n\n".join(filter(None, [entry["note"], _list(entry["outcomes"])]))),
        attendance_note=_attendance(entry),
        format=catalogue.formats[entry["format"]],
        place=_said(entry, entry["venue"]),
        city=entry["city"] or "",
        country=entry["country"] or "",
        languages_spoken=entry["languages_spoken"] or [],
        host=catalogue.organisations[entry["host_key"]] if entry["host_key"] else None,
        organisers=[catalogue.organisations[key] for key in entry["organiser_keys"] if key],
        programmes=[catalogue.programmes[key] for key in entry["programmes"]],
        sources=entry["sources"],
        mode=entry["mode"],
        takes_registrations=False,
        is_demo=True,
        **more,
    )
    event.guests = [
        EventGuest(rank=rank, position=_said(entry, guest["position"]), organisation=_said(entry, guest["organisation"]))
        for rank, guest in enumerate(entry["guests"], start=1)
    ]
    event.agenda = [AgendaSession(position=place, title=_said(entry, row)) for place, row in enumerate(entry["agenda"])]
    _publish(event)
    return event


def _publish(event: Event) -> None:
    """Show what is known: an archive may lack the date and the place without which nothing new is published."""
    event.published_at = clock.now()
    if event.over:
        event.held_at = event.ends_at or clock.now()


def _dates(entry: Entry) -> dict[str, Any]:
    """As much of a date as was written down, as Schedulable keeps it; hours that belong to no whole date become its note."""
    zone = ZoneInfo(entry["zone"] or current().timezone)
    precision, note = entry["precision"], entry["date_note"] or ""
    hours = "–".join(filter(None, [entry["start_time"], entry["end_time"]]))
    if precision == "moment" and not entry["end_time"]:
        precision = "day"  # nobody wrote down when it ended
    if precision == "moment":
        first, last = (
            _moment(zone, entry[day], entry[hour]) for day, hour in (("starts_on", "start_time"), ("ends_on", "end_time"))
        )
    else:
        first, last = _midnights(entry, zone)
        note = ", ".join(filter(None, [note, hours]))
    return {"starts_at": first, "ends_at": last, "timezone": zone.key, "precision": precision, "date_note": note}


def _midnights(entry: Entry, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    if not entry["starts_on"]:
        return None, None
    first, last = _first_day(entry["starts_on"]), _last_day(entry["ends_on"])
    return clock.moment_in(zone, datetime.combine(first, time())), clock.moment_in(
        zone, datetime.combine(last, time()) + timedelta(1)
    )


def _first_day(known: str) -> date:
    """The first day of "2009", "2009-10" or "2009-10-07"."""
    year, month, day = [*map(int, known.split("-")), 1, 1][:3]
    return date(year, month, day)


def _last_day(known: str) -> date:
    year, *rest = map(int, known.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) == 2 else calendar.monthrange(year, month)[1])


def _moment(zone: ZoneInfo, day: str, hour: str) -> datetime:
    return clock.moment_in(zone, datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)))


def _said(entry: Entry, text: str | None) -> Translated:
    """A text in its own language: names and positions were kept as the source spells them."""
    own = entry["language"] if CYRILLIC.search(text or "") else entry["details_language"]
    return translated(_code(own), **{_code(own): text}) if text else Translated()


def _code(language: str) -> str:
    """The language alone: Kazakh in Latin letters is Kazakh."""
    return language.split("-")[0]


def _list(points: list[str]) -> str:
    return "\n".join(f"- {point}" for point in points)


def _attendance(entry: Entry) -> str:
    """How many came, in the source's words where there are any."""
    count, note = str(entry["participants_count"] or ""), entry["participants_note"] or ""
    return note if count in note else f"{count}: {note}" if note else count
