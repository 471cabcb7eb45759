"""Bringing a calendar or a table at the desk: a preview first, then what was ticked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Activity, Delegation, Event, Organisation, Room, Upload
from models.conflict import AcceptedConflict
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.models.test_importing import HALL, everything_stored
from tests.models.test_reading_calendars import INFO_DAY, calendar, entry
from tests.page_client import PageClient, soup

ADDRESS = "This is an address. Open it in your browser, save the file, and bring that or paste what stands in it."
ClientOf = Callable[[Account], PageClient]


def bring(client: PageClient, data: bytes = b"", name: str = "office.ics", **fields: Any) -> Any:
    files = {"file": (BytesIO(data), name)} if data or name else {}
    form = {"sort": "calendar", "kind": "info-days", **fields, **files}
    token = client.page("/imports").select_one("#upload-form input[name=csrf_token]")
    assert token
    return client.post("/imports", data={"csrf_token": token["value"], **form}, content_type="multipart/form-data")


def preview(client: PageClient, *entries: str) -> str:
    """The address of the preview of a calendar."""
    answer = bring(client, calendar(*entries))
    assert answer.status_code == 303
    return str(answer.location)


def confirm(client: PageClient, address: str, **fields: Any) -> Any:
    return client.submit(address, fields, form="#confirmation")


def titles() -> list[str]:
    db.session.commit()
    return [event.title["en"] for event in db.session.scalars(select(Event).where(Event.deleted_at.is_(None)).order_by(Event.id))]


def problems(answer: Any) -> list[str]:
    return [problem.text for problem in soup(answer).select(".problem p")]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_calendar_is_shown_before_it_is_taken_in(staff: PageClient) -> None:
    address = preview(staff, INFO_DAY, entry(start="DTSTART:soon", uid="bad", title="SUMMARY:Broken"))

    page = staff.page(address)

    assert [(dt.text, dt.find_next("dd").text) for dt in page.select(".tallies dt")] == [("New", "1"), ("Unreadable", "1")]  # type: ignore[union-attr]
    assert [item.text for item in page.select(".notice-warn li")] == ["Line 13, Broken: Its start cannot be read: soon"]
    assert titles() == []
    answer = confirm(staff, address)
    assert (answer.status_code, answer.location) == (303, address)
    assert titles() == ["Erasmus+ information day"]
    report = staff.page(address)
    assert [item.text for item in report.select("#report li")] == ["Line 13, Broken: Its start cannot be read: soon"]


def test_pasted_contents_do_as_well(staff: PageClient) -> None:
    answer = bring(staff, name="", pasted=calendar(INFO_DAY).decode())

    confirm(staff, answer.location)

    assert titles() == ["Erasmus+ information day"]


def test_what_is_not_ticked_stays_out(staff: PageClient) -> None:
    address = preview(staff, INFO_DAY, entry(uid="two", title="SUMMARY:Reception"))
    boxes = staff.page(address).select("input[name=take]")

    confirm(staff, address, take=[str(boxes[1]["value"])])

    assert titles() == ["Reception"]


def test_the_dates_of_a_series_are_ticked_together(staff: PageClient) -> None:
    address = preview(staff, entry("RRULE:FREQ=DAILY;COUNT=5"))

    assert len(staff.page(address).select("input[name=take]")) == 1
    confirm(staff, address)

    assert titles() == ["Visit"] * 5


def test_a_change_is_shown_field_by_field(staff: PageClient) -> None:
    confirm(staff, preview(staff, entry(HALL)))

    page = staff.page(preview(staff, entry("LOCATION:Red Hall")))

    assert [(one.select_one("del").text, one.select_one("ins").text) for one in page.select("dl.changes dd")] == [  # type: ignore[union-attr]
        ("Blue Hall", "Red Hall")
    ]


def test_the_same_file_again_changes_nothing(staff: PageClient) -> None:
    confirm(staff, preview(staff, INFO_DAY))

    page = staff.page(preview(staff, INFO_DAY))

    assert page.select("#confirmation") == []
    assert page.select_one(".empty p").text == "Nothing would change."  # type: ignore[union-attr]


def test_a_confirmation_of_what_is_no_longer_so_is_refused_with_what_is(staff: PageClient) -> None:
    confirm(staff, preview(staff, entry(HALL)))
    address = preview(staff, entry("LOCATION:Red Hall"))
    form = staff.page(address).select_one("#confirmation")
    assert form
    data = {str(field["name"]): str(field["value"]) for field in form.select("input[name]")}
    event = db.session.scalars(select(Event)).one()
    event.revise({"place": translated("en", en="Green Hall")})
    db.session.commit()

    answer = staff.post(str(form["action"]), data=data)

    assert answer.status_code == 409
    assert [one.text for one in soup(answer).select("dl.changes del")] == ["Green Hall"]
    db.session.expire_all()
    assert event.place["en"] == "Green Hall"


def test_a_second_confirmation_does_nothing_more(staff: PageClient) -> None:
    address = preview(staff, INFO_DAY)
    form = staff.page(address).select_one("#confirmation")
    assert form
    data = {str(field["name"]): str(field["value"]) for field in form.select("input[name]")}
    staff.post(str(form["action"]), data=data)
    stored = everything_stored()

    assert staff.post(str(form["action"]), data=data).status_code == 303

    assert everything_stored() == stored


def test_more_than_can_be_taken_at_once_is_refused_whole(staff: PageClient) -> None:
    many = [entry(f"RRULE:FREQ=DAILY;COUNT={99}", uid=str(uid), title=f"SUMMARY:Visit {uid}") for uid in range(11)]
    address = preview(staff, *many)

    answer = confirm(staff, address)

    assert (answer.status_code, soup(answer).select_one(".notice-bad .notice-title").text) == (422, "Too many at once")  # type: ignore[union-attr]
    assert titles() == []


def test_hours_without_a_zone_ask_for_one(staff: PageClient) -> None:
    address = preview(staff, entry(start="DTSTART:20261203T100000"))
    page = staff.page(address)
    assert page.select_one("#choices .notice-title").text == "Hours without a time zone"  # type: ignore[union-attr]
    assert page.select_one("#choices #timezone")["value"] == "Asia/Almaty"  # type: ignore[index]

    confirm(staff, f"{address}?timezone=Europe/Brussels")

    assert db.session.scalars(select(Event.timezone)).all() == ["Europe/Brussels"]


def test_new_events_are_published_when_asked(staff: PageClient) -> None:
    confirm(staff, f"{preview(staff, INFO_DAY)}?publish=y")

    assert db.session.scalars(select(Event)).one().state == "published"


def test_a_private_entry_is_said_to_be_for_its_bringer(staff: PageClient, organiser: Account) -> None:
    address = preview(staff, entry("CLASS:PRIVATE"))
    assert staff.page(address).select_one("th small").text == "It is private: only you and administrators will see it."  # type: ignore[union-attr]

    confirm(staff, address)

    assert db.session.scalars(select(Event)).one().team == [organiser]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ("timezone=Mars", "This is not a time zone. Asia/Almaty is one."),
        ("first=2026-12-03&last=2026-12-01", "The end must come after the start."),
        ("first=20261", "Not a valid date value."),
        ("last=0026-01-01", "The year must be between 1990 and 2100."),
    ],
)
def test_choices_that_make_no_sense_are_said_beside_them(staff: PageClient, choices: str, sentence: str) -> None:
    address = preview(staff, INFO_DAY)

    answer = staff.get(f"{address}?{choices}")

    assert (answer.status_code, problems(answer)) == (422, [sentence])
    confirmation = {name: value for name, _, value in (pair.partition("=") for pair in choices.split("&"))}
    assert staff.submit(address, confirmation, form="#confirmation").status_code == 422
    assert titles() == []


@pytest.mark.parametrize(
    ("data", "name", "fields", "sentence"),
    [
        (b"", "", {}, "Choose a file, or paste its contents."),
        (b"", "empty.ics", {}, "The file is empty."),
        (b"", "", {"pasted": "https://example.org/calendar.ics"}, ADDRESS),
        (b"", "", {"pasted": " webcal://example.org/x \n"}, ADDRESS),
        (b"", "", {"pasted": "Dear colleagues"}, "This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
        (calendar(INFO_DAY), "a.ics", {"pasted": "BEGIN:VCALENDAR"}, "Bring either a file or its contents, not both."),
        (b"\x00\xff" * 900, "a.ics", {}, "This is not a calendar: it has no BEGIN:VCALENDAR and no entry."),
        (calendar(INFO_DAY), "a.ics", {"sort": "riddle"}, "Not a valid choice."),
        (calendar(INFO_DAY), "a.ics", {"kind": "riddle"}, "Not a valid choice."),
        (b"PK\x03\x04nonsense", "a.xlsx", {"sort": "rooms"}, "This workbook is damaged or protected by a password, and cannot be "
         "opened."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_the_field_and_what_was_typed_stays(
    staff: PageClient, data: bytes, name: str, fields: dict[str, str], sentence: str
) -> None:
    answer = bring(staff, data, name, source="Rectorate", **fields)

    assert (answer.status_code, problems(answer)) == (422, [sentence])
    page = soup(answer)
    assert page.select_one("#source")["value"] == "Rectorate"  # type: ignore[index]
    assert page.select_one("#pasted").text.strip() == fields.get("pasted", "").strip()  # type: ignore[union-attr]
    assert db.session.scalars(select(Upload)).all() == []


def test_a_file_over_the_limit_is_refused_whole(staff: PageClient) -> None:
    body = b"x" * (4 * 1024 * 1024 + 1)

    assert staff.post("/imports", data=body, content_type="multipart/form-data; boundary=x").status_code == 413


def test_only_its_maker_sees_what_was_brought(staff: PageClient, admin: Account, host: Account, client_of: ClientOf) -> None:
    address = preview(staff, INFO_DAY)
    assert staff.get(address).status_code == 200

    assert client_of(admin).get(address).status_code == 404
    assert client_of(admin).post(f"{address}/confirmation").status_code in (400, 404)
    assert client_of(admin).page("/imports").select("section a[href^='/imports/']:not([href*=samples])") == []
    assert client_of(host).get(address).status_code == 403
    assert client_of(host).get("/imports").status_code == 403


def test_strangers_are_sent_to_sign_in(client: PageClient) -> None:
    assert [client.get(path).status_code for path in ("/imports", "/imports/1", "/imports/samples/rooms.csv")] == [302] * 3


def test_what_was_brought_can_be_forgotten_and_is_after_a_day(staff: PageClient, work: Callable[[], None]) -> None:
    first, second = preview(staff, INFO_DAY), preview(staff, INFO_DAY)
    staff.submit(first, {}, form="form[action$=removal]")
    assert (staff.get(first).status_code, staff.get(second).status_code) == (404, 200)

    with clock.standing_at(NOW + timedelta(days=1, minutes=1)):
        assert staff.get(second).status_code == 404
        work()

    assert db.session.scalars(select(Upload)).all() == []


def test_what_one_has_brought_within_the_last_day_stands_under_the_form(
    staff: PageClient, admin: Account, client_of: ClientOf
) -> None:
    taken, waiting = preview(staff, INFO_DAY), preview(staff, INFO_DAY)
    confirm(staff, taken)

    page = staff.page("/imports?lang=en")

    lines = [(line.a["href"], line.select_one(".pill").text.strip()) for line in page.select("#brought li")]  # type: ignore[index, union-attr]
    assert lines == [(waiting, "Not taken in yet"), (taken, "Taken in")]
    assert "20 November 2026" in page.select_one("#brought time").text  # type: ignore[union-attr]
    assert client_of(admin).page("/imports").select("#brought") == []


def test_what_is_confirmed_keeps_no_contents(staff: PageClient) -> None:
    confirm(staff, preview(staff, INFO_DAY))

    assert db.session.scalars(select(Upload.content)).all() == [b""]


def test_who_brought_it_stands_in_the_record(staff: PageClient, organiser: Account) -> None:
    confirm(staff, preview(staff, INFO_DAY))

    assert {activity.actor_id for activity in db.session.scalars(select(Activity))} == {organiser.id}


@pytest.mark.parametrize("sort", ["events", "organisations", "rooms", "people", "plan"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sample_goes_in_as_it_is_and_a_second_time_changes_nothing(staff: PageClient, sort: str, ending: str) -> None:
    sample = staff.get(f"/imports/samples/{sort}.{ending}", buffered=True)
    assert sample.status_code == 200

    answer = bring(staff, sample.data, f"sample.{ending}", sort=sort)
    assert answer.status_code == 303
    assert confirm(staff, answer.location).status_code == 303
    assert staff.page(answer.location).select_one(".tallies dd").text == "1"  # type: ignore[union-attr]

    again = staff.page(bring(staff, sample.data, f"sample.{ending}", sort=sort).location)
    assert again.select("#confirmation") == []


@pytest.mark.parametrize(("sort", "its_list"), [("rooms", "/rooms"), ("plan", "/plan/lines"), ("events", "/info-days")])
def test_the_report_leads_to_the_list_of_what_was_taken_in(staff: PageClient, sort: str, its_list: str) -> None:
    address = bring(staff, staff.get(f"/imports/samples/{sort}.csv", buffered=True).data, "sample.csv", sort=sort).location
    confirm(staff, address)

    link = staff.page(address).select_one("#report a.btn-primary")

    assert link and link["href"] == its_list
    assert staff.get(its_list).status_code == 200


@pytest.mark.parametrize("path", ["riddles.csv", "rooms.pdf", "calendar.csv"])
def test_there_is_no_sample_of_what_is_no_table(staff: PageClient, path: str) -> None:
    assert staff.get(f"/imports/samples/{path}").status_code == 404


def test_columns_that_nobody_knows_are_named(staff: PageClient) -> None:
    answer = bring(
        staff, "Название;Город;Любимый цвет\nУниверситет Падуи;Падуя;синий\n".encode("cp1251"), "o.csv", sort="organisations"
    )

    page = staff.page(answer.location)

    assert page.select_one(".notice-info p:not(.notice-title)").text == "Любимый цвет"  # type: ignore[union-attr]
    confirm(staff, answer.location)
    assert [one.name["ru"] for one in db.session.scalars(select(Organisation))] == ["Университет Падуи"]


def test_what_clashes_is_named_and_taken_in_with_a_reason_only(
    staff: PageClient, make_event: Callable[..., Event], blue_hall: Room
) -> None:
    other = make_event(starts_at=datetime(2026, 12, 3, 6, 0, tzinfo=UTC), room=blue_hall, title=translated("en", en="Senate"))
    address = preview(staff, INFO_DAY, entry(HALL, uid="two", title="SUMMARY:Reception", start="DTSTART:20261205T050000Z"))
    page = staff.page(address)
    boxes = page.select("input[name=take]")
    keys = [str(box["value"]) for box in boxes]

    without = confirm(staff, address, take=keys)
    stored, again = titles(), soup(without)
    done = confirm(staff, address, take=keys, conflict_reason="The hall is divided")

    assert [(box["aria-label"], box.has_attr("checked")) for box in boxes] == [
        ("Erasmus+ information day", False),
        ("Reception", True),
    ]
    assert [link["href"] for link in page.select(".conflicts a[href^='/events/']")] == [f"/events/{other.slug}"]
    assert (without.status_code, stored, done.status_code) == (422, ["Senate"], 303)
    assert [box.has_attr("checked") for box in again.select("input[name=take]")] == [True, True]
    assert problems(without) == ["Give a reason, or leave out what clashes. Nothing was taken in."]
    assert titles() == ["Senate", "Erasmus+ information day", "Reception"]
    assert [one.reason for one in db.session.scalars(select(AcceptedConflict))] == ["The hall is divided"]


def test_of_two_rows_that_want_one_hall_the_lower_names_the_upper_and_needs_a_reason(staff: PageClient, blue_hall: Room) -> None:
    address = preview(staff, entry(HALL, uid="late", title="SUMMARY:Reception", start="DTSTART:20261203T060000Z"), INFO_DAY)
    page = staff.page(address)
    boxes = page.select("input[name=take]")
    both = [str(box["value"]) for box in boxes]

    without = confirm(staff, address, take=both)

    assert [(box["aria-label"], box.has_attr("checked")) for box in boxes] == [
        ("Reception", True),
        ("Erasmus+ information day", False),
    ]
    [said] = page.select(".conflicts li")
    assert said.get_text(" ", strip=True).endswith("Reception (Line 4)")
    assert (without.status_code, titles()) == (422, [])
    assert confirm(staff, address, take=both, conflict_reason="The hall is divided").status_code == 303
    assert titles() == ["Reception", "Erasmus+ information day"]
    assert [one.reason for one in db.session.scalars(select(AcceptedConflict))] == ["The hall is divided"]


def test_the_lower_of_two_rows_alone_needs_no_reason(staff: PageClient, blue_hall: Room) -> None:
    address = preview(staff, entry(HALL, uid="late", title="SUMMARY:Reception", start="DTSTART:20261203T060000Z"), INFO_DAY)
    lower = staff.page(address).select("input[name=take]")[1]

    assert confirm(staff, address, take=[str(lower["value"])]).status_code == 303
    assert titles() == ["Erasmus+ information day"]


def test_what_does_not_clash_needs_no_reason(staff: PageClient, make_event: Callable[..., Event], blue_hall: Room) -> None:
    make_event(starts_at=datetime(2026, 12, 3, 6, 0, tzinfo=UTC), room=blue_hall, title=translated("en", en="Senate"))
    address = preview(staff, INFO_DAY, entry(HALL, uid="two", title="SUMMARY:Reception", start="DTSTART:20261205T050000Z"))

    assert confirm(staff, address).status_code == 303
    assert titles() == ["Senate", "Reception"]


def test_a_moved_event_is_not_brought_into_a_taken_room_in_silence(
    staff: PageClient, make_event: Callable[..., Event], blue_hall: Room
) -> None:
    confirm(staff, preview(staff, INFO_DAY))
    other = make_event(starts_at=datetime(2026, 12, 4, 5, 0, tzinfo=UTC), room=blue_hall)

    page = staff.page(preview(staff, INFO_DAY.replace("20261203T", "20261204T")))

    assert [box.has_attr("checked") for box in page.select("input[name=take]")] == [False]
    assert [link["href"] for link in page.select(".conflicts a[href^='/events/']")] == [f"/events/{other.slug}"]


def test_an_event_that_one_may_not_see_is_not_named_where_it_clashes(
    staff: PageClient, admin: Account, client_of: ClientOf, make_event: Callable[..., Event], blue_hall: Room
) -> None:
    secret = make_event(
        Delegation, starts_at=datetime(2026, 12, 3, 6, 0, tzinfo=UTC), room=blue_hall, visibility="restricted",
        title=translated("en", en="The minister"),
    )  # fmt: skip
    told = str(client_of(admin).page(preview(client_of(admin), INFO_DAY)))
    assert (secret.slug in told, "The minister" in told) == (True, True)

    page = staff.page(preview(staff, INFO_DAY))

    assert [box.has_attr("checked") for box in page.select("input[name=take]")] == [False]
    assert (secret.slug in str(page), "The minister" in str(page)) == (False, False)
    assert "an event that you may not see" in page.select_one(".conflicts li").text  # type: ignore[union-attr]
