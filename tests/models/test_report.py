"""Plan against fact, and the figures that ministries and rankings ask for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from models import Account, Attendee, Conference, Delegation, Event, EventGuest, InfoDay, Organisation, Person, PlanLine, Position
from models.figures import UNKNOWN_MONTH, Figures
from models.indicators import Indicators
from models.participation import Turnout
from models.report import Report
from support import clock
from support.db import db
from support.languages import translated
from support.settings import current
from tests.conftest import MakeEvent

MARCH = datetime(2026, 3, 12, 5, 0, tzinfo=UTC)
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def report(admin: Account) -> Callable[..., Report]:
    """The report of 2026, for the administrator unless another reads it."""

    def report(reader: Account = admin) -> Report:
        return Report(2026, reader, current().zone)

    return report


@pytest.fixture
def make_held(make_event: MakeEvent) -> MakeEvent:
    """An information day of March 2026, which is over."""

    def make_held(kind: type[Event] = InfoDay, **fields: Any) -> Event:
        with clock.standing_at(MARCH - timedelta(days=10)):
            return make_event(kind, **{"starts_at": MARCH, **fields})

    return make_held


def line(event: Event | None = None, **fields: Any) -> PlanLine:
    made = PlanLine()
    made.revise({"year": 2026, "month": 3, "title": translated("en", en="Information day"), **fields})
    if event:
        made.attach(event)
    db.session.commit()
    return made


def organisation(name: str, country: str) -> Organisation:
    made = Organisation.called(name)
    made.country = country
    db.session.flush()
    return made


def registered(event: Event, name: str, *, came: bool = True, **told: Any) -> None:
    with clock.standing_at(event.starts_at - timedelta(days=5)):  # type: ignore[operator]
        registration = event.register(Attendee(name, f"{name.lower()}@example.org", **told), answers={})
    if came:
        registration.check_in()
    db.session.commit()


Make = Callable[..., Report]


class TestPlanAgainstFact:
    def test_what_was_meant_stands_beside_what_was_held(self, report: Make, make_held: MakeEvent, make_event: MakeEvent) -> None:
        line(make_held())
        make_held()
        line(month=3).drop("No money.")
        line(month=12)
        make_held().cancel(translated("en", en="The speaker is ill."))
        make_event()
        db.session.commit()

        months = report().months

        assert list(months) == list(range(1, 13))
        assert months[3] == Figures(planned=2, dropped=1, held=2, unplanned=1, cancelled=1)
        assert months[11] == Figures(coming=1)
        assert months[12] == Figures(planned=1)
        assert report().total == Figures(planned=3, dropped=1, held=2, unplanned=1, cancelled=1, coming=1)

    def test_a_draft_is_not_counted_before_it_is_published(self, report: Make, make_event: MakeEvent) -> None:
        draft = make_event(published=False)
        assert report().total == Figures()

        draft.publish()
        db.session.commit()

        assert report().total == Figures(coming=1)

    def test_each_kind_has_its_figures(self, report: Make, make_held: MakeEvent) -> None:
        make_held(Delegation)
        line(make_held(Conference), kind="conference")

        assert report().kinds == {
            "info_day": Figures(),
            "conference": Figures(planned=1, held=1),
            "delegation": Figures(held=1, unplanned=1),
            "qa_session": Figures(),
        }

    def test_an_event_for_two_audiences_counts_for_both(self, report: Make, make_held: MakeEvent) -> None:
        line(make_held(audience=["student", "teacher"]), audience=["student"])

        found = report().audiences

        assert found["student"] == Figures(planned=1, held=1)
        assert found["teacher"] == Figures(held=1)
        assert found["guest"] == Figures()

    def test_an_event_counts_for_its_host_and_its_organisers_once_each(self, report: Make, make_held: MakeEvent) -> None:
        padua, hacettepe = organisation("University of Padua", "IT"), organisation("Hacettepe University", "TR")
        line(make_held(host=padua, organisers=[padua, hacettepe]), host=padua)

        assert report().organisations == {padua.id: Figures(planned=1, held=1), hacettepe.id: Figures(held=1)}
        assert report().names_of([padua.id]) == {padua.id: "University of Padua"}

    def test_an_event_counts_for_the_countries_of_partners_guests_place_and_line(
        self, report: Make, make_held: MakeEvent
    ) -> None:
        ankang = organisation("Ankang University", "CN")
        guest = Person(name=translated("en", en="Li Wei"))
        guest.positions = [Position(organisation=ankang, starts_on=date(2025, 1, 1))]
        event = make_held(Delegation, host=organisation("Hacettepe University", "TR"), country="DE")
        event.guests = [EventGuest(rank=1, person=guest), EventGuest(rank=2, name="Somebody")]
        line(event, country="CN")
        line(country="FR")

        found = report().countries

        assert found == {code: Figures(held=1) for code in ("DE", "TR")} | {
            "CN": Figures(planned=1, held=1),
            "FR": Figures(planned=1),
        }
        assert list(found) == ["CN", "DE", "TR", "FR"]

    def test_a_month_is_that_of_the_offices_clock(self, report: Make, make_held: MakeEvent) -> None:
        make_held(starts_at=datetime(2026, 1, 31, 19, 30, tzinfo=UTC))  # half past midnight in Almaty
        make_held(starts_at=datetime(2025, 12, 31, 18, 30, tzinfo=UTC))  # before midnight

        assert {month: figures.held for month, figures in report().months.items() if figures} == {2: 1}

    def test_what_is_known_by_its_year_only_has_no_month(self, report: Make, make_held: MakeEvent) -> None:
        make_held(starts_at=datetime(2025, 12, 31, 19, 0, tzinfo=UTC)).precision = "year"
        db.session.commit()

        assert {month: figures.held for month, figures in report().months.items() if figures} == {UNKNOWN_MONTH: 1}

    def test_figures_hold_what_their_reader_may_see(
        self, report: Make, make_held: MakeEvent, organiser: Account, admin: Account
    ) -> None:
        ankang = organisation("Ankang University", "CN")
        visit = make_held(Delegation, host=ankang, audience=["guest"])
        registered(visit, "Li")
        line(visit, host=ankang, country="CN", audience=["guest"])
        secret = {"held": 1, "planned": 1}
        for reader in (organiser, admin):
            assert all(report(reader).total.__dict__[name] == number for name, number in secret.items())

        visit.revise({"visibility": "restricted"})
        db.session.commit()

        off_team = report(organiser)
        assert off_team.total == Figures()
        assert (off_team.organisations, off_team.countries) == ({}, {})
        assert not any(off_team.audiences.values())
        assert off_team.participation.total == Turnout()
        assert not any(Indicators(off_team, "KZ").values.values())
        assert report(admin).total == Figures(planned=1, held=1)
        visit.revise({"team": [organiser]})
        assert report(organiser).countries == {"CN": Figures(planned=1, held=1)}

    def test_an_event_in_the_trash_counts_for_nobody(self, report: Make, make_held: MakeEvent) -> None:
        event = make_held()
        assert report().total.held == 1

        event.discard()

        assert report().total.held == 0


class TestParticipation:
    def test_who_registered_and_who_came_is_told_by_what_they_said(self, report: Make, make_held: MakeEvent) -> None:
        organisation("University of Padua", "IT")
        event = make_held()
        registered(event, "Chiara", audience="teacher", organisation="University of Padua", language="en")
        registered(event, "Paolo", audience="teacher", organisation="university of  Padua", language="en", came=False)
        registered(event, "Bolat", audience="student", organisation="Faculty of Law", language="kk")
        registered(event, "Dana", language="ru")

        found = report().participation

        assert found.total == Turnout(4, 3)
        assert found.by_audience == {"teacher": (2, 1), "student": (1, 1), "": (1, 1)}
        assert found.by_language == {"en": (2, 1), "kk": (1, 1), "ru": (1, 1)}
        assert found.by_organisation == {"University of Padua": (2, 1), "Faculty of Law": (1, 1)}
        assert found.by_country == {"IT": (2, 1), "": (2, 2)}

    def test_those_who_wait_or_gave_their_seat_back_took_no_part(self, report: Make, make_held: MakeEvent) -> None:
        event = make_held(capacity=1)
        registered(event, "Bolat", came=False)
        registered(event, "Dana", came=False)
        assert report().participation.total == Turnout(1, 0)

        with clock.standing_at(MARCH):
            event.confirmed[0].cancel()
            event.confirmed[0].cancel()
        db.session.commit()

        assert report().participation.total == Turnout()

    def test_nobody_took_part_in_what_was_called_off(self, report: Make, make_held: MakeEvent) -> None:
        event = make_held()
        registered(event, "Bolat")
        assert report().participation.total == Turnout(1, 1)

        event.cancel(translated("en", en="The speaker is ill."))

        assert report().participation.total == Turnout()


class TestIndicators:
    def test_they_count_what_they_say(self, app: Flask, report: Make, make_held: MakeEvent, make_event: MakeEvent) -> None:
        home, padua = organisation("Alatau University", "KZ"), organisation("University of Padua", "IT")
        visit = make_held(Delegation, host=home, direction="incoming", languages_spoken=["en", "ru"])
        rossi = Person(name=translated("en", en="Chiara Rossi"), positions=[Position(organisation=padua)])
        visit.guests = [EventGuest(rank=1, person=rossi), EventGuest(rank=2, name="The rector")]
        make_held(Delegation, host=padua, organisers=[home], direction="outgoing", country="IT", city="Padua")
        make_held(
            host=home, organisers=[organisation("Ministry of Education", "KZ")], mode="hybrid", online_link="https://a.example"
        )
        make_event(Delegation, host=padua)
        registered(visit, "Bolat", came=False)

        assert Indicators(report(), "KZ").values == {
            "events": 3, "international": 2, "abroad": 1, "joint": 2, "joint_abroad": 1, "online": 1, "in_english": 1,
            "mobility": 0, "incoming": 1, "outgoing": 1, "partners_abroad": 1, "countries": 1, "guests": 2, "guests_abroad": 1,
            "registered": 1, "came": 0, "students_out": 0, "students_in": 0, "staff_out": 0, "staff_in": 0, "agreements": 0,
        }  # fmt: skip
        assert Indicators(report(), "KZ").partners_by_country == {"IT": 1}

    def test_a_guest_counts_for_where_they_worked_on_the_day(self, report: Make, make_held: MakeEvent) -> None:
        padua = organisation("University of Padua", "IT")
        left = Position(organisation=padua, starts_on=date(2019, 9, 1), ends_on=date(2026, 2, 28))
        visit = make_held(Delegation)
        visit.guests = [EventGuest(rank=1, person=Person(name=translated("en", en="Chiara Rossi"), positions=[left]))]
        db.session.commit()
        assert Indicators(report(), "KZ").values["guests_abroad"] == 0

        left.ends_on = MARCH.date()
        db.session.commit()

        assert Indicators(report(), "KZ").values["guests_abroad"] == 1

    def test_a_guest_with_two_positions_is_one_guest(self, report: Make, make_held: MakeEvent) -> None:
        places = [Position(organisation=organisation(name, "IT")) for name in ("University of Padua", "University of Bologna")]
        visit = make_held(Delegation)
        visit.guests = [EventGuest(rank=1, person=Person(name=translated("en", en="Chiara Rossi"), positions=places))]
        db.session.commit()

        values = Indicators(report(), "KZ").values

        assert (values["guests"], values["guests_abroad"], values["partners_abroad"], values["countries"]) == (1, 1, 2, 1)


@pytest.mark.databases("sqlite", "postgresql")
def test_a_year_of_any_size_is_asked_in_as_many_questions(
    report: Make, make_held: MakeEvent, admin: Account, count_queries: CountQueries
) -> None:
    def everything() -> int:
        db.session.expire_all()
        admin.is_admin
        with count_queries() as statements:
            found = report()
            indicators = Indicators(found, "KZ")
            _ = (found.months, found.kinds, found.total, found.audiences, found.names_of(found.organisations), found.countries)
            _ = (found.participation.by_country, found.participation.by_language, indicators.values)
            _ = indicators.partners_by_country
        return len(statements)

    line(make_held(host=organisation("University 0", "IT"), audience=["student"]))
    few = everything()
    for number in range(1, 12):
        event = make_held(Delegation, host=organisation(f"University {number}", "TR"), audience=["guest"])
        registered(event, f"Bolat{number}", organisation=f"University {number}")
        line(event, country="TR")

    assert everything() == few
