"""Signing in and out, what one's own account shows, and how others are kept out of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app
from models import Account, Activity, Office
from support.db import db
from support.security import hashed
from support.settings import Settings
from support.sign_in import own_address
from tests.page_client import PageClient, soup

PASSWORD = "steppe eagle 1465"
WRONG = "The e-mail address or the password is not right."


@pytest.fixture
def madina(organiser: Account) -> Account:
    """The organiser, with a password."""
    organiser.password = hashed(PASSWORD)
    db.session.commit()
    return organiser


@pytest.fixture
def yerlan(host: Account) -> Account:
    """The lecturer, with a password."""
    host.password = hashed(PASSWORD)
    db.session.commit()
    return host


def sign_in(client: PageClient, email: str = "madina@example.org", password: str = PASSWORD, at: str = "/login") -> TestResponse:
    return client.submit(at, {"email": email, "password": password})


def errors(response: TestResponse) -> list[str]:
    return [item.text.strip() for item in soup(response).select(".error-summary li")]


def is_signed_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200


# --- in --------------------------------------------------------------------------------------------------------------


def test_staff_sign_in_and_come_to_the_desk(client: PageClient, madina: Account, office: Office) -> None:
    assert client.get("/account").status_code == 302

    response = sign_in(client)

    assert (response.status_code, response.location) == (302, "/desk")
    assert is_signed_in(client)


def test_signing_in_is_recorded_with_who_it_was(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)

    activity = db.session.scalars(select(Activity).where(Activity.verb == "signed_in")).one()
    assert (activity.actor_name, activity.subject_id) == ("Madina", madina.id)


def test_an_address_is_known_however_it_is_spelt(client: PageClient, madina: Account, office: Office) -> None:
    assert sign_in(client, email=" MADINA@Example.ORG ").location == "/desk"


def test_a_password_with_letters_that_keyboards_spell_in_two_ways_is_known(
    client: PageClient, madina: Account, office: Office
) -> None:
    madina.password = hashed("йод ёлка")

    assert sign_in(client, password="и\u0306од е\u0308лка").location == "/desk"


def test_an_administrator_is_led_to_the_start_page_until_the_office_is_set_up(
    app: Flask, client: PageClient, madina: Account
) -> None:
    madina.role = "admin"
    db.session.commit()
    assert sign_in(client, at="/login?next=/outbox").location == "/start"

    ours = Office.ours()
    ours.complete()
    db.session.commit()
    assert sign_in(app.test_client(), at="/login?next=/outbox").location == "/outbox"  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["staff", "faculty"])
def test_who_cannot_set_the_office_up_is_not_asked_to(client: PageClient, madina: Account, role: str) -> None:
    madina.role = role
    db.session.commit()

    assert sign_in(client).location == "/desk"
    client.delete_cookie("session")
    assert sign_in(client, at="/login?next=/account").location == "/account"


def test_who_has_signed_in_is_not_asked_again(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)

    assert client.get("/login").location == "/desk"


def test_the_pages_speak_the_language_of_the_account(client: PageClient, madina: Account, office: Office) -> None:
    madina.language = "kk"
    db.session.commit()
    assert client.page("/").html["lang"] == "en"  # type: ignore[index]

    sign_in(client)

    assert client.page("/account").html["lang"] == "kk"  # type: ignore[index]


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("madina@example.org", "not her password"),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("mаdina@example.org", PASSWORD),  # a Cyrillic а
        ("madina@example.org", "x" * 100_000),
        ("madina@example.org\x00", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(client: PageClient, madina: Account, email: str, password: str) -> None:
    response = sign_in(client, email, password)

    assert (response.status_code, errors(response)) == (422, [WRONG])
    assert not is_signed_in(client)


def test_what_was_typed_stays_but_for_the_password(client: PageClient, madina: Account) -> None:
    page = soup(sign_in(client, password="not her password"))

    assert page.select_one("input[name=email]")["value"] == "madina@example.org"  # type: ignore[index]
    assert not page.select_one("input[name=password]").get("value")  # type: ignore[union-attr]
    assert page.title.text.startswith("Error:")  # type: ignore[union-attr]


def test_empty_fields_are_named(client: PageClient, app: Flask) -> None:
    response = sign_in(client, "", "")

    assert (response.status_code, errors(response)) == (422, ["Enter your e-mail address.", "Enter your password."])


def test_an_account_that_was_closed_cannot_sign_in(client: PageClient, madina: Account) -> None:
    assert sign_in(client).status_code == 302
    client.delete_cookie("session")
    madina.active = False
    db.session.commit()

    response = sign_in(client)

    assert (response.status_code, errors(response)) == (422, [WRONG])


def test_an_account_that_is_closed_loses_its_session(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)
    assert is_signed_in(client)

    madina.active = False
    db.session.commit()

    assert not is_signed_in(client)


def test_a_form_from_elsewhere_signs_nobody_in(client: PageClient, madina: Account) -> None:
    response = client.post("/login", data={"email": madina.email, "password": PASSWORD})

    assert response.status_code == 400
    assert PASSWORD not in response.text
    assert not is_signed_in(client)


def test_a_password_cannot_be_guessed_for_ever(
    app: Flask, client: PageClient, madina: Account, yerlan: Account, office: Office
) -> None:
    tries = [sign_in(client, password=f"guess {number}").status_code for number in range(10)]
    assert tries == [422] * 10

    refused = sign_in(client)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 600
    assert errors(refused)[0].startswith("Too many tries.")
    assert soup(refused).select_one("input[name=email]")["value"] == "madina@example.org"  # type: ignore[index]
    assert sign_in(client, "MADINA@example.org ").status_code == 429, "the same account in another spelling"
    assert sign_in(client, "yerlan@example.org").location == "/desk", "another account is not concerned"
    elsewhere = app.test_client()
    form = {"email": madina.email, "password": PASSWORD, "csrf_token": csrf(elsewhere, "/login")}  # type: ignore[arg-type]
    assert elsewhere.post("/login", data=form, environ_base={"REMOTE_ADDR": "192.0.2.7"}).location == "/desk"


def test_an_address_cannot_try_one_account_after_another(client: PageClient, madina: Account, office: Office) -> None:
    token = csrf(client, "/login")
    tries = {client.post("/login", data={"email": f"{number}@x", "csrf_token": token}).status_code for number in range(200)}
    assert tries == {422}

    assert sign_in(client).status_code == 429


def test_looking_at_the_form_without_its_body_is_no_error(client: PageClient, office: Office) -> None:
    assert (client.head("/login").status_code, client.head("/login").data) == (200, b"")


def test_signing_in_often_is_no_guessing(app: Flask, madina: Account, office: Office) -> None:
    assert [sign_in(app.test_client()).location for _ in range(12)] == ["/desk"] * 12  # type: ignore[arg-type]


# --- and afterwards where --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/%5Cevil\\x",
        "https:evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(client: PageClient, madina: Account, office: Office, address: str) -> None:
    form = {"email": madina.email, "password": PASSWORD, "csrf_token": csrf(client, "/login"), "next": address}

    assert client.post("/login", query_string={"next": address}, data=form).location == "/desk"


def test_a_page_of_ours_is_gone_back_to(client: PageClient, madina: Account, office: Office) -> None:
    asked = client.get("/start/people?lang=ru")
    assert asked.location == "/login?next=/start/people?lang%3Dru"

    assert sign_in(client, at=asked.location).location == "/start/people?lang=ru"


@pytest.mark.parametrize("address", ["/desk", "/events?q=Erasmus%2B&page=2", "/events/a-b#register"])
def test_addresses_of_ours_are_known(address: str) -> None:
    assert own_address(address) == address


def test_htmx_is_told_to_leave_the_page_for_the_form(client: PageClient, app: Flask) -> None:
    response = client.fragment("/start/mail", headers={"HX-Current-URL": "http://localhost/start/mail?lang=kk"})

    assert (response.status_code, response.text) == (200, "")
    assert response.headers["HX-Redirect"] == "/login?next=/start/mail?lang%3Dkk"


def test_a_form_whose_sign_in_ran_out_does_not_come_back_to_where_it_cannot_be_read(client: PageClient, app: Flask) -> None:
    response = client.post("/start/mail/tests", data={"csrf_token": csrf(client, "/login")})

    assert (response.status_code, response.location) == (302, "/login")


# --- out -------------------------------------------------------------------------------------------------------------


def csrf(client: PageClient, address: str) -> str:
    token = client.page(address).select_one("input[name=csrf_token]")
    assert token is not None
    return str(token["value"])


def test_signing_out(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)
    assert client.get("/logout").status_code == 405, "a link or a picture must not sign anybody out"
    assert is_signed_in(client)

    response = client.submit("/logout", {}, form='form[action="/logout"]', at="/desk")

    assert (response.status_code, response.location) == (302, "/")
    assert not is_signed_in(client)


def test_the_session_is_kept_from_scripts_and_other_sites(client: PageClient, madina: Account, office: Office) -> None:
    cookie = next(value for value in sign_in(client).headers.getlist("Set-Cookie") if value.startswith("session="))

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_over_https_the_session_never_travels_in_the_clear(settings: Settings) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, base_url="https://events.example.org"))
    response = app.test_client().get("/login", base_url="https://events.example.org")

    cookie = next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert "Secure" in cookie and "HttpOnly" in cookie
    with app.app_context():
        db.engine.dispose()


def test_pages_of_somebody_signed_in_are_kept_by_no_cache(staff: PageClient, office: Office) -> None:
    assert staff.get("/account").headers["Cache-Control"] == "no-store"


def test_machines_get_no_token_to_sign_in_with(client: PageClient, madina: Account, office: Office) -> None:
    token = csrf(client, "/login")
    response = client.post(
        "/login?include_auth_token", json={"email": madina.email, "password": PASSWORD}, headers={"X-CSRFToken": token}
    )

    assert response.mimetype == "text/html" and "authentication_token" not in response.text


# --- once more -------------------------------------------------------------------------------------------------------


def test_the_password_can_be_asked_for_once_more(client: PageClient, madina: Account, office: Office) -> None:
    assert client.get("/verify").location == "/login?next=/verify"
    sign_in(client)

    wrong = client.submit("/verify?next=/outbox", {"password": "not hers"})
    assert (wrong.status_code, errors(wrong)) == (422, ["The password is not right."])
    assert client.submit("/verify?next=/outbox", {"password": PASSWORD}).location == "/outbox"
    assert client.submit("/verify?next=//evil.example", {"password": PASSWORD}).location == "/account"


# --- the account -----------------------------------------------------------------------------------------------------


def test_ones_own_name_and_language_can_be_changed(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)

    response = client.submit("/account", {"name": "Мадина Серікова", "language": "kk"}, form='form[action="/account"]')

    assert (response.status_code, response.location) == (303, "/account")
    db.session.refresh(madina)
    assert (madina.name, madina.language) == ("Мадина Серікова", "kk")
    assert client.page("/account").html["lang"] == "kk"  # type: ignore[index]


@pytest.mark.parametrize("name", ["", "\u200b\u200b", "x" * 121, "a\x07b"])
def test_a_name_that_is_none_is_refused_and_kept_in_the_form(staff: PageClient, organiser: Account, name: str) -> None:
    response = staff.submit("/account", {"name": name, "language": "en"}, form='form[action="/account"]')

    assert response.status_code == 422 and len(errors(response)) == 1
    db.session.refresh(organiser)
    assert organiser.name == "Madina"


def change(client: PageClient, current: str, new: str, again: str | None = None) -> TestResponse:
    passwords = {"password-current": current, "password-new": new, "password-again": new if again is None else again}
    return client.submit("/account/password", passwords, form='form[action="/account/password"]', at="/account")


def test_the_password_can_be_changed_and_others_are_signed_out(
    app: Flask, client: PageClient, madina: Account, office: Office
) -> None:
    elsewhere: PageClient = app.test_client()  # type: ignore[assignment]
    sign_in(client)
    sign_in(elsewhere)

    assert change(client, PASSWORD, "жаңа құпиясөз").location == "/account"

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    db.session.refresh(madina)
    assert madina.password is not None and madina.password.startswith("$argon2id$")
    assert sign_in(elsewhere).status_code == 422
    assert sign_in(elsewhere, password="жаңа құпиясөз").location == "/desk"


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("not hers", "a new password", None, "The password is not right."),
        ("", "a new password", None, "Enter your current password."),
        (PASSWORD, "short", None, "A password has 8 to 128 characters."),
        (PASSWORD, "x" * 129, None, "A password has 8 to 128 characters."),
        (PASSWORD, "a new password", "another", "This is not the same as the new password."),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    client: PageClient, madina: Account, office: Office, current: str, new: str, again: str | None, said: str
) -> None:
    sign_in(client)
    before = madina.password

    response = change(client, current, new, again)

    assert (response.status_code, errors(response)) == (422, [said])
    assert new not in response.text
    db.session.refresh(madina)
    assert madina.password == before


def test_the_current_password_cannot_be_guessed_from_an_open_session(client: PageClient, madina: Account, office: Office) -> None:
    sign_in(client)
    assert [change(client, f"guess {number}", "a new password").status_code for number in range(10)] == [422] * 10

    refused = change(client, PASSWORD, "a new password")

    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1


def test_a_lecturer_sees_no_links_to_pages_of_the_office(
    client_of: Callable[[Account], PageClient], host: Account, staff: PageClient
) -> None:
    assert staff.page("/account").select('nav.side a[href="/outbox"]')
    links = [link["href"] for link in client_of(host).page("/account").select("nav.side a")]

    assert links == ["/desk", "/account"]
