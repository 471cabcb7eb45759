"""Dates of calls as calendar entries."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from models.calendar_entry import CalendarEntry
from models.deadline import Deadline
from models.event_entry import shortened
from support import dates
from support.languages import phrasebook
from support.markdown import plain
from support.settings import current

LENGTH = timedelta(minutes=30)
"""How long a deadline with an hour stands in a calendar. It *starts* at the instant: lists of a day show only the start, and an
entry that ended there would tell its reader a wrong hour."""
COLOUR = "firebrick"


def deadline_entry(deadline: Deadline, code: str) -> CalendarEntry:
    """A date of a call in a language: its instant where the hour is known, else its day. Nobody is busy because of it."""
    starts = deadline.local or deadline.on
    return CalendarEntry(
        uid=deadline.uid,
        sequence=deadline.sequence,
        revised_at=deadline.calendar_revised_at,
        starts=starts,
        ends=starts + (LENGTH if deadline.local else timedelta(days=1)),
        summary=_summary(deadline, code),
        text=_text(deadline, code),
        page=_page(deadline),
        categories=_categories(deadline, code),
        colour=COLOUR,
        status="TENTATIVE" if deadline.expected else "CONFIRMED",
    )


def _summary(deadline: Deadline, code: str) -> str:
    summary = deadline.name(code)
    return phrasebook(code).gettext("Expected: %(title)s") % {"title": summary} if deadline.expected else summary


def _text(deadline: Deadline, code: str) -> str:
    told = [
        _hours(deadline, code),
        deadline.was.told(code) if deadline.was else "",
        *(_guess(deadline, code) if deadline.expected else ()),
        deadline.source,
    ]
    return "\n\n".join([shortened("\n\n".join(part for part in told if part)), _page(deadline)])


def _guess(deadline: Deadline, code: str) -> tuple[str, str]:
    """That a date is not announced yet, and how it was worked out."""
    return phrasebook(code).gettext("This date has not been announced yet."), plain(deadline.basis.shown(code).text)


def _hours(deadline: Deadline, code: str) -> str:
    """The exact hour where it is set and at home, a line each; a calendar shows one of them at most."""
    if deadline.due_at is None:
        return f"{dates.day(deadline.on, code)}\n{phrasebook(code).gettext('The hour is not known.')}"
    zones = dict.fromkeys([deadline.timezone, current().timezone])
    return "\n".join(_hour_in(ZoneInfo(name), deadline.due_at, code) for name in zones)


def _hour_in(zone: ZoneInfo, moment: datetime, code: str) -> str:
    """ "17 February 2026, 17:00 (Brussels, UTC+1)"."""
    local = moment.astimezone(zone)
    city = get_timezone_location(zone.key, locale=dates.locale(code), return_city=True)
    return f"{dates.day(local, code)}, {dates.hour(local)} ({city}, {dates.offset(local)})"


def _categories(deadline: Deadline, code: str) -> tuple[str, ...]:
    names = (programme.name.shown(code).text for programme in deadline.call.programmes)
    return phrasebook(code).gettext("Deadline"), *names


def _page(deadline: Deadline) -> str:
    """The page of its call, which has its history."""
    return current().address(f"/calls/{deadline.call_id}")
