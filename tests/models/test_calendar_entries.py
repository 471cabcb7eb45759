"""Events in calendars: what an entry says, letter by letter."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from flask import Flask

from models import AgendaSession, Conference, Delegation, Event, InfoDay, Organisation, QASession, Room
from models.calendar_entry import CalendarEntry
from models.calendar_frame import calendar_of
from models.event_entry import agenda_entries, event_entry, has_entry
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import Seen, octets, seen, values

MakeEvent = Callable[..., Event]


def entry(event: Event, code: str = "en") -> bytes:
    """As it is stored: entries follow at the flush."""
    db.session.commit()
    return event_entry(event, code).rendered().content


def text(content: bytes) -> str:
    return str(icalendar.Event.from_ical(content)["DESCRIPTION"])


def test_an_event_is_seen_as_it_is_stored(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    assert seen(calendar_of([event_entry(info_day, "ru").rendered()])) == {
        info_day.uid: Seen(info_day.starts_at, info_day.ends_at, "Информационный день Erasmus+", "CONFIRMED", 1)
    }


def test_hours_are_told_on_the_wall_clock_of_the_events_zone(make_event: MakeEvent) -> None:
    """If a law changes the offset, calendars follow."""
    here, there = make_event(), make_event(Delegation, timezone="Europe/Rome")

    assert values(entry(here), "DTSTART") == ["TZID=Asia/Almaty:20261127T100000"]
    assert values(entry(there), "DTSTART") == ["TZID=Europe/Rome:20261127T060000"]


def test_a_day_without_an_hour_is_whole_ends_before_the_next_and_makes_nobody_busy(make_event: MakeEvent) -> None:
    first, last = datetime(2026, 12, 2, 19, tzinfo=UTC), datetime(2026, 12, 5, 19, tzinfo=UTC)
    conference = make_event(Conference, starts_at=first, ends_at=last, precision="day")

    content = entry(conference)

    assert values(content, "DTSTART") == ["VALUE=DATE:20261203"]
    assert values(content, "DTEND") == ["VALUE=DATE:20261206"]
    assert values(content, "TRANSP") == ["TRANSPARENT"]
    assert seen(calendar_of([event_entry(conference, "en").rendered()]))[conference.uid][:2] == (
        date(2026, 12, 3),
        date(2026, 12, 6),
    )


@pytest.mark.parametrize("precision", ["month", "year", "unknown"])
def test_what_has_no_known_day_has_no_entry(make_info_day: MakeEvent, precision: str) -> None:
    assert not has_entry(make_info_day(precision=precision))
    assert has_entry(make_info_day(precision="day"))


def test_a_move_raises_the_sequence_and_the_stamp_and_nothing_else_does(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    before = entry(info_day)
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        assert entry(info_day) == before

        info_day.revise({"summary": translated("en", en="Another summary.")})
        assert (values(entry(info_day), "SEQUENCE"), values(entry(info_day), "DTSTAMP")) == (["1"], ["20261120T060500Z"])

    with clock.standing_at(clock.now() + timedelta(minutes=9)):
        info_day.move(info_day.starts_at + timedelta(days=1), info_day.ends_at + timedelta(days=1))  # type: ignore[operator]
        moved = entry(info_day)

    assert values(moved, "SEQUENCE") == ["2"]
    assert values(moved, "DTSTAMP") == values(moved, "LAST-MODIFIED") == ["20261120T060900Z"]
    assert values(moved, "DTSTART") == ["TZID=Asia/Almaty:20261128T100000"]
    assert values(moved, "UID") == values(before, "UID")


def test_a_cancelled_event_says_so_in_the_readers_language(make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    info_day.cancel(translated("ru", ru="Зал закрыт"))

    content = entry(info_day, "ru")

    assert values(content, "SUMMARY") == ["Отменено: Информационный день Erasmus+"]
    assert values(content, "STATUS") == ["CANCELLED"]
    assert values(content, "TRANSP") == ["TRANSPARENT"]
    assert values(content, "SEQUENCE") == ["2"]
    assert "Зал закрыт" in text(content)


def test_the_text_is_plain_and_ends_with_the_page(make_info_day: MakeEvent) -> None:
    info_day = make_info_day(
        aim=translated("en", en="That **everybody** knows"),
        description=translated("en", en="# Bring\n\n- a *passport*\n- [the form](https://example.org/form)"),
        host=Organisation(name=translated("en", en="Alatau University")),
    )

    assert text(entry(info_day)) == (
        "What the programme offers.\n\nAim: That everybody knows\n\nBring\n• a passport\n• the form\n\n"
        "Host: Alatau University\n\n"
        "http://localhost/events/erasmus-information-day"
    )
    assert values(entry(info_day), "URL") == ["http://localhost/events/erasmus-information-day"]


def test_a_long_text_is_cut_between_words_and_its_page_kept(make_info_day: MakeEvent) -> None:
    info_day = make_info_day(description=translated("en", en="слово " * 20_000))

    shown = text(entry(info_day))

    assert shown.endswith("слово …\n\nhttp://localhost/events/erasmus-information-day")
    assert len(shown) < 800


def test_the_place_is_a_room_or_the_word_online_and_never_the_link(make_info_day: MakeEvent, blue_hall: Room) -> None:
    link = "https://meet.example.org/secret"
    hybrid = make_info_day(mode="hybrid", room=blue_hall, address="Abai 1", city="Almaty", online_link=link)
    online = make_info_day(mode="online", online_link=link)

    assert values(entry(hybrid, "ru"), "LOCATION") == ["Синий зал\\, Главный корпус\\, Abai 1\\, Almaty / Онлайн"]
    assert values(entry(online), "LOCATION") == ["Online"]
    assert "secret" not in (entry(hybrid) + entry(online)).decode()


def test_control_characters_and_strange_line_ends_are_left_out(make_info_day: MakeEvent) -> None:
    strange = translated("en", en="One\x00two\x0bthree\x1b[0m\rfour\u2028five\x85six\tseven")

    content = entry(make_info_day(title=strange, summary=strange))

    assert values(content, "SUMMARY") == ["Onetwothree[0m\\nfour\\nfive\\nsix\tseven"]
    assert seen(calendar_of([event_entry(make_info_day(title=strange), "en").rendered()]))


def test_lines_are_folded_at_75_octets_and_never_inside_a_letter(make_info_day: MakeEvent) -> None:
    long = "Ұлттық университеттің әлеуметтік-гуманитарлық ғылымдар 🎓 факультетіндегі кездесу, " * 12
    info_day = make_info_day(title=translated("kk", kk=long))

    content = calendar_of([event_entry(info_day, "kk").rendered()])

    assert max(len(line) for line in octets(content)) <= 75
    for line in octets(content):
        line.decode()  # a split letter is no UTF-8
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    assert seen(content)[info_day.uid].summary == long.strip()


def test_a_title_cannot_write_lines_of_its_own(make_info_day: MakeEvent) -> None:
    forged = translated("en", en="Hi\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:forged; a, b\\n")
    info_day = make_info_day(title=forged)

    content = calendar_of([event_entry(info_day, "en").rendered()])

    assert list(seen(content)) == [info_day.uid]
    assert seen(content)[info_day.uid].summary == "Hi\nEND:VEVENT\nBEGIN:VEVENT\nUID:forged; a, b\\n"


def test_a_row_of_the_agenda_has_its_own_place_and_lasts_until_the_next(make_event: MakeEvent, blue_hall: Room) -> None:
    starts_at = datetime(2026, 11, 27, 5, tzinfo=UTC)
    conference = make_event(Conference, starts_at=starts_at)
    conference.agenda = [
        AgendaSession(title=translated("en", en="Opening"), starts_at=starts_at, speaker=translated("en", en="Rector")),
        AgendaSession(
            title=translated("en", en="Talks"), starts_at=starts_at + timedelta(minutes=30), place=translated("en", en="Room 5")
        ),
        AgendaSession(title=translated("en", en="Some time")),
    ]
    db.session.commit()

    opening, talks = agenda_entries(conference, "en")

    assert (opening.starts, opening.ends) == (starts_at, starts_at + timedelta(minutes=30))
    assert (talks.starts, talks.ends) == (starts_at + timedelta(minutes=30), conference.ends_at)
    assert (opening.location, talks.location) == ("Blue Hall", "Room 5")
    rows = [row for row in conference.agenda if row.starts_at]
    assert [opening.uid, talks.uid] == [row.uid for row in rows]
    assert opening.text == "Rector\nErasmus+ information day\nhttp://localhost/events/erasmus-information-day"

    rows[1].room = blue_hall
    assert [entry.location for entry in agenda_entries(conference, "en")] == ["Blue Hall", "Blue Hall, Main Building"]


def test_nothing_in_an_entry_asks_anybody_for_anything(make_info_day: MakeEvent) -> None:
    """Importing attendees has mailed strangers; an alarm belongs to who sets it."""
    content = entry(make_info_day())

    assert [values(content, name) for name in ("METHOD", "ORGANIZER", "ATTENDEE")] == [[], [], []]
    assert b"VALARM" not in content


# --- what icalendar 7.3 lets pass -----------------------------------------------------------------------------------------------


def made(**fields: Any) -> CalendarEntry:
    starts = fields.pop("starts", datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Asia/Almaty")))
    given = {"starts": starts, "ends": starts + timedelta(hours=1), "summary": "A talk", **fields}
    return CalendarEntry(uid="one", sequence=0, revised_at=datetime(2026, 11, 20, 6, tzinfo=UTC), **given)


def test_an_identity_is_random_and_says_nothing_of_how_many_there_are(make_event: MakeEvent) -> None:
    one, other = make_event(), make_event()

    assert [re.fullmatch("[0-9a-f]{32}", event.uid) is not None for event in (one, other)] == [True, True]
    assert (one.uid == other.uid, values(entry(one), "UID")) == (False, [one.uid])
    assert entry(one) == entry(one)


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    """icalendar makes a floating one of it: another hour in each country."""
    with pytest.raises(ValueError, match="needs a zone"):
        made(starts=datetime(2026, 11, 27, 10))


def test_a_bare_offset_is_told_in_utc(app: Flask) -> None:
    """icalendar writes TZID="UTC+05:00", which no program knows."""
    content = made(starts=datetime(2026, 11, 27, 10, tzinfo=timezone(timedelta(hours=5)))).rendered().content

    assert (values(content, "DTSTART"), values(content, "DTEND")) == (["20261127T050000Z"], ["20261127T060000Z"])


@pytest.mark.parametrize("starts", [date(2026, 11, 27), datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Asia/Almaty"))])
def test_an_end_comes_after_the_start(app: Flask, starts: date) -> None:
    content = made(starts=starts, ends=starts).rendered().content

    found = icalendar.Event.from_ical(content)
    assert found.decoded("DTEND") - found.decoded("DTSTART") == (
        timedelta(minutes=5) if isinstance(starts, datetime) else timedelta(days=1)
    )


@pytest.mark.parametrize(
    "typed, told",
    [
        ("https://meet.example.org/a?b=1#c", "https://meet.example.org/a?b=1#c"),
        (
            "https://встреча.рф/зал один?имя=ә",
            "https://xn--80adj7beg1b.xn--p1ai/%D0%B7%D0%B0%D0%BB%20%D0%BE%D0%B4%D0%B8%D0%BD?%D0%B8%D0%BC%D1%8F=%D3%99",
        ),
        ("meet.example.org/a", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_an_address_is_ascii_or_none(app: Flask, typed: str, told: str) -> None:
    found = values(made(link=typed).rendered().content, "CONFERENCE")

    assert found == ([f"FEATURE=VIDEO;VALUE=URI:{told}"] if told else [])


def test_links_to_other_things_say_that_they_are_addresses(make_info_day: MakeEvent) -> None:
    """RFC 7986: CONFERENCE and IMAGE have no type of their own."""
    picture = values(entry(make_info_day()), "IMAGE")

    assert picture == [
        "DISPLAY=BADGE;FMTTYPE=image/png;VALUE=URI:http://localhost/events/erasmus-information-day/card.png?lang=en"
    ]
    assert values(made(link="https://meet.example.org/a").rendered().content, "CONFERENCE") == [
        "FEATURE=VIDEO;VALUE=URI:https://meet.example.org/a"
    ]
    assert values(entry(make_info_day(visibility="university")), "IMAGE") == []


def test_colours_have_the_names_that_css_gives_them(make_event: MakeEvent) -> None:
    """RFC 7986, 5.9."""
    colours = [values(entry(make_event(kind)), "COLOR") for kind in (InfoDay, Conference, Delegation, QASession)]

    assert colours == [["royalblue"], ["mediumvioletred"], ["seagreen"], ["darkorange"]]


def test_a_calendar_has_no_identity_of_its_own_and_asks_for_nothing(make_info_day: MakeEvent) -> None:
    """vdirsyncer takes a calendar with a UID for one item."""
    head = calendar_of([], name="Events", comes_back=True).partition(b"BEGIN:VTIMEZONE")[0]

    assert [values(head, name) for name in ("UID", "METHOD", "SOURCE")] == [[], [], []]
    assert values(head, "REFRESH-INTERVAL") == ["VALUE=DURATION:PT4H"]


@pytest.mark.parametrize("change", ["start", "end", "place", "mode", "link", "status"])
def test_what_moves_it_raises_the_sequence(make_info_day: MakeEvent, blue_hall: Room, change: str) -> None:
    info_day, hour = make_info_day(), timedelta(hours=1)
    assert info_day.starts_at and info_day.ends_at
    starts_at, ends_at = info_day.starts_at, info_day.ends_at
    {
        "start": lambda: info_day.move(starts_at - hour, ends_at),
        "end": lambda: info_day.move(starts_at, ends_at + hour),
        "place": lambda: info_day.revise({"room": blue_hall}),
        "mode": lambda: info_day.revise({"mode": "online"}),
        "link": lambda: info_day.revise({"online_link": "https://meet.example.org"}),
        "status": lambda: info_day.cancel(translated("en", en="The hall is closed.")),
    }[change]()
    db.session.commit()

    assert values(entry(info_day), "SEQUENCE") == ["2"]


def test_five_hundred_of_the_longest_texts_stay_under_a_megabyte(make_info_day: MakeEvent) -> None:
    info_day = make_info_day(
        title=translated("kk", kk="Ұлттық университеттің әлеуметтік-гуманитарлық ғылымдар факультетіндегі кездесу"),
        description=translated("kk", kk="сөйлем " * 2_000),
        host=Organisation(name=translated("kk", kk="Халықаралық қатынастар факультеті")),
    )

    assert len(entry(info_day, "kk")) * 500 < 1_000_000
