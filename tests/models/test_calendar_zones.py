"""The tables of time zones in calendars."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import vobject

from models.calendar_zone import time_zone
from tests.calendars import lines, values

ALMATY_NOW = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Almaty",
    "BEGIN:STANDARD",
    "DTSTART:20240301T000000",
    "TZNAME:+05",
    "TZOFFSETFROM:+0600",
    "TZOFFSETTO:+0500",
    "END:STANDARD",
    "END:VTIMEZONE",
    "",
]


def test_almaty_has_kept_one_time_since_march_2024() -> None:
    assert lines(time_zone("Asia/Almaty", date(2024, 3, 1), date(2030, 1, 1))) == ALMATY_NOW


def test_older_entries_bring_the_time_almaty_kept_before() -> None:
    table = time_zone("Asia/Almaty", date(2024, 2, 29), date(2024, 3, 1))

    assert values(table, "DTSTART") == ["20041031T030000", "20240301T000000"]
    assert values(table, "TZOFFSETTO") == ["+0600", "+0500"]


def test_brussels_is_told_by_the_unions_ordinary_rules() -> None:
    table = time_zone("Europe/Brussels", date(2023, 1, 1), date(2027, 5, 5))

    assert values(table, "RRULE") == ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]
    assert values(table, "DTSTART") == ["19970330T020000", "19971026T030000"]
    assert values(table, "TZNAME") == ["CEST", "CET"]


def test_no_table_has_an_rdate() -> None:
    tables = [
        time_zone(name, date(2015, 1, 1), date(2027, 1, 1))
        for name in ("America/New_York", "Europe/Istanbul", "Africa/Casablanca")
    ]

    assert [values(table, "RDATE") for table in tables] == [[], [], []]
    assert values(tables[0], "DTSTART")[:3] == ["20141102T020000", "20150308T020000", "20151101T020000"]


def test_another_program_reckons_the_same_hours_from_the_tables() -> None:
    """Every third day at noon, in zones with the Union's rules, with others, with none and with half hours."""
    first, last = date(2023, 1, 1), date(2026, 12, 31)
    for name in ("Asia/Almaty", "Europe/Brussels", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Africa/Casablanca"):
        table = time_zone(name, first, last).decode()
        reckoned = vobject.readOne(f"BEGIN:VCALENDAR\r\n{table}END:VCALENDAR\r\n").vtimezone.tzinfo
        for number in range(0, 1460, 3):
            noon = datetime.fromordinal(first.toordinal() + number).replace(hour=12)
            theirs = noon.replace(tzinfo=reckoned).astimezone(UTC)
            assert theirs == noon.replace(tzinfo=ZoneInfo(name)).astimezone(UTC), f"{name} {noon}"
