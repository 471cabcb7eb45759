"""The worker: what it does about faults, in what order, and that several of them do everything once."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Select, event, select, text

from blueprints.outbox import worker as worker_module
from blueprints.outbox.courier import Courier
from blueprints.outbox.worker import _work
from models import Attendee, Event, Message, Registration
from models.message import CLAIM_LASTS
from support import clock
from support.db import db
from support.languages import translated
from support.mailer import mailer_for
from support.settings import Settings, changed, current, use
from tests.conftest import NOW
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
Work = Callable[[], None]
both = pytest.mark.databases("sqlite", "postgresql")


def write(*keys: str, occasion: str = "test", to: str = "chiara@example.org") -> list[Message]:
    for key in keys:
        Message.write(occasion, key=key, to=to, language="en")
    written = [db.session.scalars(select(Message).where(Message.key == key)).one() for key in keys]
    db.session.commit()
    return written


def state(message: Message) -> tuple[str, int, str]:
    db.session.refresh(message)
    return message.state, message.tries, message.error


@both
def test_a_passing_refusal_is_tried_again_after_pauses_that_double(app: Flask, post_office: PostOffice, work: Work) -> None:
    (message,) = write("test:1")
    post_office.answers["chiara@example.org"] = "450 4.2.1 Try later"

    work()
    assert state(message) == ("retrying", 1, "450 4.2.1 Try later")
    with clock.standing_at(NOW + timedelta(seconds=59)):
        work()
    assert state(message) == ("retrying", 1, "450 4.2.1 Try later")
    with clock.standing_at(NOW + timedelta(seconds=60)):
        work()
    assert state(message) == ("retrying", 2, "450 4.2.1 Try later")
    assert message.due_at == NOW + timedelta(seconds=60 + 120)

    post_office.answers.clear()
    with clock.standing_at(message.due_at):
        work()
    assert state(message) == ("sent", 3, "")
    assert len(post_office.mails) == 1


def test_a_permanent_refusal_ends_the_tries_and_stops_no_other_mail(app: Flask, post_office: PostOffice, work: Work) -> None:
    (refused,) = write("test:1", to="gone@example.org")
    (taken,) = write("test:2")
    post_office.answers["gone@example.org"] = "550 5.1.1 No such user"

    work()
    with clock.standing_at(NOW + timedelta(days=1)):
        work()

    assert state(refused) == ("failed", 1, "550 5.1.1 No such user")
    assert state(taken) == ("sent", 1, "")


def test_the_same_mail_keeps_its_identity_however_often_it_is_tried(app: Flask, post_office: PostOffice, work: Work) -> None:
    (message,) = write("test:1")
    seen: list[str] = []

    def defer_once(mail: Any) -> str:
        seen.append(mail["Message-ID"])
        return "250 Taken" if len(seen) > 1 else "451 4.3.0 Try later"

    post_office.rule = defer_once
    for minutes in (0, 1):
        with clock.standing_at(NOW + timedelta(minutes=minutes)):
            work()

    assert state(message) == ("sent", 2, "")
    assert seen[0] == seen[1]


def test_a_mail_that_cannot_be_rendered_stops_no_other(
    app: Flask, post_office: PostOffice, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    (broken,) = write("test:1", occasion="nonsense")
    (good,) = write("test:2")

    with caplog.at_level(logging.ERROR, "app"):
        work()

    assert state(broken) == ("retrying", 1, "KeyError: 'nonsense'")
    assert state(good) == ("sent", 1, "")
    assert [record.getMessage() for record in caplog.records] == [f"Mail {broken.id} cannot be rendered."]


def test_what_is_no_address_is_shown_as_failed(app: Flask, post_office: PostOffice, work: Work) -> None:
    (message,) = write("test:1", to="дана@example.org")

    work()

    assert state(message)[0] == "failed"
    assert state(message)[2].startswith("'дана@example.org' is not an address")
    assert post_office.mails == []


def test_an_outage_counts_against_no_mail_but_the_one_in_hand(
    app: Flask, post_office: PostOffice, work: Work, settings: Settings
) -> None:
    first, second, third = write("test:1", "test:2", "test:3")
    open_url = current().mail_url
    use(changed(mail_url="smtp://127.0.0.1:1"))

    work()

    assert [state(message)[:2] for message in (first, second, third)] == [("retrying", 1), ("retrying", 0), ("retrying", 0)]
    assert all("refused" in message.error for message in (first, second, third))
    use(changed(mail_url=open_url))
    with clock.standing_at(NOW + timedelta(minutes=1)):
        work()
    assert [state(message) for message in (first, second, third)] == [("sent", 2, ""), ("sent", 1, ""), ("sent", 1, "")]
    assert post_office.connections == 1


def test_what_a_worker_took_before_it_died_is_sent_by_another(app: Flask, post_office: PostOffice, work: Work) -> None:
    (message,) = write("test:1")
    Message.claim()
    db.session.commit()

    work()
    assert post_office.mails == []
    with clock.standing_at(NOW + CLAIM_LASTS + timedelta(seconds=1)):
        work()

    assert state(message) == ("sent", 2, "")
    assert len(post_office.mails) == 1


def test_an_old_claim_is_given_back_rather_than_used(app: Flask, post_office: PostOffice) -> None:
    """A slow server must not make a batch last longer than its claims: another worker would send the rest a second time."""
    first, second = write("test:1", "test:2")
    later = [NOW]
    post_office.rule = lambda mail: later.append(NOW + timedelta(minutes=3)) or "250 Taken"  # type: ignore[func-returns-value]
    courier = Courier(mailer_for(current()), threading.Event())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later[-1])
        courier.deliver_batch()

    assert state(first) == ("sent", 1, "")
    assert state(second) == ("waiting", 0, "")
    assert second.claimed_at is None


def test_whoever_is_asked_to_stop_finishes_the_mail_in_hand_and_gives_the_rest_back(app: Flask, post_office: PostOffice) -> None:
    first, second = write("test:1", "test:2")
    stopping = threading.Event()
    post_office.rule = lambda mail: stopping.set() or "250 Taken"  # type: ignore[func-returns-value]

    Courier(mailer_for(current()), stopping).deliver_batch()

    assert state(first) == ("sent", 1, "")
    assert state(second) == ("waiting", 0, "")
    assert second.claimed_at is None


def test_what_is_no_longer_true_is_not_sent(
    make_info_day: MakeEvent, bolat: Attendee, chiara: Attendee, dana: Attendee, post_office: PostOffice, work: Work
) -> None:
    """Somebody who registers and leaves within two seconds is told the outcome, not the way there."""
    info_day = make_info_day(capacity=1)
    left = info_day.register(replace(bolat, language="en"), answers={})
    info_day.register(chiara, answers={})
    left.cancel()

    work()

    states = {(message.occasion, message.name): message.state for message in db.session.scalars(select(Message))}
    assert states == {
        ("confirmed", bolat.name): "dropped",
        ("waiting", chiara.name): "dropped",
        ("cancelled", bolat.name): "sent",
        ("seat_given", chiara.name): "sent",
    }
    assert len(post_office.mails) == 2


def test_a_mail_about_what_was_removed_is_dropped_and_says_so(app: Flask, post_office: PostOffice, work: Work) -> None:
    (message,) = write("confirmed:gone", occasion="confirmed")

    work()

    assert state(message) == ("dropped", 1, "gone")


def test_moved_twice_before_the_worker_came_only_the_last_mail_brings_an_entry(
    make_info_day: MakeEvent, chiara: Attendee, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day()
    info_day.register(chiara, answers={})
    work()
    for _ in range(2):
        info_day.move(info_day.starts_at + timedelta(days=1), info_day.ends_at + timedelta(days=1))  # type: ignore[operator]

    work()

    leaves = [[part for part in mail.walk() if not part.is_multipart()] for mail in post_office.mails]
    carried = [[part.get_content_subtype() for part in mail] for mail in leaves]
    assert carried == [["plain", "html", "calendar", "ics"], ["plain", "html"], ["plain", "html", "calendar", "ics"]]


def test_a_reminder_is_written_again_only_for_a_new_date(
    make_info_day: MakeEvent, chiara: Attendee, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day()
    info_day.register(chiara, answers={})
    start = info_day.starts_at
    assert start
    with clock.standing_at(start - timedelta(hours=20)):
        work()
    info_day.revise({"summary": translated("en", en="Changed words are no new date.")})
    with clock.standing_at(start - timedelta(hours=19)):
        work()
        info_day.move(start + timedelta(hours=2), start + timedelta(hours=4))
    with clock.standing_at(start - timedelta(hours=18)):
        work()

    assert [mail["Subject"].partition(":")[0] for mail in post_office.mails] == [
        "You are registered",
        "Tomorrow",
        "New time",
        "Tomorrow",
    ]


def test_needs_are_forgotten_thirty_days_after_the_event(
    make_info_day: MakeEvent, chiara: Attendee, post_office: PostOffice, work: Work
) -> None:
    info_day = make_info_day()
    registration = info_day.register(replace(chiara, needs="A ramp"), answers={})
    work()
    assert info_day.ends_at

    with clock.standing_at(info_day.ends_at + timedelta(days=30)):
        work()
    assert db.session.scalar(select(Registration.needs)) == "A ramp"
    with clock.standing_at(info_day.ends_at + timedelta(days=30, hours=1)):
        work()
    db.session.refresh(registration)
    assert registration.needs == ""


@contextmanager
def pause_after_looking() -> Iterator[None]:
    """Whoever looked for due mails lingers, so that a second worker without a lock would look at the same ones."""

    def linger(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "ORDER BY messages.due_at" in statement:
            time.sleep(0.05)

    event.listen(Engine, "after_cursor_execute", linger)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", linger)


def deliver_with_workers(app: Flask, number: int) -> None:
    """So many workers begin at once and go on until nothing is due."""
    db.session.commit()
    together = threading.Barrier(number)

    def work() -> None:
        with clock.standing_at(NOW), app.app_context():
            courier = Courier(mailer_for(current()), threading.Event())
            together.wait()
            while courier.deliver_batch():
                pass

    with ThreadPoolExecutor(number) as pool:
        for done in [pool.submit(work) for _ in range(number)]:
            done.result()


@both
def test_two_workers_send_every_mail_once(app: Flask, post_office: PostOffice) -> None:
    keys = [f"test:{number}" for number in range(60)]
    write(*keys)

    with pause_after_looking():
        deliver_with_workers(app, 2)

    assert Counter(Counter(mail["Message-ID"] for mail in post_office.mails).values()) == {1: 60}
    assert Message.counts()["sent"] == 60


@pytest.mark.databases("postgresql")
def test_without_the_lock_two_workers_would_send_mails_twice(
    app: Flask, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above would notice: a lock that is never missed proves nothing."""
    write(*(f"test:{number}" for number in range(20)))
    monkeypatch.setattr(Select, "with_for_update", lambda self, **options: self)

    with pause_after_looking():
        deliver_with_workers(app, 2)

    assert Counter(Counter(mail["Message-ID"] for mail in post_office.mails).values())[2] > 0


