"""A week is planned by three people at once: two of them want the same room, and one moves what another is editing."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PASSWORD, Device, Opener, Reader, Site, serving
from tests.journeys.test_desk_grid import at, block, drag, hours, quarter
from tests.journeys.test_main_job import wall_clock
from tests.pdf_reader import Paper

pytestmark = pytest.mark.browser

DESKTOP = Device(javascript=True, scheme="light", width=1280)
HALL, OTHER_HALL = "Blue Hall", "Academic Council hall"
SAVE_DRAFT = "#event-form [type=submit]:not([name]):not(#save-all-the-same)"
"""The button of the short form and the first of the long one: it says neither "check" nor "all the same"."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with rooms, people and years of events, and two organisers and an administrator."""
    with serving(tmp_path_factory.mktemp("week"), demo=True, Zhanna="staff", Aigul="admin") as site:
        yield site


@pytest.fixture
def enter(open_browser: Opener) -> Callable[..., Reader]:
    """A browser in which somebody has signed in."""

    def enter(name: str, device: Device = DESKTOP) -> Reader:
        reader = open_browser(device)
        page = reader.page
        page.goto(f"{reader.address}/login")
        page.fill("[name=email]", f"{name.lower()}@example.org")
        page.fill("[name=password]", PASSWORD)
        page.click("main form [type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        return reader

    return enter


def look_by_day_and_by_night(staff: Reader) -> None:
    """At a desk in the light and on a telephone in the dark; then it is as it was."""
    for scheme, width in (("dark", 390), ("light", 1280)):
        staff.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        staff.page.set_viewport_size({"width": width, "height": 900})
        staff.look_after_errors()


def free_week(staff: Reader, weeks_ahead: int) -> date:
    """The Monday of the next week, from so many weeks ahead, in which nothing is planned and nobody is on holiday."""
    staff.page.goto(f"{staff.address}/desk?date={date.today() + timedelta(weeks=weeks_ahead)}")
    title = staff.page.locator("#calendar-title")
    while staff.page.locator(".week :is(.block, .strip, .band, .note)").count():
        was = title.inner_text()
        staff.page.click("#cal-after")
        expect(title).not_to_have_text(was)
    return date.fromisoformat(staff.page.locator(".slots").first.get_attribute("data-date") or "")


def open_week(staff: Reader, day: date, arguments: str = "") -> Page:
    staff.page.goto(f"{staff.address}/desk?date={day.isoformat()}{arguments}")
    return staff.page


def clashes(page: Page) -> Locator:
    return page.locator("#conflicts .conflicts")


def edit(staff: Reader, title: str) -> Page:
    """Open an event's form from the week that is on the screen."""
    page = staff.page
    block(page, title).locator("a.entry").click()
    page.click("#staff-bar >> text=Edit")
    page.wait_for_url("**/edit")
    return page


def put_into_form(page: Page, start: datetime, length: timedelta = timedelta(hours=1)) -> None:
    page.fill("#starts_at", wall_clock(start))
    page.fill("#ends_at", wall_clock(start + length))
    page.press("#ends_at", "Tab")


def give_part(page: Page, name: str, role: str, *languages: str) -> None:
    """Fill in who has which part in the event whose page of people is open, and press the button."""
    page.fill("#name", name)
    page.select_option("#role", label=role)
    if languages:
        page.click("#part-form summary")
    for language in languages:
        page.check(f"#part-form label:has-text('{language}') input")
    page.click("#part-form [type=submit]:not(#save-all-the-same)")


def people_of(staff: Reader, title: str) -> Page:
    block(staff.page, title).locator("a.entry").click()
    staff.page.click("#staff-bar >> text=People")
    staff.page.wait_for_url("**/people")
    return staff.page


def test_three_people_plan_a_week(enter: Callable[..., Reader]) -> None:
    madina, zhanna, aigul = (enter(name) for name in ("Madina", "Zhanna", "Aigul"))
    tuesday = free_week(madina, 3) + timedelta(days=1)

    two_want_one_room(madina, zhanna, tuesday)
    a_third_goes_on_with_a_reason(aigul, madina, tuesday)
    clashes_come_and_go_while_one_types(zhanna, tuesday)
    a_host_is_wanted_twice(madina, zhanna, tuesday)
    one_is_moved_while_it_is_edited(madina, aigul, tuesday)
    what_is_whole_is_published(zhanna, madina, tuesday)


def two_want_one_room(madina: Reader, zhanna: Reader, day: date) -> None:
    """Both have the form open on the same hour and hall; who saves second is told by whom it is taken."""
    first, second = madina.page, open_week(zhanna, day, "&rows=rooms")
    first.click(f".slots[data-date='{day}'] .free[href*='T10:00']")
    second.locator("tr", has=second.locator("th", has_text=HALL)).locator(f".free[href*='{day}T10:00']").click()
    for page in (first, second):
        page.wait_for_url("**/info-days/new?**")
        assert page.input_value("#starts_at") == wall_clock(at(day, 10))
    first.fill("#title", "Erasmus+ briefing")
    first.fill("#place", HALL)
    second.fill("#title", "Open lecture")
    second.fill("#seats", "40")
    assert second.input_value("#place").startswith(HALL)

    first.click(SAVE_DRAFT)
    first.wait_for_url("**/edit")
    second.click(SAVE_DRAFT)
    expect(clashes(second)).to_contain_text(f"{HALL} is taken")
    expect(clashes(second).locator("a[href^='/events/']")).to_have_text("Erasmus+ briefing")
    look_by_day_and_by_night(zhanna)
    assert (second.input_value("#title"), second.input_value("#seats")) == ("Open lecture", "40")
    assert clashes(second).locator("a[href^='/events/']").get_attribute("href") == re.sub(
        r".*/info-days(/.*)/edit", r"/events\1", first.url
    )

    second.fill("#place", OTHER_HALL)
    second.click(SAVE_DRAFT)
    second.wait_for_url("**/edit")
    assert hours(open_week(zhanna, day), "Open lecture") == (wall_clock(at(day, 10)), wall_clock(at(day, 11)))


def a_third_goes_on_with_a_reason(aigul: Reader, madina: Reader, day: date) -> None:
    """The form says by itself that the hall is taken; with a reason it is saved, and whoever was first reads why."""
    page = open_week(aigul, day)
    page.click("text=New event")
    page.wait_for_url("**/info-days/new")
    page.fill("#title", "Signing of an agreement")
    page.fill("#place", HALL)
    put_into_form(page, at(day, 10))
    expect(clashes(page).locator("a[href^='/events/']")).to_have_text("Erasmus+ briefing")
    page.click("#save-all-the-same")
    expect(page.locator("#conflict_reason-error")).to_be_visible()
    aigul.look_after_errors()
    page.fill("#conflict_reason", "The hall is divided that day")
    page.click("#save-all-the-same")
    page.wait_for_url("**/edit")

    page = open_week(madina, day)
    expect(block(page, "Erasmus+ briefing").locator(".clash")).to_be_visible()
    block(page, "Erasmus+ briefing").locator("a.entry").click()
    known = page.locator("#staff-bar .conflicts li")
    expect(known.locator("a[href^='/events/']")).to_have_text("Signing of an agreement")
    expect(known.locator("q")).to_have_text("The hall is divided that day")
    expect(known).to_contain_text("Aigul")
    madina.look()


def clashes_come_and_go_while_one_types(zhanna: Reader, day: date) -> None:
    """Nobody presses a button: the panel follows the hours in the form, and nothing is saved."""
    open_week(zhanna, day)
    page = edit(zhanna, "Open lecture")
    page.click("#section-place summary")
    page.select_option("#room", label=page.locator("#room option", has_text=HALL).inner_text())
    put_into_form(page, at(day, 15))
    expect(page.locator("#conflicts")).to_have_text(re.compile("Nothing speaks against this time"))
    put_into_form(page, at(day, 10))
    expect(clashes(page).locator("a[href^='/events/']").first).to_have_text("Erasmus+ briefing")
    zhanna.look()
    put_into_form(page, at(day, 15))
    expect(clashes(page)).to_have_count(0)
    expect(page.locator("#conflicts")).to_have_text(re.compile("Nothing speaks against this time"))

    assert hours(open_week(zhanna, day), "Open lecture")[0] == wall_clock(at(day, 10))


def a_host_is_wanted_twice(madina: Reader, zhanna: Reader, day: date) -> None:
    """The host is named with the other event; what an interpreter does not speak is passed over with a click."""
    open_week(madina, day)
    page = people_of(madina, "Erasmus+ briefing")
    give_part(page, "Sergey Li", "Host")
    expect(page.locator("#parts")).to_contain_text("Sergey Li")
    open_week(zhanna, day)
    page = people_of(zhanna, "Open lecture")
    give_part(page, "Sergey Li", "Host")
    expect(clashes(page)).to_contain_text("Sergey Li is wanted twice")
    expect(clashes(page).locator("a[href^='/events/']")).to_have_text("Erasmus+ briefing")
    zhanna.look_after_errors()
    assert page.input_value("#name") == "Sergey Li"

    give_part(page, "Asel Tolegenova", "Interpreter", "Deutsch")
    expect(clashes(page)).to_contain_text("Asel Tolegenova does not interpret this: Deutsch")
    expect(page.locator("#conflict_reason")).to_have_count(0)
    page.click("#save-all-the-same")
    expect(page.locator("#parts")).to_contain_text("Asel Tolegenova")
    expect(page.locator("#parts")).not_to_contain_text("Sergey Li")
    zhanna.look_after_errors()


def one_is_moved_while_it_is_edited(madina: Reader, aigul: Reader, day: date) -> None:
    """Aigul drags what Madina has open, and lifts another with keys; Madina sees both versions and chooses."""
    open_week(madina, day)
    form, wednesday = edit(madina, "Erasmus+ briefing"), day + timedelta(days=1)
    page = open_week(aigul, day)
    width = (page.locator(".slots").first.bounding_box() or {})["width"]
    drag(page, block(page, "Erasmus+ briefing"), width, quarter(page) * 16)
    assert hours(page, "Erasmus+ briefing") == (wall_clock(at(wednesday, 14)), wall_clock(at(wednesday, 15)))
    block(page, "Open lecture").locator(".lift").focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#just-moved")).to_contain_text("Open lecture")
    aigul.look()

    form.fill("[name=summary-en]", "What the new call brings.")
    put_into_form(form, at(day, 16))
    form.click(SAVE_DRAFT + " >> nth=0")
    versions = form.locator("#versions .version")
    expect(form.locator("#versions")).to_contain_text("Aigul")
    expect(versions.locator("legend")).to_have_text(["Start", "End"])
    look_by_day_and_by_night(madina)
    assert form.input_value("[name=summary-en]") == "What the new call brings."
    for version in versions.all():
        version.locator("input[value=theirs]").check()
    form.click("#versions [type=submit]")
    form.wait_for_url("**/events/*")

    expect(form.locator(".lead")).to_contain_text("What the new call brings.")
    page = open_week(madina, day)
    assert hours(page, "Erasmus+ briefing") == (wall_clock(at(wednesday, 14)), wall_clock(at(wednesday, 15)))
    thursday = day + timedelta(days=2)
    assert hours(page, "Open lecture") == (wall_clock(at(thursday, 10, 30)), wall_clock(at(thursday, 11, 30)))


def what_is_whole_is_published(zhanna: Reader, madina: Reader, day: date) -> None:
    """A draft with all that readers need is published; of another it says what is missing, and leads to the field."""
    page = open_week(zhanna, day)
    block(page, "Open lecture").locator("a.entry").click()
    page.click("#staff-bar button:has-text('Publish')")
    page.wait_for_selector("text=Published. Readers see it now")

    page = open_week(madina, day)
    page.click(f".slots[data-date='{day + timedelta(days=3)}'] .free[href*='T12:00']")
    page.fill("#title", "Office hour")
    page.click(SAVE_DRAFT)
    page.wait_for_url("**/edit")
    block(open_week(madina, day), "Office hour").locator("a.entry").click()
    expect(page.locator("#staff-bar button:has-text('Publish')")).to_have_count(0)
    page.click("#staff-bar .notice a[href$='#place']")
    page.wait_for_url("**/edit#place")
    expect(page.locator("[name=place-en]")).to_be_visible()
    page.fill("[name=place-en]", "The office, room 12")
    page.click(SAVE_DRAFT + " >> nth=0")
    page.wait_for_url("**/events/*")
    page.click("#staff-bar button:has-text('Publish')")
    page.wait_for_selector("text=Published. Readers see it now")
    madina.look()


def test_two_who_save_in_one_moment_do_not_both_get_the_room(enter: Callable[..., Reader]) -> None:
    both = [enter(name) for name in ("Madina", "Zhanna")]
    day = free_week(both[0], 9) + timedelta(days=2)
    for number, staff in enumerate(both):
        staff.page.goto(f"{staff.address}/info-days/new?starts={wall_clock(at(day, 10))}")
        staff.page.fill("#title", f"Lecture {number}")
        staff.page.fill("#place", HALL)

    for staff in both:
        staff.page.click(SAVE_DRAFT, no_wait_after=True)
    for staff in both:
        expect(clashes(staff.page).or_(staff.page.locator("#section-place"))).to_be_visible()

    assert sorted(clashes(staff.page).count() for staff in both) == [0, 1]


def test_the_week_is_a_sheet_of_paper_and_a_list_on_a_telephone(enter: Callable[..., Reader]) -> None:
    staff = enter("Madina")
    monday = free_week(staff, 13)
    titles = ["Briefing", "Open lecture", "Signing"]
    for number, title in enumerate(titles):
        page = open_week(staff, monday)
        page.click(f".slots[data-date='{monday + timedelta(days=number)}'] .free[href*='T10:00']")
        page.fill("#title", title)
        page.click(SAVE_DRAFT)
        page.wait_for_url("**/edit")

    page = open_week(staff, monday)
    sheet = Paper(page.pdf(prefer_css_page_size=True))
    assert (sheet.pages, sheet.about["Page size"]) == (1, "841.92 x 594.96 pts (A4)")
    assert [title for title in titles if title in sheet.text] == titles

    page.set_viewport_size({"width": 390, "height": 844})
    boxes = [block(page, title).bounding_box() for title in titles]
    assert all(box and box["width"] > 300 for box in boxes)
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert not page.locator(".free").first.is_visible()
    staff.look()


def test_without_javascript_a_draft_is_made_and_a_clash_passed_over(enter: Callable[..., Reader]) -> None:
    staff = enter("Zhanna", Device(javascript=False, scheme="light", width=1280))
    start, page = at(free_week(staff, 17) + timedelta(days=1), 10), staff.page
    for title, hour in (("Morning lecture", 10), ("Second lecture", 12)):
        open_week(staff, start.date())
        page.click(f".slots[data-date='{start.date()}'] .free[href*='T{hour}:00']")
        assert page.input_value("#starts_at") == wall_clock(at(start.date(), hour))
        page.fill("#title", title)
        page.fill("#place", HALL)
        page.fill("#starts_at", wall_clock(start))
        page.fill("#ends_at", wall_clock(start + timedelta(hours=1)))
        page.click(SAVE_DRAFT)
    expect(clashes(page).locator("a[href^='/events/']")).to_have_text("Morning lecture")
    assert (page.input_value("#title"), page.input_value("#place")) == ("Second lecture", HALL)
    page.fill("#conflict_reason", "In turns")
    page.click("#save-all-the-same")
    page.wait_for_url("**/edit")

    assert {hours(open_week(staff, start.date()), title)[0] for title in ("Morning lecture", "Second lecture")} == {
        wall_clock(start)
    }


def test_every_page_of_the_desk_is_accessible_by_day_and_by_night(enter: Callable[..., Reader]) -> None:
    staff = enter("Aigul")
    for path in (
        "/desk",
        "/desk?rows=rooms",
        "/desk?view=day&rows=rooms",
        "/people",
        "/plan",
        "/reports",
        "/audit",
        "/trash",
        "/imports",
        "/accounts",
    ):
        staff.page.goto(staff.address + path)
        look_by_day_and_by_night(staff)
