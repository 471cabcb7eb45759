"""Handing mails over: which answers are final, and who is trusted."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from support.mail_policy import MAIL
from support.mailer import Deferred, FileMailer, Refused, SmtpMailer, Unreachable
from tests.post_office import PostOffice

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@pytest.fixture
def open_office() -> Iterator[Callable[..., PostOffice]]:
    """Open a post office of a special kind."""
    opened: list[PostOffice] = []

    def open_office(**options: object) -> PostOffice:
        opened.append(PostOffice(**options))  # type: ignore[arg-type]
        opened[-1].start()
        return opened[-1]

    yield open_office
    for post_office in opened:
        post_office.stop()


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def a_mail(to: str = "chiara@example.org", subject: str = "A mail") -> EmailMessage:
    mail = EmailMessage(policy=MAIL)
    mail["From"], mail["To"], mail["Subject"] = "office@example.org", to, subject
    mail.set_content("Hello")
    return mail


def sent(url: str, *mails: EmailMessage) -> None:
    mailer = SmtpMailer(url)
    try:
        for mail in mails or (a_mail(),):
            mailer.send(mail)
    finally:
        mailer.close()


def test_mails_share_a_connection_until_it_is_closed(open_office: Callable[..., PostOffice]) -> None:
    office = open_office()

    sent(office.url, a_mail(), a_mail(), a_mail())
    sent(office.url)

    assert (len(office.mails), office.connections) == (4, 2)


def test_a_server_that_hangs_up_is_called_again(open_office: Callable[..., PostOffice]) -> None:
    office = open_office()
    office.hangs_up_after = 2

    sent(office.url, a_mail(), a_mail(), a_mail(), a_mail(), a_mail())

    assert (len(office.mails), office.connections) == (5, 3)


@pytest.mark.parametrize(("answer", "verdict"), [("550 5.1.1 No such user", Refused), ("450 4.2.1 Try later", Deferred)])
def test_an_answer_about_one_mail_is_final_or_passing_and_stops_no_other(
    answer: str, verdict: type[Exception], open_office: Callable[..., PostOffice]
) -> None:
    office = open_office()
    office.answers["gone@example.org"] = answer
    office.rule = lambda mail: answer if mail["Subject"] == "Unwanted" else "250 Taken"
    mailer = SmtpMailer(office.url)

    for unlucky in (a_mail("gone@example.org"), a_mail(subject="Unwanted")):
        with pytest.raises(verdict) as refusal:
            mailer.send(unlucky)
        assert str(refusal.value) == answer
    mailer.send(a_mail())
    mailer.close()

    assert (len(office.mails), office.connections) == (1, 1)


def test_a_wrong_password_is_no_fault_of_the_mail(open_office: Callable[..., PostOffice]) -> None:
    office = open_office(
        authenticator=lambda server, session, envelope, mechanism, login: AuthResult(
            success=login.password == b"p@ss", handled=False
        ),
        auth_require_tls=False,
    )

    with pytest.raises(Unreachable, match="535"):
        sent(f"smtp://io:wrong@127.0.0.1:{office.port}")
    sent(f"smtp://io:p%40ss@127.0.0.1:{office.port}")

    assert len(office.mails) == 1


def test_no_server_is_no_fault_of_the_mail_either() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(Unreachable, match="refused"):
        sent(f"smtp://127.0.0.1:{port}")


def test_starttls_is_insisted_on(open_office: Callable[..., PostOffice]) -> None:
    office = open_office()

    with pytest.raises(Unreachable, match="STARTTLS"):
        sent(f"{office.url}?tls=1")

    assert office.mails == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_has_to_prove_its_name(
    scheme: str, open_office: Callable[..., PostOffice], tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(tls_context=tls, require_starttls=True) if scheme == "smtp" else open_office(ssl_context=tls)
    url = f"{scheme}://127.0.0.1:{office.port}?tls={int(scheme == 'smtp')}"

    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        sent(url)
    assert office.mails == []

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    sent(url)
    assert len(office.mails) == 1


def test_a_disk_that_takes_no_file_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("This is no folder.")

    with pytest.raises(Unreachable):
        FileMailer(tmp_path / "mail").send(a_mail())


@pytest.mark.parametrize(
    "subject",
    [
        "Сіз тіркелдіңіз: Erasmus+ ақпараттық күні",
        "Вы зарегистрированы: Информационный день Erasmus+ для студентов, преподавателей и сотрудников, большой зал",
        "You are registered: " + "a very long title " * 8 + "to be folded",
        "Ө" * 100,
    ],
)
def test_a_long_header_arrives_with_all_its_spaces(subject: str, open_office: Callable[..., PostOffice]) -> None:
    office = open_office()
    name = "Халықаралық байланыстар бөлімі, Алатау университеті"
    mail = a_mail(subject=subject)
    del mail["From"]
    mail["From"] = f'"{name}" <office@example.org>'

    sent(office.url, mail)

    content = office.envelopes[0].original_content
    assert isinstance(content, bytes)
    assert max(map(len, content.split(b"\r\n"))) <= 78
    read = BytesParser(policy=compat32).parsebytes(content)
    assert as_read(read["Subject"]) == subject
    assert as_read(read["From"]) == f"{name} <office@example.org>"


def as_read(header: str) -> str:
    """A header unfolded and decoded, by a reader that is not the writer."""
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", header))))
