"""Following programmes by mail: asked by anybody, confirmed by the owner of the address, ended by one click."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Call, Deadline, Follower, Message, Office, Programme
from models.confirmable import LINK_AGAIN_AFTER, LOST_FOR
from support import clock
from support.db import db
from support.languages import translated
from support.settings import changed, use
from tests.conftest import NOW
from tests.page_client import PageClient, parsed, soup
from tests.post_office import PostOffice

MORNING = datetime(2026, 11, 21, 4, 5, tzinfo=UTC)
"""Five past nine in Almaty, on the day after NOW."""
A_DAY = timedelta(days=1)
ADDRESS = "chiara@example.org"

Work = Callable[[], None]
ClientOf = Callable[[Account], PageClient]
MakeDeadline = Callable[..., Deadline]


@pytest.fixture
def chair(app: Flask) -> Programme:
    programme = Programme()
    programme.revise({"name": translated("en", en="Jean Monnet Chair", ru="Кафедра Жана Монне", kk="Жан Моне кафедрасы")})
    db.session.commit()
    return programme


@pytest.fixture
def mobility(app: Flask) -> Programme:
    programme = Programme()
    programme.revise({"name": translated("en", en="International Credit Mobility")})
    db.session.commit()
    return programme


@pytest.fixture
def make_deadline(app: Flask, chair: Programme) -> MakeDeadline:
    """The chair's deadline of 2 March 2027, 17:00 in Brussels, known for long, with anything else."""

    def make_deadline(on: date = date(2027, 3, 2), hour: time | None = time(17), **fields: Any) -> Deadline:
        with clock.standing_at(NOW - timedelta(days=90)):
            deadline = Deadline(call=fields.pop("call", None) or Call.of([chair], on.year))
            deadline.set_date(on, hour, "Europe/Brussels")
            deadline.revise(fields)
            db.session.commit()
        return deadline

    return make_deadline


@pytest.fixture
def follower(app: Flask, chair: Programme) -> Follower:
    """Chiara, who follows the chair since NOW."""
    Follower.ask(ADDRESS, "en", chair)
    (follower,) = db.session.scalars(select(Follower))
    follower.confirm()
    follower.mailed_at = None
    db.session.query(Message).delete()
    db.session.commit()
    return follower


def ask(client: PageClient, programme: Programme | None, email: str = ADDRESS, page: str = "") -> Any:
    """Fill in the form that a page shows."""
    address = page or f"/following?programme={programme.slug if programme else ''}"
    return client.submit(address, {"email": email}, form="#follow form")


def work_at(moment: datetime, work: Work) -> None:
    with clock.standing_at(moment):
        work()


def links(mail: EmailMessage) -> list[str]:
    """The paths a mail leads to, as its text says them."""
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return [urlsplit(address).path for address in re.findall(r"https?://\S+", text)]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    """Its text without line breaks."""
    return " ".join(mail.get_body((kind,)).get_content().split())  # type: ignore[union-attr]


def said(page: Any) -> str:
    return " ".join(page.select_one("main").text.split())


