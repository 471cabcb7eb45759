"""Where a room is taken, another room and another hour are offered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import Account, Conference, Delegation, Event, InfoDay, Room
from models.alternatives import Alternatives
from models.conflicts import Conflicts
from models.event.proposal import Proposal
from support.db import db
from support.languages import translated

TEN = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
"""10:00 in Almaty on a Thursday."""
HOUR = timedelta(hours=1)


@pytest.fixture
def take(make_event: Callable[..., Event]) -> Callable[..., Event]:
    """An event in a room, at TEN for an hour unless told otherwise."""

    def take(room: Room, *, at: datetime = TEN, lasts: timedelta = HOUR, kind: type[Event] = InfoDay, **fields: Any) -> Event:
        return make_event(kind, starts_at=at, ends_at=at + lasts, room=room, **fields)

    return take


def rooms(**seats: int | None) -> list[Room]:
    made = [Room(name=translated("en", en=name), seats=number) for name, number in seats.items()]
    db.session.add_all(made)
    db.session.commit()
    return made


def wanted(room: Room, *, at: datetime = TEN, lasts: timedelta = HOUR, capacity: int | None = None) -> Proposal:
    return Proposal(starts_at=at, ends_at=at + lasts, timezone="Asia/Almaty", mode="on_site", room=room, capacity=capacity)


def ways_out(thing: Any, reader: Account | None = None) -> Alternatives | None:
    return Alternatives.to(Conflicts.of(thing, reader=reader))


def names(found: Alternatives | None) -> list[str]:
    assert found
    return [room.name["en"] for room in found.rooms]


@pytest.mark.databases("sqlite", "postgresql")
def test_the_rooms_nearest_in_seats_that_seat_all_are_offered(take: Any, blue_hall: Room) -> None:
    rooms(Small=20, Large=400, Fitting=45, Wide=90, Larger=500, Unknown=None)
    take(blue_hall)

    assert names(ways_out(wanted(blue_hall, capacity=40))) == ["Fitting", "Wide", "Large"]
    assert names(ways_out(wanted(blue_hall))) == ["Wide", "Fitting", "Small"]


def test_a_room_is_free_only_if_it_is_for_the_whole_booking(take: Any, blue_hall: Room) -> None:
    early, late, slow, joined_part = rooms(Early=120, Late=120, Slow=120, Part=120)
    slow.setup_minutes = 30
    joined = Room(name=translated("en", en="Joined"), seats=120, parts=[joined_part, blue_hall])
    db.session.add(joined)
    take(blue_hall)
    take(early, at=TEN - HOUR, lasts=timedelta(minutes=61))
    take(late, at=TEN + timedelta(minutes=59))
    take(slow, at=TEN - HOUR, lasts=timedelta(minutes=45))

    assert names(ways_out(wanted(blue_hall))) == ["Part"]


def test_the_room_is_free_again_after_what_takes_it(take: Any, blue_hall: Room) -> None:
    take(blue_hall)
    take(blue_hall, at=TEN + timedelta(minutes=90))
    first = ways_out(wanted(blue_hall, lasts=timedelta(minutes=30)))
    longer = ways_out(wanted(blue_hall))

    assert first and first.starts_at == TEN + HOUR
    assert longer and longer.starts_at == TEN + timedelta(minutes=150)


def test_setting_up_and_clearing_are_part_of_what_is_free(take: Any, blue_hall: Room) -> None:
    blue_hall.setup_minutes, blue_hall.clearing_minutes = 15, 30
    take(blue_hall)
    found = ways_out(wanted(blue_hall))

    assert found and found.starts_at == TEN + HOUR + timedelta(minutes=45)


def test_what_is_offered_is_over_by_eight_in_the_evening(take: Any, blue_hall: Room) -> None:
    take(blue_hall, lasts=9 * HOUR)
    in_time, too_long = (ways_out(wanted(blue_hall, lasts=lasts)) for lasts in (HOUR, 2 * HOUR))

    assert in_time and in_time.starts_at == TEN + 9 * HOUR
    assert too_long and too_long.starts_at is None


def test_a_stored_event_is_not_in_its_own_way(take: Any, blue_hall: Room) -> None:
    take(blue_hall)
    mine = take(blue_hall, at=TEN + timedelta(minutes=30))
    found = ways_out(mine)

    assert found and found.starts_at == TEN + HOUR


def test_nothing_is_asked_where_no_room_is_taken(take: Any, blue_hall: Room, count_queries: Any) -> None:
    rooms(Other=120)
    free, sunday = wanted(blue_hall), wanted(blue_hall, at=TEN + timedelta(days=3))
    against = [Conflicts.of(one) for one in (free, sunday)]

    with count_queries() as asked:
        assert [Alternatives.to(one) for one in against] == [None, None]
    assert asked == []


def test_a_hundred_rooms_are_asked_about_at_once(take: Any, blue_hall: Room, count_queries: Any) -> None:
    rooms(**{f"Room {number}": number for number in range(100)})
    take(blue_hall)
    against = Conflicts.of(wanted(blue_hall))
    db.session.expire_all()

    with count_queries() as asked:
        found = Alternatives.to(against)
    assert len([one for one in asked if "FROM occupations" in one]) == 1
    assert len(asked) <= 6
    assert len(names(found)) == 3


def test_of_what_one_may_not_see_nothing_is_told_but_that_it_is_taken(
    take: Any, blue_hall: Room, organiser: Account, admin: Account
) -> None:
    [other] = rooms(Other=120)
    secret = take(blue_hall, kind=Delegation, visibility="restricted")
    take(other, kind=Conference, visibility="restricted")
    of_both = [Conflicts.of(wanted(blue_hall), reader=reader) for reader in (admin, organiser)]

    assert [[one.other for one in conflicts] for conflicts in of_both] == [[secret], [None]]
    found = [Alternatives.to(conflicts) for conflicts in of_both]
    assert found[0] == found[1] == Alternatives(blue_hall, [], TEN + HOUR)
