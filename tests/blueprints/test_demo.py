"""What `flask demo` loads, and how exactly it goes again."""

import re
import shlex
import stat
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password, verify_password
from sqlalchemy import event, func, inspect, select

from blueprints.cli.demo.calls import load_calls
from blueprints.cli.demo.catalogue import entries, load_catalogue
from blueprints.cli.demo.coming import Timetable
from blueprints.cli.serve import _greeting
from models import (
    Account,
    Activity,
    Agreement,
    CalendarState,
    Call,
    Criterion,
    Deadline,
    DeadlineMove,
    Event,
    EventFormat,
    Following,
    InfoDay,
    Message,
    MobilityRecord,
    Office,
    Organisation,
    Person,
    Position,
    PreparationStep,
    Programme,
    Registration,
    Room,
    Series,
)
from models.agreement import agreement_partners, agreement_programmes
from models.call import call_programmes
from models.conflicts import Conflicts
from models.demo import REFERENCES, Demo
from models.duplicates import Duplicates
from models.edition_rows import ROWS
from models.mobility_figures import MobilityFigures
from models.personal_feed import feed_programmes
from models.public_holidays import Holidays
from models.room import room_parts
from models.series import OldSeriesSlug
from support import clock
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from support.orm import Base
from tests.conftest import NOW
from tests.page_client import PageClient

LANGUAGES = {"en", "ru", "kk"}


def run(app: Flask) -> str:
    """What the command says."""
    result = app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    return result.output


def counts() -> dict[str, int]:
    """How many rows each table has."""
    db.session.commit()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table not in (Activity.__table__, CalendarState.__table__)  # that the demo came and went is told there
    }


def called(title: str) -> Event:
    """The demo's event that is called so in English."""
    found = [one for one in db.session.scalars(Event.lists()) if one.title["en"] == title]
    assert len(found) == 1, title
    return found[0]


def coming() -> list[Event]:
    """The dozen of events around today."""
    return [
        one
        for one in db.session.scalars(Event.lists().order_by(Event.starts_at))
        if one.is_demo and not one.is_archived and one.summary
    ]


