import logging
import re
from typing import Any

import pytest
from flask import Flask, abort, request

from models import Account
from support.db import db
from support.orm import Base
from support.ratelimit import limiter
from tests.page_client import PageClient, filled_in, soup

pytestmark = pytest.mark.own_application


@pytest.fixture(autouse=True)
def faulty_routes(app: Flask) -> None:
    """Addresses that go wrong in every way, and one that does not."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["RATELIMIT_ENABLED"] = True
    app.add_url_rule("/faults/form", "form", lambda: dict(request.form), methods=["POST"])
    app.add_url_rule("/faults/crash", "crash", lambda: {}["missing"])
    app.add_url_rule("/faults/closed", "closed", lambda: abort(409, "Registration closed <b>yesterday</b>."))
    app.add_url_rule("/faults/forbidden", "forbidden", lambda: abort(403))
    app.add_url_rule("/faults/limited", "limited", limiter.limit("1 per 5 minutes")(lambda: "fine"))


def heading(response: Any) -> str:
    return str(soup(response).select_one("h1, .notice-title").text)  # type: ignore[union-attr]


def test_an_unknown_address_says_so_on_a_page(client: PageClient) -> None:
    response = client.get("/nowhere")

    assert (response.status_code, heading(response)) == (404, "There is nothing at this address")


def test_for_htmx_an_error_is_a_notice_beside_the_page(client: PageClient) -> None:
    response = client.fragment("/faults/closed")

    assert response.status_code == 409
    assert re.match(r'<div id="flashes" [^>]*hx-swap-oob="true"', response.text.strip())
    assert "<html" not in response.text
    assert "Registration closed &lt;b&gt;yesterday&lt;/b&gt;." in response.text


def test_a_forbidden_page_says_who_can_help(client: PageClient) -> None:
    response = client.get("/faults/forbidden")

    assert (response.status_code, heading(response)) == (403, "This page is not yours to see")


def test_the_wrong_method_names_the_right_ones(client: PageClient) -> None:
    response = client.get("/faults/form")

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(client: PageClient) -> None:
    typed = {"name": 'Болат "B" <b>', "needs": "first line\nsecond line", "csrf_token": "stale"}

    refused = client.post("/faults/form?from=list", data=typed)
    form = soup(refused).select_one("main form")
    assert refused.status_code == 400 and form is not None
    again = client.post(str(form["action"]), data=filled_in(form))

    assert form["action"] == "/faults/form?from=list"
    assert again.get_json()["name"] == 'Болат "B" <b>'
    assert again.get_json()["needs"].splitlines() == ["first line", "second line"]


def test_whoever_saves_the_same_at_the_same_moment_loses_nothing(app: Flask, client: PageClient) -> None:
    @app.post("/faults/overtaken")
    def overtaken() -> str:
        db.session.add_all([Account(email="two@example.org") for _ in range(2)])
        db.session.commit()
        return ""

    app.config["WTF_CSRF_ENABLED"] = False

    refused = client.post("/faults/overtaken", data={"name": "Болат"})

    assert (refused.status_code, heading(refused)) == (409, "Somebody saved the same at the same moment")
    form = soup(refused).select_one("main form")
    assert form is not None
    assert (form["action"], filled_in(form)["name"]) == ("/faults/overtaken", "Болат")


def test_a_password_never_comes_back(client: PageClient) -> None:
    refused = client.post("/faults/form", data={"email": "madina@example.org", "password": "correct horse"})

    assert "madina@example.org" in refused.text
    assert "correct horse" not in refused.text


def test_too_many_tries_are_told_how_long_to_wait(client: PageClient) -> None:
    assert client.get("/faults/limited").text == "fine"

    response = client.get("/faults/limited")

    assert response.status_code == 429
    assert 290 <= int(response.headers["Retry-After"]) <= 300
    assert "Wait 5 minutes, then try again." in response.text


def test_a_household_has_one_limit_however_many_addresses_it_has(client: PageClient) -> None:
    addresses = ("2001:db8:1:2::7", "2001:db8:1:2::8", "2001:db8:1:3::7")
    answers = [client.get("/faults/limited", environ_base={"REMOTE_ADDR": address}) for address in addresses]

    assert [answer.status_code for answer in answers] == [200, 429, 200]


def test_a_body_over_the_limit_is_refused_in_words(client: PageClient) -> None:
    response = client.post("/faults/form", data={"name": "x" * 5_000_000})

    assert (response.status_code, heading(response)) == (413, "That is too large")


@pytest.mark.parametrize("fetch", ["get", "fragment"])
def test_a_crash_shows_the_incident_number_that_is_in_the_log(
    client: PageClient, caplog: pytest.LogCaptureFixture, fetch: str
) -> None:
    with caplog.at_level(logging.ERROR):
        response = getattr(client, fetch)("/faults/crash")

    logged = re.search(r"Incident (\w{8}): GET /faults/crash: KeyError\('missing'\)", caplog.text)
    assert response.status_code == 500 and logged
    assert f"name incident {logged[1]}." in response.text
    assert "KeyError" not in response.text


def test_a_crash_has_a_page_even_without_the_database(app: Flask, client: PageClient) -> None:
    Base.metadata.drop_all(db.engine)

    response = client.get("/faults/crash")

    assert (response.status_code, heading(response)) == (500, "Something went wrong")
    assert re.search(r"name incident \w{8}\.", response.text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/events", 200), ("/calendars", 200), ("/desk", 302), ("/nowhere", 404), ("/static/nothing.css", 404),
        ("/calendars/nothing.ics", 404), ("/events/nothing.ics", 404), ("/faults/form", 405), ("/faults/crash", 500),
    ],
)  # fmt: skip
def test_no_cache_gives_a_page_to_a_reader_of_another_language_unasked(client: PageClient, path: str, status: int) -> None:
    """Which language it is in tell a cookie and what the browser prefers; of feeds the address tells it."""
    answers = [client.get(path, headers={"Accept-Language": code}) for code in ("ru", "kk")]

    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [(status, "no-cache")] * 2
    assert status < 400 or answers[0].data != answers[1].data


def test_what_may_be_kept_says_so_still(client: PageClient) -> None:
    paths = ("/calendars/all.ics", "/calendars/personal/no.ics", "/login")

    kept = [client.get(path).headers["Cache-Control"] for path in paths]

    assert kept == ["public, max-age=900", "no-store", "no-store"]
