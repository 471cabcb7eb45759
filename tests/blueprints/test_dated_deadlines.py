"""A table of dated examples: what an hour in Brussels is in Almaty, as pages, lists, files and calendars show it.

Almaty was six hours ahead of UTC until 1 March 2024, and is five since (support.clock reads the zones that are locked with us).
Brussels' summer begins on the last Sunday of March and ends on that of October, at 01:00 UTC.
"""

import csv
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from models import Deadline
from support import clock
from support.db import db
from tests.calendars import make_deadline, seen, values
from tests.page_client import PageClient

ALMATY = ZoneInfo("Asia/Almaty")


class Example(NamedTuple):
    """A day on which something ends at an hour in Brussels: both hours with their distance from UTC."""

    on: date
    hour: time
    brussels: str
    almaty: str
    in_utc: datetime


def example(on: date, summer: int, almaty: str, hour: int = 17) -> Example:
    there = f"{hour}:00 Brussels, UTC+{summer}"
    return Example(on, time(hour), there, almaty, datetime(on.year, on.month, on.day, hour - summer, tzinfo=UTC))


EXAMPLES = [
    example(date(2023, 2, 14), 1, "22:00 Almaty, UTC+6"),
    example(date(2023, 2, 23), 1, "17:00 Almaty, UTC+6", hour=12),
    example(date(2023, 3, 25), 1, "22:00 Almaty, UTC+6"),
    example(date(2023, 3, 26), 2, "21:00 Almaty, UTC+6"),  # the last Sunday of March
    example(date(2023, 10, 28), 2, "21:00 Almaty, UTC+6"),
    example(date(2023, 10, 29), 1, "22:00 Almaty, UTC+6"),  # the last Sunday of October
    example(date(2024, 2, 15), 1, "22:00 Almaty, UTC+6"),
    example(date(2024, 2, 29), 1, "22:00 Almaty, UTC+6"),  # the last evening of the old hour
    example(date(2024, 3, 1), 1, "21:00 Almaty, UTC+5"),
    example(date(2024, 3, 7), 1, "21:00 Almaty, UTC+5"),
    example(date(2024, 3, 30), 1, "21:00 Almaty, UTC+5"),
    example(date(2024, 3, 31), 2, "20:00 Almaty, UTC+5"),
    example(date(2024, 10, 26), 2, "20:00 Almaty, UTC+5"),
    example(date(2024, 10, 27), 1, "21:00 Almaty, UTC+5"),
    example(date(2027, 2, 18), 1, "16:00 Almaty, UTC+5", hour=12),
]


def told(page: BeautifulSoup) -> list[str]:
    """The hours of the one date on a page."""
    [row] = page.select(".deadline")
    return [" ".join(piece.text.split()) for piece in row.select(".meta > span:not(.tag)")]


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: f"{one.on}")
def test_an_hour_in_brussels_is_the_same_moment_wherever_it_is_shown(
    app: Flask, client: PageClient, staff: PageClient, one: Example
) -> None:
    with clock.standing_at(one.in_utc - timedelta(days=3)):
        deadline: Deadline = make_deadline(one.on, one.hour)
        number, uid = deadline.call_id, deadline.uid
        db.session.commit()
        month = client.page(f"/deadlines?view=month&month={one.on:%Y-%m}")
        year = client.page(f"/deadlines?view=year&year={one.on.year}")
        with staff.get("/dates?as=csv") as answer:
            [row] = csv.DictReader(answer.data.decode("utf-8-sig").splitlines())
        feed = client.get("/calendars/deadlines.ics").data

        assert told(client.page("/deadlines")) == told(client.page(f"/calls/{number}")) == [one.brussels, one.almaty]
        [day] = [square for square in month.select(".month-day") if square.select("li")]
        assert (day.time["datetime"], day.select_one("ul time").text) == (one.on.isoformat(), f"{one.hour:%H:%M}")
        assert f"{one.hour:%H:%M} ({one.brussels.partition(' ')[2]})" in year.select_one(".year-table li").text
        assert (row["Date"], row["Hour"]) == (one.on.isoformat(), f"{one.hour:%H:%M} Europe/Brussels")
        assert seen(feed)[uid].starts == one.in_utc
        assert one.in_utc.astimezone(ALMATY).strftime("%H:%M") == one.almaty[:5]
        [text] = [line for line in values(feed, "DESCRIPTION") if "Almaty" in line]
        for place, hour in (("Brussels", one.brussels), ("Almaty", one.almaty)):
            assert f"{hour[:5]} ({place}\\, {hour.rpartition(' ')[2]})" in text
    with clock.standing_at(one.in_utc + timedelta(seconds=1)):
        assert told(client.page("/deadlines?past=1")) == [one.brussels, one.almaty]
        assert client.page("/deadlines").select(".deadline") == []
