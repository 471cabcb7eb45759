"""The demo's coming events: real ones moved to dates around today, with what happened to them since registration opened."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from blueprints.cli.demo.archive import KIND
from blueprints.cli.demo.catalogue import Catalogue, Entry, entries, words
from blueprints.cli.demo.visitors import visitors
from models import Account, AgendaSession, Event, EventGuest, RegistrationQuestion
from support import clock
from support.db import db

ANNOUNCED_BEFORE = timedelta(days=3)


class Timetable:
    """When an event of the demo is: so many days from today, moved on to days when the university works and that are to come."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.zone = entry, ZoneInfo(entry["zone"])
        self.length = timedelta(days=entry["end_in_days"] - entry["in_days"])
        self.first = self.working_day(entry["in_days"], entry["start"])
        self.starts_at = self.at(self.first, entry["start"])
        self.ends_at = self.at(self.first + self.length, entry["end"])

    def at(self, day: date, hour: str) -> datetime:
        return clock.moment_in(self.zone, datetime.combine(day, time.fromisoformat(hour)))

    def working_day(self, in_days: int, start: str) -> date:
        day = clock.today(self.zone) + timedelta(days=in_days)
        while self._is_free(day) or self._is_free(day + self.length) or self.at(day, start) <= clock.now():
            day += timedelta(days=1)
        return day

    def _is_free(self, day: date) -> bool:
        return day.weekday() > (5 if self.entry["saturday"] else 4)

    @property
    def opens_at(self) -> datetime | None:
        window = self.entry["registration"]
        return self.at(clock.today(self.zone) + timedelta(days=window["opens_in_days"]), "09:00") if window else None

    @property
    def closes_at(self) -> datetime | None:
        window = self.entry["registration"]
        before = timedelta(days=self.entry["in_days"] - window["closes_in_days"]) if window else timedelta()
        return self.at(self.first - before, window["closes_at"]) if window else None

    @property
    def announced_at(self) -> datetime:
        return (self.opens_at or clock.now() - timedelta(days=20)) - ANNOUNCED_BEFORE

    @property
    def put_off_by(self) -> timedelta:
        """How much later it is than first announced."""
        moved = self.entry["moved"]
        if not moved:
            return timedelta()
        return self.starts_at - self.at(self.working_day(moved["from_in_days"], moved["from_start"]), moved["from_start"])


def load_coming(catalogue: Catalogue, accounts: dict[str, Account]) -> dict[str, Event]:
    """Announce them; the events by the key that the files know them by."""
    events = {}
    for entry in entries("coming"):
        timetable = Timetable(entry)
        with clock.standing_at(timetable.announced_at):
            event = _announce(entry, timetable, catalogue, accounts)
        _let_happen(event, entry, timetable)
        events[entry["key"]] = event
    return events


def _announce(entry: Entry, timetable: Timetable, catalogue: Catalogue, accounts: dict[str, Account]) -> Event:
    later, closes_at = timetable.put_off_by, timetable.closes_at
    event = KIND[entry["kind"]].draft(
        **{field: words(entry[field]) for field in ("title", "summary", "aim", "description")},
        starts_at=timetable.starts_at - later,
        ends_at=timetable.ends_at - later,
        timezone=entry["zone"],
        registration_opens_at=timetable.opens_at,
        registration_closes_at=closes_at - later if closes_at else None,
        takes_registrations=bool(entry["registration"]),
        format=catalogue.formats[entry["format"]],
        room=catalogue.rooms.get(entry["room"]),
        host=catalogue.organisations[entry["host"]],
        organisers=[catalogue.organisations[key] for key in entry["organisers"]],
        programmes=[catalogue.programmes[key] for key in entry["programmes"]],
        team=[accounts[key] for key in entry["team"]],
        **_told(entry),
        is_demo=True,
    )
    event.guests = [_guest(guest) for guest in entry["guests"]]
    event.agenda = [_row(place, row, timetable, later, catalogue) for place, row in enumerate(entry["agenda"])]
    event.questions = [_question(place, asked) for place, asked in enumerate(entry["questions"])]
    event.publish()
    db.session.flush()  # answers name their questions by number
    return event


def _told(entry: Entry) -> dict[str, Any]:
    """What the files say as the columns want it."""
    same = {field: entry[field] for field in ("mode", "visibility", "capacity", "languages_spoken", "audience")}
    contacts = {person["contact_email"]: person["name"] for person in entries("office")["staff"]}
    of_kind: dict[str, Any] = {"direction": entry["direction"]} if entry["direction"] else {}
    if entry["edition"]:
        of_kind["edition"] = words(entry["edition"])
    if entry["national_office_guest"]:
        guest = entry["guests"][entry["national_office_guest"] - 1]
        of_kind["national_office_guest"] = words(
            {code: f"{guest['position'][code]}, {guest['organisation'][code]}" for code in guest["position"]}
        )
    return {
        **same,
        **of_kind,
        "place": words(entry["place"]),
        "online_link": entry["link"] or "",
        "asks_phone": entry["phone"] != "off",
        "contact_name": contacts.get(entry["contact"]["email"], ""),
        "contact_email": entry["contact"]["email"],
    }


def _guest(guest: Entry) -> EventGuest:
    return EventGuest(rank=guest["order"], position=words(guest["position"]), organisation=words(guest["organisation"]))


def _row(place: int, row: Entry, timetable: Timetable, later: timedelta, catalogue: Catalogue) -> AgendaSession:
    starts_at = timetable.at(timetable.first + timedelta(days=row["day"]), row["start"]) - later
    where = catalogue.rooms[row["room"]].name if row["room"] else words(row["place"])
    return AgendaSession(
        position=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=row["minutes"]),
        kind=row["kind"],
        title=words(row["title"]),
        speaker=words(row["speaker"]),
        place=where,
    )


def _question(place: int, asked: Entry) -> RegistrationQuestion:
    return RegistrationQuestion(
        position=place,
        kind=asked["kind"],
        required=asked["required"],
        label=words(asked["label"]),
        options=asked["options"] or [],
    )


def _let_happen(event: Event, entry: Entry, timetable: Timetable) -> None:
    """Registrations, a move and a cancellation, each at its moment, so that the queue and the history are real ones."""
    now = clock.now()
    happenings: list[tuple[datetime, Any]] = []
    if moved := entry["moved"]:
        move = partial(event.move, timetable.starts_at, timetable.ends_at, reason=words(moved["reason"]))
        happenings.append((now - timedelta(days=moved["days_ago"]), move))
    if cancelled := entry["cancelled"]:
        happenings.append((now - timedelta(days=cancelled["days_ago"]), partial(event.cancel, words(cancelled["reason"]))))
    if timetable.opens_at and timetable.closes_at:
        until = min([now, timetable.closes_at, *(moment for moment, _ in happenings if entry["cancelled"])])
        happenings += visitors(event, entry, timetable.opens_at, until)
    for moment, happen in sorted(happenings, key=lambda happening: happening[0]):
        with clock.standing_at(moment):
            happen()
