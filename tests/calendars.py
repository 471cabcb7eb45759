"""Calendars as other programs read them, and dates of calls to put into them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import icalendar
import vobject

from models import Call, Deadline, Programme
from support.db import db
from support.languages import translated


class Seen(NamedTuple):
    """What a program shows of an entry; hours in UTC."""

    starts: date
    ends: date
    summary: str
    status: str
    sequence: int


def seen_by_icalendar(content: bytes) -> dict[str, Seen]:
    """Entries by UID; hours by what this machine knows of the zones."""
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {
        str(event["UID"]): Seen(
            in_utc(event.decoded("DTSTART")), in_utc(event.decoded("DTEND")), str(event["SUMMARY"]), str(event["STATUS"]),
            event["SEQUENCE"],
        )
        for event in events
    }  # fmt: skip


def seen_by_vobject(content: bytes) -> dict[str, Seen]:
    """Entries by UID; hours by the calendar's own tables of zones, which vobject would keep from one calendar to the next."""
    zones = vars(vobject.icalendar)["__tzidMap"]
    for name in zones.keys() - {"UTC"}:
        del zones[name]
    calendar = vobject.readOne(content.decode())
    return {
        event.uid.value: Seen(
            in_utc(event.dtstart.value),
            in_utc(event.dtend.value),
            event.summary.value,
            event.status.value,
            int(event.sequence.value),
        )
        for event in calendar.contents.get("vevent", [])
    }


def seen(content: bytes) -> dict[str, Seen]:
    """What both programs see, which must be the same."""
    ours, theirs = seen_by_icalendar(content), seen_by_vobject(content)
    assert ours == theirs
    return ours


def in_utc(value: date) -> date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def lines(content: bytes) -> list[str]:
    """Content lines, unfolded (RFC 5545, 3.1)."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def values(content: bytes, name: str) -> list[str]:
    """The values of a property, its parameters with them."""
    return [line.removeprefix(name)[1:] for line in lines(content) if line.startswith((f"{name}:", f"{name};"))]


def make_deadline(
    on: date, hour: time | None = None, *, zone: str = "Europe/Brussels", programmes: list[Programme] | None = None, **fields: Any
) -> Deadline:
    """A stored date of a call that is called "Letters abroad" in every language."""
    title = translated("en", en="Letters abroad", ru="Письма за границу", kk="Шетелге хаттар")
    deadline = Deadline(call=Call(year=on.year, programmes=programmes or [], title=title), **fields)
    deadline.set_date(on, hour, zone)
    db.session.add(deadline.call)
    db.session.commit()
    return deadline


def make_programme(slug: str = "jean-monnet-modules", **names: str) -> Programme:
    programme = Programme(slug=slug, name=translated("en", **(names or {"en": "Jean Monnet Modules", "ru": "Модули Жана Монне"})))
    db.session.add(programme)
    db.session.commit()
    return programme


def octets(content: bytes) -> Iterator[bytes]:
    """The lines as they go over the wire."""
    return iter(content.split(b"\r\n"))
