"""Passkeys in a real browser with an authenticator of its own, and answers that no browser would send."""

import re
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from models import Account, Activity, Office
from models.account import Passkey
from support.db import db
from support.security import hashed
from tests.journeys.conftest import Device, Reader
from tests.page_client import PageClient, soup

PASSWORD = "steppe eagle 1465"

browser_test = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
"""The small server in this process leaves a file open when the browser hangs up before it has all of it."""


@pytest.fixture
def madina(organiser: Account) -> Account:
    """The organiser, with a password."""
    organiser.password = hashed(PASSWORD)
    db.session.commit()
    return organiser


@pytest.fixture
def address(app: Flask, madina: Account, office: Office) -> Iterator[str]:
    """A running server, reached by a name: browsers give no passkeys to numbers."""
    db.session.commit()
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()


class Telephone:
    """A browser window with an authenticator in it that says yes to everything, its content security policy in force."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.page = reader, reader.page
        self.chrome: CDPSession = self.page.context.new_cdp_session(self.page)
        self.chrome.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        added = self.chrome.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
        )
        self.authenticator = added["authenticatorId"]

    def verified(self, yes: bool) -> None:
        """Whether the finger fits."""
        self.chrome.send("WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": yes})

    def go(self, path: str) -> Page:
        self.page.goto(self.reader.address + path)
        return self.page

    def sign_in(self) -> Page:
        page = self.go("/login")
        page.fill("[name=email]", "madina@example.org")
        page.fill("[name=password]", PASSWORD)
        page.click("main form [type=submit]")
        return page

    def sign_out(self) -> None:
        self.page.context.clear_cookies()

    def add_passkey(self, name: str = "Office computer") -> None:
        page = self.go("/account/passkeys/new")
        page.fill("[name=name]", name)
        page.click("#passkey-form [type=submit]")


Pocket = Callable[..., Telephone]


@pytest.fixture
def telephone(chromium: Browser, address: str) -> Iterator[Pocket]:
    contexts = []

    def telephone(*, javascript: bool = True) -> Telephone:
        context = chromium.new_context(locale="en-GB", java_script_enabled=javascript)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Telephone(Reader(context, Device(javascript=javascript, scheme="light", width=1280), address))

    yield telephone
    for context in contexts:
        context.close()


@pytest.fixture
def own(telephone: Pocket) -> Telephone:
    """Madina's telephone, on which she is signed in and has made a passkey."""
    own = telephone()
    own.sign_in()
    own.page.wait_for_url("**/desk")
    own.add_passkey()
    own.page.wait_for_url("**/account/recovery-codes")
    return own


class TestInABrowser:
    pytestmark = browser_test

    def test_a_passkey_is_the_second_step_after_the_password(self, own: Telephone) -> None:
        expect(own.page.get_by_text("The passkey is added.")).to_be_visible()
        own.sign_out()

        own.sign_in()
        own.page.wait_for_url("**/login/second-step")
        own.page.click("#passkey-form [type=submit]")

        own.page.wait_for_url("**/desk")
        assert own.reader.complaints == []

    def test_a_passkey_alone_signs_in_and_leads_where_one_wanted_to_go(self, own: Telephone, madina: Account) -> None:
        own.sign_out()
        own.go("/outbox")
        own.page.click("text=Sign in with a passkey")
        own.page.click("#passkey-form [type=submit]")

        own.page.wait_for_url(re.compile(r"^[^?]*/outbox$"))
        db.session.refresh(madina)
        assert [(passkey.name, passkey.lastuse_datetime is not None) for passkey in madina.webauthn] == [
            ("Office computer", True)
        ]
        assert own.reader.complaints == []

    def test_a_passkey_confirms_that_it_is_still_they(self, own: Telephone) -> None:
        own.go("/verify?next=/outbox")
        own.page.click("text=Use a passkey")
        own.page.click("#passkey-form [type=submit]")

        own.page.wait_for_url(re.compile(r"^[^?]*/outbox$"))

    def test_a_removed_passkey_signs_nobody_in(self, own: Telephone, madina: Account) -> None:
        own.go("/account")
        own.page.click("#second-factor form [type=submit]")
        expect(own.page.get_by_text("The passkey is removed.")).to_be_visible()
        own.sign_out()
        own.go("/login/passkey")
        own.page.click("#passkey-form [type=submit]")

        expect(own.page.get_by_text("The passkey was not accepted.")).to_be_visible()
        assert own.go("/account").url.endswith("/login?next=/account")

    def test_a_finger_that_does_not_fit_leaves_another_way(self, own: Telephone) -> None:
        own.sign_out()
        own.sign_in()
        own.page.wait_for_url("**/login/second-step")
        own.verified(False)
        own.page.click("#passkey-form [type=submit]")

        expect(own.page.locator("[data-passkey-problem]")).to_be_visible()
        expect(own.page.locator("#code-form [name=code]")).to_be_editable()
        own.verified(True)
        own.page.click("#passkey-form [type=submit]")
        own.page.wait_for_url("**/desk")

    def test_a_passkey_that_counts_backwards_is_a_copy(self, own: Telephone, madina: Account) -> None:
        own.sign_out()
        madina.webauthn[0].sign_count = 1000
        db.session.commit()
        own.go("/login/passkey")
        own.page.click("#passkey-form [type=submit]")

        expect(own.page.get_by_text("The passkey was not accepted.")).to_be_visible()

    def test_a_closed_account_is_opened_by_no_passkey(self, own: Telephone, madina: Account) -> None:
        own.sign_out()
        madina.active = False
        db.session.commit()
        own.go("/login/passkey")
        own.page.click("#passkey-form [type=submit]")

        expect(own.page.get_by_text("The passkey was not accepted.")).to_be_visible()

    def test_a_passkey_needs_a_name_before_it_is_made(self, own: Telephone) -> None:
        own.add_passkey(name=" ")

        expect(own.page.locator(".error-summary")).to_contain_text("Name it")
        made = own.chrome.send("WebAuthn.getCredentials", {"authenticatorId": own.authenticator})["credentials"]
        assert len(made) == 1

    def test_one_device_makes_one_passkey(self, own: Telephone, madina: Account) -> None:
        own.add_passkey(name="Again")

        expect(own.page.locator("[data-passkey-problem]")).to_be_visible()
        db.session.refresh(madina)
        assert len(madina.webauthn) == 1

    def test_without_javascript_the_page_names_the_way_round(self, telephone: Pocket) -> None:
        plain = telephone(javascript=False)
        plain.sign_in()
        plain.page.wait_for_url("**/desk")
        page = plain.go("/account/passkeys/new")

        page.fill("[name=name]", "Mine")
        page.click("#passkey-form [type=submit]")
        expect(page.locator(".error-summary")).to_contain_text("No passkey was made.")
        page.click("text=Use an authenticator app")
        expect(page.locator("h1")).to_have_text("Authenticator app")

    @pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
    def test_the_pages_are_accessible(self, chromium: Browser, address: str, scheme: str, width: int) -> None:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="en-GB",
            bypass_csp=True,
            reduced_motion="reduce",
        )
        own = Telephone(Reader(context, Device(javascript=True, scheme=scheme, width=width), address))
        own.sign_in()
        own.page.wait_for_url("**/desk")
        for path in ("/account", "/account/authenticator", "/account/passkeys/new"):
            own.reader.go(path)
        own.add_passkey()
        own.page.wait_for_url("**/account/recovery-codes")
        own.page.click("main form [type=submit]")
        own.page.wait_for_selector("#codes")
        own.reader.look()
        own.reader.go("/account")
        own.sign_out()
        own.sign_in()
        own.page.wait_for_url("**/login/second-step")
        own.reader.look()
        own.reader.go("/login/passkey")
        context.close()


