"""Hands a mail to the world: over SMTP, or into files where no server was named."""

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask

from support import clock
from support.settings import Settings

PATIENCE = 20  # seconds for a server to answer


class Refused(Exception):
    """The other side will never take this mail (a permanent answer, RFC 5321, 4.2.1: 5yz)."""


class Unreachable(Exception):
    """It may work later: no connection, or a passing answer (4yz)."""


class Mailer(Protocol):
    """Something that can send."""

    def send(self, mail: EmailMessage) -> None:
        """Raises Refused or Unreachable."""


class SmtpMailer:
    """Sends through the server of MAIL_URL: `smtp://user:password@host:587?tls=1`, `smtps://…` for TLS from the first byte."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.user, self.password = parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or "")
        self.secure = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.secure else 25)
        self.starttls = parse_qs(parts.query).get("tls", ["0"])[0] == "1"

    def send(self, mail: EmailMessage) -> None:
        try:
            with self._connection() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reply = next(iter(refusal.recipients.values()))
            raise _verdict(code, reply) from refusal
        except smtplib.SMTPResponseException as answer:
            raise _verdict(answer.smtp_code, answer.smtp_error) from answer
        except (smtplib.SMTPException, OSError) as fault:
            raise Unreachable(str(fault) or type(fault).__name__) from fault

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        kind = smtplib.SMTP_SSL if self.secure else smtplib.SMTP
        with kind(self.host, self.port, timeout=PATIENCE) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server


class FileMailer:
    """Writes each mail into a folder as an `.eml` file, for trying things out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.eml"
        (self.folder / name).write_bytes(mail.as_bytes(policy=SMTP))


def mailer_for(settings: Settings) -> Mailer:
    return SmtpMailer(settings.mail_url) if settings.mail_url else FileMailer(settings.instance / "mail")


def init_mailer(app: Flask, settings: Settings) -> None:
    app.extensions["mailer"] = mailer_for(settings)


def _verdict(code: int, reply: bytes | str) -> Exception:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return (Refused if code >= 500 else Unreachable)(f"{code} {text}")
