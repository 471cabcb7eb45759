"""Of those who want one room at the same moment, one has it and the others are told."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import Event, InfoDay, Occupation, Room
from models.conflicts import Conflicts
from models.event.proposal import Proposal
from support.db import db, writing
from support.languages import translated
from tests.models.test_races import TRIES, both, in_threads

START = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
CROWD = 6


class Refused(Exception):
    """Somebody else has the room."""


def book(room_ids: Iterable[int]) -> None:
    """What saving a form does: ask, and go on only where nothing is in the way."""
    for room in [db.session.get(Room, one) for one in room_ids]:
        fields = {"starts_at": START, "ends_at": START + timedelta(hours=1), "room": room}
        if Conflicts.of(Proposal(timezone="Asia/Almaty", mode="on_site", **fields), locking=True).hard:
            raise Refused
        time.sleep(0.02)
        InfoDay.draft(title=translated("en", en="Info day"), **fields)
        db.session.flush()


@pytest.fixture
def rooms(app: Flask) -> list[int]:
    made = [Room(name=translated("en", en=name)) for name in ("D3", "D4")]
    made.append(Room(name=translated("en", en="D3+D4"), parts=list(made)))
    db.session.add_all(made)
    db.session.commit()
    return [room.id for room in made]


def rush(app: Flask, wanted: list[list[int]]) -> tuple[Counter[str], int]:
    """Everybody books at once; how they fared, and how many events there are then."""
    db.session.commit()
    tasks: list[Callable[[], None]] = [lambda those=those: book(those) for those in wanted]  # type: ignore[misc]
    outcome = in_threads(app, tasks)
    db.session.rollback()
    return outcome, db.session.scalar(select(func.count()).select_from(Event)) or 0


@both
def test_of_six_who_want_a_room_one_has_it(app: Flask, rooms: list[int]) -> None:
    assert rush(app, [[rooms[0]]] * CROWD) == ({"done": 1, "Refused": CROWD - 1}, 1)


@both
def test_joined_rooms_and_their_parts_do_not_pass_each_other(app: Flask, rooms: list[int]) -> None:
    d3, _d4, joined = rooms
    assert rush(app, [[d3], [joined]] * 3) == ({"done": 1, "Refused": 5}, 1)


@both
def test_without_the_lock_two_pass(app: Flask, rooms: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(_resources: object) -> None:
        """What `lock` would be if it locked nothing."""

    monkeypatch.setattr(Occupation, "lock", unlocked)
    monkeypatch.setattr("support.db.writing", type("Never", (), {"get": staticmethod(lambda: False), "set": writing.set})())
    assert any(rush(app, [[rooms[0]]] * CROWD)[0] != {"done": 1, "Refused": CROWD - 1} for _ in range(TRIES))
