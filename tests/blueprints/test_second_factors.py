"""A second factor: an authenticator app and recovery codes, set up, asked for, required and reset."""

import re
from base64 import b32decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from models import Account, Activity, Office
from support import clock
from support.db import db
from support.security import hashed
from tests.conftest import NOW
from tests.page_client import PageClient, soup
from tests.post_office import PostOffice

PASSWORD = "steppe eagle 1465"


@pytest.fixture
def madina(organiser: Account) -> Account:
    """The organiser, with a password."""
    organiser.password = hashed(PASSWORD)
    db.session.commit()
    return organiser


def browser(app: Flask) -> PageClient:
    """Another browser, in which nobody is signed in."""
    return app.test_client()  # type: ignore[return-value]


def errors(response: TestResponse) -> list[str]:
    return [item.text.strip() for item in soup(response).select(".error-summary li")]


def sign_in(client: PageClient, at: str = "/login", email: str = "madina@example.org") -> TestResponse:
    return client.submit(at, {"email": email, "password": PASSWORD}, form='form[action^="/login"]')


def is_signed_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200


def code_of(key: str, *, later: timedelta = timedelta()) -> str:
    """What an app shows for a key: computed by another library than the one that checks it."""
    app = TOTP(b32decode(key.replace(" ", "")), 6, SHA1(), 30, enforce_key_length=False)
    return app.generate(int((NOW + later).timestamp())).decode()


def key_on(page: BeautifulSoup) -> str:
    found = page.select_one("#key")
    assert found
    return found.text


def set_up(client: PageClient) -> str:
    """Set an app up as it is done with a phone; the key."""
    key = key_on(client.page("/account/authenticator"))
    response = client.submit("/account/authenticator", {"code": code_of(key)}, form="main form")
    assert (response.status_code, response.location) == (303, "/account/recovery-codes")
    return key


def new_codes(client: PageClient) -> list[str]:
    response = client.submit("/account/recovery-codes", {}, form="main form")
    assert response.status_code == 200
    return [item.text for item in soup(response).select("#codes li")]


@pytest.fixture
def key(client: PageClient, madina: Account, office: Office) -> str:
    """The key of an app that Madina has set up; she is signed in."""
    sign_in(client)
    return set_up(client)


def step(client: PageClient, code: str, at: str = "/login/second-step") -> TestResponse:
    return client.submit(at, {"code": code}, form="#code-form")


LATER = timedelta(seconds=30)


# --- an app ----------------------------------------------------------------------------------------------------------


def asks_for_a_code(app: Flask) -> bool:
    """Whether signing in, in another browser, takes more than the password."""
    return sign_in(browser(app)).location == "/login/second-step"


def test_an_app_is_set_up_with_a_picture_or_with_a_key_in_groups_of_four(
    app: Flask, client: PageClient, madina: Account, office: Office
) -> None:
    sign_in(client)
    assert not asks_for_a_code(app)

    page = client.page("/account/authenticator")
    code = code_of(key_on(page))
    response = client.submit("/account/authenticator", {"code": f" {code[:3]} {code[3:]} "}, form="main form")

    assert page.select_one(".qr svg")
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key_on(page))
    assert (response.status_code, response.location) == (303, "/account/recovery-codes")
    assert asks_for_a_code(app)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "000000 000000", "x" * 5000])
def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_key(
    client: PageClient, madina: Account, office: Office, typed: str
) -> None:
    sign_in(client)
    key = key_on(client.page("/account/authenticator"))

    response = client.submit("/account/authenticator", {"code": typed}, form="main form")

    assert response.status_code == 422 and len(errors(response)) == 1
    assert key_on(soup(response)) == key
    db.session.refresh(madina)
    assert not madina.has_second_factor


def test_neither_the_database_nor_the_cookie_shows_the_key(client: PageClient, key: str, madina: Account) -> None:
    stored = db.session.scalar(text("SELECT tf_totp_secret FROM accounts WHERE tf_totp_secret IS NOT NULL"))

    assert stored and key.replace(" ", "") not in stored and "a-secret-key-for-tests-only" not in stored


def test_the_code_of_the_app_signs_in_and_leads_where_one_wanted_to_go(app: Flask, key: str) -> None:
    client = browser(app)
    first = sign_in(client, at="/login?next=/outbox")
    assert first.location == "/login/second-step?next=/outbox"
    assert not is_signed_in(client)

    with clock.standing_at(NOW + LATER):
        response = step(client, code_of(key, later=LATER), at=first.location)

    assert (response.status_code, response.location) == (303, "/outbox")
    assert is_signed_in(client)