class TestAsking:
    def test_a_stranger_asks_confirms_by_the_mailed_link_and_hears(
        self, client: PageClient, chair: Programme, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28))
        answer = ask(client, chair)
        assert (answer.status_code, answer.location) == (303, "/following/sent")
        work()
        (mail,) = post_office.to(ADDRESS)
        assert mail["Subject"] == "Shall we write to you?"
        assert "You would follow: Jean Monnet Chair" in words(mail)
        (own,) = [path for path in links(mail) if path.startswith("/following/")]

        page = client.page(own)
        assert [item.text for item in page.select("main .card li")] == ["Jean Monnet Chair"]
        work_at(MORNING, work)
        assert len(post_office.mails) == 1  # looking confirms nothing

        confirmed = client.submit(own, {}, form="form[action$=confirmation]")
        assert (confirmed.status_code, confirmed.location) == (303, own)
        work_at(MORNING + timedelta(minutes=5), work)
        assert [mail["Subject"] for mail in post_office.to(ADDRESS)[1:]] == [
            "In 7 days: Deadline of the call: Jean Monnet Chair 2026"
        ]

    def test_the_answer_is_the_same_whatever_is_known_of_an_address(
        self, client: PageClient, chair: Programme, follower: Follower
    ) -> None:
        answers = [ask(client, chair, email) for email in (ADDRESS, "nobody@example.org", ADDRESS)]
        pieces = [
            client.fragment("/following", "POST", data=self._form(client, chair, email)).get_data(as_text=True)
            for email in (ADDRESS, "nobody@example.org")
        ]

        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/following/sent")}
        assert pieces[0] == pieces[1]
        assert "We have mailed you a link" in pieces[0]

    def test_who_follows_already_gets_the_link_to_their_choices_and_a_stranger_changes_nothing(
        self, client: PageClient, chair: Programme, mobility: Programme, follower: Follower, post_office: PostOffice, work: Work
    ) -> None:
        ask(client, chair)
        work()
        (mail,) = post_office.mails
        assert (mail["Subject"], f"/following/{follower.token}" in links(mail)) == ("What you hear of by mail", True)

        with clock.standing_at(NOW + LINK_AGAIN_AFTER):
            client.post("/following", data=self._form(client, mobility, ADDRESS) | {"spoken": "ru"})
            work()

        db.session.refresh(follower)
        assert ([one.programme for one in follower.confirmed], follower.language) == ([chair], "en")
        assert "You would follow: International Credit Mobility" in words(post_office.mails[1])

    def test_one_address_is_mailed_at_most_every_ten_minutes(
        self, client: PageClient, chair: Programme, mobility: Programme, post_office: PostOffice, work: Work
    ) -> None:
        for programme in (chair, mobility, chair):
            ask(client, programme)
        work()

        assert len(post_office.mails) == 1

    def test_a_mailbox_is_guarded_against_being_asked_all_day(self, client: PageClient, chair: Programme) -> None:
        spellings = ("victim@example.org", "Victim@example.org", "vic\u200btim@example.org", "vi\u2060ctim@example.org")
        answers = [ask(client, chair, email) for email in spellings * 3]

        assert [answer.status_code for answer in answers] == [303] * 10 + [429] * 2
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert [ask(client, chair, email).status_code for email in ("dana@example.org", "dana@")] == [303, 422]

    def test_a_network_is_one_whatever_of_its_addresses_it_takes(self, client: PageClient, chair: Programme, app: Flask) -> None:
        app.config["RATELIMIT_ENABLED"] = True
        form = self._form(client, chair, ADDRESS)

        answers = [
            client.post(
                "/following", data=form | {"email": f"n{n}@"}, environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"}
            ).status_code
            for n in range(301)
        ]

        assert (set(answers[:300]), answers[300]) == ({422}, 429)

    def test_what_is_no_address_is_refused_with_everything_typed_kept(self, client: PageClient, chair: Programme) -> None:
        answer = ask(client, chair, "chiara@")

        page = soup(answer)
        assert answer.status_code == 422
        assert page.select_one("#error-summary li").text == "Enter an e-mail address, like name@example.org."
        assert page.select_one("#follow-email")["value"] == "chiara@"
        assert page.select_one("#follow input[name=programme]")["value"] == chair.slug
        assert page.title.text.startswith("Error: ")
        piece = client.fragment("/following", "POST", data=self._form(client, chair, "chiara@"))
        assert (piece.status_code, soup(piece).select_one("section")["id"]) == (422, "follow")
        assert db.session.query(Follower).count() == 0

    @pytest.mark.databases("sqlite", "postgresql")
    def test_a_programme_that_there_is_not_is_not_followed(self, client: PageClient, chair: Programme) -> None:
        form = self._form(client, chair, ADDRESS)

        assert client.get("/following?programme=nonsense").status_code == 404
        for slug in ("nonsense", "no\x00nsense", "no\nnsense"):
            assert client.post("/following", data=form | {"programme": slug}).status_code == 404
        assert client.post("/following", data=form).status_code == 303

    @pytest.mark.parametrize(("language", "subject"), [("en", "Shall we write to you?"), ("ru", None), ("kk", None)])
    def test_mails_are_in_the_language_of_the_page(
        self, client: PageClient, chair: Programme, post_office: PostOffice, work: Work, language: str, subject: str | None
    ) -> None:
        ask(client, chair, page=f"/following?programme={chair.slug}&lang={language}")
        work()

        (mail,) = post_office.mails
        assert (mail["Content-Language"], chair.name[language] in words(mail)) == (language, True)
        assert mail["Subject"] == (subject or mail["Subject"])
        assert db.session.scalars(select(Follower.language)).all() == [language]

    def test_all_deadlines_are_followed_from_their_own_page(
        self, client: PageClient, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28), call=Call(year=2026, title=translated("en", en="A competition of our own")))
        link = client.page("/deadlines").select_one('a[href^="/following"]')
        ask(client, None, page=str(link["href"]))
        (follower,) = db.session.scalars(select(Follower))
        client.submit(f"/following/{follower.token}", {}, form="form[action$=confirmation]")
        work_at(MORNING, work)

        assert post_office.mails[-1]["Subject"] == "In 7 days: Deadline of the call: A competition of our own 2026"

    @staticmethod
    def _form(client: PageClient, programme: Programme, email: str) -> dict[str, str]:
        page = client.page(f"/following?programme={programme.slug}")
        return {str(field["name"]): str(field.get("value", "")) for field in page.select("#follow form input")} | {"email": email}


