"""A checklist in a real browser: ticks stay in it without an account, and the sheet is one page."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from werkzeug.serving import make_server

from models import Edition, Office, Programme
from models.edition_rows import NeededDocument
from support.db import db
from support.languages import translated
from tests.pdf_reader import Paper

pytestmark = pytest.mark.browser
CHECKLIST = "/programmes/mobility/checklist"


@pytest.fixture
def visitor(app: Flask, office: Office, chromium: Browser) -> Iterator[BrowserContext]:
    """Somebody without an account; mobility asks for fourteen documents."""
    names = [translated("en", en=f"Document {number}") for number in range(14)]
    rows = [NeededDocument(name=name, position=place, note=name) for place, name in enumerate(names)]
    programme = Programme(slug="mobility", name=translated("en", en="Mobility"))
    db.session.add_all([Edition(programme=programme, year=year, documents=rows if year == 2026 else []) for year in (2020, 2026)])
    db.session.commit()
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context(locale="en-GB", base_url=f"http://localhost:{server.port}")
    yield context
    context.close()
    server.shutdown()
    thread.join()


def test_ticks_stay_until_they_are_taken_away(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(CHECKLIST)
    box, other = page.get_by_label("Document 3"), page.get_by_label("Document 4")
    box.check()
    page.reload()
    expect(box).to_be_checked()
    expect(other).not_to_be_checked()

    page.get_by_role("button", name="Untick all").click()
    page.reload()
    expect(box).not_to_be_checked()


def test_it_is_printed_on_one_page_with_its_boxes(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(CHECKLIST)

    paper = Paper(page.pdf(format="A4"))

    assert paper.pages == 1
    assert [number for number in range(14) if f"Document {number}" not in paper.text] == []
    page.emulate_media(media="print")
    expect(page.locator("#checklist [type=checkbox]").first).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
