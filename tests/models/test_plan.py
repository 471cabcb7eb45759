"""The plan of the year: lines without a date that are approved, given up, or become events."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import Account, Activity, Conference, Delegation, Event, InfoDay, Organisation, PlanLine
from models.plan import Plan, PlanCounts
from models.realisable import Dropped, NotApproved, Taken
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from tests.conftest import MakeEvent

MakeLine = Callable[..., PlanLine]


@pytest.fixture
def make_line(app: Flask) -> MakeLine:
    """An information day that is planned for November 2026, with any field overridden."""

    def make_line(**fields: Any) -> PlanLine:
        line = PlanLine()
        line.revise({"year": 2026, "month": 11, "title": translated("en", en="Quarterly information day"), **fields})
        db.session.commit()
        return line

    return make_line


@pytest.fixture
def line(make_line: MakeLine) -> PlanLine:
    return make_line()


def told(thing: Any) -> list[str]:
    """What the record says was done to a thing, in order."""
    of = (Activity.subject_kind == thing.__tablename__, Activity.subject_id == thing.id)
    return list(db.session.scalars(select(Activity.verb).where(*of).order_by(Activity.id)))


class TestBecomingAnEvent:
    def test_a_line_becomes_a_draft_of_its_kind_without_a_date(self, make_line: MakeLine, organiser: Account) -> None:
        hacettepe = Organisation.called("Hacettepe University")
        line = make_line(kind="delegation", owner=organiser, host=hacettepe, audience=["teacher", "staff"])

        event = line.make_event()
        db.session.commit()

        assert isinstance(event, Delegation)
        assert (event.state, event.starts_at, event.title["en"]) == ("draft", None, "Quarterly information day")
        assert (event.host, event.audience, event.team) == (hacettepe, ["teacher", "staff"], [organiser])
        assert event.missing_for_publication == ["starts_at", "ends_at", "place"]
        assert (line.event, line.state) == (event, "draft")

    def test_a_second_click_leads_to_the_same_event(self, line: PlanLine) -> None:
        assert line.make_event() is line.make_event()
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1

    def test_the_record_tells_which_event_it_became(self, line: PlanLine) -> None:
        event = line.make_event()
        db.session.commit()

        last = db.session.scalars(
            select(Activity).where(Activity.subject_kind == "plan_lines").order_by(Activity.id.desc())
        ).first()
        assert last is not None
        assert (last.verb, last.changes) == ("became_event", {"event": event.id})

    def test_a_line_that_was_given_up_becomes_nothing_until_it_is_taken_up(self, line: PlanLine) -> None:
        line.drop("The ministry has put the programme off.")
        with pytest.raises(Dropped):
            line.make_event()

        line.take_up()

        assert line.make_event().state == "draft"
        assert told(line) == ["created", "dropped", "taken_up", "became_event"]

    def test_what_has_become_an_event_is_called_off_and_not_given_up(self, line: PlanLine) -> None:
        line.make_event()

        with pytest.raises(Taken):
            line.drop("No money.")

    def test_an_event_that_was_there_already_can_be_what_came_of_it(self, line: PlanLine, make_event: MakeEvent) -> None:
        event = make_event()

        line.attach(event)

        assert (line.make_event(), line.state) == (event, "published")

    def test_an_event_is_what_came_of_one_line_only(self, make_line: MakeLine, make_event: MakeEvent) -> None:
        event = make_event()
        first, second = make_line(), make_line()
        first.attach(event)

        with pytest.raises(Taken):
            second.attach(event)
        first.detach()
        second.attach(event)

        assert (first.state, second.state) == ("planned", "published")

    def test_an_event_in_the_trash_leaves_its_line_as_it_was(self, line: PlanLine, organiser: Account) -> None:
        first = line.make_event()
        db.session.commit()
        assert Plan(2026, organiser).counts() == PlanCounts(lines=1, left=0, made=1, unapproved=0)

        first.discard()
        db.session.commit()

        assert line.state == "planned"
        assert Plan(2026, organiser).counts() == PlanCounts(lines=1, left=1, made=0, unapproved=1)
        assert line.make_event() is not first


class TestApproval:
    def test_nothing_asks_for_a_yes_unless_the_office_does(self, line: PlanLine) -> None:
        assert line.make_event(approval_needed=False).state == "draft"

    def test_an_office_that_approves_makes_events_of_approved_lines_only(self, line: PlanLine, admin: Account) -> None:
        with pytest.raises(NotApproved):
            line.make_event(approval_needed=True)

        with acting_as(Actor(admin.name, admin.id)):
            line.approve()

        assert line.approved_by_id == admin.id
        assert line.make_event(approval_needed=True).state == "draft"

    def test_whoever_changes_what_was_approved_needs_another_yes(self, line: PlanLine) -> None:
        line.approve()

        line.revise({"month": 12})

        assert not line.approved
        assert told(line) == ["created", "approved", "revised", "approval_taken_back"]

    def test_another_owner_is_no_other_plan(self, line: PlanLine, organiser: Account) -> None:
        line.approve()

        line.revise({"owner": organiser})

        assert line.approved


class TestReading:
    def test_lines_stand_in_their_months_and_at_the_end_those_without(self, make_line: MakeLine, admin: Account) -> None:
        december, unknown, may = make_line(month=12), make_line(month=None), make_line(month=5)
        make_line(year=2027)

        months = Plan(2026, admin).by_month()

        assert list(months) == [*range(1, 13), None]
        assert {month: lines for month, lines in months.items() if lines} == {5: [may], 12: [december], None: [unknown]}

    def test_a_month_that_has_passed_without_an_event_is_late(self, make_line: MakeLine) -> None:
        lines = [make_line(month=month) for month in (10, 11, None)]

        assert [line.late(date(2026, 11, 20)) for line in lines] == [True, False, False]
        assert [line.late(date(2027, 1, 1)) for line in lines] == [True, True, True]

    def test_it_is_counted_how_far_the_year_has_come(
        self, make_line: MakeLine, make_event: MakeEvent, admin: Account, count_queries: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        planned, held, dropped, ahead = (make_line() for _ in range(4))
        event = make_event()
        event.held_at = event.starts_at
        held.attach(event)
        dropped.drop("No money.")
        ahead.make_event()
        planned.approve()
        db.session.commit()

        with count_queries() as statements:
            counts = Plan(2026, admin).counts()

        assert counts == PlanCounts(lines=4, left=1, made=2, held=1, dropped=1, unapproved=0)
        assert len([one for one in statements if "FROM plan_lines" in one]) == 1

    def test_a_line_of_a_restricted_event_is_as_secret_as_the_event(
        self, make_line: MakeLine, make_event: MakeEvent, admin: Account, organiser: Account
    ) -> None:
        line = make_line()
        event = make_event(Delegation)
        line.attach(event)
        assert Plan(2026, organiser).by_month()[11] == [line]

        event.revise({"visibility": "restricted"})
        db.session.commit()

        assert Plan(2026, organiser).by_month()[11] == []
        assert Plan(2026, organiser).counts() == PlanCounts()
        assert Plan(2026, admin).by_month()[11] == [line]
        event.revise({"team": [organiser]})
        assert Plan(2026, organiser).by_month()[11] == [line]

    @pytest.mark.parametrize(("asked", "year"), [("2025", 2025), ("", 2026), ("0000", 2026), ("٢٠٢٥", 2026), ("99999", 2026)])
    def test_a_year_that_makes_no_sense_is_this_one(self, app: Flask, asked: str, year: int) -> None:
        assert Plan.asked(asked, None, date(2026, 11, 20)).year == year


def test_the_kinds_of_lines_are_those_of_events(make_line: MakeLine) -> None:
    made = [make_line(kind=kind).make_event() for kind in ("info_day", "conference", "delegation", "qa_session")]

    assert [type(event).__name__ for event in made] == ["InfoDay", "Conference", "Delegation", "QASession"]
    assert {InfoDay, Conference} <= {type(event) for event in made}
