"""A screen of staff in a real browser: covered when nobody touches it, and as it was once its user is back."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from models import Account, Office
from support.db import db
from support.security import hashed
from support.settings import changed, use

pytestmark = pytest.mark.browser
PASSWORD = "steppe eagle 1465"


@pytest.fixture
def page(app: Flask, admin: Account, office: Office, chromium: Browser) -> Iterator[Page]:
    """A window in which the administrator has begun to invite somebody, with a clock that can be put forward."""
    use(changed(idle_minutes=15))
    admin.password = hashed(PASSWORD)
    db.session.commit()
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context(locale="en-GB", base_url=f"http://localhost:{server.port}", bypass_csp=True)
    page = context.new_page()
    page.clock.install()
    page.goto("/login")
    page.fill("[name=email]", "aigul@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.goto("/accounts/new")
    page.fill("#name", "Dana")
    page.fill("#email", "dana@example.org")
    yield page
    context.close()
    server.shutdown()
    thread.join()


def unlock(page: Page) -> None:
    page.fill("#lock-password", PASSWORD)
    page.click("#lock [type=submit]")
    expect(page.locator("#lock")).to_be_hidden()


def asks_for_the_password(page: Page) -> bool:
    return page.request.get("/outbox", max_redirects=0).status == 302


def test_a_screen_that_nobody_touches_is_covered_and_gives_back_what_was_typed(page: Page) -> None:
    page.clock.fast_forward("14:00")
    expect(page.locator("#lock")).to_be_hidden()

    with page.expect_response("**/account/presence/ending"):
        page.clock.fast_forward("02:00")
    expect(page.locator("#lock")).to_be_visible()
    assert asks_for_the_password(page), "the server has locked too"
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(page.locator("#lock")).to_be_visible()

    page.fill("#lock-password", "not hers")
    page.click("#lock [type=submit]")
    expect(page.locator("#lock [role=alert]")).to_have_text("The password is not right.")
    unlock(page)

    assert page.input_value("#name") == "Dana"
    assert not asks_for_the_password(page)
    page.click("#account-form [type=submit]")
    expect(page.locator("h1")).to_have_text("Dana")


def test_somebody_who_only_types_is_not_locked_out(page: Page) -> None:
    for _ in range(4):
        page.clock.fast_forward("06:00")
        with page.expect_response("**/account/presence"):
            page.press("#name", "a")

    expect(page.locator("#lock")).to_be_hidden()
    assert page.input_value("#name") == "aaaaDana"


def test_a_form_that_meets_a_locked_server_stays_as_it_is(page: Page) -> None:
    token = page.input_value("#lock [name=csrf_token]")
    assert page.request.post("/account/presence/ending", form={"csrf_token": token}).status == 204

    page.click("#account-form [type=submit]")
    expect(page.locator("#lock")).to_be_visible()
    unlock(page)
    assert page.input_value("#email") == "dana@example.org"
    page.click("#account-form [type=submit]")
    expect(page.locator("h1")).to_have_text("Dana")


def test_a_window_that_is_unlocked_unlocks_the_others(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/outbox")
    page.clock.fast_forward("16:00")
    expect(page.locator("#lock")).to_be_visible()
    other.goto("/verify?next=/outbox")
    other.fill("main [name=password]", PASSWORD)
    other.click("main form [type=submit]")
    other.wait_for_url(re.compile(r"^[^?]*/outbox$"))

    expect(page.locator("#lock")).to_be_hidden()
