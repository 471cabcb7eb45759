"""The same days with a row for each room, or for each host, instead of everything together."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from models.event import Event
from models.organisation import Organisation
from models.person import Person
from models.room import Room
from models.week import Week, hours_of
from support.languages import language

MOST_LANES = 6


class Row(NamedTuple):
    """A room or a host with what it has to do; None is for what has none."""

    thing: Room | Organisation | Person | None
    week: Week


class WeekRows(list[Row]):
    """Rows in the order of the things, for some days on the clock of a zone."""

    def __init__(self, first: date, number: int, zone: ZoneInfo) -> None:
        super().__init__()
        self.first, self.number, self.zone = first, number, zone

    @property
    def hours(self) -> range:
        return hours_of(row.week for row in self)

    def by_room(self, events: Sequence[Event], rooms: Sequence[Room]) -> "WeekRows":
        """All rooms, for an empty row is what one looks for. What is in joined rooms stands in the rows of their parts too."""
        return self._fill(events, _each([*rooms, *(room for event in events for room in _rooms_of(event))]), _rooms_of)

    def by_host(self, events: Sequence[Event]) -> "WeekRows":
        """The organisations, then the people that host something in these days."""
        hosts = _each(host for event in events for host in _hosts_of(event))
        kinds = (Organisation, Person)
        return self._fill(events, sorted(hosts, key=lambda host: (kinds.index(type(host)), _sorted_by(host))), _hosts_of)

    def _fill(self, events: Sequence[Event], things: Iterable[Any], of: Callable[[Event], Sequence[Any]]) -> "WeekRows":
        for thing in things:
            self._add(thing, [event for event in events if thing in of(event)])
        if rest := [event for event in events if not of(event)]:
            self._add(None, rest)
        return self

    def _add(self, thing: Any, events: Iterable[Event]) -> None:
        week = Week(self.first, self.number, self.zone, lanes=MOST_LANES, strips=False)
        self.append(Row(thing, week.put(events)))


def _rooms_of(event: Event) -> list[Room]:
    """Its own room and those of its agenda's rows."""
    own = [event.room] if event.has_room else []
    used = (room for room in (*own, *(row.room for row in event.agenda)) if room)
    return _each(one for room in used for one in (room, *room.taken_with))


def _hosts_of(event: Event) -> list[Organisation | Person]:
    return [*([event.host] if event.host else []), *event.played_by("host")]


def _sorted_by(host: Organisation | Person) -> str:
    return host.name_keys.get(language(), "")


def _each(things: Iterable[Any]) -> list[Any]:
    """Each once, in the order in which they came."""
    return list(dict.fromkeys(things))
