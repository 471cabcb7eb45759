"""Hands a mail to the world: over SMTP, or into files where no server was named."""

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from support import clock
from support.settings import Settings

PATIENCE = 20  # seconds for a server to answer


class Refused(Exception):
    """The other side will never take this mail (a permanent answer, RFC 5321, 4.2.1: 5yz)."""


class NoSuchMailbox(Refused):
    """It is the mailbox that there is not, or that takes nothing any more: no other mail will reach it either."""


class Deferred(Exception):
    """The other side may take this mail later (a passing answer: 4yz)."""


class Unreachable(Exception):
    """The server takes no mail at all: no connection, a wrong password, a sender that it does not know."""


class Mailer(Protocol):
    """Something that can send."""

    def send(self, mail: EmailMessage) -> None:
        """Raises Refused, NoSuchMailbox among it, Deferred or Unreachable."""

    def close(self) -> None:
        """Hang up until the next mail."""


class SmtpMailer:
    """Sends through the server of MAIL_URL: `smtp://user:password@host:587?tls=1`, `smtps://…` for TLS from the first byte.

    The connection stays open from one mail to the next until `close`. Not for several threads at once.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.user, self.password = parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or "")
        self.secure = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.secure else 25)
        self.starttls = parse_qs(parts.query).get("tls", ["0"])[0] == "1"
        self._server: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        reused = self._server is not None
        try:
            self._hand_over(mail)
        except Unreachable:
            if not reused:
                raise
            self._hand_over(mail)  # some servers take only so many mails over one connection

    def close(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()

    def _hand_over(self, mail: EmailMessage) -> None:
        try:
            self._server = self._server or self._connection()
            self._server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _verdict_on_mailbox(*next(iter(refusal.recipients.values()))) from refusal
        except smtplib.SMTPDataError as answer:
            raise _verdict(answer.smtp_code, answer.smtp_error) from answer
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            raise Unreachable(_in_words(fault)) from fault

    def _connection(self) -> smtplib.SMTP:
        """A connection over which mail may be sent; where TLS is asked for, to a server that proves its name."""
        context = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
            if self.secure
            else smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        )
        try:
            if self.starttls:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


class FileMailer:
    """Writes each mail into a folder as an `.eml` file, for trying things out: unencoded, so that any editor shows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage) -> None:
        name = f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.eml"
        for part in mail.walk():
            if part.get_content_type() in ("text/plain", "text/html"):
                part.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="8bit")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(mail.as_bytes())
        except OSError as fault:
            raise Unreachable(str(fault)) from fault

    def close(self) -> None:
        """There is nothing to hang up."""


def mailer_for(settings: Settings) -> Mailer:
    return SmtpMailer(settings.mail_url) if settings.mail_url else FileMailer(settings.instance / "mail")


def _verdict(code: int, reply: bytes | str) -> Exception:
    return (Refused if code >= 500 else Deferred)(f"{code} {_text(reply)}")


def _verdict_on_mailbox(code: int, reply: bytes | str) -> Exception:
    """Rules of the other side, about us or about mails such as this, say nothing of the mailbox (X.7.z: RFC 3463, 3.8)."""
    found = _verdict(code, reply)
    return NoSuchMailbox(str(found)) if code >= 500 and not _text(reply).lstrip().startswith("5.7.") else found


def _in_words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_text(fault.smtp_error)}"
    return str(fault) or type(fault).__name__


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply
