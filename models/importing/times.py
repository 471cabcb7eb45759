"""When an entry is, whatever way its program wrote that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from models.importing.fault import N_, Fault
from models.importing.zones import Zones

FIRST_YEAR, LAST_YEAR = 1990, 2100
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = timedelta(days=366)

NO_START = N_("It does not say when it starts.")
BAD_START = N_("Its start cannot be read: %(value)s")
BAD_YEAR = N_("The year %(year)s is out of reason.")
NO_END = N_("It does not say when it ends: an hour was taken.")
BAD_END = N_("Its end is not after its start, or cannot be read: %(value)s. The shortest was taken.")
TOO_LONG = N_("It would last %(days)s days.")
UNKNOWN_ZONE = N_("Nobody knows the time zone %(zone)s.")


ZONE = "X-ZONE"
"""Where a property's TZID is put before icalendar reads it: it would look for the zone by itself, and remember those of this file
for all others."""


def zone_of(value: Any) -> str:
    """The name of the zone a property was written in, "" where it names none."""
    return str(getattr(value, "params", {}).get(ZONE, ""))


class Lost(ValueError):
    """An entry that cannot be taken in."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


class When(NamedTuple):
    """The start, the end and whether the file left their zone open."""

    starts: date
    ends: date
    floating: bool


class Clock:
    """The zones that a file's times are meant in: those it names, and for the rest the one it was given."""

    def __init__(self, zones: Zones, calendar: ZoneInfo) -> None:
        self.zones, self.calendar = zones, calendar
        self.unknown: str = ""

    def read(self, value: Any) -> tuple[date, bool]:
        """A date, or a moment in its zone, and whether the file names none. Raises Lost for anything else."""
        found, tzid = getattr(value, "dt", None), zone_of(value)
        if isinstance(found, datetime):
            if str(value.params.get("VALUE", "")).upper() == "DATE":
                return found.date(), False
            return self._placed(found, tzid)
        if isinstance(found, date):
            return found, False
        raise Lost(BAD_START, value=str(value)[:60])

    def _placed(self, found: datetime, tzid: str) -> tuple[datetime, bool]:
        if found.utcoffset() == timedelta() and (not tzid or tzid.upper() in ("UTC", "Z")):
            return found.astimezone(self.calendar), False
        local = found.replace(tzinfo=None)
        rules = self.zones.of(tzid) if tzid else None
        if isinstance(rules, ZoneInfo):
            return _existing(local, rules), False
        if rules:
            return local.replace(tzinfo=rules).astimezone(UTC).astimezone(self.calendar), False
        self.unknown = tzid or self.unknown
        return _existing(local, self.calendar), True


def _existing(local: datetime, zone: ZoneInfo) -> datetime:
    """That time on a zone's wall clock; where it leaps over that, as long after the leap."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def when(event: Any, clock: Clock, note: Any) -> When:
    """The start and the end of a VEVENT. Raises Lost; what could be mended is told to `note`, with a reason and its facts."""
    if (given := _first(event.get("DTSTART"))) is None:
        raise Lost(NO_START)
    try:
        starts, floating = clock.read(given)
    except (ValueError, OverflowError):
        raise Lost(BAD_START, value=_shown(given)) from None
    if not FIRST_YEAR <= starts.year <= LAST_YEAR:
        raise Lost(BAD_YEAR, year=starts.year)
    ends = _end(event, starts, clock, note)
    if _is_whole_day(event, starts, ends):
        starts, ends, floating = starts.date(), ends.date(), False  # type: ignore[attr-defined]
    if ends - starts > LONGEST:
        raise Lost(TOO_LONG, days=(ends - starts).days)
    return When(starts, ends, floating)


def _end(event: Any, starts: date, clock: Clock, note: Any) -> date:
    timed, given, lasting = isinstance(starts, datetime), _first(event.get("DTEND")), _first(event.get("DURATION"))
    shortest = _later(starts, AN_HOUR if timed else A_DAY)
    if given is None and lasting is None:
        if timed:
            note(NO_END)
        return shortest
    ends = _told_end(starts, given, lasting, clock)
    if ends is None or isinstance(ends, datetime) != timed or ends < starts or (timed and ends == starts):
        note(BAD_END, value=_shown(lasting if given is None else given))
        return shortest
    return shortest if ends == starts else ends


def _told_end(starts: date, given: Any, lasting: Any, clock: Clock) -> date | None:
    try:
        if given is None:
            return _later(starts, lasting.dt)
        ends = clock.read(given)[0]
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if isinstance(starts, datetime) and not isinstance(ends, datetime):  # a start with an hour, an end without: its last day
        return datetime.combine(ends, starts.timetz()) if ends > starts.date() else None
    return ends.date() if isinstance(ends, datetime) and not isinstance(starts, datetime) else ends


def _later(starts: date, by: timedelta) -> date:
    """So much later in time rather than on the wall clock; whole days for days."""
    if isinstance(starts, datetime):
        return (starts.astimezone(UTC) + by).astimezone(starts.tzinfo)
    return starts + timedelta(days=by.days)


def _is_whole_day(event: Any, starts: date, ends: date) -> bool:
    """What Outlook marks as whole days, though it wrote midnights."""
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return False
    marked = str(event.get("X-MICROSOFT-CDO-ALLDAYEVENT", "")).upper() == "TRUE"
    return marked and not any((starts.hour, starts.minute, ends.hour, ends.minute)) and ends.date() > starts.date()


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _shown(value: Any) -> str:
    return (value.to_ical().decode("utf-8", "replace") if hasattr(value, "to_ical") else str(value))[:60]


def unknown_zone(line: int, title: str, zone: str) -> Fault:
    return Fault(line, UNKNOWN_ZONE, {"zone": zone[:60]}, title, lost=False)
