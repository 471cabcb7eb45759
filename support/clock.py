"""What time it is. Everything asks here, so that a test can stand still at a moment of its choosing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, reset_tzpath

reset_tzpath(to=())  # the zones of our locked tzdata: an old system still has Almaty at UTC+6

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """This moment in UTC, to the second: calendars know nothing finer (RFC 5545, 3.3.5)."""
    return (_standing.get() or datetime.now(UTC)).replace(microsecond=0)


def today(zone: ZoneInfo) -> date:
    """The date it is in a zone."""
    return now().astimezone(zone).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still at an aware moment, for tests and for what the demo says happened before today."""
    token = _standing.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.reset(token)


class SkippedTime(ValueError):
    """A local time that its zone leaps over."""


class RepeatedTime(ValueError):
    """A local time that its zone passes twice; `first` and `second` are the two moments."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


def moment_in(zone: ZoneInfo, local: datetime) -> datetime:
    """The moment a clock on the wall of a zone means, in UTC.

    Raises SkippedTime and RepeatedTime when the wall clock never shows that time or shows it twice (PEP 495).
    """
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise SkippedTime(local)
    raise RepeatedTime(first, second)
