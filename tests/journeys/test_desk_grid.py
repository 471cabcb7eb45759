"""The week on the desk in a real browser: made by a click, dragged, lifted with keys, printed on one sheet."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Device, Opener, Reader
from tests.journeys.test_main_job import sign_in, wall_clock
from tests.pdf_reader import Paper

pytestmark = pytest.mark.browser

DESKTOP = Device(javascript=True, scheme="light", width=1280)
MONDAY = date.today() + timedelta(days=7 * 20 - date.today().weekday())
"""A Monday that is so far away that no other journey plans anything then."""


@pytest.fixture
def monday() -> Iterator[date]:
    """Each test has a week of its own."""
    global MONDAY
    MONDAY += timedelta(days=7)
    yield MONDAY


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def sketch(staff: Reader, title: str, start: datetime) -> None:
    """A draft of an hour, as the short form would save it."""
    page = staff.page
    token = page.request.get(f"{staff.address}/info-days/new").text().partition('name="csrf_token" type="hidden" value="')[2]
    clock = {"starts_at": wall_clock(start), "ends_at": wall_clock(start + timedelta(hours=1))}
    saved = page.request.post(
        f"{staff.address}/info-days", max_redirects=0, headers={"Referer": staff.address},
        form={"title": title, "kind": "info-days", **clock, "csrf_token": token.partition('"')[0]},
    )  # fmt: skip
    assert saved.status == 303, saved.text()


def desk(staff: Reader, day: date, arguments: str = "") -> Page:
    return staff.go(f"/desk?date={day.isoformat()}{arguments}")


def block(page: Page, title: str) -> Locator:
    return page.locator(".block", has_text=title)


def hours(page: Page, title: str) -> tuple[str | None, str | None]:
    found = block(page, title)
    return found.get_attribute("data-starts"), found.get_attribute("data-ends")


def drag(page: Page, what: Locator, dx: float, dy: float, *, from_bottom: bool = False) -> None:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + (box["height"] - 3 if from_bottom else 8)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=3)
    page.mouse.move(x + dx, y + dy, steps=3)
    page.mouse.up()
    page.wait_for_selector("#just-moved")


def quarter(page: Page) -> float:
    """The height of fifteen minutes in pixels."""
    height: float = page.evaluate("document.querySelector('.slots').getBoundingClientRect().height")
    first, last = (int(page.locator(".week").get_attribute(f"data-{end}") or 0) for end in ("first", "last"))
    return height / (last - first)


def test_a_free_hour_is_clicked_and_the_event_stands_there(open_browser: Opener, monday: date) -> None:
    staff = open_browser(DESKTOP)
    sign_in(staff)
    page = desk(staff, monday)

    page.click(f".slots[data-date='{monday + timedelta(days=1)}'] .free[href*='T10:00']")
    page.wait_for_url("**/info-days/new?**")
    assert page.input_value("#starts_at") == wall_clock(at(monday + timedelta(days=1), 10))
    page.fill("#title", "Briefing")
    page.click("#event-form [type=submit]:not([name])")
    page.wait_for_url("**/edit")

    page = desk(staff, monday)
    assert hours(page, "Briefing") == (
        wall_clock(at(monday + timedelta(days=1), 10)), wall_clock(at(monday + timedelta(days=1), 11)),
    )  # fmt: skip


def test_a_draft_is_dragged_made_longer_and_put_back(open_browser: Opener, monday: date) -> None:
    staff = open_browser(DESKTOP)
    sign_in(staff)
    sketch(staff, "Sketch", at(monday, 10))
    page = desk(staff, monday)
    column = page.locator(".slots").nth(0).bounding_box()
    assert column

    drag(page, block(page, "Sketch"), column["width"] * 2, quarter(page) * 5)
    wednesday = monday + timedelta(days=2)
    assert hours(page, "Sketch") == (wall_clock(at(wednesday, 11, 15)), wall_clock(at(wednesday, 12, 15)))

    page.reload()
    drag(page, block(page, "Sketch"), 0, quarter(page) * 2, from_bottom=True)
    assert hours(page, "Sketch") == (wall_clock(at(wednesday, 11, 15)), wall_clock(at(wednesday, 12, 45)))
    staff.look()

    page.click("#just-moved button")
    expect(block(page, "Sketch")).to_have_attribute("data-ends", wall_clock(at(wednesday, 12, 15)))


def test_a_draft_is_lifted_with_keys_and_a_voice_says_where_it_is(open_browser: Opener, monday: date) -> None:
    staff = open_browser(DESKTOP)
    sign_in(staff)
    sketch(staff, "Sketch", at(monday, 10))
    page = desk(staff, monday)
    voice = page.locator("#where")
    tuesday = (monday + timedelta(days=1)).strftime("Tuesday, %-d %B")

    block(page, "Sketch").locator(".lift").focus()
    page.keyboard.press("Enter")
    expect(voice).to_contain_text("Lifted: Sketch.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(voice).to_have_text(f"{tuesday}, 10:15 to 11:15")
    page.keyboard.press("Escape")
    expect(voice).to_have_text("Put back.")
    assert hours(page, "Sketch")[0] == wall_clock(at(monday, 10))
    assert page.locator(".slots").nth(0).locator(".block").count() == 1

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#just-moved")

    day = monday + timedelta(days=1)
    assert hours(page, "Sketch") == (wall_clock(at(day, 10)), wall_clock(at(day, 11, 15)))
    assert page.evaluate("document.activeElement.closest('.block').textContent").count("Sketch")
    staff.look()


def test_arrows_walk_through_free_hours_and_the_tabulator_stops_once(open_browser: Opener, monday: date) -> None:
    staff = open_browser(DESKTOP)
    sign_in(staff)
    page = desk(staff, monday)

    assert page.locator(".free[tabindex='0']").count() == 1
    page.locator(".free[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/info-days/new?**")

    assert page.input_value("#starts_at") == wall_clock(at(monday + timedelta(days=1), 9))


def test_without_javascript_an_event_is_moved_by_fields(open_browser: Opener, monday: date) -> None:
    staff = open_browser(Device(javascript=False, scheme="light", width=1280))
    sign_in(staff)
    sketch(staff, "Sketch", at(monday, 10))
    page = desk(staff, monday)

    block(page, "Sketch").locator(".lift").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/time?**")
    page.fill("#starts_at", wall_clock(at(monday, 15)))
    page.fill("#ends_at", wall_clock(at(monday, 16)))
    page.click("#time-form [type=submit]:has-text('Move it')")
    page.wait_for_url("**/desk?**")

    assert hours(page, "Sketch") == (wall_clock(at(monday, 15)), wall_clock(at(monday, 16)))
    page.click("#just-moved button")
    page.wait_for_url("**/desk?**")
    assert hours(page, "Sketch")[0] == wall_clock(at(monday, 10))


@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 390)])
def test_every_view_is_accessible_and_a_telephone_has_lists(open_browser: Opener, monday: date, scheme: str, width: int) -> None:
    staff = open_browser(Device(javascript=True, scheme=scheme, width=width))
    sign_in(staff)
    sketch(staff, "Sketch", at(monday, 10))

    for arguments in ("", "&view=month", "&view=day", "&view=list", "&rows=rooms", "&rows=hosts", "&view=day&rows=rooms"):
        desk(staff, monday, arguments)
    page = desk(staff, monday)
    shown = [day.inner_text().split()[1] for day in page.locator(".day-head").all() if day.is_visible()]

    assert len(shown) == (7 if width > 960 else 1)
    assert page.locator(".free").first.is_visible() == (width > 960)
    assert block(page, "Sketch").is_visible()


def test_a_full_week_prints_on_one_sheet(open_browser: Opener, monday: date) -> None:
    staff = open_browser(DESKTOP)
    sign_in(staff)
    titles = [f"Information day about exchange semesters {number}" for number in range(30)]
    for number, title in enumerate(titles):
        sketch(staff, title, at(monday + timedelta(days=number % 5), 9 + number // 5))
    page = desk(staff, monday)

    sheet = Paper(page.pdf(prefer_css_page_size=True))

    assert (sheet.pages, sheet.about["Page size"]) == (1, "841.92 x 594.96 pts (A4)")
    numbers = {title.rpartition(" ")[2] for title in titles}
    assert {number for number in numbers if f"semesters {number} " in f"{sheet.text} "} == numbers
    page.emulate_media(media="print")
    sizes = page.eval_on_selector_all(".block", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize) * 72 / 96)")
    assert len(sizes) == len(titles) and min(sizes) >= 8.5
