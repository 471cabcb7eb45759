"""What followers of programmes are told, and when: each thing once, one mail a day, nothing lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Call, Deadline, Follower, Following, Message, Person, Programme
from models.confirmable import ASKED_FOR, LINK_AGAIN_AFTER
from models.digest import Digests, times
from models.follower import LEAVING
from models.news import Item, News
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW

both = pytest.mark.databases("sqlite", "postgresql")
MORNING = datetime(2026, 11, 21, 4, 1, tzinfo=UTC)
"""A minute past nine in Almaty on the day after NOW, which is a Friday, 11:00."""
A_DAY = timedelta(days=1)

MakeDeadline = Callable[..., Deadline]
MakeFollower = Callable[..., Follower]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def make_programme(name: str) -> Programme:
    programme = Programme()
    programme.revise({"name": translated("en", en=name)})
    db.session.commit()
    return programme


@pytest.fixture
def chair(app: Flask) -> Programme:
    return make_programme("Jean Monnet Chair")


@pytest.fixture
def mobility(app: Flask) -> Programme:
    return make_programme("International Credit Mobility")


@pytest.fixture
def make_deadline(app: Flask, chair: Programme) -> MakeDeadline:
    """The chair's deadline of 2 March 2027, 17:00 in Brussels, known for long, with anything else."""

    def make_deadline(
        on: date = date(2027, 3, 2), hour: time | None = time(17), timezone: str = "Europe/Brussels", **fields: Any
    ) -> Deadline:
        with clock.standing_at(fields.pop("known_since", NOW - timedelta(days=90))):
            deadline = Deadline(call=fields.pop("call", None) or Call.of([chair], on.year))
            deadline.set_date(on, hour, timezone)
            deadline.revise(fields)
            db.session.commit()
        return deadline

    return make_deadline


@pytest.fixture
def make_follower(app: Flask) -> MakeFollower:
    """Somebody who follows programmes, or everything, since NOW."""

    def make_follower(*programmes: Programme | None, email: str = "chiara@example.org", **fields: Any) -> Follower:
        for programme in programmes:
            Follower.ask(email, "en", programme)
        follower = db.session.scalars(select(Follower).where(Follower.email_key == email)).one()
        follower.confirm()
        for name, value in fields.items():
            setattr(follower, name, value)
        db.session.query(Message).delete()
        db.session.commit()
        return follower

    return make_follower


def tell(moment: datetime, *, sent: bool = True) -> int:
    """The worker's round at a moment; how many mails it wrote, and sent."""
    with clock.standing_at(moment):
        before = len(news())
        while Digests.write():
            db.session.commit()
        for message in news()[before:] if sent else ():
            message.delivered()
        db.session.commit()
    return len(news()) - before


def news() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.occasion == "news").order_by(Message.id)))


def told(message: Message) -> list[tuple[str, date]]:
    """What a mail says, as (manner, date)."""
    assert message.follower
    items = News(*times(message)).of(message.follower)
    return [(item.manner, item.deadline.on) for item in items]


def _read(message: Message) -> list[Item]:
    """What a mail says to whoever it goes to, as they are now."""
    db.session.expire_all()
    assert message.follower
    since, until = times(message)
    return News.for_one(message.follower, since, until, until)


def days(since: datetime, until: datetime) -> list[tuple[str, str]]:
    """All news between two moments, as (topic, manner)."""
    return [(item.topic, item.manner) for item in News(since, until).items()]


