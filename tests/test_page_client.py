"""The client that looks at every page sees what is wrong with one."""

import pytest
from werkzeug import Response
from werkzeug.test import Client

from tests.page_client import look_at

PAGE = '<!doctype html><html lang="en"><title>Rooms</title><body><h1>Rooms</h1>{}</body></html>'


def look(page: str) -> None:
    look_at(Client(Response(page, mimetype="text/html")).get("/rooms"))


@pytest.mark.parametrize(
    "content",
    [
        '<form method="post" action="/rooms"><label>Name <input name="name" hx-post="/rooms?check"></label></form>',
        '<a href="/rooms?page=2" hx-get="/rooms?page=2">Next</a><label for="seats">Seats</label><input id="seats">',
        '<form action="/rooms"><button formaction="/days" hx-get="/days">Days</button><input aria-label="Name"></form>',
        '<script src="/static/app.js"></script><script type="application/ld+json">{}</script>',
    ],
)
def test_a_good_page_is_let_through(content: str) -> None:
    look(PAGE.replace("{}", content))


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        (PAGE.replace(' lang="en"', ""), "no lang"),
        (PAGE.replace("<h1>Rooms</h1>", ""), "0 h1"),
        (PAGE.replace("Rooms</title>", " </title>"), "no title"),
        (PAGE.replace("{}", "<input name='seats'>"), "no label"),
        (PAGE.replace("{}", "<script>alert(1)</script>"), "inline script"),
        (PAGE.replace("{}", '<p style="color:red">'), "inline style"),
        (PAGE.replace("{}", '<p onclick="go()">'), "inline handler"),
        (PAGE.replace("{}", '<a href="/rooms" hx-get="/days">Days</a>'), "without a link or form"),
        (PAGE.replace("{}", '<form action="/rooms" hx-post="/rooms"></form>'), "without a link or form"),
        (PAGE.replace("{}", '<button hx-post="/rooms">Save</button>'), "without a link or form"),
        (PAGE.replace("{}", '<p id="a"><p id="a">'), "twice"),
    ],
)
def test_a_bad_page_is_not(page: str, wrong: str) -> None:
    with pytest.raises(AssertionError, match=wrong):
        look(page)
