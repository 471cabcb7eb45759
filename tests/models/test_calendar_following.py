"""Entries follow whatever they are made of: SEQUENCE what moves them, the stamp what they say; in every process the same."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from flask import Flask

from models import Account, AgendaSession, Attendee, Event, Person, Room, calendar_state, kept_feeds, rendered_entries
from models.calendar_frame import calendar_of
from models.event_entry import agenda_entries
from models.invitation import invitation
from models.personal_feed import PersonalFeed
from models.public_feeds import PublicFeed
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import make_deadline, make_programme, values

MakeEvent = Callable[..., Event]
OLD, NEW = "https://meet.example.org/old", "https://meet.example.org/new"
OFFICE = "International office <office@example.org>"
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)


class Told(NamedTuple):
    """The one entry of a calendar, as far as programs go by it to see whether it changed."""

    sequence: int
    stamp: str
    content: bytes

    def of(self, name: str) -> str:
        """The value of a property, past those of zones."""
        return values(self.content, name)[-1]

    @classmethod
    def by(cls, content: bytes) -> "Told":
        ((sequence,), (stamp,), (made,)) = (values(content, name) for name in ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP"))
        assert stamp == made
        return cls(int(sequence), stamp, content)


def feed_of(owner: Account, purpose: str, **fields: Any) -> Callable[[], Told]:
    """What a personal feed says at each asking, which must be what another process would say."""
    feed = PersonalFeed.make(owner, secrets.token_urlsafe(32), {"purpose": purpose, "name": "Mine", "language": "en", **fields})
    db.session.commit()
    return lambda: _told(lambda: feed.calendar)


def public_feed(name: str) -> Callable[[], Told]:
    feed = PublicFeed.named(name)
    assert feed
    return lambda: _told(lambda: feed.calendar)


def agenda_of(event: Event) -> Callable[[], list[Told]]:
    """The rows of the file to take away."""

    def told() -> list[Told]:
        db.session.commit()
        return [Told.by(calendar_of([entry.rendered()])) for entry in agenda_entries(event, "en")]

    return told


def _told(calendar: Callable[[], Any]) -> Told:
    db.session.commit()
    content: bytes = calendar().in_language("en", publisher="").content
    for memory in (kept_feeds.made_feeds, rendered_entries._kept):
        memory.clear()
    calendar_state._kept = None
    assert calendar().in_language("en", publisher="").content == content, "stale"
    return Told.by(content)


@pytest.fixture
def after() -> Callable[[Callable[[], object], Callable[[], Any]], Any]:
    """What is told after a change, each a minute later than the last."""
    minutes = iter(range(1, 60))

    def told(change: Callable[[], object], ask: Callable[[], Any]) -> Any:
        with clock.standing_at(clock.now() + timedelta(minutes=next(minutes))):
            change()
            return ask()

    return told


After = Callable[[Callable[[], object], Callable[[], Any]], Any]


def rises(before: Told, now: Told) -> bool:
    """Whether programs see that it was moved: both counts, for each looks at another."""
    return now.sequence > before.sequence and now.stamp > before.stamp


def is_reworded(before: Told, now: Told) -> bool:
    return now.sequence == before.sequence and now.stamp > before.stamp


def move(event: Event, by: timedelta = DAY) -> Callable[[], bool]:
    assert event.starts_at and event.ends_at
    starts_at, ends_at = event.starts_at + by, event.ends_at + by
    return lambda: event.move(starts_at, ends_at)


# --- places at an event -----------------------------------------------------------------------


def test_a_new_link_to_join_reaches_feeds_and_is_mailed_with_a_higher_sequence(
    make_event: MakeEvent, host: Account, organiser: Account, after: After, chiara: Attendee
) -> None:
    event = make_event(mode="online", online_link=OLD, team=[organiser])
    registration = event.register(replace(chiara, email=host.email), answers={})
    asks = [
        feed_of(host, "registrations"),
        feed_of(organiser, "hosting"),
        lambda: Told.by(invitation(registration, "REQUEST", OFFICE)),
    ]
    before = [ask() for ask in asks]

    def change() -> None:
        event.revise({"online_link": NEW})
        event.announce_place()

    now = after(change, lambda: [ask() for ask in asks])

    assert [one.of("CONFERENCE").endswith(NEW) for one in now] == [True] * 3
    assert [rises(*pair) for pair in zip(before, now, strict=True)] == [True] * 3


@pytest.mark.databases("sqlite", "postgresql")
def test_a_place_in_the_queue_a_seat_and_a_place_given_back_count_up(
    make_event: MakeEvent, host: Account, after: After, chiara: Attendee, dana: Attendee
) -> None:
    event = make_event(capacity=1)
    first = event.register(chiara, answers={})
    second = event.register(replace(dana, email=host.email), answers={})
    feed = feed_of(host, "registrations")

    told = [feed(), after(first.cancel, feed), after(second.cancel, feed)]
    told.append(after(lambda: event.register(replace(dana, email=host.email), answers={}), feed))

    assert [one.of("STATUS") for one in told] == ["TENTATIVE", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [rises(*pair) for pair in pairwise(told)] == [True] * 3


def test_who_comes_online_instead_has_another_place(make_event: MakeEvent, host: Account, after: After, chiara: Attendee) -> None:
    event = make_event(mode="hybrid", online_link=OLD)
    guest = replace(chiara, email=host.email)
    registration = event.register(guest, answers={})
    feed = feed_of(host, "registrations")
    before = feed()

    now = after(lambda: registration.revise(replace(guest, attends_online=True), {}), feed)
    reworded = after(lambda: registration.revise(replace(guest, attends_online=True, phone="1"), {}), feed)

    assert (before.of("LOCATION"), now.of("LOCATION")) == ("Blue Hall / Online", OLD)
    assert rises(before, now)
    assert reworded == now


# --- drafts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["office", "hosting", "room"])
def test_a_draft_that_is_moved_or_published_moves_in_the_calendars_that_have_it(
    make_event: MakeEvent, organiser: Account, blue_hall: Room, after: After, purpose: str
) -> None:
    event = make_event(published=False, room=blue_hall, team=[organiser])
    feed = feed_of(organiser, purpose, room=blue_hall if purpose == "room" else None)
    changes = [move(event), lambda: event.revise({"city": "Almaty"}), event.publish]

    told = [feed(), *(after(change, feed) for change in changes)]

    assert [one.of("DTSTART")[-15:] for one in told] == ["20261127T100000", *["20261128T100000"] * 3]
    assert [one.of("STATUS") for one in told] == [*["TENTATIVE"] * 3, "CONFIRMED"]
    assert [rises(*pair) for pair in pairwise(told)] == [True] * 3


# --- agendas and parts ------------------------------------------------------------------------


@pytest.fixture
def row(make_event: MakeEvent, blue_hall: Room) -> AgendaSession:
    """The first of two rows, in a room of its own and without an end."""
    event = make_event(place=translated("en", en="Red Hall"))
    assert event.starts_at
    row = AgendaSession(title=translated("en", en="Opening"), starts_at=event.starts_at, room=blue_hall)
    event.agenda = [row, AgendaSession(title=translated("en", en="Tea"), starts_at=event.starts_at + 2 * HALF_HOUR)]
    db.session.commit()
    return row


@pytest.fixture
def event(row: AgendaSession) -> Event:
    return db.session.get_one(Event, row.event_id)


@pytest.fixture
def speaker(row: AgendaSession, event: Event, host: Account) -> Person:
    """Who speaks in that row."""
    person = Person(name=translated("en", en="Yerlan Omarov"), account=host)
    event.assign(person, "speaker", row=row)
    db.session.commit()
    return person


@pytest.mark.databases("sqlite", "postgresql")
def test_a_row_that_is_moved_or_put_elsewhere_moves_in_every_calendar(
    row: AgendaSession, event: Event, speaker: Person, host: Account, organiser: Account, blue_hall: Room, after: After
) -> None:
    other = Room(name=translated("en", en="Room 305"))
    db.session.add(other)
    tea = event.agenda[1]
    changes: list[Callable[[], object]] = [
        lambda: setattr(row, "starts_at", row.starts_at and row.starts_at + HALF_HOUR),
        lambda: setattr(tea, "starts_at", tea.starts_at and tea.starts_at + HALF_HOUR),  # until which it lasts
        lambda: setattr(row, "room", other),
        lambda: event.agenda.remove(tea),
    ]
    agenda, feed = agenda_of(event), feed_of(host, "hosting")
    asks = [feed, lambda: agenda()[0]]

    told = [[ask() for ask in asks], *(after(change, lambda: [ask() for ask in asks]) for change in changes)]

    for entries in zip(*told, strict=True):
        assert [rises(*pair) for pair in pairwise(entries)] == [True] * 4
        assert [one.of("LOCATION") for one in entries] == [*["Blue Hall\\, Main Building"] * 3, *["Room 305"] * 2]


def test_the_door_of_the_room_follows_its_rows(row: AgendaSession, organiser: Account, blue_hall: Room, after: After) -> None:
    feed = feed_of(organiser, "room", room=blue_hall)

    told = [feed(), after(lambda: setattr(row, "starts_at", row.starts_at and row.starts_at + HALF_HOUR), feed)]
    told.append(after(lambda: blue_hall.revise({"name": translated("en", en="Green Hall")}), feed))

    assert rises(told[0], told[1])
    assert is_reworded(told[1], told[2])
    assert told[2].of("LOCATION") == "Green Hall\\, Main Building"


def test_an_event_itself_stays_while_a_row_of_it_moves(row: AgendaSession, event: Event, after: After) -> None:
    """Who answers to an invitation answers to what it said: see Answerable."""
    before = event.sequence

    after(lambda: setattr(row, "starts_at", row.starts_at and row.starts_at + HALF_HOUR), db.session.commit)

    assert event.sequence == before


@pytest.mark.databases("sqlite", "postgresql")
def test_another_part_is_told_of_to_whom_it_is_given_and_nobody_else(
    row: AgendaSession, event: Event, speaker: Person, host: Account, after: After
) -> None:
    part, other = event.parts[0], Person(name=translated("en", en="Asel"))
    feed = feed_of(host, "hosting")
    changes: list[Callable[[], object]] = [
        lambda: event.assign(other, "driver"),
        lambda: part.revise({"role": "moderator"}),
        lambda: event.assign(speaker, "interpreter", row=row),
        lambda: event.release(part),
    ]

    told = [feed()]
    for change in changes:
        told.append(after(change, feed))

    assert told[1] == told[0]
    assert [is_reworded(*pair) for pair in pairwise(told[1:])] == [True] * 3
    assert [_part(one) for one in told] == ["Speaker", "Speaker", "Moderator", "Moderator\\, Interpreter", "Interpreter"]


def _part(told: Told) -> str:
    return told.of("DESCRIPTION").removeprefix("Your part: ").partition(".")[0]


def test_what_somebody_did_becomes_what_another_does(row: AgendaSession, event: Event, speaker: Person, host: Account) -> None:
    """Two entries of one person are one now, and both spoke."""
    twin = Person(name=translated("en", en="Y. Omarov"))
    event.assign(twin, "interpreter", row=row)
    feed = feed_of(host, "hosting")
    before = feed()

    with clock.standing_at(clock.now() + HALF_HOUR):
        speaker.absorb(twin)
        now = feed()

    assert _part(now) == "Speaker\\, Interpreter"
    assert is_reworded(before, now)


# --- dates ------------------------------------------------------------------------------------


def test_the_end_of_registration_counts_its_own_moves_and_those_of_its_event(make_event: MakeEvent, after: After) -> None:
    event = make_event(registration_closes_at=clock.now() + 2 * DAY, programmes=[make_programme()])
    closings = public_feed("deadlines")
    changes: list[Callable[[], object]] = [
        lambda: event.revise({"registration_closes_at": clock.now() + 3 * DAY}),
        move(event),
        lambda: event.cancel(translated("en", en="The hall is closed.")),
    ]

    told = [closings()]
    reworded = after(lambda: event.revise({"summary": translated("en", en="Another")}), closings)
    told += [after(change, closings) for change in changes]

    assert is_reworded(told[0], reworded)
    assert [rises(*pair) for pair in pairwise(told)] == [True] * 3
    assert max(one.sequence for one in told) < 10


def test_an_expected_date_that_is_announced_is_another_state(app: Flask, after: After) -> None:
    deadline = make_deadline(date(2027, 2, 17), expected=True)
    feed = public_feed("deadlines")

    told = [feed(), after(lambda: deadline.revise({"expected": False}), feed)]
    told.append(after(lambda: deadline.revise({"source": "https://example.org/guide"}), feed))

    assert [one.of("STATUS") for one in told] == ["TENTATIVE", "CONFIRMED", "CONFIRMED"]
    assert rises(told[0], told[1])
    assert is_reworded(told[1], told[2])


# --- what moves nothing -----------------------------------------------------------------------


def test_two_rooms_that_are_one_move_nobody(make_event: MakeEvent, blue_hall: Room, after: After) -> None:
    """Invitations that are out stay those of now: nobody is told, and a "No" to one gives the seat back."""
    again = Room(name=translated("en", en="The Blue Hall"))
    db.session.add(again)
    make_event(room=again)
    feed = public_feed("events")

    before, now = feed(), after(lambda: blue_hall.absorb(again), feed)

    assert now.of("LOCATION") == "Blue Hall\\, Main Building"
    assert is_reworded(before, now)


def test_texts_move_nothing(make_event: MakeEvent, after: After) -> None:
    event = make_event()
    feed = public_feed("events")
    before = feed()

    for field in ("title", "summary", "description", "aim"):
        now = after(lambda field=field: event.revise({field: translated("en", en="Another")}), feed)  # type: ignore[misc]
        assert is_reworded(before, now)
        before = now


def test_a_programme_in_the_trash_is_no_category(make_event: MakeEvent, after: After) -> None:
    programme = make_programme()
    make_event(programmes=[programme])
    feed = public_feed("events")

    told = [feed(), after(programme.discard, feed), after(programme.restore, feed)]

    assert ["Jean Monnet" in one.of("CATEGORIES") for one in told] == [True, False, True]
    assert [is_reworded(*pair) for pair in pairwise(told)] == [True] * 2