def test_a_code_works_once(app: Flask, key: str) -> None:
    first, second = browser(app), browser(app)
    sign_in(first)
    sign_in(second)
    with clock.standing_at(NOW + LATER):
        code = code_of(key, later=LATER)
        assert step(first, code).status_code == 303

        again = step(second, code)

    assert again.status_code == 422
    assert not is_signed_in(second)


def test_the_code_that_set_the_app_up_does_not_sign_in(app: Flask, key: str) -> None:
    client = browser(app)
    sign_in(client)

    assert step(client, code_of(key)).status_code == 422


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(0), 303), (timedelta(seconds=59), 303), (timedelta(minutes=3), 422), (-timedelta(minutes=3), 422)],
)
def test_a_clock_may_be_half_a_minute_wrong_and_no_more(app: Flask, key: str, later: timedelta, status: int) -> None:
    client = browser(app)
    hour = timedelta(hours=1)
    sign_in(client)
    with clock.standing_at(NOW + hour + later):
        assert step(client, code_of(key, later=hour)).status_code == status


@pytest.mark.parametrize("typed", ["", "000000", "١٢٣٤٥٦", "0000-0000-0000", "\x00", "x" * 5000])
def test_a_wrong_code_does_not_sign_in(app: Flask, key: str, typed: str) -> None:
    client = browser(app)
    sign_in(client)

    response = step(client, typed)

    assert response.status_code == 422 and len(errors(response)) == 1
    assert not is_signed_in(client)


def test_codes_cannot_be_guessed(app: Flask, key: str) -> None:
    client = browser(app)
    sign_in(client)
    tries = [
        client.submit("/login/second-step", {"code": "000000", "email": f"{n}@example.org"}, form="#code-form") for n in range(10)
    ]
    assert [response.status_code for response in tries] == [422] * 10

    with clock.standing_at(NOW + LATER):
        refused = step(client, code_of(key, later=LATER))

    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1
    assert not is_signed_in(client)


def test_the_second_step_needs_the_first(client: PageClient, key: str, app: Flask) -> None:
    stranger = browser(app)

    assert stranger.get("/login/second-step").location == "/login"
    token = stranger.page("/login").select_one("[name=csrf_token]")
    assert token
    answer = stranger.post("/login/second-step", data={"code": code_of(key), "csrf_token": token["value"]})
    assert (answer.status_code, answer.location) == (302, "/login")
    assert client.get("/login/second-step").location == "/desk"


def test_the_second_step_does_not_wait_for_ever(app: Flask, key: str) -> None:
    client = browser(app)
    sign_in(client)
    assert client.get("/login/second-step").status_code == 200
    with client.session_transaction() as session:
        session["tf_since"] -= 601

    assert client.get("/login/second-step").location == "/login"


def test_an_account_closed_between_the_steps_stays_out(app: Flask, key: str, madina: Account) -> None:
    client = browser(app)
    sign_in(client)
    madina.active = False
    db.session.commit()

    assert client.get("/login/second-step").location == "/login"


def test_an_app_sealed_under_another_secret_key_is_no_crash(app: Flask, key: str, madina: Account) -> None:
    client = browser(app)
    sign_in(client)
    madina.tf_totp_secret = str(madina.tf_totp_secret).replace('"k":"', '"k":"AAAA')
    db.session.commit()

    assert step(client, code_of(key)).status_code == 422


def test_an_app_can_be_given_up(app: Flask, client: PageClient, key: str, madina: Account) -> None:
    new_codes(client)

    response = client.submit("/account", {}, form='form[action="/account/authenticator/removal"]')

    assert response.location == "/account#second-factor"
    db.session.refresh(madina)
    assert (madina.has_second_factor, madina.recovery_codes_left) == (False, 0)
    assert not asks_for_a_code(app)


# --- recovery codes --------------------------------------------------------------------------------------------------


def test_recovery_codes_are_shown_once_and_counted(client: PageClient, key: str) -> None:
    codes = new_codes(client)

    assert len(set(codes)) == 10
    assert "10 recovery codes left" in client.page("/account").text
    assert not any(code in client.get(address).text for code in codes for address in ("/account", "/account/recovery-codes"))


