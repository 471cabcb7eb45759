"""Accounts as administrators see them, invitations, forgotten passwords, other addresses, one's own sign-ins."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Account, Activity, Message, Office
from models.account import SignIn
from support import clock
from support.db import db
from support.security import hashed
from tests.conftest import NOW
from tests.page_client import PageClient, soup
from tests.post_office import PostOffice

Work = Callable[[], None]
ClientOf = Callable[[Account], PageClient]
PASSWORD = "steppe eagle 1465"
NEW = "жаңа құпиясөз 7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def boss(client_of: ClientOf, admin: Account, office: Office) -> PageClient:
    """A browser in which the administrator is signed in."""
    return client_of(admin)


@pytest.fixture
def madina(organiser: Account) -> Account:
    """The organiser, with a password."""
    organiser.password = hashed(PASSWORD)
    db.session.commit()
    return organiser


def sign_in(client: PageClient, email: str = "madina@example.org", password: str = PASSWORD, **more: object) -> TestResponse:
    return client.submit("/login", {"email": email, "password": password, **more})


def errors(response: TestResponse) -> list[str]:
    return [item.text.strip() for item in soup(response).select(".error-summary li")]


def is_signed_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200


def link_in(mail: object, path: str) -> str:
    """The path of the link that a mail has."""
    text = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    found = re.search(rf"http://localhost({path}\S+)", text)
    assert found, text
    return found[1]


def rows(page: BeautifulSoup) -> list[str]:
    return [str(row.th.text) for row in page.select("#accounts tbody tr")]  # type: ignore[union-attr]


def invite(boss: PageClient, **more: str) -> TestResponse:
    fields = {"name": "Dana", "email": "dana@example.org", "role": "staff", "language": "en", **more}
    return boss.submit("/accounts", fields, at="/accounts/new", form='form[action="/accounts"]')


def of(email: str) -> Account:
    db.session.expire_all()
    return db.session.scalars(select(Account).where(Account.email == email)).one()


# --- the list --------------------------------------------------------------------------------------------------------


def test_only_administrators_see_the_accounts(client: PageClient, staff: PageClient, boss: PageClient) -> None:
    assert rows(boss.page("/accounts")) == ["Aigul", "Madina"]

    assert staff.get("/accounts").status_code == 403
    assert client.get("/accounts").location == "/login?next=/accounts"
    assert boss.page("/desk").select('nav.side a[href="/accounts"]')
    assert not staff.page("/desk").select('nav.side a[href="/accounts"]')


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("role=faculty", ["Yerlan"]),
        ("state=closed", ["Madina"]),
        ("state=invited", ["Dana"]),
        ("state=active", ["Aigul", "Yerlan"]),
        ("q=MADINA%40", ["Madina"]),
        ("q=мадина", ["Madina"]),
        ("sort=-name", ["Yerlan", "Madina", "Dana", "Aigul"]),
        ("role=king&state=asleep", ["Aigul", "Dana", "Madina", "Yerlan"]),
    ],
)
def test_accounts_are_filtered_and_sorted(
    boss: PageClient, organiser: Account, host: Account, asked: str, found: list[str]
) -> None:
    invite(boss)
    organiser.close()

    assert rows(boss.page(f"/accounts?{asked}")) == found


def test_the_list_asks_no_question_per_row(boss: PageClient, count_queries: Callable[..., object]) -> None:
    with count_queries() as few:  # type: ignore[attr-defined]
        boss.get("/accounts")
    db.session.add_all(Account(email=f"{number}@example.org", name=f"N{number}") for number in range(30))
    with count_queries() as many:  # type: ignore[attr-defined]
        boss.get("/accounts")

    assert len([line for line in many if "SELECT" in line]) <= len([line for line in few if "SELECT" in line]) + 1


def test_the_list_goes_into_a_file_without_secrets(boss: PageClient, madina: Account) -> None:
    file = boss.get("/accounts?as=csv&lang=en", buffered=True).get_data(as_text=True)

    assert file.splitlines()[0].removeprefix("\ufeff").startswith('"Name","E-mail","Role"')
    assert "argon2" not in file and madina.fs_uniquifier not in file


# --- inviting --------------------------------------------------------------------------------------------------------


def test_somebody_is_invited_by_mail_and_chooses_a_password(
    boss: PageClient, client: PageClient, post_office: PostOffice, work: Work
) -> None:
    assert invite(boss, name="Дана", language="kk").status_code == 303
    account = of("dana@example.org")
    assert (account.state, account.role, account.language, account.password) == ("invited", "staff", "kk", None)
    work()
    (mail,) = post_office.to("dana@example.org")
    link = link_in(mail, "/invitations/")

    page = client.page(link)
    assert page.select_one("input[name=name]")["value"] == "Дана"  # type: ignore[index]
    answer = client.submit(link, {"name": "Дана Серікова", "new": NEW, "again": NEW})

    assert (answer.status_code, answer.location) == (303, "/login")
    account = of("dana@example.org")
    assert (account.state, account.name) == ("active", "Дана Серікова")
    assert sign_in(client, "dana@example.org", NEW).location == "/desk"
    assert client.get(link).status_code == 404, "the link works once"


def test_an_invitation_ends_after_seven_days_and_with_the_next_one(
    boss: PageClient, client: PageClient, post_office: PostOffice, work: Work
) -> None:
    invite(boss)
    work()
    first = link_in(post_office.mails[-1], "/invitations/")
    with clock.standing_at(NOW + timedelta(days=7)):
        assert client.get(first).status_code == 404
        assert "too old" in boss.page("/accounts").select_one("tbody").text  # type: ignore[union-attr]
        number = of("dana@example.org").id
        boss.submit(f"/accounts/{number}/invitation", {}, at=f"/accounts/{number}", form='form[action$="/invitation"]')
        work()
        second = link_in(post_office.mails[-1], "/invitations/")
        assert client.get(second).status_code == 200
    assert second != first
    assert client.get(first).status_code == 404, "on any day: the second link replaced it"


@pytest.mark.parametrize("token", ["x", "WzEsIngiXQ.abc", "%00", "a" * 3000, "WzEsIngiXQ.%D0%B6"])
def test_a_link_that_nobody_mailed_is_a_page_that_says_so(client: PageClient, office: Office, token: str) -> None:
    for path in ("/invitations/", "/reset/", "/addresses/new/", "/addresses/sideways/"):
        assert client.get(path + token).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "aigul@example.org", "Aigul has an account with this address."),
        ("email", " AIGUL@Example.org", "Aigul has an account with this address."),
        ("email", "nonsense", "Enter an e-mail address, like name@example.org."),
        ("name", "", "Enter a name."),
        ("name", "x" * 121, "This is too long: 120 characters at most."),
    ],
)
def test_who_cannot_be_invited_is_named(boss: PageClient, field: str, typed: str, said: str) -> None:
    answer = invite(boss, **{field: typed})

    assert (answer.status_code, errors(answer)) == (422, [said])
    assert db.session.scalar(select(func.count(Account.id))) == 1
    kept = soup(answer).select_one(f"input[name={field}]")
    assert kept is not None and str(kept["value"]).casefold() == typed.strip().casefold()


@pytest.mark.parametrize(("field", "value"), [("role", "king"), ("language", "xx")])
def test_a_role_or_language_that_does_not_exist_is_refused(boss: PageClient, field: str, value: str) -> None:
    assert invite(boss, **{field: value}).status_code == 422
    assert db.session.scalar(select(func.count(Account.id))) == 1


# --- changing, closing, reopening ------------------------------------------------------------------------------------


def test_name_and_role_are_changed_and_recorded_without_secrets(boss: PageClient, madina: Account) -> None:
    number = madina.id
    fields = {"name": "Мадина", "role": "admin", "email": "madina@example.org"}
    assert boss.submit(f"/accounts/{number}", fields, form="#account-form").status_code == 303

    change = db.session.scalars(select(Activity).where(Activity.verb == "revised")).one()
    assert (change.actor_name, change.changes) == ("Aigul", {"name": ["Madina", "Мадина"], "role": ["staff", "admin"]})


def test_the_record_of_an_account_holds_no_secret(
    boss: PageClient, client: PageClient, madina: Account, post_office: PostOffice, work: Work
) -> None:
    invite(boss)
    work()
    link = link_in(post_office.mails[-1], "/invitations/")
    client.submit(link, {"name": "Dana", "new": NEW, "again": NEW})
    sign_in(client)
    client.submit(
        "/account/password",
        {"password-current": PASSWORD, "password-new": NEW, "password-again": NEW},
        at="/account",
        form='form[action="/account/password"]',
    )
    verbs = set(db.session.scalars(select(Activity.verb)))
    assert {"created", "invited", "accepted", "signed_in", "changed_password"} <= verbs

    db.session.refresh(madina)
    kept = str([activity.changes for activity in db.session.scalars(select(Activity))])
    kept += str([message.facts for message in db.session.scalars(select(Message))])
    kept += str(list(db.session.scalars(select(Message.key))))
    secrets = ["argon2", link.rpartition("/")[2], madina.fs_uniquifier, NEW, of("dana@example.org").invitation_nonce]
    assert [secret for secret in secrets if secret in kept] == []


def test_the_last_administrator_stays_one(boss: PageClient, admin: Account) -> None:
    path = f"/accounts/{admin.id}"

    demoted = boss.submit(path, {"role": "staff"}, form="#account-form")
    closed = boss.submit(f"{path}/closure", {}, at=path, form='form[action$="/closure"]')

    said = "This is the last administrator who can sign in. Make somebody else one first."
    assert (demoted.status_code, errors(demoted)) == (422, [said])
    assert closed.status_code == 409 and said in closed.text
    assert (of(admin.email).role, of(admin.email).state) == ("admin", "active")


def test_an_administrator_who_was_only_invited_is_no_other_one(boss: PageClient, admin: Account, organiser: Account) -> None:
    invite(boss, role="admin")
    path = f"/accounts/{admin.id}"
    assert boss.submit(f"{path}/closure", {}, at=path, form='form[action$="/closure"]').status_code == 409

    organiser.revise({"role": "admin"})
    assert boss.submit(f"{path}/closure", {}, at=path, form='form[action$="/closure"]').location == "/desk"
    assert not is_signed_in(boss)


def test_closing_an_account_ends_its_open_session_its_links_and_its_feeds_at_once(
    boss: PageClient, client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    sign_in(client, remember="y")
    madina.forgot_password()
    work()
    link = link_in(post_office.to("madina@example.org")[-1], "/reset/")
    assert (is_signed_in(client), client.get(link).status_code, madina.has_feeds) == (True, 200, True)

    path = f"/accounts/{madina.id}"
    boss.submit(f"{path}/closure", {}, at=path, form='form[action$="/closure"]')

    assert (is_signed_in(client), client.get(link).status_code, of(madina.email).has_feeds) == (False, 404, False)
    client.delete_cookie("session")
    assert not is_signed_in(client), "the browser was remembered"
    assert sign_in(client).status_code == 422


def test_an_account_that_is_opened_again_signs_in_anew(boss: PageClient, client: PageClient, madina: Account) -> None:
    sign_in(client)
    path = f"/accounts/{madina.id}"
    boss.submit(f"{path}/closure", {}, at=path, form='form[action$="/closure"]')
    boss.submit(f"{path}/reopening", {}, at=path, form='form[action$="/reopening"]')

    assert not is_signed_in(client), "its old session stays ended"
    assert sign_in(client).location == "/desk"
    assert [
        verb for verb in db.session.scalars(select(Activity.verb).order_by(Activity.id)) if verb in ("closed", "reopened")
    ] == [
        "closed",
        "reopened",
    ]


def test_an_account_that_is_none_has_no_page(boss: PageClient, madina: Account) -> None:
    path = f"/accounts/{madina.id}"
    token = boss.page(path).select_one("input[name=csrf_token]")["value"]  # type: ignore[index]

    assert boss.get("/accounts/999").status_code == 404
    assert boss.post("/accounts/999/closure", data={"csrf_token": token}).status_code == 404
    assert boss.post(f"{path}/invitation", data={"csrf_token": token}).status_code == 409


# --- a forgotten password --------------------------------------------------------------------------------------------


def ask_reset(client: PageClient, email: str) -> TestResponse:
    return client.submit("/reset", {"email": email})


def test_a_forgotten_password_is_replaced_by_a_mailed_link_that_works_once(
    app: Flask, client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    elsewhere: PageClient = app.test_client()  # type: ignore[assignment]
    sign_in(elsewhere)
    ask_reset(client, " MADINA@example.org")
    work()
    link = link_in(post_office.to("madina@example.org")[-1], "/reset/")

    answer = client.submit(link, {"new": NEW, "again": NEW})

    assert (answer.status_code, answer.location) == (303, "/login")
    assert not is_signed_in(elsewhere)
    assert client.get(link).status_code == 404
    assert sign_in(client, password=PASSWORD).status_code == 422
    assert sign_in(client, password=NEW).location == "/desk"
    work()
    assert [mail["Subject"] for mail in post_office.to("madina@example.org")] == [
        "Choose another password",
        "Your password was changed",
    ]


def test_nobody_learns_whether_an_address_has_an_account(
    client: PageClient, madina: Account, host: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    host.close()
    answers = [ask_reset(client, email) for email in ("madina@example.org", "nobody@example.org", "yerlan@example.org")]
    work()

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/reset/sent")}
    assert [envelope.rcpt_tos for envelope in post_office.envelopes] == [["madina@example.org"]], "there was somebody to write to"
    assert client.get("/reset/sent").status_code == 200


@pytest.mark.parametrize("typed", ["", "nonsense", "a@b\x00.c", "x" * 300 + "@example.org", "mаdina@example.org"])
def test_what_is_no_address_is_said_beside_the_field(client: PageClient, office: Office, typed: str) -> None:
    answer = ask_reset(client, typed)

    assert (answer.status_code, len(errors(answer))) == (422, 1)


def test_a_mailbox_is_not_flooded_with_links(client: PageClient, madina: Account, office: Office) -> None:
    for _ in range(3):
        ask_reset(client, madina.email)
    with clock.standing_at(NOW + timedelta(minutes=11)):
        ask_reset(client, madina.email)

    assert db.session.scalar(select(func.count(Message.id)).where(Message.occasion == "reset")) == 2


def test_a_link_for_another_password_ends_when_the_address_changes(
    boss: PageClient, client: PageClient, madina: Account, post_office: PostOffice, work: Work
) -> None:
    ask_reset(client, madina.email)
    work()
    link = link_in(post_office.to("madina@example.org")[-1], "/reset/")
    assert client.get(link).status_code == 200

    fields = {"name": "Madina", "role": "staff", "email": "new@example.org"}
    boss.submit(f"/accounts/{madina.id}", fields, form="#account-form")

    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "A password has 8 to 128 characters."),
        ("x" * 129, "x" * 129, "A password has 8 to 128 characters."),
        (NEW, "another", "This is not the same as the new password."),
        ("", "", "Enter a new password."),
    ],
)
def test_a_password_that_will_not_do_leaves_the_link_working(
    client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work, new: str, again: str, said: str
) -> None:
    madina.forgot_password()
    work()
    link = link_in(post_office.mails[-1], "/reset/")

    answer = client.submit(link, {"new": new, "again": again})

    assert (answer.status_code, errors(answer)) == (422, [said])
    assert client.submit(link, {"new": NEW, "again": NEW}).status_code == 303


def test_whoever_forgot_a_password_before_having_one_is_sent_the_invitation_again(
    boss: PageClient, client: PageClient, post_office: PostOffice, work: Work
) -> None:
    invite(boss)
    with clock.standing_at(NOW + timedelta(hours=1)):
        ask_reset(client, "dana@example.org")
        work()

    assert [mail["Subject"] for mail in post_office.to("dana@example.org")] == ["An account for you"] * 2
    assert len({link_in(mail, "/invitations/") for mail in post_office.to("dana@example.org")}) == 1


def test_staff_who_look_at_the_outbox_see_no_link_of_an_account(
    boss: PageClient, staff: PageClient, madina: Account, post_office: PostOffice, work: Work
) -> None:
    invite(boss)
    work()
    link = link_in(post_office.mails[-1], "/invitations/")
    number = db.session.scalars(select(Message.id)).one()

    page = boss.page(f"/outbox/{number}")
    assert "/invitations/…" in page.select_one("pre").text  # type: ignore[union-attr]
    assert link.rpartition("/")[2] not in str(page)
    assert staff.get(f"/outbox/{number}").status_code == 404, "mails of accounts are the administrators'"


# --- another address -------------------------------------------------------------------------------------------------


def ask_address(client: PageClient, email: str = "new@example.org", password: str = PASSWORD) -> TestResponse:
    fields = {"address-email": email, "address-current": password}
    return client.submit("/account/address", fields, at="/account", form='form[action="/account/address"]')


def say_yes(client: PageClient, link: str) -> TestResponse:
    return client.submit(link, {}, form=f'form[action="{link}"]')


@pytest.mark.parametrize("first", ["old", "new"])
def test_an_address_changes_when_both_mailboxes_have_said_yes(
    app: Flask, client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work, first: str
) -> None:
    stranger: PageClient = app.test_client()  # type: ignore[assignment]
    sign_in(client)
    assert ask_address(client, "New@Example.org").status_code == 303
    work()
    links = {
        "old": link_in(post_office.to("madina@example.org")[-1], "/addresses/old/"),
        "new": link_in(post_office.to("new@example.org")[-1], "/addresses/new/"),
    }
    second = "new" if first == "old" else "old"
    stranger.get(links[second])  # looking confirms nothing
    say_yes(stranger, links[first])
    assert of("madina@example.org").email == "madina@example.org"
    assert "said yes" in client.page("/account").select_one("#address").text  # type: ignore[union-attr]

    say_yes(stranger, links[second])

    assert of("new@example.org").id == madina.id
    assert not is_signed_in(client)
    assert [stranger.get(link).status_code for link in links.values()] == [404, 404]
    assert sign_in(client, "new@example.org").location == "/desk"
    work()
    told = [mail["Subject"] for email in ("madina@example.org", "new@example.org") for mail in post_office.to(email)[1:]]
    assert told == ["Your account has another address"] * 2


def test_either_mailbox_can_say_no(
    client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    sign_in(client)
    ask_address(client)
    work()
    old = link_in(post_office.to("madina@example.org")[-1], "/addresses/old/")
    new = link_in(post_office.to("new@example.org")[-1], "/addresses/new/")

    client.submit(f"{old}/refusal", {}, at=old, form='form[action$="/refusal"]')

    assert client.get(new).status_code == 404
    assert of("madina@example.org").email == "madina@example.org"


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("yerlan@example.org", PASSWORD, "Another account has this address."),
        ("madina@example.org", PASSWORD, "This is the address that you have."),
        ("nonsense", PASSWORD, "Enter an e-mail address, like name@example.org."),
        ("new@example.org", "not hers", "The password is not right."),
        ("", "", "Enter the new e-mail address."),
    ],
)
def test_an_address_that_will_not_do_is_refused(
    client: PageClient, madina: Account, host: Account, office: Office, email: str, password: str, said: str
) -> None:
    sign_in(client)

    answer = ask_address(client, email, password)

    assert (answer.status_code, errors(answer)[0]) == (422, said)
    assert db.session.scalar(select(func.count(Message.id))) == 0


def test_an_address_that_another_took_meanwhile_is_not_taken_twice(
    client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    sign_in(client)
    ask_address(client)
    work()
    old = link_in(post_office.to("madina@example.org")[-1], "/addresses/old/")
    new = link_in(post_office.to("new@example.org")[-1], "/addresses/new/")
    say_yes(client, old)
    db.session.add(Account(email="new@example.org", name="Another"))

    assert say_yes(client, new).status_code == 409
    assert of("new@example.org").name == "Another"


def test_links_about_an_address_end_after_three_days_and_with_the_next_question(
    client: PageClient, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    sign_in(client)
    ask_address(client)
    work()
    link = link_in(post_office.to("new@example.org")[-1], "/addresses/new/")
    with clock.standing_at(NOW + timedelta(days=3)):
        assert client.get(link).status_code == 404
    assert client.get(link).status_code == 200
    ask_address(client, "other@example.org")

    assert client.get(link).status_code == 404


def test_an_administrator_changes_an_address_whose_mailbox_is_lost(
    boss: PageClient, client: PageClient, madina: Account, post_office: PostOffice, work: Work
) -> None:
    sign_in(client)
    fields = {"name": "Madina", "role": "staff", "email": "new@example.org"}
    boss.submit(f"/accounts/{madina.id}", fields, form="#account-form")
    work()

    assert of("new@example.org").id == madina.id
    assert not is_signed_in(client)
    assert sorted(post_office.subjects().items()) == [("Your account has another address", 2)]


# --- one's own sign-ins ----------------------------------------------------------------------------------------------


def listed(client: PageClient) -> list[tuple[str, str, str]]:
    """With what, from where and how it stands, of each sign-in on the account's page."""
    found = client.page("/account").select("#sign-ins tbody tr")
    return [tuple(cell.text.strip() for cell in row.select("td")[:3]) for row in found]  # type: ignore[misc]


def browser_of(app: Flask, agent: str, address: str = "192.0.2.7", **more: object) -> PageClient:
    client: PageClient = app.test_client()  # type: ignore[assignment]
    client.environ_base |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address}
    assert sign_in(client, **more).status_code == 302
    return client


def test_ones_own_sign_ins_are_listed_with_this_one_marked(app: Flask, madina: Account, host: Account, office: Office) -> None:
    laptop = browser_of(app, FIREFOX)
    with clock.standing_at(NOW + timedelta(hours=1)):
        browser_of(app, PHONE, "2001:db8::7")

    assert listed(laptop) == [
        ("Safari on iPhone", "2001:db8::7", "Signed in"),
        ("Firefox on Linux", "192.0.2.7", "This one"),
    ]


def test_one_of_ones_own_sign_ins_can_be_ended(app: Flask, madina: Account, office: Office) -> None:
    laptop, phone = browser_of(app, FIREFOX), browser_of(app, PHONE, remember="y")
    assert is_signed_in(phone)

    laptop.submit("/account", {}, form='#sign-ins tbody form[action$="/ending"]')

    assert not is_signed_in(phone)
    phone.delete_cookie("session")
    assert not is_signed_in(phone), "the telephone was remembered"
    assert [state for _with, _from, state in listed(laptop)] == ["Signed out", "This one"]


