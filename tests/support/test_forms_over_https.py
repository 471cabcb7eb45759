"""Forms on pages that tell nobody where one comes from: browsers send no Referer with them."""

from collections.abc import Callable

from flask import Flask

from models import Attendee, Event
from support.db import db
from tests.page_client import PageClient, soup

HTTPS = "https://localhost"


def test_a_registration_is_cancelled_over_https_without_a_referrer_but_not_without_the_forms_key(
    app: Flask, client: PageClient, make_event: Callable[..., Event], chiara: Attendee
) -> None:
    registration = make_event().register(chiara, answers={})
    db.session.commit()
    here = f"/registrations/{registration.token}"
    page = client.get(here, base_url=HTTPS)
    key = soup(page).select_one("input[name=csrf_token]")
    assert key
    assert page.headers["Referrer-Policy"] == "no-referrer"

    refused = client.post(f"{here}/cancellation", base_url=HTTPS)
    taken = client.post(f"{here}/cancellation", data={"csrf_token": str(key["value"])}, base_url=HTTPS)

    assert (refused.status_code, taken.status_code) == (400, 303)
    db.session.refresh(registration)
    assert registration.cancelled
