"""The university's own sign-in, against a provider that runs on a port of its own."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Account, Activity, Office
from models.account import UniversityIdentity
from support import clock
from support.db import db
from support.security import hashed
from support.settings import Settings, changed, use
from tests.page_client import PageClient, soup
from tests.university import SECRET, University

pytestmark = pytest.mark.own_application

PERSON = {"sub": "u-1465", "email": "Madina@Example.org", "email_verified": True, "name": "Madina"}
UNKNOWN = "The office does not know you yet. Ask it to invite you; then this sign-in works too."
INTERRUPTED = "This sign-in was interrupted or is too old. Begin again."


@pytest.fixture
def university() -> Iterator[University]:
    university = University(return_to="http://localhost/login/university/return", person=dict(PERSON))
    yield university
    university.stop()


@pytest.fixture
def settings(settings: Settings, university: University) -> Settings:
    return replace(
        settings, oidc_issuer=university.issuer, oidc_client_id="qonaq", oidc_client_secret=SECRET, oidc_name="Alatau ID"
    )


def go_there(client: PageClient, at: str = "/login/university") -> str:
    """Leave for the university, and be sent back by it: the address one comes back to."""
    left = client.get(at)
    assert left.status_code == 302
    back = requests.get(left.location, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    return back.headers["Location"]


def come_back(client: PageClient, address: str) -> TestResponse:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: PageClient, at: str = "/login/university") -> TestResponse:
    return come_back(client, go_there(client, at))


def said(response: TestResponse) -> str:
    found = soup(response).select_one(".notice-bad p")
    assert found
    return found.text


def grow_stale(client: PageClient) -> None:
    with client.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp", None)


def is_signed_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200


def test_staff_sign_in_with_the_account_of_the_university(client: PageClient, organiser: Account, office: Office) -> None:
    link = client.page("/login?next=/outbox").select_one('a[href^="/login/university"]')
    assert link and link.text.strip() == "Sign in with Alatau ID"
    assert not is_signed_in(client)

    response = sign_in(client, at=str(link["href"]))

    assert (response.status_code, response.location) == (302, "/outbox")
    assert is_signed_in(client)
    verbs = db.session.scalars(select(Activity.verb).where(Activity.subject_id == organiser.id).order_by(Activity.id)).all()
    assert sorted(verbs) == ["linked_university_sign_in", "signed_in"]


def test_the_university_is_asked_with_a_state_a_nonce_and_a_challenge(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    sign_in(client)

    [asked] = university.asked
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == ("code", "openid email profile", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert asked["redirect_uri"] == "http://localhost/login/university/return"


def test_whoever_came_once_is_known_by_the_subject_whatever_their_address_becomes(
    app: Flask, client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    sign_in(client)
    university.person |= {"email": "married.name@example.org", "email_verified": False}

    again: PageClient = app.test_client()  # type: ignore[assignment]
    sign_in(again)

    assert is_signed_in(again)
    assert len(db.session.scalars(select(UniversityIdentity)).all()) == 1


def test_an_address_that_changed_hands_gives_nobody_the_account_of_before(
    app: Flask, client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    sign_in(client)
    university.person["sub"] = "u-2026"

    other: PageClient = app.test_client()  # type: ignore[assignment]
    response = sign_in(other)

    assert (response.status_code, said(response)) == (403, UNKNOWN)
    assert not is_signed_in(other)


def test_the_address_may_stand_in_the_userinfo_alone(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    university.email_in_id_token = False

    sign_in(client)

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "person",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": 1.5},
        {"email": "stranger@example.org"},
        {"email": ""},
        {"email": ["madina@example.org"]},
        {"email": "madina@example.org\x00"},
        {"email": "mаdina@example.org"},  # a Cyrillic а
    ],
)
def test_whom_the_office_does_not_know_is_told_to_ask_it_and_gets_no_account(
    client: PageClient, organiser: Account, office: Office, university: University, person: dict[str, Any]
) -> None:
    before = db.session.scalars(select(Account.id)).all()
    university.person |= person

    response = sign_in(client)

    assert (response.status_code, said(response)) == (403, UNKNOWN)
    assert not is_signed_in(client)
    assert db.session.scalars(select(Account.id)).all() == before
    assert db.session.scalars(select(UniversityIdentity)).all() == []


@pytest.mark.parametrize("linked", [False, True])
def test_a_closed_account_hears_the_same(
    app: Flask, client: PageClient, organiser: Account, office: Office, university: University, linked: bool
) -> None:
    if linked:
        sign_in(client)
        assert is_signed_in(client)
    organiser.active = False
    db.session.commit()

    other: PageClient = app.test_client()  # type: ignore[assignment]
    response = sign_in(other)

    assert (response.status_code, said(response)) == (403, UNKNOWN)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": ["another-client"]},
        {"aud": ["qonaq", "another-client"], "azp": "another-client"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(time.time()) - 3600},
        {"exp": "never"},
        {"sub": ""},
    ],
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(
    client: PageClient, organiser: Account, office: Office, university: University, claims: dict[str, Any]
) -> None:
    university.claims = claims

    response = sign_in(client)

    assert (response.status_code, said(response)) == (400, INTERRUPTED)
    assert not is_signed_in(client)


def test_a_token_that_somebody_else_signed_is_refused(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    university.signing_key = RSAKey.generate_key(2048, parameters={"kid": "1"})

    response = sign_in(client)

    assert (response.status_code, said(response)) == (400, INTERRUPTED)


def test_coming_back_a_second_time_signs_nobody_in(client: PageClient, organiser: Account, office: Office) -> None:
    address = go_there(client)
    assert come_back(client, address).location == "/desk"
    client.delete_cookie("session")

    response = come_back(client, address)

    assert (response.status_code, said(response)) == (400, INTERRUPTED)
    assert not is_signed_in(client)


def test_what_one_browser_began_another_cannot_finish(app: Flask, client: PageClient, organiser: Account, office: Office) -> None:
    address = go_there(client)
    victim: PageClient = app.test_client()  # type: ignore[assignment]
    go_there(victim)

    assert come_back(victim, address).status_code == 400
    assert not is_signed_in(victim)
    assert come_back(client, address).location == "/desk"


@pytest.mark.parametrize("query", ["", "?code=1", "?state=1", "?code=1&state=1", "?error=access_denied", "?state=%ff&code=%ff"])
def test_coming_back_with_nothing_is_no_crash(client: PageClient, organiser: Account, office: Office, query: str) -> None:
    client.get("/login/university")

    response = client.get(f"/login/university/return{query}")

    assert (response.status_code, said(response)) == (400, INTERRUPTED)


def test_a_code_of_somebody_elses_sign_in_is_worth_nothing(client: PageClient, organiser: Account, office: Office) -> None:
    stolen = parse_qs(urlsplit(go_there(client)).query)["code"][0]
    own = urlsplit(go_there(client))
    state = parse_qs(own.query)["state"][0]

    response = client.get(f"{own.path}?code={stolen}&state={state}")

    assert response.status_code == 400  # PKCE: the code belongs to another challenge


def test_a_university_that_does_not_answer_is_named(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    address = go_there(client)
    university.stop()

    assert come_back(client, address).status_code == 503
    assert not is_signed_in(client)


def test_a_university_that_is_away_from_the_start_is_named(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    university.stop()

    response = client.get("/login/university")

    assert response.status_code == 503
    assert said(response) == "The university's sign-in does not answer. Sign in with your password, or try again later."


def test_no_second_factor_of_ours_is_asked_for_after_the_universitys_own(
    client: PageClient, organiser: Account, office: Office
) -> None:
    organiser.take_up_authenticator("sealed")
    organiser.password = hashed("steppe eagle 1465")
    db.session.commit()
    with_password = client.submit("/login", {"email": organiser.email, "password": "steppe eagle 1465"}, form="form.card")
    assert with_password.location == "/login/second-step"

    assert sign_in(client).location == "/desk"
    assert is_signed_in(client)


def test_it_leads_to_no_other_site(client: PageClient, organiser: Account, office: Office) -> None:
    assert sign_in(client, at="/login/university?next=//evil.example").location == "/desk"


def test_who_signs_in_there_confirms_there_that_it_is_still_they(
    client: PageClient, organiser: Account, office: Office, university: University
) -> None:
    sign_in(client)
    grow_stale(client)
    assert client.get("/account/authenticator").location == "/verify?next=/account/authenticator"
    page = client.page("/verify?next=/account/authenticator")
    link = page.select_one('a[href^="/verify/university"]')
    assert link

    assert sign_in(client, at=str(link["href"])).location == "/account/authenticator"

    assert university.asked[-1]["prompt"] == "login"
    assert client.get("/account/authenticator").status_code == 200


def test_who_must_have_a_second_factor_sets_it_up_after_this_sign_in_as_well(
    client: PageClient, organiser: Account, office: Office
) -> None:
    office.revise({"second_factor_required_at": clock.now()})
    db.session.commit()
    sign_in(client)
    assert client.get("/desk").location == "/account/second-factor"
    grow_stale(client)
    assert client.get("/account/authenticator").location == "/verify?next=/account/authenticator"

    assert sign_in(client, at="/verify/university?next=/account/authenticator").location == "/account/authenticator"
    assert client.get("/account/authenticator").status_code == 200


def test_another_one_cannot_confirm_for_them(
    client: PageClient, organiser: Account, host: Account, office: Office, university: University
) -> None:
    sign_in(client)
    university.person |= {"sub": "u-7", "email": "yerlan@example.org"}

    assert sign_in(client, at="/verify/university").status_code == 403


@pytest.mark.parametrize(("domains", "status"), [(("example.org",), 302), (("example.edu",), 403)])
def test_only_the_domains_that_were_set_are_believed(
    app: Flask, client: PageClient, organiser: Account, office: Office, domains: tuple[str, ...], status: int
) -> None:
    use(changed(oidc_domains=domains))

    assert sign_in(client).status_code == status


class TestSwitchedOff:
    @pytest.fixture
    def settings(self, database: str, tmp_path: Any) -> Settings:
        return Settings("a-secret-key-for-tests-only", database_url=database, instance=tmp_path, base_url="http://localhost")

    def test_nothing_of_it_is_on_the_screen(self, client: PageClient, staff: PageClient, office: Office) -> None:
        assert not client.page("/login").select('a[href*="university"]')
        assert not staff.page("/verify").select('a[href*="university"]')
        for address in ("/login/university", "/verify/university", "/login/university/return"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"OIDC_ISSUER": "https://id.example.edu"}, "belong together"),
        ({"OIDC_ISSUER": "id.example.edu", "OIDC_CLIENT_ID": "q", "OIDC_CLIENT_SECRET": "s"}, "must be a full address"),
        ({"OIDC_ISSUER": "http://id.example.edu", "OIDC_CLIENT_ID": "q", "OIDC_CLIENT_SECRET": "s"}, "must begin with https://"),
        ({"OIDC_DOMAINS": "@example.edu"}, "OIDC_DOMAINS names mail domains"),
    ],
)
def test_settings_that_make_no_sense_are_named(given: dict[str, str], problem: str) -> None:
    good = {"SECRET_KEY": "a-secret-key-for-tests-only"}
    assert Settings.from_environment(good).problems() == []

    [sentence] = Settings.from_environment({**good, **given}).problems()

    assert problem in sentence


def test_settings_that_make_sense_switch_it_on() -> None:
    given = {
        "OIDC_ISSUER": "https://id.example.edu",
        "OIDC_CLIENT_ID": "q",
        "OIDC_CLIENT_SECRET": "s",
        "OIDC_DOMAINS": "a.edu, B.edu",
    }
    settings = Settings.from_environment({"SECRET_KEY": "a-secret-key-for-tests-only", **given})

    assert (settings.problems(), settings.has_single_sign_on, settings.oidc_domains) == ([], True, ("a.edu", "b.edu"))