def test_nobody_ends_a_session_of_somebody_else(
    app: Flask, madina: Account, host: Account, client_of: ClientOf, office: Office
) -> None:
    laptop = browser_of(app, FIREFOX)
    theirs = db.session.scalars(select(SignIn.id)).one()
    stranger = client_of(host)
    token = stranger.page("/account").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]

    assert stranger.post(f"/account/sign-ins/{theirs}/ending", data={"csrf_token": token}).status_code == 404
    assert is_signed_in(laptop)


def test_signing_out_everywhere_ends_every_session_this_one_too(app: Flask, madina: Account, office: Office) -> None:
    laptop, phone = browser_of(app, FIREFOX), browser_of(app, PHONE)

    answer = laptop.submit("/account", {}, form='#sign-ins form[action="/account/sign-ins/ending"]')

    assert answer.location == "/login"
    assert (is_signed_in(laptop), is_signed_in(phone)) == (False, False)


def test_signing_out_ends_the_session_even_for_whoever_copied_its_cookie(app: Flask, madina: Account, office: Office) -> None:
    laptop = browser_of(app, FIREFOX)
    cookie = laptop.get_cookie("session")
    assert cookie is not None
    laptop.submit("/logout", {}, form='form[action="/logout"]', at="/desk")
    thief: PageClient = app.test_client()  # type: ignore[assignment]
    thief.set_cookie("session", cookie.value)

    assert not is_signed_in(thief)


