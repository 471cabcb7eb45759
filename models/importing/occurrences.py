"""What repeats, spread out within a window of days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import recurring_ical_events  # type: ignore[import-untyped]
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar, Event, vRecur

from models.importing.component import Component
from models.importing.entry import Entry, Window
from models.importing.fault import N_, Fault
from models.importing.times import Clock

MOST = 800
"""Occurrences of one series; every day of two years is 730."""
WHOLE = 100
"""A series that ends by itself goes in whole, wherever its days lie, if it has no more than this many."""
WHOLE_WITHIN = 5 * 366
"""Days within which a series must end for that, if it says no number."""
TOO_OFTEN = N_("It repeats more often than every day. Only its first date was taken.")
TOO_MANY = N_("It repeats more than %(most)d times. The first %(most)d were taken.")
NOT_SPREAD = N_("How it repeats makes no sense to us. Only its first date was taken.")
HOURLY = ("SECONDLY", "MINUTELY", "HOURLY")
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")


class Series:
    """An entry that repeats, with the entries that replace some of its occurrences."""

    def __init__(self, master: Component, instead: Sequence[Component], clock: Clock) -> None:
        self.master, self.instead, self.clock = master, instead, clock
        self.faults: list[Fault] = []

    @property
    def ends(self) -> bool:
        """Whether it ends by itself, after not very many times."""
        rule = self.master.event.get("RRULE")
        if rule is None or isinstance(rule, list):
            return rule is None
        until = (rule.get("UNTIL") or [None])[0]
        lasting = (_day(until) - _day(self.master.entry.starts)).days if until else 0
        return (bool(until) and lasting <= WHOLE_WITHIN) or 0 < (rule.get("COUNT") or [0])[0] <= WHOLE

    def spread(self, window: Window) -> Iterator[Entry]:
        """The occurrences within a window. Tells in `faults` what could not be done."""
        members = [self.master, *self.instead]
        try:
            found = self._found(window)
        except Exception:  # two libraries at work on somebody's rules: whatever happens, the first date is known
            self._note(NOT_SPREAD)
            found = []
        if not found and self.faults:
            yield self.master.entry
        for occurrence in found[:MOST]:
            member = members[int(str(occurrence["X-MEMBER"]))]
            yield _at(member.entry, occurrence)

    def _found(self, window: Window) -> list[Any]:
        calendar = Calendar()
        for number, member in enumerate([self.master, *self.instead]):
            calendar.add_component(self._plain(member, number, window))
        found = recurring_ical_events.of(calendar).between(window.first, window.last + timedelta(days=1))
        if len(found) > MOST:
            self._note(TOO_MANY, most=MOST)
        return sorted(found, key=lambda occurrence: str(occurrence["DTSTART"].dt))

    def _plain(self, member: Component, number: int, window: Window) -> Event:
        """The same with nothing in it but its times, all in zones that have a name."""
        event, entry = Event(), member.entry
        event.add("UID", "series")
        event.add("X-MEMBER", str(number))
        event.add("DTSTART", entry.starts)
        event.add("DTEND", entry.ends)
        if number:
            event.add("RECURRENCE-ID", self.clock.read(member.replaces)[0])
            return event
        if rule := self._bounded_rule(window):
            event.add("RRULE", rule)
        for name in ("RDATE", "EXDATE"):
            if days := list(_dates(member.event.get(name), self.clock)):
                event.add(name, days)
        return event

    def _bounded_rule(self, window: Window) -> vRecur | None:
        rule = self.master.event.get("RRULE")
        rule = rule[0] if isinstance(rule, list) else rule  # of several only the first: RFC 5545, 3.8.5.3 says not to write them
        if rule is None:
            return None
        frequency = str((rule.get("FREQ") or [""])[0]).upper()
        if frequency in HOURLY or any(name in rule for name in WITHIN_A_DAY):
            self._note(TOO_OFTEN)
            return None
        if any(number < 1 for name in ("INTERVAL", "COUNT") for number in rule.get(name) or []):
            self._note(NOT_SPREAD)  # every 0 weeks is for ever at once
            return None
        bounded = _ending(rule, self.master.entry.starts, window.last)
        if bounded is None and self.master.entry.first_day <= window.last:
            self._note(NOT_SPREAD)
        return bounded

    def _note(self, reason: str, **facts: Any) -> None:
        entry = self.master.entry
        self.faults.append(Fault(entry.line, reason, facts, entry.title, lost=False))


def _ending(rule: vRecur, starts: date, last: date) -> vRecur | None:
    """The rule with an end instead of a number; None for one that never comes true, which others would look for until 9999."""
    until = datetime.combine(last + timedelta(days=2), time(), UTC)
    told, bounded = (rule.get("UNTIL") or [None])[0], vRecur(rule)
    if told:
        given = told if isinstance(told, datetime) else datetime.combine(told, time(23, 59, 59))
        until = min(until, given if given.tzinfo else given.replace(tzinfo=getattr(starts, "tzinfo", None) or UTC))
    bounded["UNTIL"] = [until.astimezone(UTC) if isinstance(starts, datetime) else until.date()]
    count = (bounded.pop("COUNT", None) or [0])[0]
    found = rrulestr(bounded.to_ical().decode(), dtstart=starts)  # type: ignore[no-untyped-call]
    counted = list(islice(found, min(count, MOST * 50) if count else 1))
    if count and counted:
        bounded["UNTIL"] = [_as_end(counted[-1], starts)]
    return bounded if counted else None


def _as_end(found: datetime, starts: date) -> date:
    return found.astimezone(UTC) if isinstance(starts, datetime) else found.date()


def _dates(values: Any, clock: Clock) -> Iterator[date]:
    """The dates of RDATE or EXDATE lines, of periods their starts."""
    for value in values if isinstance(values, list) else [values] if values else []:
        for one in getattr(value, "dts", [])[:MOST]:
            one.params.update(getattr(value, "params", {}))
            if isinstance(one.dt, tuple):
                one.dt = one.dt[0]
            yield clock.read(one)[0]


def _at(entry: Entry, occurrence: Any) -> Entry:
    starts, ends, instead_of = (occurrence[name].dt for name in ("DTSTART", "DTEND", "RECURRENCE-ID"))
    return replace(entry, starts=starts, ends=ends, recurrence=recurrence_of(instead_of))


def recurrence_of(start: date) -> str:
    """What tells an occurrence from the others of its series."""
    if isinstance(start, datetime):
        return (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return start.strftime("%Y%m%d")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