def test_no_stored_column_holds_a_readable_code(client: PageClient, key: str) -> None:
    codes = new_codes(client)
    stored = str(db.session.execute(text("SELECT * FROM accounts")).all())

    assert "gAAAA" in stored  # encrypted ones are there
    assert not any(code in stored for code in codes)


def test_a_recovery_code_signs_in_once_however_it_is_typed(app: Flask, client: PageClient, key: str, madina: Account) -> None:
    code = new_codes(client)[3]
    other = browser(app)
    sign_in(other)
    assert step(other, f" {code.upper().replace('-', ' ')} ").status_code == 303
    assert is_signed_in(other)
    assert "9 recovery codes left" in client.page("/account").text

    third = browser(app)
    sign_in(third)
    assert step(third, code).status_code == 422
    used = db.session.scalars(select(Activity).where(Activity.verb == "used_recovery_code")).one()
    assert used.changes == {"left": 9}


@pytest.mark.databases("sqlite", "postgresql")
def test_of_many_who_use_one_recovery_code_at_once_one_gets_in(app: Flask, client: PageClient, key: str, madina: Account) -> None:
    code = new_codes(client)[0]
    waiting = [browser(app) for _ in range(6)]
    forms = []
    for one in waiting:
        sign_in(one)
        token = one.page("/login/second-step").select_one("#code-form [name=csrf_token]")
        assert token
        forms.append({"csrf_token": token["value"], "code": code})

    with ThreadPoolExecutor(6) as crowd:
        step_at_once = partial(FlaskClient.open, path="/login/second-step", method="POST")
        answers = list(crowd.map(lambda one, form: step_at_once(one, data=form), waiting, forms))

    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422, 422, 422]
    db.session.refresh(madina)
    assert madina.recovery_codes_left == 9


def test_new_recovery_codes_make_the_old_ones_worthless(app: Flask, client: PageClient, key: str) -> None:
    old, new = new_codes(client), new_codes(client)
    other = browser(app)
    sign_in(other)

    assert step(other, old[0]).status_code == 422
    assert step(other, new[0]).status_code == 303


def test_who_has_no_second_factor_needs_no_recovery_codes(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)

    assert client.get("/account/recovery-codes").location == "/account#second-factor"


# --- the password once more ------------------------------------------------------------------------------------------

CHANGES = ("/account/authenticator", "/account/authenticator/removal", "/account/recovery-codes", "/account/passkeys")


def grow_stale(client: PageClient) -> None:
    with client.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp", None)


def test_the_password_is_asked_for_again_before_a_factor_changes(client: PageClient, key: str, madina: Account) -> None:
    page = client.page("/account")
    token = page.select_one("[name=csrf_token]")
    assert token
    grow_stale(client)

    assert client.get("/account/authenticator").location == "/verify?next=/account/authenticator"
    for address in CHANGES:
        asked = client.post(address, data={"csrf_token": token["value"]}, headers={"Referer": "http://localhost/account"})
        assert asked.location == "/verify?next=/account", address

    db.session.refresh(madina)
    assert madina.has_authenticator
    assert client.submit("/verify?next=/account/authenticator", {"password": PASSWORD}).location == "/account/authenticator"
    assert client.get("/account/authenticator").status_code == 200


@pytest.mark.parametrize("address", ["/account/authenticator", "/account/recovery-codes", "/account/passkeys/new"])
def test_pages_of_factors_are_for_those_signed_in(client: PageClient, office: Office, address: str) -> None:
    assert client.get(address).location == f"/login?next={address}"


# --- required --------------------------------------------------------------------------------------------------------


@pytest.fixture
def aigul(admin: Account) -> Account:
    """The administrator, with a password."""
    admin.password = hashed(PASSWORD)
    db.session.commit()
    return admin


@pytest.fixture
def boss(app: Flask, aigul: Account, office: Office) -> PageClient:
    """A browser in which the administrator is signed in, with an app of her own."""
    client = browser(app)
    sign_in(client, email="aigul@example.org")
    set_up(client)
    return client


def require(boss: PageClient) -> None:
    assert boss.submit("/accounts/policy", {"second_factor": "y"}, form="#policy").status_code == 303


