"""Calendar files are read as they really are: what is damaged is told by its line, and the rest are taken."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from models.importing import Entry, Reading, Unreadable, Window, read_calendar

pytestmark = pytest.mark.usefixtures("app")

ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")
INFO_DAY = """BEGIN:VEVENT
UID:one@example.org
DTSTART;TZID=Asia/Almaty:20261203T100000
DTEND;TZID=Asia/Almaty:20261203T120000
SUMMARY:Erasmus+ information day
LOCATION:Blue Hall
END:VEVENT"""
SAMPLES = os.environ.get("ICS_SAMPLES")


def calendar(*entries: str, header: str = "X-WR-CALNAME:Office") -> bytes:
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", header, *entries, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def entry(*lines: str, uid: str = "one", start: str = "DTSTART:20261203T050000Z", title: str = "SUMMARY:Visit") -> str:
    """An entry of an hour, unless one of the lines says another end; of no said end with `X-OPEN:`."""
    end = (
        []
        if any(one.startswith(("DTEND", "DURATION", "X-OPEN")) for one in (*start.split("\n"), *lines)) or "DATE:" in start
        else ["DURATION:PT1H"]
    )
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, title, *lines, *end, "END:VEVENT"])


def the_one(reading: Reading) -> Entry:
    (found,) = reading.entries
    return found


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(fault.line, fault.said()) for fault in reading.faults]


def starts(reading: Reading) -> list[str]:
    return [f"{found.starts:%Y-%m-%d}" for found in reading.entries]


def test_an_entry_keeps_its_hours_in_the_zone_it_was_meant_in(app: Flask) -> None:
    reading = read_calendar(calendar(INFO_DAY))

    found = the_one(reading)
    assert (reading.name, reading.faults, reading.floating) == ("Office", [], 0)
    assert (found.title, found.place, found.uid) == ("Erasmus+ information day", "Blue Hall", "one@example.org")
    assert (found.starts, found.ends) == (
        datetime(2026, 12, 3, 10, 0, tzinfo=ALMATY),
        datetime(2026, 12, 3, 12, 0, tzinfo=ALMATY),
    )


def test_a_damaged_entry_is_told_by_its_line_and_the_others_are_read() -> None:
    reading = read_calendar(calendar(INFO_DAY, entry(start="DTSTART:20261340T050000Z", uid="bad"), entry(uid="three")))

    assert [found.uid for found in reading.entries] == ["one@example.org", "three"]
    assert told(reading) == [(13, "Its start cannot be read: 20261340T050000Z")]
    assert [fault.title for fault in reading.unreadable] == ["Visit"]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("X-NOTHING:1", "It does not say when it starts."),
        ("DTSTART:soon", "Its start cannot be read: soon"),
        ("DTSTART:00261203T050000Z", "The year 26 is out of reason."),
        ("DTSTART:20260230", "Its start cannot be read: 20260230"),
        ("DTSTART:20261203T050000Z\nDURATION:P4000D", "It would last 4000 days."),
    ],
)
def test_what_has_no_date_that_makes_sense_stays_out(start: str, reason: str) -> None:
    reading = read_calendar(calendar(entry(start=start)))

    assert (list(reading.entries), [fault.said() for fault in reading.unreadable]) == ([], [reason])


def test_folds_are_undone_even_inside_a_letter_and_inside_an_escape() -> None:
    text = "SUMMARY:Ақпараттық күн\nDESCRIPTION:Бірінші\\\n nЕкінші".encode()
    cut = text.replace("қ күн".encode(), "қ".encode()[:1] + b"\r\n " + "қ".encode()[1:] + " күн".encode())
    data = calendar(entry(title="@")).replace(b"@", cut)

    found = the_one(read_calendar(data))

    assert (found.title, found.text, found.language) == ("Ақпараттық күн", "Бірінші\nЕкінші", "kk")


def test_a_fold_that_lost_its_blank_and_a_bare_line_break_are_mended_and_told() -> None:
    folded = "DESCRIPTION:" + "x" * 63 + "\nyz\nNote: bring your passport\n\nSee you"
    reading = read_calendar(calendar(entry(folded)))

    assert the_one(reading).text == "x" * 63 + "yz\nNote: bring your passport\n\nSee you"
    assert told(reading) == [(4, "Its lines were broken in the wrong places; they were put together again.")]


def test_a_blank_line_between_all_properties_does_no_harm() -> None:
    reading = read_calendar(calendar(INFO_DAY).replace(b"\r\n", b"\r\n\r\n"))

    assert (the_one(reading).title, reading.faults) == ("Erasmus+ information day", [])


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_any_kind_of_line_end_will_do(end: bytes) -> None:
    assert the_one(read_calendar(calendar(INFO_DAY).replace(b"\r\n", end))).place == "Blue Hall"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "kz1048"])
def test_encodings_are_told_apart_by_their_bytes(encoding: str) -> None:
    text = calendar(entry(title="SUMMARY:Дөңгелек үстел: ұтқырлық туралы")).decode()

    assert the_one(read_calendar(text.encode(encoding))).title == "Дөңгелек үстел: ұтқырлық туралы"


def test_old_russian_and_old_german_files_are_told_apart() -> None:
    russian = calendar(entry(title="SUMMARY:День открытых дверей")).decode().encode("cp1251")
    german = calendar(entry(title="SUMMARY:Tag der offenen Tür in Köln")).decode().encode("cp1252")

    assert [the_one(read_calendar(data)).title for data in (russian, german)] == [
        "День открытых дверей",
        "Tag der offenen Tür in Köln",
    ]


def test_an_entry_without_its_end_is_read_and_so_is_the_next() -> None:
    unclosed = entry(uid="first").removesuffix("\nEND:VEVENT")
    reading = read_calendar(calendar(unclosed, entry(uid="second")))

    assert [found.uid for found in reading.entries] == ["first", "second"]
    assert told(reading) == [(4, "It has no END:VEVENT; what there was of it was read.")]


def test_a_file_that_breaks_off_gives_what_is_there() -> None:
    whole = calendar(INFO_DAY, entry(uid="second"))
    reading = read_calendar(whole[: whole.index(b"SUMMARY:Visit")])

    assert [found.title for found in reading.entries] == ["Erasmus+ information day", "second"]


def test_alarms_tasks_and_journals_do_not_mix_with_entries() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nSUMMARY:Wake up\nEND:VALARM"
    todo = "BEGIN:VTODO\nUID:t\nSUMMARY:Buy gifts\nEND:VTODO"
    reading = read_calendar(calendar(todo, entry(alarm)))

    assert (the_one(reading).title, reading.others) == ("Visit", 1)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        '"W. Europe Standard Time"',
        "w. europe standard time",
        "/freeassociation.sourceforge.net/Europe/Berlin",
        "europe/berlin",
    ],
)
def test_zones_are_known_by_whatever_name_programs_give_them(name: str) -> None:
    reading = read_calendar(calendar(entry(start=f"DTSTART;TZID={name}:20261203T100000")))

    assert (the_one(reading).starts, the_one(reading).zone) == (datetime(2026, 12, 3, 10, tzinfo=BERLIN), "Europe/Berlin")


BERLIN_TABLE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def test_a_zone_with_a_name_of_its_own_is_known_by_how_it_behaves() -> None:
    start = "DTSTART;TZID=Customized Time Zone:20260703T100000"
    reading = read_calendar(calendar(BERLIN_TABLE, entry(start=start)))

    found = the_one(reading)
    assert (found.starts.astimezone(UTC), found.floating) == (datetime(2026, 7, 3, 8, tzinfo=UTC), False)
    assert found.zone == "Europe/Berlin"


def test_one_files_own_zone_says_nothing_about_another_files() -> None:
    start = "DTSTART;TZID=Customized Time Zone:20260703T100000"
    read_calendar(calendar(BERLIN_TABLE, entry(start=start)))

    reading = read_calendar(calendar(entry(start=start)))

    assert (the_one(reading).floating, told(reading)) == (True, [(4, "Nobody knows the time zone Customized Time Zone.")])


@pytest.mark.parametrize("name", ["(UTC+05:00) Astana", "UTC+5", "GMT+0500"])
def test_a_zone_named_by_its_distance_is_a_zone_at_that_distance(name: str) -> None:
    found = the_one(read_calendar(calendar(entry(start=f'DTSTART;TZID="{name}":20261203T100000'))))

    assert (found.starts.astimezone(UTC), found.zone) == (datetime(2026, 12, 3, 5, tzinfo=UTC), "Asia/Almaty")


def test_times_without_a_zone_take_the_one_given_else_the_calendars_else_the_offices() -> None:
    floating, named = entry(start="DTSTART:20261203T100000"), "X-WR-TIMEZONE:Europe/Berlin"

    assert the_one(read_calendar(calendar(floating), zone=ZoneInfo("Europe/Kyiv"))).zone == "Europe/Kyiv"
    assert the_one(read_calendar(calendar(floating, header=named))).zone == "Europe/Berlin"
    in_office = read_calendar(calendar(floating))
    assert (the_one(in_office).zone, in_office.floating, in_office.zone) == ("Asia/Almaty", 1, None)


def test_days_without_an_hour_end_with_the_day_after() -> None:
    plain = read_calendar(calendar(entry(start="DTSTART;VALUE=DATE:20261203")))
    bare = read_calendar(calendar(entry("DURATION:P3D", start="DTSTART:20261203")))
    of_outlook = read_calendar(
        calendar(
            entry("DTEND:20261204T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", start="DTSTART:20261203T000000"),
        )
    )

    assert [(found.starts, found.ends) for reading in (plain, bare, of_outlook) for found in reading.entries] == [
        (date(2026, 12, 3), date(2026, 12, 4)),
        (date(2026, 12, 3), date(2026, 12, 6)),
        (date(2026, 12, 3), date(2026, 12, 4)),
    ]


def test_an_end_is_taken_from_the_duration_and_an_hour_where_there_is_none() -> None:
    lasting = read_calendar(calendar(entry("DURATION:PT90M")))
    endless = read_calendar(calendar(entry("X-OPEN:1")))
    backwards = read_calendar(calendar(entry("DTEND:20261203T040000Z")))

    assert [the_one(reading).ends.astimezone(UTC).strftime("%H:%M") for reading in (lasting, endless, backwards)] == [
        "06:30",
        "06:00",
        "06:00",
    ]
    assert [len(reading.mended) for reading in (lasting, endless, backwards)] == [0, 1, 1]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"<p>Come to <b>us</b>\, <a href='https://example.org/x'>here</a><br />\nSoon</p>",
         "Come to **us**, [here](https://example.org/x)\nSoon"),
        (r"Father&#39\;s Day\\nBaden-W&#252\;rttemberg", "Father's Day\nBaden-Württemberg"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\n\nTwo"),
        ("<script>alert(1)</script><ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        (r"C:\\new folder", r"C:\new folder"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
        ("<https://example.org>", "<https://example.org>"),
    ],
)  # fmt: skip
def test_markup_and_doubled_escapes_are_cleaned(written: str, text: str) -> None:
    assert the_one(read_calendar(calendar(entry(f"DESCRIPTION:{written}")))).text == text


def test_a_title_is_one_line_whatever_stands_in_it() -> None:
    found = the_one(
        read_calendar(calendar(entry(title="SUMMARY;LANGUAGE=ru-ru:<b>Day</b>\\nof &amp;quot\\;visits&amp;quot\\;\x07")))
    )

    assert (found.title, found.language) == ('Day of "visits"', "ru")


def test_an_entry_without_a_title_takes_other_words_and_says_so() -> None:
    reading = read_calendar(calendar(entry("DESCRIPTION:Round table\\nwith guests", title="SUMMARY:")))

    assert (the_one(reading).title, told(reading)) == ("Round table", [
        (4, "It has no title; another of its words was taken for one."),
    ])  # fmt: skip


def test_the_address_to_join_at_is_told_from_the_place() -> None:
    found = the_one(read_calendar(calendar(entry("LOCATION:Room 5\\, https://zoom.example/j/1?pwd=2"))))

    assert (found.place, found.link) == ("Room 5", "https://zoom.example/j/1?pwd=2")


def test_what_repeats_is_spread_out_with_its_exceptions() -> None:
    series = entry(
        "DTEND:20261201T060000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20261208T050000Z", "RDATE:20261210T050000Z",
        start="DTSTART:20261201T050000Z",
    )  # fmt: skip
    moved = entry(
        "DTEND:20261216T080000Z", "RECURRENCE-ID:20261215T050000Z", start="DTSTART:20261216T070000Z", title="SUMMARY:Moved"
    )
    reading = read_calendar(calendar(series, moved))

    assert [(found.title, found.recurrence, f"{found.starts.astimezone(UTC):%d %H}") for found in reading.entries] == [
        ("Visit", "20261201T050000Z", "01 05"),
        ("Visit", "20261210T050000Z", "10 05"),
        ("Visit", "20261222T050000Z", "22 05"),
        ("Moved", "20261215T050000Z", "16 07"),
    ]


def test_what_repeats_without_an_end_is_taken_a_year_back_and_a_year_ahead() -> None:
    reading = read_calendar(calendar(entry("RRULE:FREQ=MONTHLY", start="DTSTART;VALUE=DATE:20100105")))

    assert (starts(reading)[0], starts(reading)[-1], len(reading.entries)) == ("2025-12-05", "2027-11-05", 24)


def test_a_window_that_was_asked_for_holds_for_everything() -> None:
    window = Window(date(2026, 12, 1), date(2026, 12, 31), asked=True)
    data = calendar(entry("RRULE:FREQ=WEEKLY", start="DTSTART;VALUE=DATE:20100105"), entry(uid="x", start="DTSTART:20270103"))
    reading = read_calendar(data, window=window)

    assert starts(reading) == ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29"]
    assert [(aside.title, aside.last) for aside in reading.aside] == [("Visit", date(2027, 1, 3))]


def test_a_series_that_ended_long_ago_goes_in_whole_and_a_long_one_is_told() -> None:
    short = entry("RRULE:FREQ=WEEKLY;UNTIL=20190401T000000Z", start="DTSTART:20190301T050000Z")
    long = entry("RRULE:FREQ=DAILY;UNTIL=20190401T000000Z", uid="two", start="DTSTART:20180101T050000Z")
    reading = read_calendar(calendar(short, long))

    assert (len(reading.entries), [(aside.line, aside.title) for aside in reading.aside]) == (5, [(11, "Visit")])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=NONSENSE",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=0\nRRULE:FREQ=DAILY;COUNT=2",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_makes_no_sense_leaves_the_first_date(rule: str) -> None:
    reading = read_calendar(calendar(entry("DTEND:20261203T060000Z", f"RRULE:{rule}")))

    assert (starts(reading), len(reading.mended)) == (["2026-12-03"], 1)


def test_different_things_under_one_identity_are_kept_apart_and_versions_of_one_are_not() -> None:
    reading = read_calendar(
        calendar(
            entry("SEQUENCE:1", title="SUMMARY:Old words"),
            entry("SEQUENCE:2", title="SUMMARY:New words"),
            entry(title="SUMMARY:Quite another thing", start="DTSTART:20270103T050000Z"),
        )
    )

    assert [found.title for found in reading.entries] == ["New words", "Quite another thing"]


def test_cancelled_and_private_entries_say_so() -> None:
    found = the_one(read_calendar(calendar(entry("STATUS:CANCELLED", "CLASS:CONFIDENTIAL"))))

    assert (found.cancelled, found.private) == (True, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"<html><body>Sign in</body></html>", "This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
        (b"\x00\x01\x02\xff\xfe" * 50, "This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
        (b"x" * (20 * 1024 * 1024 + 1), "The file is too large: 20 megabytes at most."),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_calendar(data)

    assert refusal.value.said() == reason


def test_a_calendar_without_entries_is_a_calendar() -> None:
    assert (list(read_calendar(calendar()).entries), list(read_calendar(calendar()).faults)) == ([], [])


def test_a_file_of_too_many_entries_gives_as_many_as_can_be_taken_and_says_so() -> None:
    reading = read_calendar(calendar(*(entry(uid=str(number), start="DTSTART:20261203") for number in range(5002))))

    assert len(reading.entries) == 5000
    assert [fault.line for fault in reading.unreadable] == [4 + 6 * 5000]


@pytest.mark.skipif(not SAMPLES and os.environ.get("CI") != "true", reason="ICS_SAMPLES names no folder of real files")
def test_every_real_file_is_read_without_losing_an_entry() -> None:
    if not SAMPLES:
        assert not Path("../shared/data/ics").exists(), "ICS_SAMPLES is not set though there are files"
        pytest.skip("ICS_SAMPLES names no folder of real files, and none lies beside the checkout")
    files = sorted(Path(SAMPLES).glob("*.ics"))
    assert files
    for file in files:
        reading = read_calendar(file.read_bytes())
        lines = {found.line for found in reading.entries} | {aside.line for aside in reading.aside}
        assert (file.name, len(lines), list(reading.unreadable)) == (file.name, file.read_bytes().count(b"BEGIN:VEVENT"), [])
