"""How often a password may be tried, whatever process is asked and whatever a visitor says of their address."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing.synchronize import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from models import Account
from models.account import Door, Try
from support import clock
from support.db import db
from support.settings import Settings
from tests.conftest import NOW
from tests.page_client import PageClient

both = pytest.mark.databases("sqlite", "postgresql")
HERE, THERE = "192.0.2.7", "198.51.100.9"


def knock(email: str = "madina@example.org", address: str = HERE, *, familiar: bool = False) -> int:
    """Try a password that is wrong; how many seconds one has to wait."""
    door = Door(email, address, familiar=familiar)
    made = door.knock()
    db.session.commit()
    wait = door.wait_after(made)
    db.session.commit()
    return wait


@both
def test_ten_tries_are_let_through_and_then_the_window_moves(app: Flask) -> None:
    for minute in range(10):
        with clock.standing_at(NOW + timedelta(seconds=30 * minute)):
            assert knock() == 0

    with clock.standing_at(NOW + timedelta(minutes=5)):
        assert knock() == 300, "until the first is ten minutes old"
        assert knock() == 300, "one that had to wait counts no longer"
    with clock.standing_at(NOW + timedelta(minutes=10)):
        assert knock() == 0
        assert knock() == 30


def test_another_account_and_another_network_are_not_concerned(app: Flask) -> None:
    assert [knock() for _ in range(11)][-1] > 0

    assert knock("yerlan@example.org") == 0
    assert knock(address=THERE) == 0


def test_one_network_cannot_try_one_account_after_another(app: Flask) -> None:
    assert {knock(f"{number}@example.org") for number in range(200)} == {0}

    assert knock("madina@example.org") > 0
    assert knock("madina@example.org", THERE) == 0


def test_many_networks_cannot_try_one_account_but_its_owner_comes_in_from_where_they_were_before(app: Flask) -> None:
    assert {knock(address=f"203.0.113.{number}") for number in range(50)} == {0}

    assert knock(address=THERE) > 0
    assert knock(address=HERE, familiar=True) == 0


def test_a_network_is_familiar_once_the_account_signed_in_from_it(app: Flask, organiser: Account) -> None:
    assert not Account.door(organiser.email, HERE).familiar
    organiser.sign_in(address=HERE, agent="")
    db.session.commit()

    assert Account.door("MADINA@example.org ".strip(), HERE).familiar
    assert not Account.door(organiser.email, THERE).familiar
    assert not Account.door("nobody@example.org\x00", HERE).familiar


def test_of_an_account_only_a_digest_is_kept(app: Flask) -> None:
    knock("my-password-in-the-wrong-field")

    kept = db.session.scalars(select(Try)).one()
    assert "password" not in f"{kept.account} {kept.network} {kept.agent}" and len(kept.account) == 64


def test_old_tries_are_removed_by_the_worker(app: Flask, work: Callable[[], None]) -> None:
    knock()
    work()
    assert db.session.scalar(select(func.count(Try.id))) == 1
    with clock.standing_at(NOW + timedelta(days=8)):
        work()

    assert db.session.scalar(select(func.count(Try.id))) == 0


def guess(settings: Settings, start: Barrier, results: "multiprocessing.Queue[int]") -> None:
    """What one process does: six guesses, as quickly as it can."""
    app = create_app(settings)
    app.test_client_class = PageClient
    with clock.standing_at(NOW), app.app_context():
        client: PageClient = app.test_client()  # type: ignore[assignment]
        token = client.page("/login").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
        start.wait(60)
        for _ in range(6):
            form = {"email": "madina@example.org", "password": "a guess", "csrf_token": token}
            results.put(client.post("/login", data=form).status_code)


@both
def test_two_processes_count_together(app: Flask, settings: Settings, organiser: Account) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(2), context.Queue()
    processes = [context.Process(target=guess, args=(settings, start, results)) for _ in range(2)]
    for process in processes:
        process.start()
    found = Counter(results.get(timeout=120) for _ in range(12))
    for process in processes:
        process.join(60)

    more = [knock(address="127.0.0.1") for _ in range(3)]
    assert set(found) <= {422, 429}
    assert found[422] + more.count(0) == 10, "two who come at once for the last try may both be told to wait"
    assert db.session.scalar(select(func.count(Try.id))) == 10


def tries_from(settings: Settings, proxies: int, forwarded: Callable[[int], str]) -> list[int]:
    """Twelve guesses whose X-Forwarded-For is chosen by the guesser, as they arrive from one machine."""
    app = create_app(replace(settings, proxies=proxies))
    app.test_client_class = PageClient
    with clock.standing_at(NOW), app.app_context():
        client: PageClient = app.test_client()  # type: ignore[assignment]
        token = client.page("/login").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
        form = {"email": "madina@example.org", "password": "a guess", "csrf_token": token}
        return [
            client.post("/login", data=form, headers={"X-Forwarded-For": forwarded(number)}).status_code for number in range(12)
        ]


def test_without_a_proxy_nobody_chooses_their_address(app: Flask, settings: Settings) -> None:
    assert tries_from(settings, 0, lambda number: f"203.0.113.{number}") == [422] * 10 + [429] * 2


def test_behind_a_proxy_what_a_visitor_wrote_before_it_does_not_count(app: Flask, settings: Settings) -> None:
    """The proxy adds the address that it saw at the right."""
    forged = tries_from(settings, 1, lambda number: f"203.0.113.{number}, {HERE}")
    assert forged == [422] * 10 + [429] * 2
    assert set(db.session.scalars(select(Try.network))) == {HERE}


def test_behind_a_proxy_two_visitors_are_two(app: Flask, settings: Settings) -> None:
    assert tries_from(settings, 1, lambda number: HERE if number % 2 else THERE) == [422] * 12