class TestLoading:
    def test_a_second_run_adds_nothing_nor_does_one_on_another_day(self, demo: Flask) -> None:
        before = counts()

        today = run(demo)
        with clock.standing_at(NOW + timedelta(days=40)):
            later = run(demo)

        assert today == later == "The demo is loaded already: nothing was added.\n"
        assert counts() == before

    @pytest.mark.own_application
    @pytest.mark.databases("sqlite", "postgresql")
    def test_everything_is_stored_in_one_transaction(self, app: Flask) -> None:
        commits: list[int] = []
        event.listen(db.engine, "commit", lambda _connection: commits.append(1))

        run(app)

        assert len(commits) == 1
        assert counts()["events"] == 145 + 12

    def test_agreements_and_figures_of_mobility_are_made_up_and_say_so(self, demo: Flask) -> None:
        agreements, lines = (db.session.scalars(select(kind)).all() for kind in (Agreement, MobilityRecord))

        assert {one.note for one in agreements} == {one.source for one in lines} == {"Invented for the demo."}
        assert {one.state for one in agreements} == {"planned", "in_force", "ends_soon", "lapsed"}
        in_spring = MobilityFigures(semester="spring", year=2025, who="students")
        assert (in_spring.total, in_spring.holds_demo) == (26, True)
        assert {key for key, _people in in_spring.by_country} == {"RU", "PL", "KR", "AT", "NL"}

    def test_a_week_of_it_stands_under_an_umbrella_and_the_holidays_of_two_years_are_there(self, demo: Flask) -> None:
        week = db.session.scalars(select(Series)).one()
        under = [one.title["en"] for one in coming() if week in one.series]

        assert (week.name["en"], str(week.starts_on), str(week.ends_on)) == ("Erasmus+ Week", "2026-11-20", "2026-11-25")
        assert under == [
            "A semester in Europe: ask your question",
            "Erasmus+ information day: the 2027 call",
            "Jean Monnet workshop: from an idea to an application",
        ]
        assert Holidays.missing(NOW.year) == Holidays.missing(NOW.year + 1) == []

    def test_the_coordinator_is_there_in_both_spellings_and_asked_about(self, demo: Flask) -> None:
        asked = [[db.session.get_one(Person, number).name["en"] for number in pair[:2]] for pair in Duplicates.of(Person)]

        assert asked == [["Laura Palaunova", "Laura Paluanova"]]
        assert Duplicates.of(Organisation) == Duplicates.of(Room) == []

    def test_every_row_is_marked(self, demo: Flask) -> None:
        marked = [*REFERENCES, Account, Office]

        assert {kind.__name__: db.session.scalar(select(func.count()).where(~kind.is_demo)) for kind in marked} == {
            kind.__name__: 0 for kind in marked
        }

    def test_a_random_password_is_kept_where_only_its_owner_reads_it(
        self, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("DEMO_PASSWORD", raising=False)

        said = run(app)

        kept = tmp_path / "demo-password"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        password = kept.read_text().strip()
        assert said.splitlines()[-1] == f"their password is {password}"
        accounts = db.session.scalars(select(Account).order_by(Account.email)).all()
        assert [(account.email, account.role) for account in accounts] == [
            ("admin@example.org", "admin"),
            ("host@example.org", "faculty"),
            ("staff@example.org", "staff"),
        ]
        assert all(verify_password(password, account.password) for account in accounts)

    def test_a_chosen_password_is_kept_nowhere(self, demo: Flask, tmp_path: Path) -> None:
        account = Account.with_email("staff@example.org")

        assert account and verify_password("for the tests", account.password)
        assert not (tmp_path / "demo-password").exists()

    def test_nothing_of_the_offices_own_is_touched(self, app: Flask, office: Office) -> None:
        own = Programme(slug="international-credit-mobility", name=translated("en", en="Our own mobility"))
        format = EventFormat(slug="seminar", name=translated("en", en="Our seminar"))
        admin = Account(email="admin@example.org", name="Somebody", role="faculty", password="theirs")
        db.session.add_all([own, format, admin])
        db.session.commit()

        run(app)

        assert (own.name["en"], own.is_demo, format.name["en"], format.is_demo) == (
            "Our own mobility",
            False,
            "Our seminar",
            False,
        )
        assert (admin.name, admin.role, admin.password, admin.is_demo) == ("Somebody", "faculty", "theirs", False)
        assert [(one.name["en"], one.is_demo, one.members) for one in db.session.scalars(select(Office))] == [
            ("Alatau University", False, [])
        ]

    def test_no_mail_of_the_demo_is_left_to_be_sent(self, demo: Flask) -> None:
        occasions = Counter(db.session.scalars(select(Message.occasion)))

        assert set(occasions) >= {"confirmed", "waiting", "moved", "event_cancelled"}
        assert Message.claim() == []
        assert Registration.remind() == 0


class TestComingEvents:
    def test_a_dozen_is_published_whole_in_three_languages(self, demo: Flask) -> None:
        events = coming()

        assert len(events) == 12
        assert Counter(one.kind for one in events) == {"info_day": 5, "conference": 3, "delegation": 2, "qa_session": 2}
        for one in events:
            texts = [one.title, one.summary, one.aim, one.description, *(row.title for row in one.agenda)]
            texts += [text for row in one.agenda for text in (row.speaker, row.place) if text]
            texts += [text for guest in one.guests for text in (guest.position, guest.organisation)]
            texts += [question.label for question in one.questions]
            assert all(set(text.texts) == LANGUAGES for text in texts), one.slug
            assert (one.published, one.over, one.is_demo) == (True, False, True)

    def test_they_are_on_days_when_the_university_works(self, demo: Flask) -> None:
        days = [day for one in coming() for day in one.dates or ()]

        assert all(day.weekday() < 5 for day in days), days
        assert min(days) >= NOW.date()

    @pytest.mark.parametrize("days", range(7))
    @pytest.mark.parametrize("hour", [0, 6, 12, 18])
    def test_whatever_the_day_it_is_loaded_on_they_are_still_to_come_and_on_working_days(self, days: int, hour: int) -> None:
        with clock.standing_at((NOW + timedelta(days=days)).replace(hour=hour)):
            timetables = [Timetable(entry) for entry in entries("coming")]

            assert len(timetables) == 12
            for one in timetables:
                free = {5, 6} if not one.entry["saturday"] else {6}
                assert not {one.first.weekday(), (one.first + one.length).weekday()} & free
                assert clock.now() < one.starts_at < one.ends_at
                assert timedelta() <= one.put_off_by < timedelta(days=7)
                if one.opens_at and one.closes_at:
                    assert one.announced_at < one.opens_at < clock.now() and one.opens_at < one.closes_at <= one.starts_at

    def test_the_agenda_is_within_the_event(self, demo: Flask) -> None:
        rows = [(one, row) for one in coming() for row in one.agenda]

        assert len(rows) > 60
        assert all(one.starts_at <= row.starts_at < row.ends_at <= one.ends_at for one, row in rows)

    def test_one_is_full_with_a_queue_in_the_order_people_came(self, demo: Flask) -> None:
        workshop = called("Jean Monnet workshop: from an idea to an application")

        assert (workshop.seating.taken, workshop.capacity, workshop.seating.full) == (12, 12, True)
        assert [(one.place_in_queue, one.state) for one in workshop.waiting_list] == [
            (1, "waiting"),
            (2, "waiting"),
            (3, "waiting"),
        ]
        came = [one.created_at for one in [*workshop.confirmed, *workshop.waiting_list]]
        assert came == sorted(came)
        assert workshop.registration_opens_at and workshop.registration_opens_at < came[0] < came[-1] < NOW
        assert all(set(one.answers) == {question.key for question in workshop.questions} for one in workshop.confirmed)

    def test_one_was_moved_and_one_called_off_and_readers_see_why(self, demo: Flask, client: PageClient) -> None:
        [moved] = [one for one in coming() if one.moved]
        [cancelled] = [one for one in coming() if one.cancelled]

        assert set(moved.move_reason.texts) == set(cancelled.cancellation_reason.texts) == LANGUAGES
        assert (moved.sequence, cancelled.sequence) == (2, 2)
        assert moved.starts_at and moved.moved_from and moved.starts_at > moved.moved_from
        assert moved.move_reason["kk"] in client.page(f"/events/{moved.slug}?lang=kk").text
        assert cancelled.cancellation_reason["ru"] in client.page(f"/events/{cancelled.slug}?lang=ru").text

    def test_the_visit_abroad_is_for_its_team_only(
        self, demo: Flask, client: PageClient, client_of: Callable[[Account], PageClient]
    ) -> None:
        [visit] = [one for one in coming() if one.visibility == "restricted"]
        staff = Account.with_email("staff@example.org")
        assert staff

        assert client_of(staff).get(f"/events/{visit.slug}").status_code == 200
        assert client.get(f"/events/{visit.slug}").status_code == 404


class TestParts:
    def test_people_have_parts_and_addresses_that_are_made_up(self, demo: Flask) -> None:
        staffed = {one.title["en"]: sorted(part.role for part in one.parts) for one in coming() if one.parts}

        assert staffed == {
            "Erasmus+ information day: the 2027 call": ["host", "interpreter", "speaker"],
            "Jean Monnet workshop: from an idea to an application": ["host", "speaker"],
            "Visit of a delegation from Ankang University (China)": ["driver", "host", "interpreter"],
            "Erasmus Mundus: a master's degree in two countries": ["host"],
            "Teaching and training abroad: information day for teachers and staff": ["host", "speaker"],
        }
        people = {part.person for one in coming() for part in one.parts}
        assert all(re.fullmatch(r"[a-z]+@example\.org", person.email) for person in people)
        numbers = [person.phone for person in db.session.scalars(select(Person)) if person.phone]
        assert len(numbers) >= 6 and all(re.fullmatch(r"\+7 700 000 00 \d\d", number) for number in numbers)
        [speaker] = [part for part in called("Jean Monnet workshop: from an idea to an application").parts if part.session]
        assert speaker.session and speaker.session.title["en"] == "A chair after three years"

    def test_whoever_signs_in_as_host_hosts_something(self, demo: Flask) -> None:
        account = Account.with_email("host@example.org")
        person = Person.of(account) if account else None
        assert person and person.email == "host@example.org"

        hosted = [one.title["en"] for one in coming() if person in one.played_by("host")]

        assert hosted[0] == "Jean Monnet workshop: from an idea to an application"

    def test_one_hard_clash_was_accepted_with_a_reason_and_a_soft_one_is_open(self, demo: Flask) -> None:
        found = {one.title["en"]: Conflicts.of(one) for one in coming()}

        both = ["Erasmus Mundus: a master's degree in two countries",
                "Teaching and training abroad: information day for teachers and staff"]  # fmt: skip
        for title in both:
            reasons = [one.accepted and one.accepted.reason for one in found[title] if one.code == "person_busy"]
            assert reasons == ["She welcomes the students at three, speaks next door for a quarter of an hour, and comes back."]
        assert [one for conflicts in found.values() for one in conflicts.hard] == []
        [soft] = found["Visit of a delegation from Ankang University (China)"].open
        assert (soft.code, soft.facts) == ("language_missing", ("kk",))


class TestArchive:
    def known(self, title: str) -> Event:
        [found] = [one for one in db.session.scalars(Event.lists()) if title in one.title.texts.values()]
        return found

    def test_a_day_without_an_hour_is_a_day_in_its_zone(self, demo: Flask, client: PageClient) -> None:
        day = self.known("Erasmus+ Information Day 2019 call, Kyrgyzstan")

        assert (day.precision, day.timezone, day.dates) == ("day", "Asia/Bishkek", (date(2018, 11, 20), date(2018, 11, 20)))
        assert day.starts_at == datetime(2018, 11, 19, 18, tzinfo=UTC)
        assert day.ends_at == datetime(2018, 11, 20, 18, tzinfo=UTC)
        assert (day.state, day.takes_registrations, day.held_at) == ("held", False, day.ends_at)
        assert "20 November 2018" in client.page(f"/events/{day.slug}?lang=en").select_one(".facts").text

    def test_a_month_is_all_that_is_said_where_nobody_knows_the_day(self, demo: Flask, client: PageClient) -> None:
        months = [one for one in db.session.scalars(Event.lists().where(Event.precision == "month").order_by(Event.starts_at))]
        assert [one.dates for one in months] == [
            (date(2009, 10, 1), date(2009, 10, 31)),
            (date(2013, 10, 1), date(2013, 10, 31)),
            (date(2023, 6, 1), date(2023, 6, 30)),
        ]

        shown = [client.page(f"/events/{one.slug}?lang=ru").select_one(".facts time") for one in months]

        assert [(time and time["datetime"], time and time.text) for time in shown] == [
            ("2009-10", "октябрь 2009\u202fг."),
            ("2013-10", "октябрь 2013\u202fг."),
            ("2023-06", "июнь 2023\u202fг."),
        ]

    def test_an_unknown_date_is_said_to_be_unknown(self, demo: Flask, client: PageClient) -> None:
        undated = self.known("Информационный день программы «Эразмус+»")
        assert (undated.precision, undated.starts_at, undated.ends_at) == ("unknown", None, None)

        facts = client.page(f"/events/{undated.slug}?lang=en").select_one(".facts").text

        assert "Date not recorded" in facts
        assert "17 October, year not stated" in facts

    def test_a_title_that_exists_in_one_language_says_which(self, demo: Flask, client: PageClient) -> None:
        undated = self.known("Информационный день программы «Эразмус+»")

        heading = client.page(f"/events/{undated.slug}?lang=kk").h1

        assert heading and heading.select_one("span")["lang"] == "ru"
        assert heading.text == "Информационный день программы «Эразмус+»"

    def test_nothing_is_made_up_where_the_source_is_silent(self, demo: Flask, client: PageClient) -> None:
        modes = Counter(one.mode for one in db.session.scalars(Event.lists()) if one.is_archived)
        silent = self.known("Делегация ЮАР в РГГУ")

        assert modes == {None: 120, "online": 16, "hybrid": 8, "on_site": 1}
        assert (silent.venue(), silent.city, silent.capacity, silent.languages_spoken) == ("", "", None, [])
        page = client.page(f"/events/{silent.slug}?lang=en")
        assert [term.text.strip() for term in page.select(".facts dt")] == ["When"]
        assert "On site" not in page.text

    def test_hours_are_there_only_where_the_day_and_the_end_are(self, demo: Flask) -> None:
        timed = db.session.scalars(Event.lists().where(Event.precision == "moment", Event.ends_at < NOW)).all()

        assert [(one.timezone, one.local_start.strftime("%F %H:%M"), one.local_end.strftime("%H:%M")) for one in timed] == [
            ("Europe/Brussels", "2019-11-07 14:00", "18:00")
        ]
        hours = [one.date_note for one in db.session.scalars(Event.lists()) if re.search(r"\d\d:\d\d", one.date_note)]
        assert len(hours) == 5

    def test_only_what_was_moved_to_these_days_is_called_a_demo(self, demo: Flask, client: PageClient) -> None:
        real = self.known("Erasmus+ Information Day 2019 call, Kyrgyzstan")
        moved = called("Jean Monnet workshop: from an idea to an application")

        assert "Demo" in client.page(f"/events/{moved.slug}").select_one(".hero .meta").text
        assert "Demo" not in client.page(f"/events/{real.slug}").select_one(".hero .meta").text
        assert len([one for one in db.session.scalars(Event.lists()) if one.is_archived]) == 145

    def test_what_is_announced_and_still_ahead_has_not_been_held(self, demo: Flask) -> None:
        ahead = [one for one in db.session.scalars(Event.lists()) if one.is_archived and not one.over]

        assert [(one.slug, one.state, one.held_at) for one in ahead] == [("ceeducon-2026", "published", None)]


class TestDates:
    def test_expected_dates_are_ahead_and_say_what_they_rest_on(self, demo: Flask) -> None:
        expected = db.session.scalars(select(Deadline).where(Deadline.expected)).all()

        announced = [one for one in expected if not one.is_counted]
        assert len(announced) == 13
        assert all(set(one.label.texts) == LANGUAGES for one in expected)
        assert all(set(one.basis.texts) == LANGUAGES for one in announced)
        assert {one.past for one in expected} == {False}
        assert {one.on.year for one in expected} == {2026, 2027}

    def test_what_was_expected_and_has_gone_by_is_left_out(self, app: Flask) -> None:
        with clock.standing_at(datetime(2027, 2, 10, tzinfo=UTC)):
            load_calls(load_catalogue())

        deadlines = db.session.scalars(select(Deadline).order_by(Deadline.sorted_at)).all()
        assert [one.on for one in deadlines if one.expected] == [date(2027, 2, 11), date(2027, 2, 11), date(2027, 2, 18)]
        announced = [one for one in deadlines if one.label and not one.expected]
        assert sum(1 + len(one.moves) for one in announced) == 55

    def test_a_date_that_was_extended_says_from_when_to_when(self, demo: Flask) -> None:
        [extended] = [one for one in db.session.scalars(select(Deadline)) if one.moves]

        assert extended.extended and extended.was
        assert extended.was.told("en") == "Extended from 22 to 24 March 2023"
        assert extended.was.moved_at.date() == date(2023, 3, 20)

    def test_steps_of_the_university_are_counted_back_from_an_expected_call(self, demo: Flask) -> None:
        """Back from 2 February 2027, past the days off of the New Year: 1 and 2 January, and Christmas on the 7th."""
        counted = db.session.scalars(select(Deadline).where(Deadline.days_before.is_not(None)).order_by(Deadline.sorted_at)).all()

        assert [(one.on, one.visibility) for one in counted] == [
            (date(2026, 12, 19), "university"),
            (date(2026, 12, 31), "university"),
            (date(2027, 1, 19), "public"),
            (date(2027, 1, 26), "university"),
        ]
        assert {one.counted_from.on for one in counted if one.counted_from} == {date(2027, 2, 2)}
        assert all(one.expected and one.is_demo and set(one.label.texts) == LANGUAGES for one in counted)


class TestRemoval:
    def test_exactly_the_demos_rows_go(
        self, app: Flask, office: Office, admin: Account, blue_hall: Room, make_info_day: Callable[..., InfoDay]
    ) -> None:
        own = make_info_day(room=blue_hall)
        own.revise({"title": translated("en", en="Renamed")})
        own.questions, own.guests, own.agenda = [], [], []
        db.session.add(Call(year=2027, title=translated("en", en="Our competition")))
        db.session.commit()
        before, record = counts(), db.session.scalar(select(func.count()).select_from(Activity))
        run(app)
        assert counts()["events"] == before["events"] + 157

        Demo.remove()

        assert counts() == before
        told = db.session.scalars(select(Activity.verb).where(Activity.subject_kind == "demo").order_by(Activity.id)).all()
        assert told == ["loaded", "removed"]
        assert db.session.scalar(select(func.count()).select_from(Activity)) == record + len(told)

    @pytest.mark.databases("sqlite", "postgresql")
    def test_what_the_offices_own_rows_refer_to_becomes_their_own(
        self, app: Flask, admin: Account, make_info_day: Callable[..., InfoDay]
    ) -> None:
        run(app)
        room = db.session.scalars(select(Room).order_by(Room.id)).first()
        host, organiser = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(2))
        format = db.session.scalars(select(EventFormat).order_by(EventFormat.id)).first()
        about, called_for = (Programme.with_slug(slug) for slug in ("jean-monnet-chair", "erasmus-mundus-joint-masters"))
        assert about and called_for
        assert room
        with_keys = sorted([room.key_holder_id or 0, room.technician_id or 0])
        own = make_info_day(room=room, host=host, organisers=[organiser], format=format, programmes=[about])
        call = Call.of([called_for], 2027)
        assert call.is_demo
        deadline = Deadline(call=call)
        deadline.set_date(date(2027, 3, 1), None, "Europe/Brussels")
        deadline.revise({"label": translated("en", en="Our own date")})
        db.session.commit()

        Demo.remove()
        db.session.commit()

        kept = {kind.__name__: [row.id for row in db.session.scalars(select(kind).order_by(kind.id))] for kind in REFERENCES}
        assert kept == {
            "PlanLine": [],
            "Event": [own.id],
            "Agreement": [],
            "MobilityRecord": [],
            "Person": with_keys,
            "Deadline": [deadline.id],
            "Call": [call.id],
            "Edition": [],
            "Preparation": [],
            "Programme": sorted([about.id, called_for.id]),
            "Room": [own.room_id],
            "EventFormat": [own.format_id],
            "Series": [],
            "SpecialDay": [],
            "Organisation": sorted([host.id, organiser.id]),
        }
        assert sum(Demo.counts().values()) == 0
        assert (own.room, own.host, own.organisers, own.programmes) == (room, host, [organiser], [about])

    def test_nobody_is_locked_out(self, demo: Flask) -> None:
        asking = Account.with_email("admin@example.org")
        assert asking

        with acting_as(Actor(asking.name, asking.id)):
            Demo.remove()
        db.session.commit()

        assert [(one.email, one.is_demo) for one in db.session.scalars(select(Account))] == [("admin@example.org", False)]

    def test_the_demos_accounts_go_where_somebody_else_administers(self, demo: Flask, admin: Account) -> None:
        asking = Account.with_email("admin@example.org")
        assert asking

        with acting_as(Actor(asking.name, asking.id)):
            Demo.remove()
        db.session.commit()

        assert db.session.scalars(select(Account)).all() == [admin]

    def test_an_office_that_was_set_up_stays_without_the_demos_people(self, demo: Flask) -> None:
        office = Office.ours()
        assert len(office.members) == 3
        office.revise({"name": translated("en", en="Ours now")})
        office.welcome({"name": "Ours too"})
        db.session.commit()

        Demo.remove()
        db.session.commit()

        [kept] = db.session.scalars(select(Office))
        assert (dict(kept.name.texts), kept.is_demo) == ({"en": "Ours now"}, False)
        assert [member.name for member in kept.members] == ["Ours too"]

    def test_a_step_that_is_saved_makes_nothing_else_of_the_demo_the_offices_own(
        self, demo: Flask, client: PageClient, client_of: Callable[[Account], PageClient]
    ) -> None:
        admin = Account.with_email("admin@example.org")
        assert admin
        browser = client_of(admin)

        browser.submit("/start/mail", {"sender_address": "us@university.example"}, form='main form[action="/start/mail"]')

        assert [bool(line.select(".pill")) for line in browser.page("/start").select("main .lines li")] == [
            step == "mail" for step in ("university", "people", "languages", "mail", "event", "sharing")
        ]
        assert "where the university meets" in client.page("/about?lang=en").main.text  # type: ignore[union-attr]
        assert "Alatau" in client.page("/about?lang=en").text
        browser.submit("/start/demo/removal", {}, form="form[action$='/removal']")
        page = client.page("/about?lang=en")
        assert "us@university.example" in page.text
        assert not any(word in page.text for word in ("where the university meets", "Alatau", "Aigul"))

    def test_everything_that_goes_is_named_before_it_goes(self, demo: Flask, client_of: Callable[[Account], PageClient]) -> None:
        admin = Account.with_email("admin@example.org")
        assert admin

        terms = [term.text for term in client_of(admin).page("/start/demo/removal").select("main .pairs dt")]

        assert len(terms) == len(set(terms)) == len([number for number in Demo.counts().values() if number])
        assert {"Agreements", "Lines of mobility", "Lines of the plan"} < set(terms)
        assert "" not in terms

    def test_who_signed_in_with_an_account_of_the_demo_is_told_how_to_make_another(
        self, demo: Flask, client_of: Callable[[Account], PageClient]
    ) -> None:
        admin = Account.with_email("admin@example.org")
        assert admin

        told = client_of(admin).page("/start/demo/removal").select_one("main .notice code").text  # type: ignore[union-attr]

        command = shlex.split(told)
        assert command[:3] == ["flask", "--app", "app"]
        result = demo.test_cli_runner().invoke(args=[*command[3:], "--password-stdin"], input="one of my own\n")
        assert result.exit_code == 0, result.output
        made = Account.with_email("you@university.example")
        assert made and made.is_admin

    def test_the_button_removes_it_and_the_command_does_not_bring_it_back(
        self, demo: Flask, client_of: Callable[[Account], PageClient]
    ) -> None:
        admin = Account.with_email("admin@example.org")
        assert admin
        browser = client_of(admin)

        answer = browser.submit("/start/demo/removal", {}, form="form[action$='/removal']")

        assert (answer.status_code, answer.location) == (303, "/start")
        assert browser.get("/start").status_code == 200
        assert (counts()["events"], counts()["programmes"]) == (0, 0)
        assert run(demo) == "The demo was removed: nothing was added.\n"
        assert counts()["events"] == 0

    def test_who_starts_the_server_is_told_only_of_accounts_that_the_password_opens(
        self, app: Flask, admin: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("DEMO_PASSWORD", raising=False)
        run(app)
        password = (tmp_path / "demo-password").read_text().strip()
        staff = Account.with_email("staff@example.org")
        assert staff
        staff.password = hash_password("one of her own")
        db.session.commit()

        told = _greeting("http://127.0.0.1:5000")
        assert "/login as admin@example.org or host@example.org\n" in told and password in told

        Demo.remove()
        db.session.commit()
        told = _greeting("http://127.0.0.1:5000")
        assert "Sign in" not in told and password not in told
        run(app)
        assert not (tmp_path / "demo-password").exists()

    def test_every_reference_to_a_row_of_the_demo_is_thought_of(self) -> None:
        tables = {kind.__table__ for kind in REFERENCES if kind is not Event}
        references = [inspect(column).expression for columns in REFERENCES.values() for column in columns]

        found = {key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.column.table in tables}

        goes_with_its_own = {call_programmes.c.call_id, OldSeriesSlug.__table__.c.series_id, room_parts.c.joined_id}
        goes_with_its_own |= {agreement_partners.c.agreement_id, agreement_programmes.c.agreement_id}
        for kind in (Person, Organisation, Room):
            goes_with_its_own |= {kind.__table__.c.merged_into_id, *kind.told_apart.c}
        goes_with_its_own |= {kind.__table__.c.edition_id for kind in ROWS.values()}
        goes_with_its_own |= {Position.__table__.c.person_id, Message.__table__.c.person_id, Following.__table__.c.programme_id}
        of_calls = {Criterion.__table__.c.call_id, DeadlineMove.__table__.c.deadline_id}
        goes_with_its_own |= of_calls | {PreparationStep.__table__.c.preparation_id, feed_programmes.c.programme_id}
        assert {str(column) for column in found - goes_with_its_own} == {str(column) for column in references}