class TestNews:
    def test_30_7_and_1_days_before_each_is_news_on_its_day_alone(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline()
        mornings = [datetime(2027, 1, 25, 4, 5, tzinfo=UTC) + A_DAY * number for number in range(40)]

        found = {(deadline.on - morning.date()).days: days(before, morning) for before, morning in pairwise(mornings)}

        assert {left: items for left, items in found.items() if items} == {
            30: [("30", "left")],
            7: [("7", "left")],
            1: [("1", "left")],
        }

    def test_days_that_were_missed_are_one_piece_of_news_about_those_that_are_left(self, make_deadline: MakeDeadline) -> None:
        make_deadline()
        before, after = datetime(2027, 1, 29, 4, tzinfo=UTC), datetime(2027, 2, 24, 4, tzinfo=UTC)

        assert days(before, after) == [("7", "left"), ("30", "left")]

    def test_what_is_past_is_no_news(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline()
        assert days(MORNING, deadline.sorted_at - timedelta(minutes=1)) != []

        assert days(MORNING, deadline.sorted_at) == []

    @pytest.mark.parametrize("fields", [{"expected": True}, {"superseded": True}, {"visibility": "university"}])
    def test_guesses_what_was_replaced_and_what_is_for_the_university_are_no_news(
        self, make_deadline: MakeDeadline, fields: dict[str, Any]
    ) -> None:
        deadline, last_days = make_deadline(**fields), datetime(2027, 3, 1, 4, tzinfo=UTC)
        assert days(MORNING, last_days) == []

        deadline.revise({"expected": False, "superseded": False, "visibility": "public"})
        db.session.commit()

        assert days(MORNING, last_days) != []

    def test_a_call_that_opens_closes_with_its_own_deadline_and_not_with_a_step_before_it(
        self, make_deadline: MakeDeadline, chair: Programme
    ) -> None:
        call = Call.of([chair], 2027)
        make_deadline(date(2026, 11, 21), None, kind="opens", call=call)
        end = make_deadline(call=call)
        make_deadline(date(2027, 2, 15), kind="internal", call=call)
        make_deadline(date(2027, 2, 20), kind="internal", call=call, days_before=10, counted_from=end)

        [item] = [item for item in News(NOW, MORNING).items() if item.manner == "opened"]

        assert item.closes is end

    def test_an_extension_is_told_with_what_the_date_was(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline()
        with clock.standing_at(NOW):
            deadline.set_date(date(2027, 3, 16), time(12), "Europe/Brussels")
            db.session.commit()

        (item,) = News(NOW - A_DAY, MORNING).items()

        assert (item.topic, item.manner, item.extended, item.was and item.was.on) == ("moved", "later", True, date(2027, 3, 2))
        assert days(NOW, MORNING) == []

    def test_several_moves_are_told_as_one_from_the_first_to_the_last(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline()
        for number, on in enumerate((date(2027, 3, 16), date(2027, 2, 16)), 1):
            with clock.standing_at(NOW + timedelta(hours=number)):
                deadline.set_date(on, time(17), "Europe/Brussels")
                db.session.commit()

        (item,) = News(NOW, MORNING).items()

        assert (item.manner, item.deadline.on, item.was and item.was.on) == ("earlier", date(2027, 2, 16), date(2027, 3, 2))

    def test_what_was_moved_back_did_not_move(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline()
        deadline.set_date(date(2027, 3, 16), time(17), "Europe/Brussels")
        db.session.commit()
        assert days(NOW - A_DAY, MORNING) == [("moved", "later")]

        deadline.set_date(date(2027, 3, 2), time(17), "Europe/Brussels")
        db.session.commit()

        assert days(NOW - A_DAY, MORNING) == []

    def test_a_guess_that_is_announced_is_announced_and_not_moved(self, make_deadline: MakeDeadline) -> None:
        deadline = make_deadline(expected=True)
        deadline.set_date(date(2027, 3, 4), time(17), "Europe/Brussels")
        deadline.revise({"expected": False})
        db.session.commit()

        assert days(NOW - A_DAY, MORNING) == [("opened", "announced")]

    def test_a_slip_that_was_put_right_is_no_news(self, make_deadline: MakeDeadline) -> None:
        make_deadline().set_date(date(2027, 3, 3), time(17), "Europe/Brussels", slip=True)
        db.session.commit()

        assert days(NOW - A_DAY, MORNING) == []

    @pytest.mark.parametrize(
        ("hour", "eve", "that_morning", "next_morning"),
        [(None, [], [("opened", "opened")], []), (time(12), [], [], [("opened", "opened")])],
    )
    def test_a_call_opens_at_its_hour_or_with_its_day(
        self, make_deadline: MakeDeadline, hour: time | None, eve: list[Any], that_morning: list[Any], next_morning: list[Any]
    ) -> None:
        make_deadline(date(2026, 12, 1), hour, kind="opens")
        nine = [datetime(2026, 11, 29, 4, tzinfo=UTC) + A_DAY * number for number in range(4)]

        assert [days(before, after) for before, after in pairwise(nine)] == [eve, that_morning, next_morning]

    def test_a_call_that_opened_says_until_when_one_can_apply(self, chair: Programme, make_deadline: MakeDeadline) -> None:
        call = Call.of([chair], 2027)
        make_deadline(date(2026, 12, 1), kind="opens", call=call)
        closes = make_deadline(call=call)

        def opened(until: datetime) -> list[Item]:
            return [item for item in News(NOW, until).items() if item.topic == "opened"]

        assert [item.closes for item in opened(datetime(2026, 12, 2, 4, tzinfo=UTC))] == [closes]
        assert opened(closes.sorted_at + A_DAY) == []


class TestDigests:
    @both
    def test_one_mail_is_written_a_day_and_none_without_news(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 12, 21))
        make_follower(chair)

        written = [tell(MORNING + timedelta(hours=hours)) for hours in (-1, 0, 5, 14, 24, 48)]

        assert written == [0, 1, 0, 0, 0, 0]
        assert [(message.key, told(message)) for message in news()] == [
            ("news:1:2026-11-21", [("left", date(2026, 11, 28)), ("left", date(2026, 12, 21))])
        ]

    def test_nobody_is_written_to_before_nine(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_follower(chair)

        assert tell(MORNING - timedelta(seconds=1)) == 0
        assert tell(MORNING) == 1

    def test_whoever_confirms_before_nine_is_told_the_same_morning(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        with clock.standing_at(MORNING - timedelta(hours=2)):
            make_follower(chair)

        assert tell(MORNING) == 1

    def test_what_happens_while_the_mails_are_written_is_told_the_next_day(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        deadline = make_deadline()
        make_follower(chair)
        with clock.standing_at(MORNING):
            deadline.set_date(date(2027, 3, 16), time(17), "Europe/Brussels")
            db.session.commit()

        assert [tell(MORNING + A_DAY * number) for number in range(3)] == [0, 1, 0]

    def test_days_without_a_worker_are_caught_up_and_nothing_is_told_twice(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 29))
        make_deadline(date(2026, 11, 23))
        moved = make_deadline()
        make_follower(chair)
        assert tell(MORNING) == 0
        with clock.standing_at(MORNING + A_DAY):
            moved.set_date(date(2027, 3, 9), time(17), "Europe/Brussels")
            db.session.commit()

        written = [tell(MORNING + A_DAY * number) for number in (3, 3, 4, 5)]

        assert written == [1, 0, 0, 0]
        assert told(news()[0]) == [("left", date(2026, 11, 29)), ("later", date(2027, 3, 9))]

    def test_a_mail_that_lay_in_the_outbox_over_night_is_said_in_the_next(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 12, 22))
        make_follower(chair)
        assert tell(MORNING, sent=False) == 1

        assert tell(MORNING + A_DAY) == 1

        first, second = news()
        assert (first.state, first.error) == ("dropped", "overtaken")
        assert told(second) == [("left", date(2026, 11, 28)), ("left", date(2026, 12, 22))]

    def test_everybody_hears_of_what_they_follow_and_want_to_hear(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme, mobility: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 11, 28), call=Call.of([mobility], 2026))
        make_deadline(date(2026, 12, 21), call=Call(year=2026, title=translated("en", en="A competition of our own")))
        make_follower(chair, email="chair@example.org")
        make_follower(chair, mobility, email="both@example.org")
        make_follower(None, email="all@example.org")
        make_follower(None, email="late@example.org", news=["30"])
        make_follower(None, email="moves@example.org", news=["moved"])

        assert tell(MORNING) == 4

        assert {message.to: len(told(message)) for message in news()} == {
            "chair@example.org": 1,
            "both@example.org": 2,
            "all@example.org": 3,
            "late@example.org": 1,
        }

    def test_what_is_not_confirmed_is_told_to_nobody(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme, mobility: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_follower(mobility)
        Follower.ask("chiara@example.org", "en", chair)
        Follower.ask("dana@example.org", "ru", chair)
        db.session.commit()

        assert tell(MORNING) == 0

        Follower.of(Account(email="chiara@example.org")).confirm()  # type: ignore[union-attr]
        db.session.commit()
        with clock.standing_at(MORNING):
            db.session.query(Follower).update({"told_at": NOW})
        assert tell(MORNING) == 1

    def test_a_hundred_followers_cost_as_many_questions_as_two(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme, count_queries: CountQueries
    ) -> None:
        for number in range(5):
            make_deadline(date(2026, 11, 28), hour=time(10 + number))
        row = chair.id

        def questions(followers: int, morning: datetime) -> int:
            for number in range(followers):
                reader = make_follower(db.session.get(Programme, row), email=f"reader{followers}-{number}@example.org")
                reader.told_at = NOW + timedelta(seconds=number)
            db.session.expunge_all()
            with clock.standing_at(morning), count_queries() as statements:
                assert Digests.write() >= followers
                db.session.commit()
            return len(statements)

        few, many = questions(2, MORNING), questions(100, MORNING + A_DAY)
        assert few == many

    @both
    def test_of_many_workers_at_once_none_writes_a_second_mail(
        self, app: Flask, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        for number in range(5):
            make_follower(chair, email=f"reader{number}@example.org")
        db.session.remove()

        def worker(_number: int) -> int:
            with clock.standing_at(MORNING), app.app_context():
                done = Digests.write()
                db.session.commit()
                return done

        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(worker, range(8)))

        assert sum(done) == 5
        assert Counter(message.to for message in news()) == {f"reader{number}@example.org": 1 for number in range(5)}


class TestAsking:
    @both
    def test_an_address_gets_a_link_every_ten_minutes_at_most_whatever_is_asked(
        self, chair: Programme, mobility: Programme
    ) -> None:
        moments = [timedelta(0), timedelta(seconds=1), LINK_AGAIN_AFTER - timedelta(seconds=1), LINK_AGAIN_AFTER]
        for moment, programme in zip(moments, (chair, mobility, chair, None), strict=True):
            with clock.standing_at(NOW + moment):
                Follower.ask("Chiara@Example.org", "en", programme)
                db.session.commit()

        mails = db.session.scalars(select(Message).order_by(Message.id)).all()
        assert [(mail.occasion, mail.to, mail.created_at - NOW) for mail in mails] == [
            ("follow", "Chiara@Example.org", timedelta(0)),
            ("follow", "Chiara@Example.org", LINK_AGAIN_AFTER),
        ]
        (follower,) = db.session.scalars(select(Follower))
        assert [following.programme for following in follower.asked] == [chair, mobility, None]

    @both
    def test_two_who_ask_at_once_make_one_follower_and_one_mail(self, app: Flask, chair: Programme) -> None:
        number = chair.id
        db.session.remove()

        def ask(_number: int) -> None:
            with clock.standing_at(NOW), app.app_context():
                Follower.ask("chiara@example.org", "en", db.session.get(Programme, number))
                db.session.commit()

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, range(6)))

        assert (db.session.query(Follower).count(), db.session.query(Following).count()) == (1, 1)
        assert db.session.query(Message).count() == 1

    def test_what_nobody_confirmed_is_forgotten_after_three_days_with_its_mail(
        self, chair: Programme, mobility: Programme, make_follower: MakeFollower
    ) -> None:
        make_follower(chair, email="faithful@example.org")
        for email in ("stranger@example.org", "faithful@example.org"):
            Follower.ask(email, "en", mobility)
        db.session.commit()
        assert [mail.to for mail in db.session.scalars(select(Message))] == ["stranger@example.org"]

        def known() -> dict[str, int]:
            Follower.forget()
            db.session.commit()
            db.session.expire_all()
            return {follower.email: len(follower.followings) for follower in db.session.scalars(select(Follower))}

        with clock.standing_at(NOW + ASKED_FOR):
            assert known() == {"faithful@example.org": 2, "stranger@example.org": 1}
        with clock.standing_at(NOW + ASKED_FOR + timedelta(seconds=1)):
            assert known() == {"faithful@example.org": 1}
        assert db.session.query(Message).count() == 0

    def test_who_leaves_leaves_no_address_behind(
        self, make_deadline: MakeDeadline, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_deadline(date(2026, 11, 28))
        follower = make_follower(chair)
        tell(MORNING)
        assert [message.to for message in news()] == ["chiara@example.org"]

        follower.leave()
        db.session.commit()

        assert (news(), db.session.query(Follower).count(), db.session.query(Following).count()) == ([], 0, 0)

    def test_who_stops_following_the_last_programme_leaves(
        self, make_follower: MakeFollower, chair: Programme, mobility: Programme
    ) -> None:
        follower = make_follower(chair, mobility)

        follower.stop(chair)
        db.session.commit()
        assert [following.programme for following in follower.confirmed] == [mobility]

        follower.stop(mobility)
        db.session.commit()
        assert db.session.query(Follower).count() == 0

    def test_a_programme_that_is_gone_for_good_takes_its_last_followers_along(
        self, make_follower: MakeFollower, chair: Programme
    ) -> None:
        make_follower(chair)
        db.session.delete(chair)
        db.session.commit()

        Follower.forget()

        assert db.session.query(Follower).count() == 0

    def test_each_link_is_for_one_purpose(self, make_follower: MakeFollower, chair: Programme) -> None:
        follower = make_follower(chair)

        assert Follower.with_token(follower.token) is follower
        assert Follower.with_token(follower.leaving_token, LEAVING) is follower
        assert Follower.with_token(follower.leaving_token) is None
        assert Follower.with_token(follower.token, LEAVING) is None
        token = follower.token  # of its last letter two bits mean nothing
        assert Follower.with_token(token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]) is None


class TestAccounts:
    def test_an_account_and_its_address_are_one_follower(
        self, host: Account, chair: Programme, mobility: Programme, make_follower: MakeFollower
    ) -> None:
        follower = make_follower(chair, email=host.email)

        assert Follower.subscribe(host, "kk", mobility) is follower
        db.session.commit()

        assert ([one.programme for one in follower.confirmed], follower.language) == ([chair, mobility], "en")
        assert db.session.query(Message).count() == 0

    def test_what_a_stranger_asked_for_stays_open_when_the_account_follows(
        self, host: Account, chair: Programme, mobility: Programme
    ) -> None:
        Follower.ask(host.email, "ru", mobility)

        follower = Follower.subscribe(host, "en", chair)

        assert [one.programme for one in follower.confirmed] == [chair]
        assert [one.programme for one in follower.asked] == [mobility]

    def test_another_address_of_the_account_takes_along_what_it_follows(
        self, host: Account, chair: Programme, mobility: Programme, make_follower: MakeFollower
    ) -> None:
        Follower.subscribe(host, "en", chair)
        make_follower(mobility, email="yerlan@example.edu")

        host.move_to("yerlan@example.edu")
        db.session.commit()

        (follower,) = db.session.scalars(select(Follower))
        assert follower.email == "yerlan@example.edu"
        assert {one.programme for one in follower.confirmed} == {chair, mobility}

    @both
    def test_whoever_has_an_account_hears_of_what_it_may_see_and_an_address_without_one_of_what_is_public(
        self, host: Account, chair: Programme, make_deadline: MakeDeadline, make_follower: MakeFollower
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 12, 21), kind="internal", visibility="university")
        closed, invited = Account(email="closed@example.org", closed_at=NOW), Account(email="invited@example.org", invited_at=NOW)
        db.session.add_all([closed, invited])
        db.session.add(Person(name=translated("en", en="Yerlan"), email="yerlan@elsewhere.example", account=host))
        addresses = [host.email, "chiara@example.org", "yerlan@elsewhere.example", closed.email, invited.email]
        for address in addresses:
            make_follower(chair, email=address)

        assert tell(MORNING) == 5

        everybodys, internal = ("left", date(2026, 11, 28)), ("left", date(2026, 12, 21))
        heard = {message.to: [(item.manner, item.deadline.on) for item in _read(message)] for message in news()}
        assert heard == {host.email: [everybodys, internal], **{address: [everybodys] for address in addresses[1:]}}

    def test_who_is_of_the_university_when_the_mail_goes_out_decides(
        self, host: Account, chair: Programme, make_deadline: MakeDeadline
    ) -> None:
        make_deadline(date(2026, 11, 28), kind="internal", visibility="university")
        Follower.subscribe(host, "en", chair).told_at = NOW
        db.session.commit()
        assert tell(MORNING) == 1
        (message,) = news()
        assert len(_read(message)) == 1

        host.closed_at = MORNING
        db.session.commit()

        assert _read(message) == []

    def test_an_internal_date_is_not_until_when_one_can_apply(
        self, host: Account, chair: Programme, make_deadline: MakeDeadline
    ) -> None:
        call = Call.of([chair], 2027)
        make_deadline(date(2026, 11, 21), hour=None, kind="opens", call=call)
        make_deadline(date(2027, 2, 1), kind="internal", visibility="university", call=call)
        closes = make_deadline(call=call)

        items = News(NOW, MORNING, reader=host).items()

        assert [(item.manner, item.closes) for item in items] == [("opened", closes)]

    def test_accounts_and_strangers_together_take_two_sets_of_dates(
        self, host: Account, admin: Account, chair: Programme, make_deadline: MakeDeadline, make_follower: MakeFollower,
        count_queries: CountQueries,
    ) -> None:  # fmt: skip
        make_deadline(date(2026, 11, 28))
        for address in (host.email, admin.email, "one@example.org", "two@example.org"):
            make_follower(chair, email=address)
        db.session.expunge_all()

        with clock.standing_at(MORNING), count_queries() as statements:
            assert Digests.write() == 4
        asked = [one for one in statements if "FROM deadlines" in one]

        assert len(asked) == 2

    def test_how_many_follow_a_programme_counts_those_of_everything_too(
        self, chair: Programme, mobility: Programme, make_follower: MakeFollower
    ) -> None:
        make_follower(chair, None, email="both@example.org")
        make_follower(mobility, email="one@example.org")
        Follower.ask("stranger@example.org", "en", chair)

        assert [Following.number_of(programme) for programme in (chair, mobility, None)] == [1, 2, 1]
