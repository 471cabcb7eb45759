"""The main job, end to end: an info day from the desk to the attendee's calendar."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.journeys.conftest import PASSWORD, Device, Opener, Reader, Site

pytestmark = pytest.mark.browser

DEVICES = [
    Device(javascript=True, scheme="light", width=1280),
    Device(javascript=True, scheme="dark", width=390),
    Device(javascript=False, scheme="light", width=390),
    Device(javascript=False, scheme="dark", width=1280),
]
ALMATY = ZoneInfo("Asia/Almaty")


def wall_clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def next_tuesday(moment: datetime) -> datetime:
    """A working day with another one after it: nobody is asked whether the office means a weekend."""
    return moment + timedelta(days=(1 - moment.weekday()) % 7)


def entry_in(feed: bytes, title: str) -> icalendar.Event:
    [entry] = [entry for entry in icalendar.Calendar.from_ical(feed).walk("VEVENT") if title in str(entry["SUMMARY"])]
    return entry


def sign_in(staff: Reader) -> None:
    page = staff.go("/login")
    page.fill("[name=email]", "madina@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url("**/desk")
    staff.look()


def schedule(staff: Reader, title: str, start: datetime) -> None:
    """Six fields make a draft; two more languages; published."""
    page = staff.go("/info-days/new")
    page.fill("#title", title)
    page.fill("#starts_at", wall_clock(start))
    page.fill("#ends_at", wall_clock(start + timedelta(hours=2)))
    page.fill("#place", "Blue Hall")
    page.fill("#seats", "50")
    page.click("#event-form [type=submit]")
    page.wait_for_url("**/edit")
    staff.look()
    page.fill("[name=title-ru]", f"Информационный день {title}")
    page.fill("[name=title-kk]", f"Ақпараттық күн {title}")
    page.click("#event-form [type=submit] >> nth=0")
    page.wait_for_url("**/events/*")
    staff.look()
    page.click("#staff-bar form [type=submit]")
    page.wait_for_selector("text=Published. Readers see it now")
    staff.look()


def register(visitor: Reader, title: str, name: str, email: str) -> None:
    """Find it in the list, fill in the form, hold the ticket."""
    page = visitor.go("/")
    page.goto(f"{visitor.address}/events?q={title}")
    visitor.look()
    page.click(f"text={title}")
    page.wait_for_selector("h1")
    visitor.look()
    if not visitor.device.javascript:
        page.click("#register .btn-primary")
    page.fill("#name", name)
    page.fill("#email", "not an address")
    page.click("#registration-form [type=submit]")
    page.wait_for_selector(".error-summary")
    visitor.look_after_errors()
    assert page.input_value("#name") == name
    page.fill("#email", email)
    page.check("#consent")
    page.click("#registration-form [type=submit]")
    page.wait_for_selector(".ticket .pill-confirmed")
    visitor.look()
    assert re.search("/registrations/.+", page.url)


def calendar_part(mail: bytes) -> icalendar.Event:
    message = message_from_bytes(mail, policy=policy.default)
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    return icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]


def move_by_a_day(staff: Reader, start: datetime) -> None:
    page = staff.page
    page.click("#staff-bar >> text=Edit")
    page.wait_for_url("**/edit")
    page.fill("#starts_at", wall_clock(start + timedelta(days=1)))
    page.fill("#ends_at", wall_clock(start + timedelta(days=1, hours=2)))
    page.fill("[name=reason-en]", "The hall is taken.")
    page.click("#event-form [type=submit] >> nth=0")
    page.wait_for_url("**/events/*")
    page.wait_for_selector("text=This event has been moved")
    staff.look()


@pytest.mark.parametrize("device", DEVICES, ids=str)
def test_an_info_day_goes_from_the_desk_to_the_calendar_and_moves_in_it(open_browser: Opener, site: Site, device: Device) -> None:
    title = f"Erasmus {device}"
    start = next_tuesday(datetime.now(ALMATY) + timedelta(days=20)).replace(hour=10, minute=0, second=0, microsecond=0)
    email = f"chiara-{device}@example.org".lower()
    staff, visitor = open_browser(device), open_browser(device)

    sign_in(staff)
    schedule(staff, title, start)
    register(visitor, title, "Chiara Rossi", email)
    invitation = calendar_part(site.wait_for_mail(email, 1))
    feed = urlopen(f"{site.address}/calendars/info-days.ics").read()
    subscribed = entry_in(feed, title)

    assert invitation["UID"] == subscribed["UID"]
    assert invitation["DTSTART"].dt == subscribed["DTSTART"].dt == start
    assert f"Ақпараттық күн {title}" in str(
        entry_in(urlopen(f"{site.address}/calendars/info-days.ics?lang=kk").read(), title)["SUMMARY"]
    )

    move_by_a_day(staff, start)
    moved = calendar_part(site.wait_for_mail(email, 2))
    after = entry_in(urlopen(f"{site.address}/calendars/info-days.ics").read(), title)

    assert moved["UID"] == after["UID"] == subscribed["UID"]
    assert moved["DTSTART"].dt == after["DTSTART"].dt == start + timedelta(days=1)
    assert int(after["SEQUENCE"]) == int(moved["SEQUENCE"]) == int(subscribed["SEQUENCE"]) + 1
    assert visitor.go("/calendars").title()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 390), ("light", 320)])
def test_public_pages_are_accessible_in_every_language(open_browser: Opener, language: str, scheme: str, width: int) -> None:
    reader = open_browser(Device(javascript=True, scheme=scheme, width=width, language=language))

    for path in (
        "/",
        "/events",
        "/events?view=month",
        "/programmes",
        "/deadlines",
        "/calendars",
        "/about",
        "/privacy",
        "/accessibility",
        "/login",
    ):
        reader.go(path)


def test_the_security_policy_lets_the_page_work(chromium: object, site: Site) -> None:
    """The other tests switch the policy off for axe; here it holds, and nothing is blocked."""
    context = chromium.new_context(locale="en-GB")  # type: ignore[attr-defined]
    reader = Reader(context, Device(javascript=True, scheme="light", width=1280), site.address)
    for path in ("/", "/events", "/calendars", "/login"):
        reader.page.goto(site.address + path)
        reader.page.wait_for_load_state("networkidle")
    context.close()

    assert reader.complaints == []