JUNK = [
    "",
    "{}",
    "[]",
    "null",
    "not json",
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": 7}',
    "[" * 5000,
]
FORGED = (
    '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA",'
    '"authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}'
)


@pytest.fixture
def signed_in(client: PageClient, madina: Account, office: Office) -> PageClient:
    client.submit("/login", {"email": madina.email, "password": PASSWORD}, form='form[action^="/login"]')
    return client


@pytest.mark.parametrize("answer", [*JUNK, FORGED])
def test_no_answer_that_makes_no_sense_makes_a_passkey(signed_in: PageClient, madina: Account, answer: str) -> None:
    response = signed_in.submit(
        "/account/passkeys", {"name": "Mine", "credential": answer}, form="#passkey-form", at="/account/passkeys/new"
    )

    assert response.status_code == 422
    assert [item.text for item in soup(response).select(".error-summary li")] == [
        "No passkey was made. Try again, with JavaScript and a browser that knows passkeys."
    ]
    assert soup(response).select_one("[name=name]")["value"] == "Mine"  # type: ignore[index]
    db.session.refresh(madina)
    assert madina.webauthn == []


@pytest.mark.parametrize("answer", [*JUNK, FORGED])
def test_no_answer_that_makes_no_sense_signs_anybody_in(client: PageClient, madina: Account, office: Office, answer: str) -> None:
    madina.take_up_passkey(Passkey(name="Mine", credential_id=b"\0\0\0", public_key=b"none"))
    db.session.commit()

    response = client.submit("/login/passkey", {"credential": answer}, form="#passkey-form")

    assert response.status_code == 422
    assert client.get("/account").status_code == 302


def test_another_ones_passkey_cannot_be_removed(signed_in: PageClient, madina: Account, host: Account) -> None:
    host.take_up_passkey(Passkey(name="His", credential_id=b"his", public_key=b"none"))
    madina.take_up_passkey(Passkey(name="Mine", credential_id=b"mine", public_key=b"none"))
    db.session.commit()
    token = signed_in.page("/account").select_one("[name=csrf_token]")
    assert token
    his, mine = host.webauthn[0].id, madina.webauthn[0].id

    for number, status in ((his, 404), (999, 404), (mine, 303)):
        answer = signed_in.post(f"/account/passkeys/{number}/removal", data={"csrf_token": token["value"]})
        assert answer.status_code == status

    assert [passkey.name for passkey in db.session.scalars(select(Passkey))] == ["His"]
    removed = db.session.scalars(select(Activity).where(Activity.verb == "removed_passkey")).one()
    assert removed.changes == {"passkey": "Mine"}


def test_a_site_reached_by_a_number_offers_no_passkeys(signed_in: PageClient) -> None:
    assert signed_in.page("/account").select('a[href="/account/passkeys/new"]')

    page = signed_in.page("/login/passkey", base_url="http://127.0.0.1:5000")

    assert not page.select("#passkey-form, script[src*=passkeys]")
    assert "only where this site is reached by its name" in page.text