def test_staff_do_nothing_before_they_have_the_second_factor_that_is_required(
    client: PageClient, boss: PageClient, madina: Account, make_event: Callable[..., object]
) -> None:
    sign_in(client)
    assert client.get("/info-days").status_code == 200
    require(boss)

    for address in ("/desk", "/info-days", "/outbox", "/account", "/events", "/", "/nowhere", "/account/recovery-codes"):
        assert client.get(address).location == "/account/second-factor", address
    assert client.fragment("/info-days").headers["HX-Redirect"] == "/account/second-factor"
    token = client.page("/account/second-factor").select_one("[name=csrf_token]")
    assert token
    assert client.post("/account", data={"csrf_token": token["value"], "name": "X"}).location == "/account/second-factor"
    db.session.refresh(madina)
    assert madina.name == "Madina"

    set_up(client)
    assert client.get("/desk").status_code == 200


def test_a_sign_in_leads_to_the_choice_where_one_is_required(client: PageClient, boss: PageClient, madina: Account) -> None:
    require(boss)

    assert sign_in(client).location == "/desk"
    assert client.get("/desk").location == "/account/second-factor"
    page = client.page("/account/second-factor")
    assert [link["href"] for link in page.select("#second-factor .row a")] == ["/account/authenticator", "/account/passkeys/new"]
    assert client.submit("/account/second-factor", {}, form='form[action="/logout"]').location == "/"


def test_faculty_are_asked_for_nothing(client: PageClient, boss: PageClient, host: Account) -> None:
    host.password = hashed(PASSWORD)
    db.session.commit()
    require(boss)
    sign_in(client, email="yerlan@example.org")

    assert client.get("/desk").status_code == 200


def test_the_requirement_can_be_lifted_and_both_are_recorded(client: PageClient, boss: PageClient, madina: Account) -> None:
    sign_in(client)
    require(boss)
    assert client.get("/desk").status_code == 303

    token = boss.page("/accounts/policy").select_one("#policy [name=csrf_token]")
    assert token
    boss.post("/accounts/policy", data={"csrf_token": token["value"]})

    assert client.get("/desk").status_code == 200
    changes = [activity.changes for activity in db.session.scalars(select(Activity).where(Activity.subject_kind == "offices"))]
    assert [list(change) for change in changes if "second_factor_required_at" in change] == [["second_factor_required_at"]] * 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_an_administrator_asks_for_it(staff: PageClient, client: PageClient, office: Office, method: str) -> None:
    token = staff.page("/account").select_one("[name=csrf_token]")
    assert token

    assert staff.open("/accounts/policy", method=method, data={"csrf_token": token["value"]}).status_code == 403
    assert client.get("/accounts/policy").location == "/login?next=/accounts/policy"


# --- a lost phone ----------------------------------------------------------------------------------------------------


def test_an_administrator_resets_the_second_factor_of_somebody_whose_phone_is_lost(
    app: Flask, client: PageClient, key: str, boss: PageClient, madina: Account
) -> None:
    assert asks_for_a_code(app) and is_signed_in(client)
    link = boss.page("/accounts/policy").select_one("tbody a")
    assert link

    response = boss.submit(str(link["href"]), {}, form="main form")

    assert response.location == "/accounts/policy"
    assert not asks_for_a_code(app)
    assert not is_signed_in(client)
    activity = db.session.scalars(select(Activity).where(Activity.verb == "reset_second_factors")).one()
    assert (activity.actor_name, activity.subject_id) == ("Aigul", madina.id)


def test_whose_second_factor_was_reset_is_told_by_mail(
    key: str, boss: PageClient, madina: Account, post_office: PostOffice, work: Callable[[], None]
) -> None:
    boss.submit(f"/accounts/{madina.id}/second-factor", {}, form="main form")
    work()

    [mail] = post_office.to("madina@example.org")
    assert mail["Subject"] == "Your second factor was reset"


def test_nobody_else_may_reset_it(staff: PageClient, boss: PageClient, aigul: Account, host: Account, organiser: Account) -> None:
    assert staff.get(f"/accounts/{aigul.id}/second-factor").status_code == 403
    assert boss.get(f"/accounts/{aigul.id}/second-factor").status_code == 404  # one's own
    assert boss.get(f"/accounts/{host.id}/second-factor").status_code == 404  # has none
    assert boss.get("/accounts/999/second-factor").status_code == 404


def test_the_command_line_lets_in_an_administrator_who_lost_everything(app: Flask, boss: PageClient, aigul: Account) -> None:
    assert sign_in(browser(app), email="aigul@example.org").location == "/login/second-step"

    db.session.commit()
    done = app.test_cli_runner().invoke(args=["users", "reset_access", "aigul@example.org"])

    assert done.exit_code == 0
    assert sign_in(browser(app), email="aigul@example.org").location == "/desk"
