"""Calls: how far they are, how their dates move, and the university's own dates counted back from them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Account, Activity, Call, Deadline, Preparation, PreparationStep, SpecialDay
from models.counted_back import days_before
from models.phased import CALL_STATES
from models.trashable import TRASH_TOO
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW

BRUSSELS = "Europe/Brussels"
Told = tuple[str, int, dict[str, Any]]
MakeCall = Callable[..., Call]


@pytest.fixture
def make_call(app: Flask) -> MakeCall:
    """A call of 2027 with dates: of a kind, so many days from NOW, and any other field."""

    def make_call(*dates: Told, year: int = 2027) -> Call:
        call = Call(year=year, title=translated("en", en="Letters abroad"))
        db.session.add(call)
        for kind, days, fields in dates:
            one = Deadline(kind=kind, **{"expected": False, **fields})
            one.set_date(NOW.date() + timedelta(days=days), time(17), BRUSSELS)
            call.deadlines.append(one)
        db.session.commit()
        return call

    return make_call


def dated(call: Call, *kinds: str) -> Deadline:
    return next(one for one in call.deadlines if one.kind in (kinds or ("call",)))


EXAMPLES: list[tuple[list[Told], int, str]] = [
    ([], 2027, "planned"),
    ([], 2025, "closed"),
    ([("opens", 5, {}), ("call", 70, {})], 2027, "planned"),
    ([("opens", -5, {}), ("call", 70, {})], 2027, "open"),
    ([("opens", -5, {}), ("call", 30, {})], 2027, "open"),
    ([("opens", -5, {}), ("call", 29, {})], 2027, "closing"),
    ([("opens", -50, {}), ("call", -1, {})], 2026, "closed"),
    ([("call", 70, {})], 2027, "open"),
    ([("call", 70, {"expected": True})], 2027, "planned"),
    ([("opens", -5, {"expected": True}), ("call", 70, {"expected": True})], 2027, "planned"),
    ([("opens", -5, {}), ("call", 20, {"expected": True})], 2027, "closing"),
    ([("opens", -5, {})], 2027, "open"),
    ([("normal", -5, {}), ("late", 50, {})], 2027, "open"),
    ([("normal", 5, {}), ("late", 50, {})], 2027, "closing"),
    ([("call", -5, {"superseded": True}), ("call", 50, {})], 2027, "open"),
    ([("call", 50, {}), ("results", 150, {})], 2027, "open"),
    ([("call", -50, {}), ("results", 50, {})], 2026, "closed"),
    ([("internal", 50, {})], 2027, "open"),
    ([("internal", 50, {"days_before": 5})], 2027, "planned"),
    ([("call", 50, {}), ("internal", 5, {"days_before": 45})], 2027, "open"),
    ([("call", 50, {}), ("internal", 5, {})], 2027, "open"),
    ([("normal", -5, {}), ("internal", 5, {})], 2027, "closed"),
    ([("late", 5, {"visibility": "university"}), ("internal", 50, {})], 2027, "planned"),
    ([("call", -5, {"superseded": True}), ("internal", 5, {})], 2027, "closing"),
    ([("call", -5, {}), ("internal", 5, {"visibility": "university"})], 2027, "closed"),
]


class TestState:
    @pytest.mark.databases("sqlite", "postgresql")
    def test_the_dates_tell_it_and_lists_find_it_so(self, make_call: MakeCall) -> None:
        calls = {make_call(*dates, year=year).id: state for dates, year, state in EXAMPLES}

        told = {call.id: call.state for call in db.session.scalars(Call.lists())}
        listed = {state: db.session.scalars(select(Call.id).where(Call.in_state(state))).all() for state in CALL_STATES}
        found = {number: state for state, numbers in listed.items() for number in numbers}

        assert told == calls
        assert found == calls
        assert sum(len(numbers) for numbers in listed.values()) == len(EXAMPLES)

    def test_a_day_without_an_hour_opens_with_its_beginning_and_closes_with_its_end(self, make_call: MakeCall) -> None:
        call = make_call()
        for kind in ("opens", "call"):
            one = Deadline(kind=kind)
            one.set_date(NOW.date(), None, BRUSSELS)
            call.deadlines.append(one)
        db.session.commit()

        assert call.state == "closing"
        assert db.session.scalars(select(Call).where(Call.in_state("closing"))).all() == [call]
        with clock.standing_at(datetime(2026, 11, 21, 0, tzinfo=UTC)):
            assert call.state == "closed"
            assert db.session.scalars(select(Call).where(Call.in_state("closed"))).all() == [call]

    @pytest.mark.databases("sqlite", "postgresql")
    def test_an_internal_date_that_was_typed_ends_only_a_call_that_has_no_end_of_its_own(self, make_call: MakeCall) -> None:
        call, partners = make_call(("call", 50, {}), ("internal", 5, {})), make_call(("internal", 20, {}))

        assert [[end.kind for end in one.ends] for one in (call, partners)] == [["call"], ["internal"]]
        assert call.next_end is dated(call)
        assert db.session.scalars(select(Call).order_by(Call.closes_at())).all() == [partners, call]

        dated(call).discard()
        db.session.commit()
        db.session.expire_all()

        assert [end.kind for end in call.ends] == ["internal"]
        assert db.session.scalars(select(Call).order_by(Call.closes_at())).all() == [call, partners]

    def test_a_date_in_the_trash_does_not_count(self, make_call: MakeCall) -> None:
        call = make_call(("call", 50, {}), ("call", -50, {}))
        assert call.state == "open"

        call.deadlines[1].discard()
        db.session.commit()
        db.session.expire_all()

        assert call.state == "closed"
        assert db.session.scalars(select(Call.id).where(Call.in_state("closed"))).all() == [call.id]


class TestNames:
    @pytest.mark.parametrize(
        ("title", "named"),
        [
            ("Letters abroad", "Letters abroad 2027"),
            ("Mobility, Atyrau, 2027–2028", "Mobility, Atyrau, 2027–2028"),
            ("Programme of 2026", "Programme of 2026 2027"),
        ],
    )
    def test_a_call_is_named_with_its_year_once(self, app: Flask, title: str, named: str) -> None:
        assert Call(year=2027, title=translated("en", en=title)).called("en") == named

    @pytest.mark.parametrize(
        ("label", "fields", "named"),
        [
            ("", {}, "Late deadline: Letters abroad 2027"),
            ("The rector signs", {}, "The rector signs: Letters abroad 2027"),
            ("The rector signs", {"days_before": 5}, "The rector signs: Letters abroad 2027"),
            ("Letters abroad, Cádiz: internal deadline", {}, "Letters abroad, Cádiz: internal deadline"),
        ],
    )
    def test_a_date_is_named_by_its_label_else_its_kind_and_of_which_call_it_is(
        self, make_call: MakeCall, label: str, fields: dict[str, Any], named: str
    ) -> None:
        date = dated(make_call(("late", 50, {"label": translated("en", **({"en": label} if label else {})), **fields})), "late")

        assert date.name("en") == named

    def test_it_is_named_in_each_language(self, make_call: MakeCall) -> None:
        date = dated(make_call(("late", 50, {})), "late")

        assert date.name("ru") == "Дополнительный срок подачи: Letters abroad 2027"
        assert date.name("kk") == "Қосымша мерзім: Letters abroad 2027"


class TestMoving:
    def test_a_later_day_is_an_extension_and_keeps_what_it_was(self, make_call: MakeCall) -> None:
        one = dated(make_call(("call", 0, {})))
        one.set_date(date(2026, 2, 10), time(17), BRUSSELS, slip=True)

        with clock.standing_at(NOW + timedelta(days=1)):
            one.set_date(date(2026, 2, 24), time(17), BRUSSELS)
            db.session.commit()

        assert [(move.on, move.manner) for move in one.moves] == [(date(2026, 2, 10), "later")]
        assert (one.extended, one.extended_at, one.was) == (True, NOW + timedelta(days=1), one.moves[0])
        assert one.moves[0].told("en") == "Extended from 10 to 24 February 2026"

    @pytest.mark.parametrize(
        ("on", "hour", "told"),
        [
            (date(2027, 2, 9), time(17), "Moved earlier, from 10 to 9 February 2027"),
            (date(2027, 3, 3), time(17), "Extended from 10 February to 3 March 2027"),
            (date(2028, 1, 5), time(17), "Extended from 10 February 2027 to 5 January 2028"),
            (date(2027, 2, 10), time(18), "Extended from 17:00 to 18:00, 10 February 2027"),
            (date(2027, 2, 10), time(12), "Moved earlier, from 17:00 to 12:00, 10 February 2027"),
        ],
    )
    def test_it_is_told_in_a_sentence(self, make_call: MakeCall, on: date, hour: time, told: str) -> None:
        one = dated(make_call(("call", 0, {})))
        one.set_date(date(2027, 2, 10), time(17), BRUSSELS, slip=True)

        one.set_date(on, hour, BRUSSELS)

        assert one.was and one.was.told("en") == told

    def test_what_only_opens_is_moved_and_not_extended(self, make_call: MakeCall) -> None:
        one = dated(make_call(("opens", 5, {})), "opens")

        one.set_date(date(2026, 11, 27), time(17), BRUSSELS)

        assert (one.extended, one.extended_at) == (False, None)
        assert one.was and one.was.told("en") == "Moved from 25 to 27 November 2026"

    @pytest.mark.parametrize(
        ("expected", "hour", "manner"), [(True, time(17), "expected"), (False, None, "hour")], ids=["a guess", "an hour"]
    )
    def test_what_is_known_better_is_no_extension(
        self, make_call: MakeCall, expected: bool, hour: time | None, manner: str
    ) -> None:
        one = dated(make_call(("call", 50, {"expected": expected})))
        on = one.on if manner == "hour" else one.on + timedelta(days=7)

        one.set_date(on, hour, BRUSSELS)

        assert [move.manner for move in one.moves] == [manner]
        assert (one.was, one.extended, one.extended_at) == (None, False, None)

    def test_what_is_moved_back_is_extended_no_longer(self, make_call: MakeCall) -> None:
        one = dated(make_call(("call", 50, {})))
        first = one.on

        one.set_date(first + timedelta(days=14), time(17), BRUSSELS)
        one.set_date(first, time(17), BRUSSELS)

        assert [move.manner for move in one.moves] == ["later", "earlier"]
        assert (one.extended, one.extended_at) == (False, None)

    def test_a_slip_leaves_no_history_but_stands_in_the_record(self, make_call: MakeCall) -> None:
        one = dated(make_call(("call", 50, {})))

        one.set_date(one.on + timedelta(days=1), time(17), BRUSSELS, slip=True)

        assert (one.moves, one.sequence) == ([], 1)
        assert db.session.scalars(select(Activity.verb).where(Activity.subject_kind == "deadlines")).all() == ["moved"]


@pytest.fixture
def preparation(app: Flask) -> Preparation:
    """Review 10 working days before, signature 5 days before at noon, which everybody may know."""
    preparation = Preparation()
    preparation.revise({"name": translated("en", en="University application")})
    preparation.steps = [
        PreparationStep(label=translated("en", en="Review"), days_before=10, in_working_days=True),
        PreparationStep(label=translated("en", en="Signature"), days_before=5, hour=time(12), visibility="public"),
    ]
    db.session.commit()
    return preparation


class TestCountingBack:
    @pytest.fixture
    def call(self, make_call: MakeCall, preparation: Preparation) -> Call:
        """It closes on 2 February 2027, a Tuesday, as far as one can tell."""
        call = make_call(("call", 0, {"expected": True}))
        dated(call).set_date(date(2027, 2, 2), time(17), BRUSSELS, slip=True)
        call.prepare(preparation, dated(call))
        db.session.commit()
        return call

    def steps(self, call: Call) -> list[tuple[date, bool]]:
        return [(one.on, one.expected) for one in sorted(call.deadlines, key=lambda one: one.sorted_at) if one.is_counted]

    def test_steps_become_internal_dates_that_know_what_they_count_from(self, call: Call) -> None:
        review, signature = sorted((one for one in call.deadlines if one.is_counted), key=lambda one: one.on)

        assert [(one.kind, one.on, one.visibility, one.expected, one.counted_from) for one in (review, signature)] == [
            ("internal", date(2027, 1, 19), "university", True, dated(call)),
            ("internal", date(2027, 1, 28), "public", True, dated(call)),
        ]
        assert (review.due_at, signature.due_at) == (None, datetime(2027, 1, 28, 7, tzinfo=UTC))
        assert signature.timezone == "Asia/Almaty"

    def test_they_move_with_the_date_and_are_as_sure_as_it_is(self, call: Call) -> None:
        dated(call).set_date(date(2027, 2, 9), time(17), BRUSSELS)
        dated(call).revise({"expected": False})
        db.session.commit()

        assert self.steps(call) == [(date(2027, 1, 26), False), (date(2027, 2, 4), False)]
        signature = max((one for one in call.deadlines if one.is_counted), key=lambda one: one.on)
        assert signature.local and signature.local.time() == time(12)

    def test_what_staff_put_elsewhere_stays_until_it_shall_follow_again(self, call: Call) -> None:
        review = min((one for one in call.deadlines if one.is_counted), key=lambda one: one.on)
        review.set_date(date(2027, 1, 15), None, "Asia/Almaty")
        review.put_by_hand()

        dated(call).set_date(date(2027, 2, 9), time(17), BRUSSELS)
        assert (review.on, review.follows) == (date(2027, 1, 15), False)

        review.follow_again()
        assert (review.on, review.follows) == (date(2027, 1, 26), True)

    def test_an_hour_that_staff_put_on_another_clock_stays_on_it(self, call: Call) -> None:
        signature = max((one for one in call.deadlines if one.is_counted), key=lambda one: one.on)
        signature.set_date(signature.on, time(17), BRUSSELS)

        dated(call).set_date(date(2027, 2, 9), time(17), BRUSSELS)

        assert (signature.on, signature.due_at) == (date(2027, 2, 4), datetime(2027, 2, 4, 16, tzinfo=UTC))

    def test_a_day_ends_where_clocks_go_back_at_midnight(self, call: Call) -> None:
        """Almaty's did on 1 March 2024, Beirut's do every autumn: 23:59 comes twice, and nobody said an hour."""
        dated(call).set_date(date(2024, 3, 14), time(17), BRUSSELS)
        review = min((one for one in call.deadlines if one.is_counted), key=lambda one: one.on)

        assert (review.on, review.due_at) == (date(2024, 2, 29), None)
        assert review.sorted_at == datetime(2024, 2, 29, 18, 59, tzinfo=UTC)

    def test_working_days_leave_out_weekends_and_days_off(self, app: Flask) -> None:
        tuesday = date(2027, 1, 12)
        assert days_before(tuesday, 5, in_working_days=True) == date(2027, 1, 5)

        SpecialDay(kind="holiday", starts_on=date(2027, 1, 7), ends_on=date(2027, 1, 7)).revise({})
        SpecialDay(kind="working", starts_on=date(2027, 1, 9), ends_on=date(2027, 1, 9)).revise({})
        db.session.commit()

        assert days_before(tuesday, 5, in_working_days=True) == date(2027, 1, 5)
        assert days_before(tuesday, 3, in_working_days=True) == date(2027, 1, 8)
        assert (days_before(tuesday, 0, in_working_days=True), days_before(tuesday, 5)) == (tuesday, date(2027, 1, 7))

    def test_a_template_applied_again_adds_only_what_is_new(self, call: Call, preparation: Preparation) -> None:
        assert call.prepare(preparation, dated(call)) == []

        preparation.steps.append(PreparationStep(label=translated("en", en="Idea"), days_before=45))
        db.session.commit()
        [made] = call.prepare(preparation, dated(call))

        assert (made.label["en"], made.on) == ("Idea", date(2026, 12, 19))
        told = db.session.scalars(select(Activity).where(Activity.verb == "prepared")).all()
        assert [(one.subject_kind, one.changes["dates"]) for one in told] == [("calls", 2), ("calls", 1)]

    def test_they_go_into_the_trash_with_the_date_and_come_back_with_it(self, call: Call) -> None:
        end = dated(call)

        end.discard()
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(Deadline)) == 0

        end.restore()
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(Deadline)) == 3


class TestTrash:
    def test_a_call_takes_its_dates_along_and_back(self, make_call: MakeCall) -> None:
        call = make_call(("opens", 5, {}), ("call", 50, {}))
        call.deadlines[0].discard()
        db.session.commit()
        db.session.expire_all()

        with clock.standing_at(NOW + timedelta(hours=1)):
            call.discard()
            db.session.commit()
            assert (count(Call), count(Deadline)) == (0, 0)
            call.restore()
            db.session.commit()

        assert [one.kind for one in db.session.scalars(select(Deadline))] == ["call"]

    def test_a_date_that_comes_back_brings_its_call(self, make_call: MakeCall) -> None:
        call = make_call(("opens", 5, {}), ("call", 50, {}))
        call.discard()
        db.session.commit()
        assert (count(Call), count(Deadline)) == (0, 0)

        [opening] = db.session.scalars(select(Deadline).where(Deadline.kind == "opens"), execution_options=TRASH_TOO)
        opening.restore()
        db.session.commit()

        assert (count(Call), count(Deadline)) == (1, 1)


def count(kind: type[Any]) -> int:
    session: Session = db.session()
    return session.scalar(select(func.count()).select_from(kind)) or 0


class TestSeeing:
    def test_what_is_for_the_university_needs_an_account(self, make_call: MakeCall, host: Account) -> None:
        make_call(("internal", 5, {"visibility": "university"}), ("call", 50, {}))

        assert [one.kind for one in Deadline.coming(reader=host)] == ["internal", "call"]
        assert [one.kind for one in Deadline.coming()] == ["call"]

    def test_a_call_of_which_only_hidden_dates_are_in_a_year_is_not_on_its_line(self, make_call: MakeCall, host: Account) -> None:
        call = make_call(("internal", 5, {"visibility": "university"}), ("call", 70, {}))

        assert list(Call.touching(2026, host)) == [call]
        assert (list(Call.touching(2026, None)), list(Call.touching(2027, None))) == ([], [call])


class TestChecking:
    def test_what_nobody_compared_for_sixty_days_is_to_be_checked_while_it_is_ahead(self, make_call: MakeCall) -> None:
        today = NOW.date()
        make_call(
            ("call", 50, {"checked_on": today - timedelta(days=60)}),
            ("normal", 51, {"checked_on": today - timedelta(days=61)}),
            ("late", 52, {}),
            ("call", -5, {}),
            ("call", 53, {"superseded": True}),
            ("internal", 54, {"days_before": 10}),
        )

        stale = db.session.scalars(Deadline.lists().where(Deadline.is_unchecked()).order_by(Deadline.sorted_at)).all()
        assert [one.kind for one in stale] == ["normal", "late"]

        stale[0].check()
        assert stale[0].checked_on == today
        assert [one.kind for one in db.session.scalars(select(Deadline).where(Deadline.is_unchecked()))] == ["late"]
