"""Calendars as jCal (RFC 7265): the same properties as iCalendar, written as JSON."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from icalendar import Timezone, vDuration

from models.calendar_entry import CalendarEntry, Rendered
from models.calendar_frame import frame, zones_of

if TYPE_CHECKING:
    from models.calendar_forms import Head


def entry(shown: CalendarEntry, _code: str, alarm: timedelta | None) -> Rendered:
    """A vevent, a member of a calendar's list of components."""
    return shown.around(_written(_corrected(shown.component(alarm).to_jcal())))


def trigger(before: timedelta) -> bytes:
    """When an alarm rings, as an entry says it."""
    return _written(vDuration(-before).to_jcal("trigger"))


def whole(entries: Sequence[Rendered], head: "Head") -> bytes:
    """A calendar with its zones and entries (RFC 7265, 3.3: name, properties, components)."""
    calendar = frame(name=head.name, colour=head.colour, source=head.source, comes_back=True)
    name, properties, _ = _corrected(calendar.to_jcal())
    zones = [_written(Timezone.from_ical(zone.decode()).to_jcal()) for zone in zones_of(entries)]
    components = b",".join([*zones, *(entry.content for entry in entries)])
    return b"[%s,%s,[%s]]" % (_written(name), _written(properties), components)


def _corrected(component: list[Any]) -> list[Any]:
    """With the types that properties have by the RFCs; those of no RFC are of no known type (RFC 7265, 5.1)."""
    name, properties, components = component
    return [name, [[one[0], one[1], _type(one), *one[3:]] for one in properties], [_corrected(inner) for inner in components]]


def _type(one: list[Any]) -> str:
    return "unknown" if one[0].startswith("x-") else str(one[2])


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