class TestMails:
    @pytest.fixture(autouse=True)
    def safely(self, app: Flask, post_office: PostOffice) -> None:
        """Reached over https, as one click needs it."""
        use(changed(base_url="https://events.example.edu"))

    def test_the_headers_let_a_mail_program_end_it_with_one_click(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28))
        work_at(MORNING, work)

        (mail,) = post_office.mails
        assert {
            name: mail[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Auto-Submitted", "To")
        } == {
            "List-Unsubscribe": f"<https://events.example.edu/leaving/{follower.leaving_token}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "<calls.events.example.edu>",
            "Auto-Submitted": "auto-generated",
            "To": ADDRESS,
        }
        raw = post_office.envelopes[0].original_content
        assert isinstance(raw, bytes)
        assert f"\r\nList-Unsubscribe: <https://events.example.edu/leaving/{follower.leaving_token}>\r\n".encode() in raw

    def test_without_https_one_click_is_not_promised(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        use(changed(base_url="http://localhost"))
        make_deadline(date(2026, 11, 28))
        work_at(MORNING, work)

        (mail,) = post_office.mails
        assert (mail["List-Unsubscribe-Post"], "List-Unsubscribe" in mail) == (None, True)

    def test_a_mail_tells_each_date_on_both_clocks_with_the_way_to_its_page(
        self, follower: Follower, make_deadline: MakeDeadline, chair: Programme, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28), time(23, 59), kind="late")
        make_deadline(date(2026, 12, 21), None)
        call = Call.of([chair], 2027)
        make_deadline(date(2026, 11, 21), None, kind="opens", call=call)
        extended = make_deadline(call=call)
        with clock.standing_at(NOW + timedelta(hours=1)):
            extended.set_date(date(2027, 3, 16), time(12), "Europe/Brussels")
        work_at(MORNING, work)

        (mail,) = post_office.mails
        assert mail["Subject"] == "4 news of calls and deadlines"
        (first,) = {one.call_id for one in db.session.scalars(select(Deadline)) if one.call_id != call.id}
        pages = [f"/calls/{number}" for number in (call.id, first, first, call.id)]
        html = soup_of(mail)
        told = list(zip(texts(html, "dt"), texts(html, "dd"), strict=True))
        assert told == [
            (
                "Open for applications",
                "Jean Monnet Chair 2027 Apply by 16 March 2027, 12:00 (Brussels, UTC+1), 16:00 (Almaty, UTC+5)",
            ),
            (
                "In 7 days",
                "Late deadline: Jean Monnet Chair 2026 "
                "28 November 2026, 23:59 (Brussels, UTC+1), 29 November 2026, 03:59 (Almaty, UTC+5)",
            ),
            ("In 30 days", "Deadline of the call: Jean Monnet Chair 2026 21 December 2026"),
            (
                "Extended",
                "Deadline of the call: Jean Monnet Chair 2027 Now 16 March 2027, 12:00 (Brussels, UTC+1), 16:00 (Almaty, UTC+5) "
                "instead of 2 March 2027, 17:00 (Brussels, UTC+1), 21:00 (Almaty, UTC+5)",
            ),
        ]
        for words_of_it in texts(html, "dd"):
            assert words_of_it in words(mail)
        assert [link["href"] for link in html.select("dd a")] == [f"https://events.example.edu{page}" for page in pages]
        own = (f"/following/{follower.token}", f"/leaving/{follower.leaving_token}")
        assert links(mail) == [*pages, "/deadlines", *own]

    def test_a_date_with_a_label_says_of_which_call_it_is(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28), kind="internal", label=translated("en", en="Draft to the office"))
        work_at(MORNING, work)

        (mail,) = post_office.mails
        assert mail["Subject"] == "In 7 days: Draft to the office: Jean Monnet Chair 2026"

    def test_a_mail_to_a_stranger_says_nothing_of_what_is_for_the_university(
        self,
        follower: Follower,
        host: Account,
        chair: Programme,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
    ) -> None:
        Follower.subscribe(host, "en", chair)
        make_deadline(date(2026, 11, 28))
        label = translated("en", en="The rector signs")
        make_deadline(date(2026, 12, 21), kind="internal", visibility="university", label=label)
        work_at(MORNING, work)

        said_to = {str(mail["To"]): (str(mail["Subject"]), mail.as_string(), words(mail)) for mail in post_office.mails}

        assert "The rector signs" in said_to[host.email][2]
        subject, source, text = said_to[ADDRESS]
        assert subject == "In 7 days: Deadline of the call: Jean Monnet Chair 2026"
        assert ["rector" in one for one in (source, text)] == [False, False]
        assert "21 December" not in text

    def test_an_extension_is_told_once_and_one_mail_a_day_is_sent(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        extended = make_deadline()
        with clock.standing_at(NOW + timedelta(hours=1)):
            extended.set_date(date(2027, 3, 16), time(17), "Europe/Brussels")
        for hours in (0, 1, 13, 24, 48):
            work_at(MORNING + timedelta(hours=hours), work)

        assert [mail["Subject"] for mail in post_office.mails] == ["Extended: Deadline of the call: Jean Monnet Chair 2027"]

    def test_days_without_a_worker_are_caught_up_in_one_mail(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 23))
        make_deadline(date(2026, 11, 30))
        for days in (3, 4):
            work_at(MORNING + A_DAY * days, work)

        assert [mail["Subject"] for mail in post_office.mails] == ["In 6 days: Deadline of the call: Jean Monnet Chair 2026"]

    @pytest.mark.parametrize("retried", [0, 6])
    def test_a_server_that_was_away_over_night_brings_one_mail_and_not_two(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work, retried: int
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 12, 22))
        post_office.answers[ADDRESS] = "450 4.2.1 Try later"
        work_at(MORNING, work)
        post_office.answers.clear()
        work_at(MORNING + A_DAY - timedelta(hours=retried), work)
        work_at(MORNING + A_DAY, work)
        work_at(MORNING + A_DAY + timedelta(hours=6), work)

        assert texts(soup_of(post_office.mails[-1]), "dt") == ["In 6 days", "In 30 days"]
        assert len(post_office.mails) == 1

    def test_what_is_no_longer_so_when_the_mail_goes_out_is_not_said(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        deadline = make_deadline(date(2026, 11, 28))
        post_office.answers[ADDRESS] = "450 4.2.1 Try later"
        work_at(MORNING, work)
        deadline.discard()
        post_office.answers.clear()
        work_at(MORNING + timedelta(hours=1), work)

        assert post_office.mails == []
        assert [(mail.state, mail.error) for mail in db.session.scalars(select(Message))] == [("dropped", "overtaken")]

    @pytest.mark.parametrize(("language", "day"), [("ru", "28 ноября 2026 г., 17:00"), ("kk", "2026 ж. 28 қараша, 17:00")])
    def test_each_reader_is_written_to_in_their_language(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work, language: str, day: str
    ) -> None:
        follower.language = language
        make_deadline(date(2026, 11, 28))
        work_at(MORNING, work)

        (mail,) = post_office.mails
        assert (mail["Content-Language"], day in words(mail), "In 7 days" in words(mail)) == (language, True, False)

    @pytest.mark.parametrize(
        ("answer", "lost"), [("550 5.1.1 No such user", True), ("550 5.7.1 Not from you", False), ("450 4.2.1 Later", False)]
    )
    def test_a_mailbox_that_is_no_more_is_written_to_no_more(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work, answer: str, lost: bool
    ) -> None:
        for day in (28, 29, 30):
            make_deadline(date(2026, 11, day))
        post_office.answers[ADDRESS] = answer
        work_at(MORNING, work)
        post_office.answers.clear()
        work_at(MORNING + A_DAY, work)

        assert (len(post_office.mails), follower.paused) == ((0, True) if lost else (1, False))
        assert follower.email == ADDRESS

    def test_staff_see_how_many_are_lost_and_their_owners_follow_anew(
        self,
        staff: PageClient,
        client: PageClient,
        chair: Programme,
        follower: Follower,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        post_office.answers[ADDRESS] = "550 5.1.1 No such user"
        work_at(MORNING, work)
        page = f"/programmes/{chair.slug}"
        assert "0 people follow this by mail. 1 address more takes no mail any longer" in said(staff.page(page))

        post_office.answers.clear()
        with clock.standing_at(MORNING + A_DAY):
            ask(client, chair)
            follower.confirm()
            db.session.commit()

        assert (follower.paused, follower.told_at) == (False, MORNING + A_DAY)
        assert "takes no mail" not in said(staff.page(page))

    def test_what_administrators_send_again_ends_the_pause(
        self,
        client_of: ClientOf,
        admin: Account,
        follower: Follower,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        post_office.answers[ADDRESS] = "550 5.1.1 No such user"
        work_at(MORNING, work)
        (message,) = db.session.scalars(select(Message))
        post_office.answers.clear()

        with clock.standing_at(MORNING):
            client_of(admin).submit(f"/outbox/{message.id}", {}, form="#delivery form")
        work_at(MORNING, work)

        assert (len(post_office.mails), follower.paused) == (1, False)

    def test_a_lost_address_is_forgotten_after_a_month(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28))
        post_office.answers[ADDRESS] = "550 5.1.1 No such user"
        work_at(MORNING, work)

        def known_at(moment: datetime) -> int:
            work_at(moment, work)
            return db.session.query(Follower).count() + db.session.query(Message).count()

        assert [known_at(MORNING + LOST_FOR + timedelta(hours=hours)) for hours in (-1, 2)] == [2, 0]

    def test_a_server_that_quotes_what_it_refuses_brings_no_link_into_the_outbox(
        self, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        make_deadline(date(2026, 11, 28))
        post_office.rule = lambda mail: f"550 5.7.1 {mail['List-Unsubscribe'][1:-1]} is bad, so is {links(mail)[-2]}"
        work_at(MORNING, work)

        (message,) = db.session.scalars(select(Message))
        assert message.state == "failed"
        assert "is bad" in message.error
        assert [token for token in (follower.token, follower.leaving_token, follower.nonce) if token in message.error] == []
        assert [part for part in re.findall(r"[\w-]{8,}\.[\w-]{8,}", message.error) if part.startswith(follower.token[:8])] == []


def soup_of(mail: EmailMessage) -> Any:

    return parsed(mail.get_body(("html",)).get_content())  # type: ignore[union-attr]


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


class TestLeaving:
    @pytest.mark.parametrize("content", ["application/x-www-form-urlencoded", "multipart/form-data"])
    def test_one_click_without_cookie_or_key_ends_it_at_once(
        self,
        client: PageClient,
        follower: Follower,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
        content: str,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        make_deadline(date(2026, 12, 22))
        work_at(MORNING, work)
        way_out = urlsplit(post_office.mails[0]["List-Unsubscribe"][1:-1]).path

        answer = client.post(way_out, data={"List-Unsubscribe": "One-Click"}, content_type=content)

        assert (answer.status_code, answer.headers.getlist("Set-Cookie"), answer.location) == (200, [], None)
        work_at(MORNING + A_DAY, work)
        assert len(post_office.mails) == 1
        assert [db.session.query(kind).count() for kind in (Follower, Message)] == [0, 0]

    def test_a_mail_program_that_writes_instead_is_understood(
        self, app: Flask, follower: Follower, make_deadline: MakeDeadline, post_office: PostOffice, work: Work
    ) -> None:
        use(changed(mail_in="plain"))
        make_deadline(date(2026, 11, 28))
        work_at(MORNING, work)
        page, mailto = post_office.mails[0]["List-Unsubscribe"].split(", ")
        assert page == f"<http://localhost/leaving/{follower.leaving_token}>"
        parts = urlsplit(mailto[1:-1])
        assert (parts.scheme, parts.path) == ("mailto", post_office.mails[0]["From"].addresses[0].addr_spec)
        written = EmailMessage()
        written["From"], written["Subject"] = ADDRESS, parse_qs(parts.query)["subject"][0]

        def read(mail: bytes) -> str:
            return app.test_cli_runner().invoke(args=["mail-in"], input=mail, catch_exceptions=False).output

        assert read(written.as_bytes().replace(b"unsubscribe", b"unsubscribe x")[:-9]).startswith("No answer")
        assert db.session.query(Follower).count() == 1
        assert read(written.as_bytes()) == "Somebody hears no more of calls; their address was forgotten.\n"
        assert db.session.query(Follower).count() == 0

    def test_looking_at_the_way_out_ends_nothing(self, client: PageClient, follower: Follower) -> None:
        for method in ("GET", "HEAD"):
            answer = client.open(f"/leaving/{follower.leaving_token}", method=method)
            assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])

        assert db.session.query(Follower).count() == 1

    def test_the_button_on_its_page_ends_it_and_a_second_time_says_the_same(self, client: PageClient, follower: Follower) -> None:
        way_out = f"/leaving/{follower.leaving_token}"
        page = client.page(way_out)
        assert (ADDRESS in said(page), follower.token in str(page)) == (True, False)  # whoever sees this link may do nothing else

        first = client.submit(way_out, {})
        again = client.post(way_out)

        assert "You get no more of these mails." in said(soup(first))
        assert (first.status_code, again.status_code) == (200, 200)
        assert first.get_data(as_text=True) == again.get_data(as_text=True)
        assert ADDRESS not in said(client.page(way_out))
        assert db.session.query(Follower).count() == 0

    def test_an_old_link_does_not_end_what_was_asked_for_anew(
        self, client: PageClient, chair: Programme, follower: Follower
    ) -> None:
        way_out = f"/leaving/{follower.leaving_token}"
        client.post(way_out)
        Follower.ask(ADDRESS, "en", chair)
        db.session.commit()

        client.post(way_out)

        assert db.session.query(Follower).count() == 1

    def test_what_is_no_link_of_ours_is_unknown(self, client: PageClient, follower: Follower) -> None:
        for token in ("nonsense", follower.token, f"{follower.leaving_token}x"):
            assert [client.get(f"/leaving/{token}").status_code, client.post(f"/leaving/{token}").status_code] == [404, 404]

        assert db.session.query(Follower).count() == 1


class TestChoosing:
    def test_one_chooses_language_programmes_and_news(
        self, client: PageClient, chair: Programme, mobility: Programme, follower: Follower
    ) -> None:
        own = f"/following/{follower.token}"
        page = client.page(own)
        assert [box["value"] for box in page.select("[name=programmes][checked]")] == [str(chair.id)]
        assert [box["value"] for box in page.select("[name=news][checked]")] == ["opened", "moved", "30", "7", "1"]

        chosen = {"programmes": [mobility.id], "news": ["moved", "1"], "spoken": "kk"}
        answer = client.submit(own, chosen, form="#choices")

        assert (answer.status_code, answer.location) == (303, own)
        db.session.refresh(follower)
        assert ([one.programme for one in follower.confirmed], follower.news, follower.language) == (
            [mobility],
            ["moved", "1"],
            "kk",
        )

    def test_everything_is_a_choice_too(self, client: PageClient, follower: Follower) -> None:
        client.submit(f"/following/{follower.token}", {"everything": "y", "programmes": []}, form="#choices")

        db.session.refresh(follower)
        assert (follower.hears_everything, len(follower.confirmed)) == (True, 1)

    @pytest.mark.parametrize(
        ("sent", "problem"),
        [
            ({"programmes": []}, "Choose at least one, or stop these mails below."),
            ({"news": []}, "Choose at least one."),
            ({"news": ["nonsense"]}, None),
            ({"programmes": ["999"]}, None),
            ({"spoken": "xx"}, None),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, client: PageClient, follower: Follower, sent: dict[str, Any], problem: str | None
    ) -> None:
        answer = client.submit(f"/following/{follower.token}", sent, form="#choices")

        told = [item.text for item in soup(answer).select("#error-summary li")]
        assert (answer.status_code, told) == (422, [problem] if problem else told)
        assert len(told) == 1
        db.session.refresh(follower)
        assert (len(follower.confirmed), follower.language) == (1, "en")

    def test_htmx_gets_the_form_with_a_word_that_it_is_saved(self, client: PageClient, follower: Follower) -> None:
        own = f"/following/{follower.token}"
        key = client.page(own).select_one("#choices [name=csrf_token]")["value"]
        everything = {"csrf_token": key, "everything": "y", "news": ["1"], "spoken": "en"}

        piece = soup(client.fragment(own, "POST", data=everything))

        assert [piece.select_one("form")["id"], " ".join(piece.select_one("#flashes").text.split())] == ["choices", "Saved."]

    def test_a_personal_page_is_kept_by_nobody(self, client: PageClient, follower: Follower) -> None:
        for path in (f"/following/{follower.token}", f"/leaving/{follower.leaving_token}"):
            headers = client.get(path).headers
            kept = [headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")]
            assert kept == ["no-store", "noindex, nofollow", "no-referrer"]

    def test_an_unknown_link_is_a_page_that_is_not_there(self, client: PageClient, follower: Follower) -> None:
        gone = follower.token
        assert client.get(f"/following/{gone}").status_code == 200
        follower.leave()
        db.session.commit()

        answers = [client.get(f"/following/{token}") for token in (gone, "nonsense")]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert client.post(f"/following/{gone}/confirmation", data={"csrf_token": ""}).status_code in (400, 404)


class TestAccounts:
    def test_an_account_follows_with_one_button_and_stops_with_one(
        self,
        client_of: ClientOf,
        host: Account,
        chair: Programme,
        post_office: PostOffice,
        make_deadline: MakeDeadline,
        work: Work,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        client, page = client_of(host), f"/programmes/{chair.slug}"
        assert client.page(page).select("#follow [name=email]") == []

        answer = client.submit(page, {}, form="#follow form")

        assert (answer.status_code, answer.location) == (303, page)
        assert "We write to yerlan@example.org when something is new." in said(client.page(page))
        (choices,) = client.page("/account").select('a[href^="/following/"]')
        assert [box["value"] for box in client.page(str(choices["href"])).select("[name=programmes][checked]")] == [str(chair.id)]
        work_at(MORNING, work)
        assert [mail["To"] for mail in post_office.mails] == [host.email]

        answer = client.submit(page, {}, form="#follow form")
        assert (answer.status_code, answer.location) == (303, page)
        assert db.session.query(Follower).count() == 0

    def test_the_piece_tells_htmx_what_is_so_now(self, client_of: ClientOf, host: Account, chair: Programme) -> None:
        client = client_of(host)
        key = client.page(f"/programmes/{chair.slug}").select_one("#follow [name=csrf_token]")["value"]

        piece = soup(client.fragment("/following", "POST", data={"csrf_token": key, "programme": chair.slug}))

        assert piece.select_one("#follow form")["action"] == "/following/removal"

    def test_nobody_else_stops_it(self, client: PageClient, chair: Programme, follower: Follower) -> None:
        key = client.page(f"/following?programme={chair.slug}").select_one("#follow [name=csrf_token]")["value"]
        answer = client.post("/following/removal", data={"csrf_token": key, "programme": chair.slug})

        assert (answer.status_code, urlsplit(answer.location).path) == (302, "/login")
        assert db.session.query(Follower).count() == 1


class TestDiscretion:
    def test_staff_see_how_many_follow_and_never_who(
        self,
        staff: PageClient,
        chair: Programme,
        follower: Follower,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        work_at(MORNING, work)
        assert [mail["To"] for mail in post_office.mails] == [ADDRESS]

        assert "1 person follows this by mail." in said(staff.page(f"/programmes/{chair.slug}"))
        for page in (f"/programmes/{chair.slug}", "/outbox", "/audit", "/desk", f"/following?programme={chair.slug}"):
            assert ADDRESS not in staff.get(page).get_data(as_text=True), page
        (message,) = db.session.scalars(select(Message))
        assert staff.get(f"/outbox/{message.id}").status_code == 404

    def test_administrators_see_the_mails_without_a_link_that_works(
        self,
        client_of: ClientOf,
        admin: Account,
        follower: Follower,
        make_deadline: MakeDeadline,
        post_office: PostOffice,
        work: Work,
    ) -> None:
        make_deadline(date(2026, 11, 28))
        Follower.ask("stranger@example.org", "en", None)
        work_at(MORNING, work)
        client = client_of(admin)
        assert ADDRESS in client.get("/outbox").get_data(as_text=True)

        for message in db.session.scalars(select(Message)).all():
            for path in (f"/outbox/{message.id}", f"/outbox/{message.id}/letter"):
                shown = client.get(path)
                text = shown.get_data(as_text=True)
                assert (shown.status_code, "/following/…" in text) == (200, True)
                assert [one for one in db.session.scalars(select(Follower)) if one.nonce in text or one.token[:20] in text] == []

    def test_the_record_knows_nothing_of_followers(self, client: PageClient, chair: Programme, follower: Follower) -> None:
        before = db.session.query(Activity).count()
        ask(client, chair, "new@example.org")
        client.submit(f"/following/{follower.token}", {"everything": "y"}, form="#choices")
        client.post(f"/leaving/{follower.leaving_token}")

        assert db.session.query(Activity).count() == before

    def test_the_page_on_privacy_says_what_is_kept(self, client: PageClient, office: Office) -> None:
        assert "follow" in said(client.page("/privacy"))