def test_the_worker_goes_on_after_the_database_did_not_answer(
    app: Flask, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (message,) = write("test:1")
    db.session.execute(text("ALTER TABLE messages RENAME TO away"))
    db.session.commit()
    monkeypatch.setattr(worker_module, "PAUSE", 0.02)
    courier = Courier(mailer_for(current()), threading.Event())

    def work() -> None:
        with clock.standing_at(NOW):
            _work(app, courier)

    with caplog.at_level(logging.ERROR, "app"), ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        wait_until(lambda: bool(caplog.records))
        db.session.execute(text("ALTER TABLE away RENAME TO messages"))
        db.session.commit()
        wait_until(lambda: bool(post_office.mails))
        courier.stopping.set()
        working.result(5)

    assert {record.getMessage() for record in caplog.records} == {"The worker goes on after a fault."}
    assert state(message) == ("sent", 1, "")


def test_sigterm_lets_the_worker_finish_its_mail(app: Flask, post_office: PostOffice, settings: Settings) -> None:
    messages = write("test:1", "test:2")
    for message in messages:
        message.due_at = datetime(2020, 1, 1, tzinfo=UTC)  # the process has a clock of its own
    db.session.commit()
    post_office.delay = 1
    environment = {
        **os.environ,
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE": str(settings.instance),
        "MAIL_URL": post_office.url,
    }

    process = subprocess.Popen([sys.executable, "-m", "flask", "--app", "app", "worker"], env=environment, cwd=settings.root)
    try:
        wait_until(lambda: post_office.connections > 0, seconds=90)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
        process.wait()

    assert process.returncode == 0
    assert [state(message)[0] for message in messages] == ["sent", "waiting"]
    assert len(post_office.mails) == 1


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
