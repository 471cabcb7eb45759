"""Feeds: what is in them, and when their bytes change."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta

import pytest
from flask import Flask

from models import (
    AgendaSession,
    Attendee,
    Conference,
    Delegation,
    Event,
    InfoDay,
    Organisation,
    QASession,
    Room,
    calendar_state,
    kept_feeds,
    rendered_entries,
)
from models.public_feeds import PublicFeed
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import lines, make_deadline, make_programme, seen, values

MakeEvent = Callable[..., Event]
LATER = timedelta(minutes=10)


def content(name: str = "all", code: str = "en") -> bytes:
    """A feed as it is now; what a test changed is stored before, as a request would have done."""
    db.session.commit()
    feed = PublicFeed.named(name)
    assert feed is not None
    return feed.calendar.in_language(code, publisher="Alatau University").content


def forget() -> None:
    """As another process, which has not rendered anything."""
    for memory in (kept_feeds.made_feeds, rendered_entries._kept):
        memory.clear()
    calendar_state._kept = None


@pytest.mark.databases("sqlite", "postgresql")
def test_each_feed_has_its_own(app: Flask, make_event: MakeEvent) -> None:
    programme = make_programme()
    info_day = make_event(InfoDay, programmes=[programme])
    events = [info_day, *(make_event(kind) for kind in (Conference, Delegation, QASession))]
    deadlines = [make_deadline(date(2027, 2, 17), time(17), programmes=[programme]), make_deadline(date(2027, 3, 17))]

    found = {feed.name: set(seen(content(feed.name))) for feed in PublicFeed.all()}

    assert found == {
        "events": {event.uid for event in events},
        "info-days": {info_day.uid},
        "conferences": {events[1].uid},
        "delegations": {events[2].uid},
        "qa-sessions": {events[3].uid},
        "deadlines": {deadline.uid for deadline in deadlines},
        "all": {entry.uid for entry in [*events, *deadlines]},
    }
    assert set(seen(content("programmes/jean-monnet-modules"))) == {info_day.uid, deadlines[0].uid}


@pytest.mark.parametrize("name", ["nothing", "programmes/nothing", "programmes/", "", "personal/events"])
def test_there_are_no_other_feeds(app: Flask, name: str) -> None:
    assert PublicFeed.named(name) is None


@pytest.mark.databases("sqlite", "postgresql")
def test_the_same_state_gives_the_same_bytes_in_every_process(make_event: MakeEvent) -> None:
    make_event()
    make_event(Conference, starts_at=clock.now() + timedelta(days=3), precision="day")
    make_deadline(date(2027, 2, 17), time(17))
    first = content()

    with clock.standing_at(clock.now() + LATER):
        forget()
        assert content() == first
        assert content() == first


def test_two_changes_within_a_second_are_two(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    titles = []
    for title in ("One", "Two", "Three"):
        info_day.revise({"title": translated("en", en=title)})
        titles += [entry.summary for entry in seen(content()).values()]

    assert titles == ["One", "Two", "Three"]


def test_a_move_and_a_cancellation_are_told(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    before = seen(content())[info_day.uid]
    assert info_day.starts_at and info_day.ends_at

    info_day.move(info_day.starts_at + timedelta(days=1), info_day.ends_at + timedelta(days=1))
    moved = seen(content())[info_day.uid]
    info_day.cancel(translated("en", en="The hall is closed."))
    cancelled = seen(content())[info_day.uid]

    assert (before.sequence, moved.sequence, cancelled.sequence) == (1, 2, 3)
    assert moved.starts == info_day.starts_at
    assert (moved.status, cancelled.status) == ("CONFIRMED", "CANCELLED")


def test_a_registration_changes_nothing(make_info_day: MakeEvent, chiara: Attendee) -> None:
    info_day = make_info_day(capacity=1)
    before = content()

    with clock.standing_at(clock.now() + LATER):
        info_day.register(chiara, answers={}).cancel()
        forget()

        assert content() == before


def test_what_entries_name_may_be_renamed_and_calendars_follow(make_info_day: MakeEvent, blue_hall: Room) -> None:
    programme, host = make_programme(), Organisation(name=translated("en", en="Alatau University"))
    make_info_day(room=blue_hall, host=host, programmes=[programme])
    deadline = make_deadline(date(2027, 2, 17), programmes=[programme])
    told = [content()]

    renames = [
        (blue_hall, "name", "Red Hall"),
        (host, "name", "Tau University"),
        (programme, "name", "Chairs"),
        (deadline.call, "title", "Cards abroad"),
    ]
    for minute, (thing, field, name) in enumerate(renames, start=1):
        with clock.standing_at(clock.now() + timedelta(minutes=minute)):
            setattr(thing, field, translated("en", en=name))
            told.append(content())
        assert name in told[-1].decode() and name not in told[-2].decode()

    assert [values(content, "DTSTAMP") for content in told] == [
        ["20261120T060000Z", "20261120T060000Z"],
        ["20261120T060100Z", "20261120T060000Z"],
        ["20261120T060200Z", "20261120T060000Z"],
        ["20261120T060300Z", "20261120T060300Z"],
        ["20261120T060300Z", "20261120T060400Z"],
    ]
    assert [values(content, "SEQUENCE") for content in told] == [["1", "0"]] * 5


def test_a_programme_in_the_trash_is_in_no_category_until_it_comes_back(make_info_day: MakeEvent) -> None:
    """In every process alike: what one had written already is written anew."""
    programme, stays = make_programme(), make_programme("chairs", en="Chairs")
    make_info_day(programmes=[programme])
    make_deadline(date(2027, 2, 17), programmes=[programme, stays])
    told = [content()]

    for minute, change in enumerate((programme.discard, programme.restore), start=1):
        with clock.standing_at(clock.now() + timedelta(minutes=minute)):
            change()
            told.append(content())
            forget()
            assert content() == told[-1]

    both = ["Information day,Jean Monnet Modules", "Deadline,Jean Monnet Modules,Chairs"]
    assert [values(content, "CATEGORIES") for content in told] == [both, ["Information day", "Deadline,Chairs"], both]
    assert [values(content, "LAST-MODIFIED") for content in told] == [
        ["20261120T060000Z", "20261120T060000Z"],
        ["20261120T060100Z", "20261120T060100Z"],
        ["20261120T060200Z", "20261120T060200Z"],
    ]


def test_a_host_in_the_trash_goes_on_showing(make_info_day: MakeEvent, blue_hall: Room) -> None:
    """What others name is not hidden (docs/decisions/0010), so nothing is told anew."""
    host = Organisation(name=translated("en", en="Padua"))
    make_info_day(host=host, organisers=[host], room=blue_hall, starts_at=clock.now() - timedelta(days=7))
    before = content()

    host.discard()
    blue_hall.discard()
    db.session.commit()
    forget()

    assert content() == before
    assert "Host: Padua" in before.decode()


def test_calendars_follow_a_changed_agenda(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    row = AgendaSession(title=translated("en", en="Opening"), starts_at=info_day.starts_at)
    changes: list[Callable[[], object]] = [
        lambda: info_day.agenda.append(row),
        lambda: setattr(row, "place", translated("en", en="Room 5")),
        lambda: info_day.agenda.remove(row),
    ]
    stamps = []
    for minute, change in enumerate(changes, start=1):
        with clock.standing_at(clock.now() + timedelta(minutes=minute)):
            change()
            stamps += values(content(), "LAST-MODIFIED")

    assert stamps == ["20261120T060100Z", "20261120T060200Z", "20261120T060300Z"]


def test_what_is_long_past_leaves_and_what_was_cancelled_leaves_sooner(make_info_day: MakeEvent) -> None:
    held, cancelled = make_info_day(), make_info_day()
    cancelled.cancel(translated("en", en="The hall is closed."))
    deadline = make_deadline(date(2026, 11, 27), time(11))
    in_feed = []
    for days in (7, 34, 37, 98, 101):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            in_feed.append(set(seen(content())))

    everything, without_cancelled = {held.uid, cancelled.uid, deadline.uid}, {held.uid, deadline.uid}
    assert in_feed == [everything, everything, without_cancelled, without_cancelled, set()]


def test_a_date_that_was_replaced_leaves(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17))
    assert set(seen(content())) == {deadline.uid}

    deadline.superseded = True

    assert seen(content()) == {}


def test_an_empty_feed_has_a_name_and_a_zone(app: Flask) -> None:
    assert lines(content("info-days", "en")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qonaq//Events//EN",
        "NAME:Information days · Alatau University",
        "X-WR-CALNAME:Information days · Alatau University",
        "COLOR:royalblue",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "SOURCE;VALUE=URI:http://localhost/calendars/info-days.ics?lang=en",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-TIMEZONE:Asia/Almaty",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Almaty",
        "BEGIN:STANDARD",
        "DTSTART:20240301T000000",
        "TZNAME:+05",
        "TZOFFSETFROM:+0600",
        "TZOFFSETTO:+0500",
        "END:STANDARD",
        "END:VTIMEZONE",
        "END:VCALENDAR",
        "",
    ]


def test_a_known_feed_costs_one_query_and_a_change_only_what_changed(
    make_info_day: MakeEvent, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    events = [make_info_day() for _ in range(20)]
    make_deadline(date(2027, 2, 17), time(17))
    content()

    with count_queries() as within_a_second:
        content()
    with clock.standing_at(clock.now() + timedelta(seconds=1)), count_queries() as warm:
        content()
    events[3].revise({"title": translated("en", en="Another title")})
    db.session.commit()
    db.session.expunge_all()
    with count_queries() as changed:
        content()

    assert [sum("SELECT" in statement for statement in told) for told in (within_a_second, warm)] == [0, 1]
    assert sum("SELECT" in statement for statement in changed) == 4  # the state, the rows, the one event, its programmes
