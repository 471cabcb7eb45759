"""A screen of staff that was left alone is locked, and nothing typed on it is lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Event, Office
from support import clock
from support.db import db
from support.security import hashed
from support.settings import Settings, changed, use
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

PASSWORD = "steppe eagle 1465"
MakeEvent = Callable[..., Event]


@pytest.fixture(autouse=True)
def fifteen_minutes(app: Flask) -> None:
    use(changed(idle_minutes=15))


@pytest.fixture
def madina(organiser: Account, office: Office) -> Account:
    organiser.password = hashed(PASSWORD)
    db.session.commit()
    return organiser


@pytest.fixture
def desk(client: PageClient, madina: Account) -> PageClient:
    """A browser in which the organiser signed in just now."""
    client.submit("/login", {"email": madina.email, "password": PASSWORD})
    return client


def after(minutes: float) -> AbstractContextManager[None]:
    return clock.standing_at(NOW + timedelta(minutes=minutes))


def event_form(client: PageClient, event: Event) -> dict[str, object]:
    form = client.page(f"/info-days/{event.slug}/edit").select_one("#event-form")
    assert form is not None
    return filled_in(form)


def resend(page: BeautifulSoup) -> dict[str, object]:
    form = page.select_one("main form[method=post]")
    assert form is not None
    return filled_in(form)


def test_the_lock_is_on_unless_an_operator_says_otherwise() -> None:
    environment = {"SECRET_KEY": "a-secret-key-for-tests-only"}

    assert Settings.from_environment(environment).idle_minutes == 15
    assert Settings.from_environment({**environment, "IDLE_MINUTES": "0"}).idle_minutes == 0
    wrong = Settings.from_environment({**environment, "IDLE_MINUTES": "-1"})
    assert "IDLE_MINUTES must not be negative; 0 switches the lock off." in wrong.problems()


def test_a_screen_that_was_left_alone_asks_for_the_password_and_goes_on(desk: PageClient) -> None:
    assert desk.get("/outbox?state=sent").status_code == 200
    with after(16):
        assert desk.get("/outbox?state=sent").location == "/verify?next=/outbox?state%3Dsent"
        assert desk.get("/outbox").status_code == 302, "asking twice does not unlock it"

        wrong = desk.submit("/verify?next=/outbox", {"password": "not hers"})
        assert (wrong.status_code, desk.get("/outbox").status_code) == (422, 302)
        assert desk.submit("/verify?next=/outbox", {"password": PASSWORD}).location == "/outbox"
        assert desk.get("/outbox").status_code == 200


def test_a_screen_that_is_used_stays_open(desk: PageClient) -> None:
    for minutes in range(0, 60, 14):
        with after(minutes):
            assert desk.get("/outbox").status_code == 200


def test_zero_minutes_switch_it_off(desk: PageClient) -> None:
    use(changed(idle_minutes=0))
    with after(600):
        assert desk.get("/outbox").status_code == 200


def test_lecturers_are_not_locked_out(client: PageClient, host: Account, office: Office) -> None:
    host.password = hashed(PASSWORD)
    client.submit("/login", {"email": host.email, "password": PASSWORD})
    with after(600):
        assert client.get("/account").status_code == 200


def test_a_remembered_browser_that_was_closed_is_locked(client: PageClient, madina: Account) -> None:
    client.submit("/login", {"email": madina.email, "password": PASSWORD, "remember": "y"})
    client.delete_cookie("session")

    assert client.get("/outbox").location == "/verify?next=/outbox"
    assert client.submit("/verify?next=/outbox", {"password": PASSWORD}).location == "/outbox"
    assert client.get("/outbox").status_code == 200


def test_public_pages_show_a_locked_screen_what_visitors_see(desk: PageClient, make_event: MakeEvent) -> None:
    draft = make_event(published=False)
    assert desk.get(f"/events/{draft.slug}").status_code == 200
    with after(16):
        assert desk.get(f"/events/{draft.slug}").status_code == 404
        assert desk.get("/events").status_code == 200


def test_what_was_typed_on_a_locked_screen_is_sent_again_with_the_password(desk: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    typed = {**event_form(desk, event), "title-en": "A title <that> was typed"}
    with after(16):
        answer = desk.post(f"/info-days/{event.slug}?from=list", data=typed)
        page = soup(answer)
        assert (answer.status_code, page.h1.text) == (423, "The screen is locked")  # type: ignore[union-attr]
        kept = resend(page)
        assert kept["title-en"] == "A title <that> was typed"
        action = page.select_one("main form")["action"]  # type: ignore[index]
        assert action == f"/info-days/{event.slug}?from=list"

        wrong = desk.post(action, data={**kept, "unlock-password": "not hers"})
        assert (wrong.status_code, soup(wrong).title.text[:6]) == (423, "Error:")  # type: ignore[union-attr]
        assert resend(soup(wrong))["title-en"] == "A title <that> was typed"
        db.session.refresh(event)
        assert event.title["en"] == "Erasmus+ information day", "nothing was changed so far"

        done = desk.post(action, data={**kept, "unlock-password": PASSWORD})
        assert done.status_code == 303
        db.session.refresh(event)
        assert event.title["en"] == "A title <that> was typed"
        assert db.session.scalars(select(Activity.actor_name).order_by(Activity.id.desc())).first() == "Madina"
        assert desk.get("/outbox").status_code == 200


def test_a_password_that_was_typed_is_not_put_into_the_page(desk: PageClient) -> None:
    token = desk.page("/account").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    with after(16):
        passwords = {"password-current": PASSWORD, "password-new": "a secret thing", "csrf_token": token}
        answer = desk.post("/account/password", data=passwords)

    assert answer.status_code == 423
    assert PASSWORD not in answer.text and "a secret thing" not in answer.text


def test_unlocking_cannot_be_guessed_for_ever(desk: PageClient) -> None:
    token = desk.page("/account").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    with after(16):
        form = {"name": "Madina", "language": "en", "csrf_token": token, "unlock-password": "a guess"}
        assert {desk.post("/account", data=form).status_code for _ in range(10)} == {423}
        refused = desk.post("/account", data={**form, "unlock-password": PASSWORD})

        assert refused.status_code == 423 and int(refused.headers["Retry-After"]) >= 1
        assert "Too many tries." in refused.text


def test_htmx_is_told_that_the_screen_is_locked_and_leaves_the_page_as_it_is(desk: PageClient) -> None:
    with after(16):
        answers = [
            desk.fragment("/outbox", headers={"HX-Current-URL": "http://localhost/outbox?state=sent"}),
            desk.fragment("/info-days/new", headers={"HX-Current-URL": "http://localhost/outbox?state=sent"}),
        ]

    for answer in answers:
        page = soup(answer)
        assert answer.status_code == 423
        assert page.select_one("#flashes[hx-swap-oob] [data-lock-now]")
        assert page.select_one("#flashes a")["href"] == "/verify?next=/outbox?state%3Dsent"  # type: ignore[index]


def test_signing_out_works_on_a_locked_screen(desk: PageClient) -> None:
    token = desk.page("/account").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    with after(16):
        assert desk.post("/logout", data={"csrf_token": token}).location == "/"
        assert desk.get("/outbox").location == "/login?next=/outbox"


def test_the_page_says_that_somebody_types_and_that_nobody_does(desk: PageClient) -> None:
    cover = desk.page("/outbox").select_one("dialog#lock")
    assert cover is not None and cover["data-idle"] == "900"
    token = cover.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    with after(14):
        assert desk.get(str(cover["data-presence"])).status_code == 204
    with after(28):
        assert desk.get("/outbox").status_code == 200
        assert desk.post(str(cover["data-leave"]), data={"csrf_token": token}).status_code == 204
        assert desk.get("/outbox").status_code == 302
        unlocked = desk.post(str(cover["data-unlock"]), data={"csrf_token": token, "password": PASSWORD}, follow_redirects=True)
        assert (unlocked.status_code, unlocked.request.path) == (204, "/account/presence")


def test_pages_of_flask_security_are_locked_too(desk: PageClient) -> None:
    with after(16):
        assert desk.get("/login").status_code == 302
        assert desk.get("/verify").status_code == 200
