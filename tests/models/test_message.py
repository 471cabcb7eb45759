"""The outbox's rows: written once, claimed by one, tried for days."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Select, select

from models import Job, Message
from models.message import CLAIM_LASTS, MOST_TRIES
from support import clock
from support.db import db
from tests.conftest import NOW

both = pytest.mark.databases("sqlite", "postgresql")


def write(key: str = "test:1") -> Message:
    Message.write("test", key=key, to="chiara@example.org", language="en")
    db.session.commit()
    return db.session.scalars(select(Message).where(Message.key == key)).one()


def claim() -> list[str]:
    """The keys of what a worker gets."""
    keys = [message.key for message in Message.claim()]
    db.session.commit()
    return keys


@both
def test_an_occasion_is_written_about_once(app: Flask) -> None:
    assert Message.write("test", key="moved:a:1", to="chiara@example.org", language="en", old="10:00")
    assert not Message.write("test", key="moved:a:1", to="dana@example.org", language="ru", old="11:00")

    (message,) = db.session.scalars(select(Message))
    assert (message.to, message.facts, message.state, message.due_at) == ("chiara@example.org", {"old": "10:00"}, "waiting", NOW)


@both
def test_what_one_worker_took_no_other_gets_until_the_claim_lapses(app: Flask) -> None:
    write()

    assert claim() == ["test:1"]
    assert claim() == []
    with clock.standing_at(NOW + CLAIM_LASTS):
        assert claim() == []
    with clock.standing_at(NOW + CLAIM_LASTS + timedelta(seconds=1)):
        assert claim() == ["test:1"]


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("locking", [True, False])
def test_two_workers_that_claim_at_the_same_moment_get_different_mails(
    locking: bool, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without FOR UPDATE SKIP LOCKED both would get the same: that is what the lock is for."""
    for number in range(6):
        write(f"test:{number}")
    if not locking:
        monkeypatch.setattr(Select, "with_for_update", lambda self, **options: self)

    with db.session.no_autoflush:
        first = {message.key for message in Message.claim(3)}
        with app.app_context():
            second = {message.key for message in Message.claim(3)}
            db.session.rollback()

    assert len(first) == len(second) == 3
    assert first.isdisjoint(second) == locking
    db.session.rollback()


def test_only_who_still_holds_a_claim_may_say_what_became_of_the_mail(app: Flask) -> None:
    message = write()
    claim()

    assert Message.claimed(message.id, NOW) is message
    assert Message.claimed(message.id, NOW - timedelta(seconds=1)) is None
    message.postpone("450 Try later")
    assert Message.claimed(message.id, NOW) is None


def test_pauses_double_up_to_four_hours_and_end_after_three_days(app: Flask) -> None:
    message, pauses, moment = write(), [], NOW

    for _ in range(MOST_TRIES):
        with clock.standing_at(moment):
            assert claim() == ["test:1"]
            message.postpone("450 Try later")
            pauses.append((message.due_at - moment) // timedelta(minutes=1))
            moment = message.due_at
            db.session.commit()

    assert pauses[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert (message.state, message.tries, message.error) == ("failed", MOST_TRIES, "450 Try later")
    assert timedelta(days=2) < moment - NOW < timedelta(days=4)
    with clock.standing_at(moment + timedelta(days=1)):
        assert claim() == []


def test_a_claim_that_was_not_used_is_no_try(app: Flask) -> None:
    message = write()
    claim()

    message.release(timedelta(minutes=1), "Connection refused")
    db.session.commit()

    assert (message.tries, message.state, message.error) == (0, "retrying", "Connection refused")
    assert claim() == []
    with clock.standing_at(NOW + timedelta(minutes=1)):
        assert claim() == ["test:1"]


@pytest.mark.parametrize("settled", [Message.delivered, lambda m: m.refuse("550"), lambda m: m.drop("gone")])
def test_what_is_settled_is_not_due_until_somebody_sends_it_again(settled: object, app: Flask) -> None:
    message = write()
    claim()
    assert message.send_again() is False
    settled(message)  # type: ignore[operator]
    db.session.commit()
    assert message.state in ("sent", "failed", "dropped")
    with clock.standing_at(NOW + timedelta(days=30)):
        assert claim() == []

        assert message.send_again() is True
        db.session.commit()

        assert (message.state, message.tries, message.error) == ("waiting", 0, "")
        assert claim() == ["test:1"]


@both
def test_states_are_counted_by_the_database_as_the_mails_say_themselves(app: Flask) -> None:
    acts = {"waiting": None, "retrying": Message.postpone, "failed": Message.refuse, "sent": None, "dropped": Message.drop}
    for number, (state, act) in enumerate(acts.items()):
        for copy in range(number + 1):
            message = write(f"{state}:{copy}")
            message.tries = 1
            if act:
                act(message, "Why")
            elif state == "sent":
                message.delivered()
            assert message.state == state
    db.session.commit()

    assert Message.counts() == {"waiting": 1, "retrying": 2, "failed": 3, "sent": 4, "dropped": 5}
    assert set(db.session.scalars(select(Message.key).where(Message.state == "retrying"))) == {"retrying:0", "retrying:1"}


def test_the_oldest_due_mail_tells_how_long_no_worker_came(app: Flask) -> None:
    assert Message.oldest_due() is None
    write()
    with clock.standing_at(NOW + timedelta(hours=1)):
        write("test:2")
        assert Message.oldest_due() == NOW


@both
def test_a_job_is_begun_by_one_worker_and_again_after_its_pause(app: Flask) -> None:
    every = timedelta(minutes=5)

    def begun() -> bool:
        due = Job.is_due("remind", every=every)
        ours = Job.claim("remind", every=every)
        db.session.commit()
        assert due == ours
        return ours

    assert [begun(), begun()] == [True, False]
    with clock.standing_at(NOW + every - timedelta(seconds=1)):
        assert not begun()
    with clock.standing_at(NOW + every):
        assert [begun(), begun()] == [True, False]
