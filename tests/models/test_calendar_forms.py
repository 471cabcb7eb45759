"""Feeds as jCal (RFC 7265) and Atom (RFC 4287): the same as iCalendar tells."""

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from uuid import UUID
from xml.etree import ElementTree

import icalendar
import pytest

from models import Event
from models.calendar_forms import FORMS
from models.public_feeds import PublicFeed
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import make_deadline, make_programme, seen

MakeEvent = Callable[..., Event]
ATOM = "{http://www.w3.org/2005/Atom}"


def content(suffix: str, name: str = "all", code: str = "en") -> bytes:
    db.session.commit()
    feed = PublicFeed.named(name)
    assert feed is not None
    return feed.calendar.in_language(code, publisher="Alatau University", form=FORMS[suffix]).content


def items(name: str = "all", code: str = "en") -> list[ElementTree.Element]:
    return ElementTree.fromstring(content("atom", name, code)).findall(f"{ATOM}entry")


def told(parent: ElementTree.Element, name: str) -> str:
    return parent.findtext(f"{ATOM}{name}") or ""


# --- jCal -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_jcal_and_icalendar_tell_the_same(make_event: MakeEvent, code: str) -> None:
    make_event(title=translated("en", en='Commas, semicolons; "quotes"\nand lines', ru="Приём, «гости»"))
    make_event(starts_at=clock.now() + timedelta(days=3), precision="day").cancel(translated("en", en="The hall is closed."))
    make_deadline(date(2027, 2, 17), time(17))

    as_jcal = icalendar.Calendar.from_jcal(content("json", code=code).decode())

    assert len(seen(content("ics", code=code))) == 3
    assert seen(as_jcal.to_ical()) == seen(content("ics", code=code))


def test_jcal_is_three_members_with_types_as_the_standards_have_them(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    name, properties, components = json.loads(content("json", "info-days"))

    types = {one[0]: (one[2], one[3]) for one in properties}
    assert (name, [component[0] for component in components]) == ("vcalendar", ["vtimezone", "vevent"])
    assert types["name"] == ("text", "Information days · Alatau University")
    assert types["color"] == ("text", "royalblue")
    assert types["refresh-interval"] == ("duration", "PT4H")
    assert types["source"] == ("uri", "http://localhost/calendars/info-days.json?lang=en")
    assert types["x-wr-calname"][0] == "unknown"
    assert "uid" not in types
    entry = {one[0]: one[1:] for one in components[1][1]}
    assert entry["uid"] == [{}, "text", info_day.uid]
    assert entry["dtstart"] == [{"tzid": "Asia/Almaty"}, "date-time", "2026-11-27T10:00:00"]
    assert entry["image"][1] == "uri"


# --- Atom -----------------------------------------------------------------------------------------------------------------------


def test_an_item_says_what_its_entry_says(make_info_day: MakeEvent) -> None:
    make_info_day(title=translated("en", en="Tea & <b>cake</b>"), programmes=[make_programme()])

    feed = ElementTree.fromstring(content("atom", "info-days"))
    (item,) = feed.findall(f"{ATOM}entry")

    assert (told(feed, "title"), told(feed, "updated")) == ("Information days · Alatau University", "2026-11-20T06:00:00Z")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Alatau University"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://localhost/calendars/info-days.atom?lang=en",
        "alternate": "http://localhost/calendars/info-days?lang=en",
    }
    assert (told(item, "title"), told(item, "updated")) == ("Tea & <b>cake</b>", "2026-11-20T06:00:00Z")
    assert [one.get("term") for one in item.findall(f"{ATOM}category")] == ["Information day", "Jean Monnet Modules"]
    assert [one.get("href") for one in item.findall(f"{ATOM}link")] == ["http://localhost/events/tea-b-cake-b"]
    assert told(item, "summary").split("\n\n") == [
        "Fri, 27 November 2026, 10:00–12:00 (Almaty, UTC+5)",
        "Blue Hall",
        "What the programme offers.",
        "http://localhost/events/tea-b-cake-b",
    ]


def test_an_item_is_the_same_for_ever_and_comes_up_again_when_it_changes(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    (before,), (in_russian,) = items(), items(code="ru")

    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        info_day.cancel(translated("en", en="The hall is closed."))
        (after,) = items()

    ids = {told(item, "id") for item in (before, in_russian, after)}
    assert len(ids) == 1 and UUID(ids.pop()).version == 5
    assert (told(before, "updated"), told(after, "updated")) == ("2026-11-20T06:00:00Z", "2026-11-20T06:05:00Z")
    assert told(after, "title") == "Cancelled: Erasmus+ information day"


def test_a_deadline_says_its_hours_once(make_info_day: MakeEvent) -> None:
    make_deadline(date(2027, 2, 17), time(17))
    make_deadline(date(2027, 3, 17))

    first, second = items("deadlines")

    assert told(first, "summary").split("\n")[:2] == [
        "17 February 2027, 17:00 (Brussels, UTC+1)",
        "17 February 2027, 21:00 (Almaty, UTC+5)",
    ]
    assert told(second, "summary").startswith("17 March 2027\nThe hour is not known.")


def test_what_xml_cannot_hold_is_left_out(make_info_day: MakeEvent) -> None:
    make_info_day(title=translated("en", en="One\x0btwo\uffffthree\x1b"))

    assert [told(item, "title") for item in items()] == ["Onetwothree"]


def test_an_empty_feed_is_one(make_info_day: MakeEvent) -> None:
    feed = ElementTree.fromstring(content("atom", "conferences"))

    assert (told(feed, "updated"), feed.findall(f"{ATOM}entry")) == ("2026-11-19T19:00:00Z", [])
    assert json.loads(content("json", "conferences"))[2][0][0] == "vtimezone"
