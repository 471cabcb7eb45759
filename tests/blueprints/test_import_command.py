"""`flask import-ics`: its report can be read, and what cannot is told by its line."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import Activity, Attendee, Delegation, Event, Room
from models.conflict import AcceptedConflict
from models.trashable import TRASH_TOO
from support.db import db
from support.languages import translated
from tests.models.test_importing import HALL, everything_stored
from tests.models.test_reading_calendars import INFO_DAY, calendar, entry

SAMPLES = os.environ.get("ICS_SAMPLES")


def command(app: Flask, *arguments: str, data: bytes | None = None) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(args=["import-ics", *arguments], input=data)


def events() -> list[Event]:
    db.session.commit()
    return list(db.session.scalars(select(Event).order_by(Event.id).execution_options(**TRASH_TOO)))


def test_a_damaged_entry_is_reported_by_line_and_the_rest_go_in(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "office.ics"
    file.write_bytes(calendar(INFO_DAY, entry(start="DTSTART:20269999T050000Z", uid="bad", title="SUMMARY:Broken")))

    done = command(app, str(file), "--kind", "info-day")

    assert done.output.splitlines() == [
        "Calendar: Office",
        "New: 1",
        "  line 4     2026-12-03 10:00  Erasmus+ information day",
        "Unreadable: 1",
        "  line 13    Broken: Its start cannot be read: 20269999T050000Z",
        "Total: 1 new, 0 changed, 0 gone, 0 unchanged, 0 left out, 1 unreadable",
    ]
    assert (done.exit_code, [event.title["en"] for event in events()]) == (0, ["Erasmus+ information day"])


def test_a_second_import_adds_nothing_and_updates_by_identity(app: Flask) -> None:
    command(app, "-", "--kind", "conference", data=calendar(INFO_DAY))
    stored = everything_stored()

    again = command(app, "-", "--kind", "conference", data=calendar(INFO_DAY))
    assert again.output.splitlines()[-1] == "Total: 0 new, 0 changed, 0 gone, 1 unchanged, 0 left out, 0 unreadable"
    assert everything_stored() == stored

    changed = command(app, "-", "--kind", "conference", data=calendar(INFO_DAY.replace("Blue Hall", "Red Hall")))
    assert changed.output.splitlines()[1:4] == [
        "Changed: 1",
        "  line 4     2026-12-03 10:00  Erasmus+ information day",
        "      place: Blue Hall -> Red Hall",
    ]
    assert [(event.kind, event.place["en"]) for event in events()] == [("conference", "Red Hall")]


def test_a_calendar_without_a_zone_is_told_in_which_it_was_read(app: Flask) -> None:
    floating = calendar(entry(start="DTSTART:20261203T100000"))

    told = command(app, "-", "--kind", "info-day", "--dry-run", data=floating)
    assert told.output.splitlines()[1:3] == [
        "1 of its entries name no time zone: they were read in Asia/Almaty (this office's).",
        "  If that is wrong, say --timezone.",
    ]
    assert (told.output.splitlines()[-1], events()) == ("Nothing was changed: this was a dry run.", [])

    command(app, "-", "--kind", "info-day", "--timezone", "W. Europe Standard Time", data=floating)
    assert [event.timezone for event in events()] == ["Europe/Berlin"]


def test_the_dates_of_a_series_are_one_line_of_the_report(app: Flask) -> None:
    done = command(app, "-", "--kind", "info-day", data=calendar(entry("RRULE:FREQ=DAILY;COUNT=30")))

    assert done.output.splitlines()[1:3] == ["New: 1", "  line 4     2026-12-03 10:00  Visit and 29 more dates"]
    assert len(events()) == 30


def test_a_window_leaves_out_what_is_outside_and_says_so(app: Flask) -> None:
    window = ("--from", "2026-12-01", "--until", "2026-12-31")
    done = command(
        app, "-", "--kind", "info-day", *window, data=calendar(INFO_DAY, entry(uid="x", start="DTSTART:20270203T050000Z"))
    )

    assert done.output.splitlines()[3:5] == [
        "Not between 2026-12-01 and 2026-12-31 (--from and --until change that): 1",
        "  line 11  Visit (2027-02-03)",
    ]
    assert len(events()) == 1


def test_what_is_gone_is_left_alone_unless_asked_and_never_with_registrations(app: Flask, bolat: Attendee) -> None:
    both = calendar(INFO_DAY, entry(uid="x", title="SUMMARY:Reception"))
    command(app, "-", "--kind", "info-day", data=both)
    command(app, "-", "--kind", "info-day", data=calendar(INFO_DAY))
    assert [event.deleted for event in events()] == [False, False]
    events()[0].publish()
    events()[0].register(bolat, answers={})

    command(app, "-", "--kind", "info-day", "--remove-gone", data=calendar(header="X-WR-CALNAME:Office"))

    assert [(event.title["en"], event.deleted, event.cancelled) for event in events()] == [
        ("Erasmus+ information day", False, False),
        ("Reception", True, False),
    ]


@pytest.mark.parametrize(
    ("data", "output"),
    [
        (b"", "Error: The file is empty."),
        (b"<html></html>", "Error: This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
        (bytes(range(256)) * 40, "Error: This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
    ],
)
def test_what_is_no_calendar_ends_with_a_sentence_and_status_one(app: Flask, data: bytes, output: str) -> None:
    done = command(app, "-", "--kind", "info-day", data=data)

    assert (done.exit_code, done.output.strip()) == (1, output)


def test_a_calendar_of_which_nothing_can_be_read_ends_with_status_one(app: Flask) -> None:
    assert command(app, "-", "--kind", "info-day", data=calendar(entry(start="DTSTART:soon"))).exit_code == 1
    assert command(app, "-", "--kind", "info-day", data=calendar()).exit_code == 0


@pytest.mark.parametrize("arguments", [("-",), ("-", "--kind", "party"), ("-", "--kind", "info-day", "--timezone", "Mars")])
def test_arguments_that_make_no_sense_are_explained(app: Flask, arguments: tuple[str, ...]) -> None:
    done = command(app, *arguments, data=calendar(INFO_DAY))

    assert (done.exit_code, events()) == (2, [])


@pytest.mark.skipif(not SAMPLES and os.environ.get("CI") != "true", reason="ICS_SAMPLES names no folder of real files")
def test_every_real_file_goes_in_and_a_second_time_nothing_changes(app: Flask) -> None:
    if not SAMPLES:
        assert not Path("../shared/data/ics").exists(), "ICS_SAMPLES is not set though there are files"
        pytest.skip("ICS_SAMPLES names no folder of real files, and none lies beside the checkout")
    files = sorted(Path(SAMPLES).glob("*.ics"))
    assert files
    for file in files:
        before = db.session.scalar(select(func.count(Event.id)))
        first = command(app, str(file), "--kind", "info-day")
        assert (first.exit_code, first.output.splitlines()[0].startswith("Calendar: ")) == (0, True)
        assert db.session.scalar(select(func.count(Event.id))) > (before or 0)
        stored = everything_stored()

        second = command(app, str(file), "--kind", "info-day")

        assert second.exit_code == 0
        assert second.output.splitlines()[-1].startswith("Total: 0 new, 0 changed, 0 gone, ")
        assert everything_stored() == stored
    assert db.session.scalar(select(func.count(Activity.id))) == db.session.scalar(select(func.count(Event.id)))


def test_what_the_events_now_take_twice_is_named_and_they_go_in_all_the_same(
    app: Flask, make_event: Callable[..., Event], blue_hall: Room
) -> None:
    at_eleven = {"starts_at": datetime(2026, 12, 3, 6, 0, tzinfo=UTC), "room": blue_hall}
    other = make_event(title=translated("en", en="Senate"), **at_eleven)
    make_event(Delegation, visibility="restricted", title=translated("en", en="The minister"), **at_eleven)
    file = calendar(INFO_DAY, entry(HALL, uid="two", title="SUMMARY:Reception", start="DTSTART:20261203T050000Z"))
    hall = "Blue Hall, Main Building is taken"
    clashes = [
        "Clashes, to be settled at the desk: 3",
        f"  line 4     Erasmus+ information day: {hall} 2026-12-03 11:00-12:00 by Senate (/events/{other.slug})",
        f"  line 4     Erasmus+ information day: {hall} 2026-12-03 11:00-12:00 by an event that is open to its team alone",
        f"  line 11    Reception: {hall} 2026-12-03 10:00-11:00 by line 4 of the file (Erasmus+ information day)",
    ]

    tried = command(app, "-", "--kind", "info-day", "--dry-run", data=file)
    before = len(events())
    done = command(app, "-", "--kind", "info-day", data=file)

    assert (tried.output.splitlines()[4:8], before) == (clashes, 2)
    assert done.output.splitlines()[4:8] == clashes
    assert (done.exit_code, [event.title["en"] for event in events()[2:]]) == (0, ["Erasmus+ information day", "Reception"])
    assert db.session.scalars(select(AcceptedConflict)).all() == []
