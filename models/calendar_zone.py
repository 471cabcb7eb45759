"""The rules of time zones as calendars carry them: as few as their entries need, and no RDATE, on which programs stumble."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

WEEK = 7 * 24 * 3600
SUNDAY = 6
UNION_SINCE = 1997
"""Since when the European Union's clocks change on the last Sundays of March and October, at 1:00 UTC (Directive 97/44/EC)."""


@lru_cache(maxsize=512)
def time_zone(name: str, first: date, last: date) -> bytes:
    """The VTIMEZONE for entries from one local day to another (RFC 5545, 3.6.5).

    Where the European Union's rules hold it is those; else what was kept on the first day, and each change since.
    """
    zone, table = ZoneInfo(name), Timezone()
    table.add("tzid", name)
    if _keeps_union_rules(zone, first.year, last.year):
        for moment in _union_changes(UNION_SINCE):
            table.add_component(_observance(zone, moment, yearly=True))
    else:
        for moment in _changes(zone, _midnight(zone, first), _midnight(zone, last + timedelta(days=2))):
            table.add_component(_observance(zone, moment))
    content: bytes = table.to_ical()
    return content


def _observance(zone: ZoneInfo, moment: int, *, yearly: bool = False) -> TimezoneStandard | TimezoneDaylight:
    """The change of a zone's clocks at a moment, on the clock that showed until then."""
    after = datetime.fromtimestamp(moment, zone)
    local = _wall_clock_before(zone, moment)
    made = TimezoneDaylight() if (after.dst() or timedelta()) > timedelta() else TimezoneStandard()
    made.add("dtstart", local)
    made.add("tzname", after.tzname() or zone.key)
    made.add("tzoffsetfrom", timedelta(seconds=_offset(zone, moment - 1)))
    made.add("tzoffsetto", timedelta(seconds=_offset(zone, moment)))
    if yearly:
        made.add("rrule", vRecur({"freq": "yearly", "bymonth": local.month, "byday": "-1su"}))
    return made


def _changes(zone: ZoneInfo, after: int, before: int) -> list[int]:
    """The moments a zone's clocks changed: the last one up to `after`, and all from there to `before`, the first one first.

    A zone that never changed is said to have begun in 1970. No zone changes its clocks and back within a week.
    """
    found: list[int] = []
    late = before
    while late > 0 and (not found or found[-1] > after):
        if _offset(zone, late) != _offset(zone, late - WEEK):
            found.append(_change_within(zone, late - WEEK, late))
        late -= WEEK
    return [*([] if found and found[-1] <= after else [0]), *reversed(found)]


def _change_within(zone: ZoneInfo, early: int, late: int) -> int:
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (middle, late) if _offset(zone, middle) == _offset(zone, early) else (early, middle)
    return late


def _keeps_union_rules(zone: ZoneInfo, first: int, last: int) -> bool:
    start, end = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (first, last + 1))
    union = [moment for year in range(first, last + 1) for moment in _union_changes(year)]
    on_sundays = all(_wall_clock_before(zone, moment).weekday() == SUNDAY for moment in union)
    return first >= UNION_SINCE and on_sundays and [moment for moment in _changes(zone, start, end) if moment > start] == union


def _union_changes(year: int) -> list[int]:
    """1:00 UTC on the last Sundays of March and October; both months have 31 days."""
    ends = (datetime(year, month, 31, 1, tzinfo=UTC) for month in (3, 10))
    return [int((end - timedelta(days=(end.weekday() - SUNDAY) % 7)).timestamp()) for end in ends]


def _wall_clock_before(zone: ZoneInfo, moment: int) -> datetime:
    """What the clocks showed at the moment they were changed."""
    return datetime.fromtimestamp(moment + _offset(zone, moment - 1), UTC).replace(tzinfo=None)


def _midnight(zone: ZoneInfo, day: date) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def _offset(zone: ZoneInfo, moment: int) -> int:
    """Seconds east of Greenwich."""
    return int((datetime.fromtimestamp(moment, zone).utcoffset() or timedelta()).total_seconds())
