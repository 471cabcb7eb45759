"""What a calendar brings is matched to what is here: nothing twice, nothing overwritten unseen, nobody's seat lost."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Activity, Attendee, Event, ImportedEntry, InfoDay, Room
from models.importing import read_calendar
from models.importing.calendar_plan import CalendarPlan, Intake
from models.importing.row import Plan
from models.trashable import TRASH_TOO
from support.db import db
from support.languages import translated
from support.orm import Base
from tests.models.test_reading_calendars import calendar, entry

MakeEvent = Callable[..., Event]
pytestmark = pytest.mark.usefixtures("app")
HALL = "LOCATION:Blue Hall"


def planned(*entries: str, source: str = "Office", by: Account | None = None, publish: bool = False) -> CalendarPlan:
    db.session.commit()
    return CalendarPlan(read_calendar(calendar(*entries)), Intake(InfoDay, source, by, publish))


def take_in(*entries: str, **more: Any) -> Mapping[str, int]:
    done = planned(*entries, **more).carry_out()
    db.session.commit()
    return done


def states(plan: Plan) -> list[tuple[str, str]]:
    return [(row.state, row.title) for row in plan.rows]


def changes(plan: Plan) -> list[Mapping[str, tuple[str, str]]]:
    return [row.changes for row in plan.rows if row.state == "changed"]


def the_event() -> Event:
    return db.session.scalars(select(Event)).one()


def everything_stored() -> list[Any]:
    """All rows of all tables, but for when an entry was last seen."""
    db.session.commit()
    rows = []
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name != "seen_at"]
        found = db.session.execute(select(*columns).order_by(*table.primary_key or columns[:1]))
        rows.append((table.name, [tuple(map(repr, row)) for row in found]))
    return rows


def test_a_new_entry_becomes_a_draft_with_everything_it_said() -> None:
    assert take_in(entry(HALL, r"DESCRIPTION:Bring a passport", "DURATION:PT90M"))["new"] == 1

    event = the_event()
    assert (event.title["en"], event.place["en"], event.description["en"]) == ("Visit", "Blue Hall", "Bring a passport")
    assert (event.starts_at, event.ends_at) == (
        datetime(2026, 12, 3, 5, tzinfo=UTC),
        datetime(2026, 12, 3, 6, 30, tzinfo=UTC),
    )
    assert (event.kind, event.state, event.timezone) == ("info_day", "draft", "Asia/Almaty")


def test_a_known_room_is_taken_for_the_place(blue_hall: Room) -> None:
    take_in(entry("LOCATION:Көк зал"))

    assert (the_event().room, bool(the_event().place)) == (blue_hall, False)


def test_an_address_to_join_at_makes_it_online() -> None:
    take_in(entry("LOCATION:https://zoom.example/j/1"))

    assert (the_event().mode, the_event().online_link) == ("online", "https://zoom.example/j/1")


def test_whole_days_are_kept_as_days() -> None:
    take_in(entry("DTEND;VALUE=DATE:20261206", start="DTSTART;VALUE=DATE:20261204"))

    event = the_event()
    assert event.dates
    assert (event.precision, [f"{day:%d}" for day in event.dates]) == ("day", ["04", "05"])
    assert states(planned(entry("DTEND;VALUE=DATE:20261206", start="DTSTART;VALUE=DATE:20261204"))) == [("same", "Visit")]


def test_asked_to_publish_it_publishes_what_has_a_place() -> None:
    take_in(entry(HALL, uid="a"), entry(uid="b", title="SUMMARY:Nowhere"), publish=True)

    found = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert [(event.title["en"], event.state) for event in found] == [("Visit", "published"), ("Nowhere", "draft")]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_second_time_nothing_at_all_is_changed() -> None:
    entries = (
        entry(HALL),
        entry(uid="", title="SUMMARY:Without identity", start="DTSTART:20261205T050000Z"),
        entry("RRULE:FREQ=WEEKLY;COUNT=3", uid="series", title="SUMMARY:Every week"),
        entry("STATUS:CANCELLED", uid="off", title="SUMMARY:Called off"),
        entry(uid="one", title="SUMMARY:Quite another thing", start="DTSTART:20270103T050000Z"),
    )
    assert take_in(*entries)["new"] == 6
    stored = everything_stored()

    assert take_in(*entries) == {"new": 0, "changed": 0, "gone": 0}

    assert everything_stored() == stored


def test_what_the_source_changed_is_shown_field_by_field_and_done() -> None:
    take_in(entry(HALL))

    plan = planned(entry("LOCATION:Red Hall", "SEQUENCE:1", title="SUMMARY:A long visit", start="DTSTART:20261204T050000Z"))

    assert changes(plan) == [
        {
            "title": ("Visit", "A long visit"),
            "place": ("Blue Hall", "Red Hall"),
            "time": (
                "Thu, 3 December 2026, 10:00–11:00 (Almaty, UTC+5)",
                "Fri, 4 December 2026, 10:00–11:00 (Almaty, UTC+5)",
            ),
        }
    ]
    plan.carry_out()
    db.session.commit()
    event = the_event()
    assert event.starts_at
    assert (event.title["en"], event.place["en"], event.starts_at.day) == ("A long visit", "Red Hall", 4)
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["created", "moved", "revised"]


def test_what_staff_changed_stays_as_long_as_the_source_says_what_it_said() -> None:
    take_in(entry(HALL))
    the_event().revise({"title": translated("en", en="Our own words")})

    assert states(planned(entry(HALL))) == [("same", "Visit")]
    assert changes(planned(entry("LOCATION:Red Hall"))) == [{"place": ("Blue Hall", "Red Hall")}]


def test_a_renamed_identity_is_the_same_thing_at_the_same_time_and_place() -> None:
    take_in(entry(HALL, title="SUMMARY:Erasmus+ information day"))

    plan = planned(entry(HALL, uid="renamed", title="SUMMARY:Erasmus+ Information Day!"))

    assert changes(plan) == [{"title": ("Erasmus+ information day", "Erasmus+ Information Day!")}]
    plan.carry_out()
    assert db.session.scalars(select(ImportedEntry.uid)).all() == ["renamed"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "SUMMARY:Doctoral defence"},
        {"start": "DTSTART:20261203T070000Z"},
    ],
)
def test_at_another_time_or_with_another_title_it_is_another_thing(other: dict[str, str]) -> None:
    take_in(entry(HALL, title="SUMMARY:Erasmus+ information day"))

    plan = planned(entry(HALL, **{"uid": "other", "title": "SUMMARY:Erasmus+ information day", **other}))

    assert [row.state for row in plan.rows] == ["new", "gone"]


def test_in_another_place_it_is_another_thing() -> None:
    take_in(entry(HALL))

    assert [row.state for row in planned(entry("LOCATION:Zhetysu campus", uid="other")).rows] == ["new", "gone"]


def test_a_title_in_another_script_is_the_same_title(make_event: MakeEvent) -> None:
    make_event(title=translated("ru", ru="Палуанова"), starts_at=datetime(2026, 12, 3, 5, tzinfo=UTC))

    assert [row.state for row in planned(entry(HALL, title="SUMMARY:Paluanova")).rows] == ["changed"]


def test_a_reused_identity_is_another_thing() -> None:
    take_in(entry(HALL, title="SUMMARY:Erasmus+ information day"))

    plan = planned(entry(title="SUMMARY:Rector's reception", start="DTSTART:20270401T050000Z"))

    assert states(plan) == [("new", "Rector's reception"), ("gone", "Erasmus+ information day")]


def test_one_occurrence_that_moves_is_one_change() -> None:
    series = entry("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART:20261203T050000Z")
    moved = entry("RECURRENCE-ID:20261210T050000Z", start="DTSTART:20261211T050000Z")
    assert take_in(series)["new"] == 3

    assert take_in(series, moved) == {"new": 0, "changed": 1, "gone": 0}

    days = [event.starts_at.day for event in db.session.scalars(select(Event).order_by(Event.starts_at)) if event.starts_at]
    assert days == [3, 11, 17]


def test_a_cancelled_entry_cancels_its_event_and_an_unknown_one_stays_out(make_event: MakeEvent) -> None:
    take_in(entry(HALL))

    plan = planned(entry(HALL, "STATUS:CANCELLED"), entry("STATUS:CANCELLED", uid="x", title="SUMMARY:Never seen"))

    assert [(row.state, row.note.said() if row.note else "") for row in plan.rows] == [
        ("changed", ""),
        ("left_out", "It is called off, and not known here."),
    ]
    plan.carry_out()
    assert the_event().cancelled


def register(event: Event, attendee: Attendee) -> None:
    event.publish()
    event.register(attendee, answers={})
    db.session.commit()


def test_nothing_that_has_registrations_is_cancelled_unasked_or_ever_removed(bolat: Attendee) -> None:
    take_in(entry(HALL))
    register(the_event(), bolat)

    cancelled, gone = planned(entry(HALL, "STATUS:CANCELLED")), planned(entry(uid="x", start="DTSTART:20270103T050000Z"))

    (row,) = cancelled.rows
    assert (row.ticked, row.may, row.note and row.note.said()) == (False, True, "People who registered will be told: 1.")
    (row,) = gone.of("gone")
    assert (row.ticked, row.may) == (False, False)
    gone.carry_out({row.key for row in gone.rows})
    db.session.commit()
    kept = db.session.scalars(select(Event).order_by(Event.id)).first()
    assert kept
    assert (kept.deleted, kept.cancelled, len(kept.confirmed)) == (False, False, 1)


def test_somebody_who_registers_between_the_preview_and_the_removal_keeps_their_seat(bolat: Attendee) -> None:
    take_in(entry(HALL))
    gone = planned(entry(uid="x", start="DTSTART:20270103T050000Z"))
    event = the_event()
    register(event, bolat)

    gone.carry_out({row.key for row in gone.rows})

    assert (event.cancelled, event.deleted) == (False, False)


def test_what_is_gone_is_offered_and_taken_away_when_ticked() -> None:
    take_in(entry(HALL), entry(HALL, uid="past", title="SUMMARY:Long ago", start="DTSTART:20200103T050000Z"))

    plan = planned(entry(uid="x", start="DTSTART:20270103T050000Z"))

    assert states(plan) == [("new", "Visit"), ("gone", "Visit")]
    assert plan.carry_out({row.key for row in plan.of("gone")}) == {"new": 0, "changed": 0, "gone": 1}
    db.session.commit()
    in_trash = select(Event).where(Event.deleted_at.is_not(None)).execution_options(**TRASH_TOO)
    assert [event.title["en"] for event in db.session.scalars(in_trash)] == ["Visit"]
    assert states(planned(entry(HALL))) == [("left_out", "Visit")]


def test_what_another_calendar_brought_is_not_gone() -> None:
    take_in(entry(HALL), source="Rectorate")

    assert states(planned(entry(uid="x", start="DTSTART:20270103T050000Z"), source="Library")) == [("new", "Visit")]


def test_an_entry_that_cannot_be_read_this_time_is_not_gone() -> None:
    take_in(entry(HALL))

    plan = planned(entry(start="DTSTART:soon"))

    assert (states(plan), [fault.line for fault in plan.unreadable]) == ([], [6])


def test_our_own_feed_changes_nothing(make_event: MakeEvent, client: Any) -> None:
    make_event(place=translated("en", en="Blue Hall"))
    make_event(title=translated("en", en="Off"), starts_at=datetime(2026, 12, 1, tzinfo=UTC)).cancel(translated("en", en="Ill"))
    db.session.commit()
    feed = client.get("/calendars/all.ics").data
    assert feed.count(b"BEGIN:VEVENT") == 2
    stored = everything_stored()

    plan = CalendarPlan(read_calendar(feed), Intake(InfoDay, "Ours"))
    plan.carry_out()

    assert [row.state for row in plan.rows] == ["same", "same"]
    assert everything_stored() == stored


def test_a_private_entry_is_for_the_one_who_brings_it(organiser: Account) -> None:
    private = entry("CLASS:PRIVATE")
    assert [row.state for row in planned(private).rows] == ["left_out"]

    take_in(private, by=organiser, publish=True)

    event = the_event()
    assert (event.visibility, event.team, event.published) == ("restricted", [organiser], False)


def test_a_restricted_event_is_not_told_to_others(organiser: Account, host: Account, make_event: MakeEvent) -> None:
    take_in(entry(HALL), by=organiser)
    assert [row.state for row in planned(entry(HALL), by=organiser).rows] == ["same"]
    event = the_event()
    event.revise({"visibility": "restricted"})

    told = planned(entry(HALL), by=organiser)

    assert [(row.state, row.thing) for row in told.rows] == [("new", None)]


def test_a_plan_is_known_again_until_the_world_changes() -> None:
    take_in(entry(HALL))
    before = planned(entry("LOCATION:Red Hall")).fingerprint
    assert planned(entry("LOCATION:Red Hall")).fingerprint == before

    the_event().revise({"place": translated("en", en="Green Hall")})

    assert planned(entry("LOCATION:Red Hall")).fingerprint != before


def test_a_large_calendar_asks_few_questions(count_queries: Any) -> None:
    entries = [entry(uid=str(number), title=f"SUMMARY:Visit {number}") for number in range(200)]
    take_in(*entries)
    with count_queries() as statements:
        assert len(planned(*entries).of("same")) == 200
    assert len(statements) < 40
