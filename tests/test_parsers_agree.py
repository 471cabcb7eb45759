"""Four independent parsers read every feed and file alike, and as the database has it.

icalendar (which writes them) and vobject in Python; ical.js, Thunderbird's, in a browser; libical, Evolution's, in C. Each
but the first takes the hours from the calendar's own tables of zones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models import AgendaSession, Attendee, Conference, Deadline, Event, Organisation, PersonalFeed, Programme, Room
from models.account import Account
from models.invitation import invitation
from models.personal_feed import PURPOSES
from models.public_feeds import PublicFeed
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import Seen, make_deadline, make_programme, seen_by_vobject
from tests.ical_programs import Programs
from tests.page_client import PageClient

MakeEvent = Callable[..., Event]
pytestmark = pytest.mark.browser

NASTY = (
    "Ақпараттық күн: «Erasmus+», Жан Моне; C:\\temp\\n, 100 % — ұйымдастыру, үйрену; ТАҢДАУ 🎓👩🏽‍🎓 \\, \\; \\\\ "
    + "ұзақ сөз " * 20
)
TEXT = "Бірінші жол, «тырнақша»; екінші\\бөлік\r\nЖаңа жол\n\nEND:VEVENT\nBEGIN:VEVENT\t🎉\x07\u2028соңы " + "ә" * 900
ALMATY, BRUSSELS = "Asia/Almaty", "Europe/Brussels"
EVERYTHING = "from=2023-01-01"
EARLIER = datetime(2025, 11, 20, 6, tzinfo=UTC)
"""When feeds still reached back to what is oldest here: they go back three years at most."""


@dataclass(frozen=True)
class World:
    """What is in the database, and what calendars must say of it in English."""

    events: dict[str, Event]
    deadlines: list[Deadline]
    programme: Programme
    entries: dict[str, Seen]
    faculty: Organisation
    hall: Room


@pytest.fixture
def world(make_event: MakeEvent, blue_hall: Room, bolat: Attendee) -> World:
    """Everything that a program could stumble over: letters, whole days, both zones on both sides of their changes."""
    programme = make_programme(en=NASTY.strip(), ru="Модули Жана Монне")
    faculty = Organisation(name=translated("en", en="Faculty, of; Law\\"), kind="faculty")
    db.session.add(faculty)

    def event(
        name: str, day: str, hour: int = 10, zone: str = ALMATY, lasts: timedelta = timedelta(hours=2), **more: Any
    ) -> Event:
        starts = datetime.combine(date.fromisoformat(day), time(hour), ZoneInfo(zone)).astimezone(UTC)
        title = translated("en", en=name, ru=f"{name} по-русски", kk=f"{name} қазақша")
        given = {"timezone": zone, "ends_at": starts + lasts, "programmes": [programme], "host": faculty}
        told = {"audience": ["student"], "languages_spoken": ["kk", "en"]}
        return make_event(title=title, starts_at=starts, **{**given, **told, **more})

    day = timedelta(days=1)
    events = {
        "nasty": event(NASTY, "2026-11-27", summary=translated("en", en=TEXT), description=translated("en", en=TEXT)),
        "almaty before its change": event("Before", "2024-02-29"),
        "almaty on the eve": event("Eve", "2024-02-29", 22, lasts=timedelta(hours=4)),
        "almaty after its change": event("After", "2024-03-01"),
        "brussels in winter": event("Winter", "2026-12-10", zone=BRUSSELS),
        "brussels in summer": event("Summer", "2027-06-10", zone=BRUSSELS),
        "brussels over its change": event("Night", "2027-03-27", 23, zone=BRUSSELS, lasts=timedelta(hours=6)),
        "a whole day": event("Day", "2026-12-01", 0, precision="day", lasts=day),
        "several days": event("Days", "2026-12-30", 0, precision="day", lasts=4 * day, kind=Conference),
        "a day of Brussels": event("Journée", "2027-03-28", 0, zone=BRUSSELS, precision="day", lasts=timedelta(hours=23)),
        "called off": event("Off; gone, \\ lost", "2026-12-02"),
        "closing": event("Closing", "2026-12-15", registration_closes_at=datetime(2026, 12, 14, 13, 0, tzinfo=UTC)),
        "with a room": event("Room", "2026-12-16", room=blue_hall),
    }
    events["called off"].cancel(translated("en", en="The hall, it\nis; closed\\."))
    deadlines = [
        make_deadline(date(2023, 2, 14), time(17), programmes=[programme], label=translated("en", en="Feb 2023")),
        make_deadline(date(2024, 2, 14), time(17), programmes=[programme], label=translated("en", en="Feb 2024")),
        make_deadline(date(2024, 3, 7), time(17), programmes=[programme], label=translated("en", en="Mar 2024")),
        make_deadline(date(2027, 3, 28), time(12), programmes=[programme], label=translated("en", en="Last Sunday of March")),
        make_deadline(date(2027, 10, 31), time(17), programmes=[programme], label=translated("en", en="Last Sunday of October")),
        make_deadline(date(2027, 2, 3), programmes=[programme], label=translated("en", en=NASTY), expected=True),
        make_deadline(date(2027, 2, 4), time(23, 59), zone=ALMATY, programmes=[programme], label=translated("en", en="Алматы")),
    ]
    db.session.commit()
    return World(events, deadlines, programme, in_the_database(events.values(), deadlines), faculty, blue_hall)


def in_the_database(events: Any, deadlines: list[Deadline]) -> dict[str, Seen]:
    """What calendars must say, worked out from the columns and not by what writes calendars."""
    entries = {}
    for event in events:
        title = " ".join(event.title.texts["en"].split()) if "\n" in event.title.texts["en"] else event.title.texts["en"].strip()
        starts, ends = event.starts_at, event.ends_at
        if event.precision == "day":
            local = [moment.astimezone(event.zone) for moment in (starts, ends)]
            last = local[1].date() if local[1].time() == time() else local[1].date() + timedelta(days=1)
            starts, ends = local[0].date(), last
        called_off = event.cancelled_at is not None
        name, status = (f"Cancelled: {title}", "CANCELLED") if called_off else (title, "CONFIRMED")
        entries[event.uid] = Seen(starts, ends, name, status, event.sequence)
        if closes := event.registration_closes_at:
            count = event.sequence + event.sequence_within
            closing = Seen(closes, closes + timedelta(minutes=30), f"Registration closes: {title}", "CONFIRMED", count)
            entries[f"{event.uid}-closing"] = closing
    for one in deadlines:
        starts = one.due_at or one.on
        ends = starts + (timedelta(minutes=30) if one.due_at else timedelta(days=1))
        called = f"{one.label.texts['en'].strip()}: Letters abroad {one.call.year}"
        name, status = (f"Expected: {called}", "TENTATIVE") if one.expected else (called, "CONFIRMED")
        entries[one.uid] = Seen(starts, ends, name, status, one.sequence)
    return entries


def fetched(client: PageClient, address: str) -> bytes:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar"), address
    return response.data


def chosen(world: World, keep: Callable[[str], bool]) -> Mapping[str, Seen]:
    return {uid: entry for uid, entry in world.entries.items() if keep(uid)}


def test_every_public_feed_says_what_the_database_has(world: World, client: PageClient, programs: Programs) -> None:
    """By all names, by programme, host, faculty, audience and language of the event, and by the filters of the list."""
    days = {event.uid for event in world.events.values() if not event.is_conference}
    conferences = {event.uid for event in world.events.values() if event.is_conference}
    deadlines = {one.uid for one in world.deadlines}
    closings = {uid for uid in world.entries if uid.endswith("-closing")}
    events = days | conferences
    expected = {
        "all": events | deadlines | closings, "events": events, "info-days": days, "conferences": conferences,
        "delegations": set(), "qa-sessions": set(), "deadlines": deadlines | closings,
        "programmes/jean-monnet-modules": events | deadlines, f"hosts/{world.faculty.id}": events,
        f"faculties/{world.faculty.id}": events, "audiences/student": events, "languages/kk": events,
    }  # fmt: skip
    assert {feed.name for feed in PublicFeed.all()} <= set(expected)

    with clock.standing_at(EARLIER):
        for name, uids in expected.items():
            found = programs(fetched(client, f"/calendars/{name}.ics?lang=en&{EVERYTHING}"))
            assert found == chosen(world, uids.__contains__), name
        filtered = programs(fetched(client, f"/calendars/events.ics?lang=en&kind=conferences&{EVERYTHING}"))
        assert filtered == chosen(world, conferences.__contains__)


def test_the_window_of_a_feed_moves_and_no_table_is_missing_then(world: World, client: PageClient, programs: Programs) -> None:
    """As it is fetched in February 2024, when Almaty was an hour further east than it is now."""
    with clock.standing_at(datetime(2024, 2, 20, 6, tzinfo=UTC)):
        then = programs(fetched(client, "/calendars/all.ics?lang=en"))
    now = programs(fetched(client, "/calendars/all.ics?lang=en"))

    assert then == recent(world, since=date(2023, 11, 20))
    assert now == recent(world, since=date(2026, 8, 20))
    assert len(now) < len(then) < len(world.entries)


def recent(world: World, *, since: date) -> dict[str, Seen]:
    """What ends on a day or later."""
    last = {uid: entry.ends.date() if isinstance(entry.ends, datetime) else entry.ends for uid, entry in world.entries.items()}
    return {uid: entry for uid, entry in world.entries.items() if last[uid] >= since}


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_in_other_languages_only_the_words_are_others(code: str, world: World, client: PageClient, programs: Programs) -> None:
    with clock.standing_at(EARLIER):
        there = programs(fetched(client, f"/calendars/all.ics?lang={code}&alarm=1d&{EVERYTHING}"))

    assert {uid: entry._replace(summary="") for uid, entry in there.items()} == {
        uid: entry._replace(summary="") for uid, entry in world.entries.items()
    }
    title = world.events["brussels in winter"].title.texts[code]
    assert there[world.events["brussels in winter"].uid].summary == title != "Winter"


def test_a_feed_as_jcal_is_the_same_calendar(world: World, client: PageClient, programs: Programs) -> None:
    with clock.standing_at(EARLIER):
        jcal = client.get(f"/calendars/all.json?lang=en&{EVERYTHING}")

    assert jcal.mimetype == "application/calendar+json"
    assert programs.ical_js(jcal.data, jcal=True) == world.entries


def test_each_event_to_take_away_is_the_one_in_the_feeds(world: World, client: PageClient, programs: Programs) -> None:
    for name, event in world.events.items():
        found = programs(fetched(client, f"/events/{event.slug}.ics?lang=en"))
        assert found == chosen(world, {event.uid}.__contains__), name


def test_an_agenda_to_take_away_has_the_hours_of_its_rows(world: World, client: PageClient, programs: Programs) -> None:
    for name in ("almaty before its change", "brussels in summer", "called off"):
        event, off = world.events[name], name == "called off"
        start = event.starts_at
        assert start and event.ends_at
        first = AgendaSession(starts_at=start, ends_at=start + timedelta(minutes=40), title=translated("en", en=NASTY.strip()))
        second = AgendaSession(starts_at=start + timedelta(hours=1), title=translated("en", en="Coffee; tea"))
        event.agenda.extend([first, second, AgendaSession(title=translated("en", en="At no hour"))])
        db.session.commit()

        found = programs(fetched(client, f"/events/{event.slug}/agenda.ics?lang=en"))

        word, status = ("Cancelled: ", "CANCELLED") if off else ("", "CONFIRMED")
        count = event.sequence + event.sequence_within
        assert found == {
            first.uid: Seen(start, start + timedelta(minutes=40), word + NASTY.strip(), status, count),
            second.uid: Seen(start + timedelta(hours=1), event.ends_at, f"{word}Coffee; tea", status, count),
        }


def test_a_registration_and_its_invitation_say_the_same(
    world: World, client: PageClient, programs: Programs, chiara: Attendee, bolat: Attendee
) -> None:
    """A seat, a place in the queue, and one that was given back; with words and hours of the event and a SEQUENCE of its own."""
    office = "Офис, «международный»; \\ <office@example.org>"
    for name in ("nasty", "brussels in winter", "a whole day", "brussels over its change"):
        event = world.events[name]
        event.resize(1)
        seated, waiting = event.register(chiara, answers={}), event.register(bolat, answers={})
        db.session.commit()
        entry = world.entries[event.uid]
        file = programs(fetched(client, f"/registrations/{seated.token}.ics"))
        assert programs(invitation(seated, "REQUEST", office)) == file == {event.uid: entry}

        (queued,) = programs(fetched(client, f"/registrations/{waiting.token}.ics")).values()
        assert queued[:2] + queued[3:] == (entry.starts, entry.ends, "TENTATIVE", entry.sequence)

        seated.cancel()
        db.session.commit()
        gone = programs(invitation(seated, "CANCEL", office))
        withdrawn = entry._replace(summary=f"Cancelled: {entry.summary}", status="CANCELLED", sequence=entry.sequence + 1)
        assert gone == programs(fetched(client, f"/registrations/{seated.token}.ics")) == {event.uid: withdrawn}


def test_each_personal_feed_says_it_too(
    world: World, client: PageClient, programs: Programs, admin: Account, chiara: Attendee
) -> None:
    """An administrator who has a seat, runs an event, and asks for every kind of feed that there is."""
    seat, mine = world.events["nasty"], world.events["brussels over its change"]
    seat.register(replace(chiara, email=admin.email), answers={})
    mine.team.append(admin)
    expected = {
        "registrations": {seat.uid}, "hosting": {mine.uid}, "room": {world.events["with a room"].uid},
        "deadlines": {one.uid for one in world.deadlines} | {f"{world.events['closing'].uid}-closing"},
        "university": {event.uid for event in world.events.values()},
        "office": {event.uid for event in world.events.values()} | {one.uid for one in world.deadlines},
    }  # fmt: skip
    assert set(expected) == set(PURPOSES)

    for purpose, uids in expected.items():
        token = f"token-of-{purpose}"
        feed = PersonalFeed.make(admin, token, {"name": f"Менің; күнтізбем, \\ {purpose}", "purpose": purpose, "language": "en"})
        feed.room, feed.programmes = (world.hall if purpose == "room" else None), [world.programme]
        db.session.commit()
        found = programs(fetched(client, f"/calendars/personal/{token}.ics"))
        assert {uid: shown(entry) for uid, entry in found.items()} == {
            uid: shown(entry) for uid, entry in recent(world, since=date(2026, 8, 20)).items() if uid in uids
        }, purpose


def shown(entry: Seen) -> tuple[object, ...]:
    """All but the words, to which a personal feed adds what one does there."""
    return entry.starts, entry.ends, entry.status, entry.sequence


def test_hours_come_from_the_calendars_own_tables(world: World, client: PageClient, programs: Programs) -> None:
    """Under a name that no program knows a zone by: so what agrees above does not agree by chance."""
    with clock.standing_at(EARLIER):
        content = fetched(client, f"/calendars/all.ics?lang=en&{EVERYTHING}")
    nowhere = content.replace(b"Asia/Almaty", b"Nowhere/One").replace(b"Europe/Brussels", b"Nowhere/Two")
    assert nowhere != content

    for read in (programs.ical_js, programs.libical, seen_by_vobject):
        assert read(nowhere) == world.entries  # type: ignore[operator]