def test_a_changed_password_ends_other_sessions_and_is_told_by_mail(
    app: Flask, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    laptop, phone = browser_of(app, FIREFOX, remember="y"), browser_of(app, PHONE)
    passwords = {"password-current": PASSWORD, "password-new": NEW, "password-again": NEW}
    laptop.submit("/account/password", passwords, at="/account", form='form[action="/account/password"]')
    work()

    assert (is_signed_in(laptop), is_signed_in(phone)) == (True, False)
    laptop.delete_cookie("session")
    assert is_signed_in(laptop), "it goes on being remembered"
    assert [mail["Subject"] for mail in post_office.to("madina@example.org")] == ["Your password was changed"]


def test_wrong_tries_are_shown_to_the_owner(app: Flask, client: PageClient, madina: Account, office: Office) -> None:
    laptop = browser_of(app, FIREFOX)
    assert not laptop.page("/account").select("#sign-ins details")
    sign_in(client, password="a guess")

    assert "1 try with a wrong password" in laptop.page("/account").select_one("#sign-ins details").text  # type: ignore[union-attr]


def test_old_sign_ins_are_removed_after_ninety_days(
    app: Flask, madina: Account, office: Office, post_office: PostOffice, work: Work
) -> None:
    browser_of(app, FIREFOX)
    with clock.standing_at(NOW + timedelta(days=89)):
        work()
    assert db.session.scalar(select(func.count(SignIn.id))) == 1
    with clock.standing_at(NOW + timedelta(days=91)):
        work()

    assert db.session.scalar(select(func.count(SignIn.id))) == 0
