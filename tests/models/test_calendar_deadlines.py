"""Dates of calls in calendars: an hour in Brussels is another one in Almaty, depending on the year and the season."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from flask import Flask

from models import Deadline
from models.calendar_frame import calendar_of
from models.deadline_entry import deadline_entry
from models.rendered_entries import rendered_entries
from support.db import db
from support.languages import translated
from tests.calendars import Seen, make_deadline, make_programme, seen, seen_by_vobject, values

ALMATY = ZoneInfo("Asia/Almaty")


def entry(deadline: Deadline, code: str = "en") -> bytes:
    return calendar_of([deadline_entry(deadline, code).rendered()])


def text(content: bytes) -> str:
    return str(icalendar.Calendar.from_ical(content).walk("VEVENT")[0]["DESCRIPTION"])


@pytest.mark.parametrize(
    "on, hour, in_almaty",
    [
        (date(2022, 2, 23), time(12), "2022-02-23 17:00+06:00"),
        (date(2023, 2, 14), time(17), "2023-02-14 22:00+06:00"),
        (date(2023, 3, 25), time(17), "2023-03-25 22:00+06:00"),  # the day before Brussels' summer
        (date(2023, 3, 26), time(17), "2023-03-26 21:00+06:00"),  # the last Sunday of March
        (date(2023, 10, 28), time(17), "2023-10-28 21:00+06:00"),
        (date(2023, 10, 29), time(17), "2023-10-29 22:00+06:00"),  # the last Sunday of October
        (date(2024, 2, 15), time(17), "2024-02-15 22:00+06:00"),
        (date(2024, 2, 29), time(17), "2024-02-29 22:00+06:00"),  # Almaty's last evening at +06
        (date(2024, 3, 1), time(17), "2024-03-01 21:00+05:00"),
        (date(2024, 3, 7), time(17), "2024-03-07 21:00+05:00"),
        (date(2024, 3, 31), time(17), "2024-03-31 20:00+05:00"),
        (date(2024, 10, 26), time(17), "2024-10-26 20:00+05:00"),
        (date(2024, 10, 27), time(17), "2024-10-27 21:00+05:00"),
        (date(2025, 2, 19), time(12), "2025-02-19 16:00+05:00"),
        (date(2025, 9, 30), time(23, 59), "2025-10-01 02:59+05:00"),
    ],
)
def test_an_hour_in_brussels_is_this_hour_in_almaty(app: Flask, on: date, hour: time, in_almaty: str) -> None:
    """Read by another program, from the calendar's own tables of zones."""
    deadline = make_deadline(on, hour)

    starts = seen_by_vobject(entry(deadline))[deadline.uid].starts

    assert isinstance(starts, datetime)
    assert starts.astimezone(ALMATY).isoformat(" ", "minutes") == in_almaty


def test_a_deadline_is_seen_as_it_is_stored(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17), time(17))
    due = datetime(2027, 2, 17, 16, tzinfo=UTC)

    content = entry(deadline)

    assert deadline.due_at == due
    assert seen(content) == {
        deadline.uid: Seen(due, due + timedelta(minutes=30), "Deadline of the call: Letters abroad 2027", "CONFIRMED", 0)
    }
    assert "TZID=Europe/Brussels:20270217T170000" in values(content, "DTSTART")


def test_the_text_has_the_hour_in_both_places_and_the_source(app: Flask) -> None:
    deadline = make_deadline(date(2027, 3, 30), time(23, 59), source="https://example.org/guide")

    assert text(entry(deadline)) == (
        "30 March 2027, 23:59 (Brussels, UTC+2)\n31 March 2027, 02:59 (Almaty, UTC+5)\n\n"
        "https://example.org/guide\n\nhttp://localhost/calls/1"
    )
    assert text(entry(deadline, "ru")).startswith(
        "30 марта 2027\u202fг., 23:59 (Брюссель, UTC+2)\n31 марта 2027\u202fг., 02:59 (Алматы, UTC+5)"
    )


def test_a_deadline_without_an_hour_is_a_day_and_says_so(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17))

    content = entry(deadline)

    assert seen(content)[deadline.uid][:2] == (date(2027, 2, 17), date(2027, 2, 18))
    assert text(content).startswith("17 February 2027\nThe hour is not known.")


def test_nobody_is_busy_because_of_a_deadline(app: Flask) -> None:
    assert values(entry(make_deadline(date(2027, 2, 17), time(17))), "TRANSP") == ["TRANSPARENT"]


def test_an_expected_date_is_tentative_and_says_what_it_comes_from(app: Flask) -> None:
    deadline = make_deadline(
        date(2027, 2, 17), time(17), expected=True, basis=translated("en", en="The same week as in 2024, 2025 and 2026.")
    )

    content = entry(deadline)

    assert seen(content)[deadline.uid][2:4] == ("Expected: Deadline of the call: Letters abroad 2027", "TENTATIVE")
    assert "This date has not been announced yet.\n\nThe same week as in 2024, 2025 and 2026." in text(content)


def test_once_it_is_announced_what_it_came_from_is_told_no_longer(app: Flask) -> None:
    """Though the entry was asked for before, and is kept."""
    basis = translated("en", en="The same week as in 2026.")
    deadline = make_deadline(date(2027, 2, 17), time(17), expected=True, basis=basis)

    def kept() -> str:
        row = ("deadline", deadline.id, deadline.uid, str(deadline.calendar_revision))
        return text(calendar_of(rendered_entries([row], "en")))

    assert basis["en"] in kept()
    deadline.revise({"expected": False})
    db.session.commit()

    assert basis["en"] not in kept()
    assert deadline.basis == basis


def test_a_deadline_with_a_label_is_called_by_it_and_its_call(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17), label=translated("ru", ru="Первый этап", kk="Бірінші кезең"))

    assert [seen(entry(deadline, code))[deadline.uid].summary for code in ("kk", "en")] == [
        "Бірінші кезең: Шетелге хаттар 2027",
        "Первый этап: Letters abroad 2027",
    ]


def test_a_deadline_leads_to_its_call(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17), programmes=[make_programme()])

    content = entry(deadline, "ru")

    assert values(content, "URL") == ["http://localhost/calls/1"]
    assert values(content, "CATEGORIES") == ["Срок подачи,Модули Жана Монне"]


def test_a_new_date_raises_the_sequence(app: Flask) -> None:
    deadline = make_deadline(date(2027, 2, 17), time(17))

    deadline.set_date(date(2027, 3, 3), time(17), "Europe/Brussels")

    assert seen(entry(deadline))[deadline.uid][0] == datetime(2027, 3, 3, 16, tzinfo=UTC)
    assert seen(entry(deadline))[deadline.uid].sequence == 1
