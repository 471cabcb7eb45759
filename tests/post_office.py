"""A real SMTP server on a port of its own, which keeps what it takes and answers as a test wants."""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 2.0.0 Taken"


class PostOffice(Controller):
    """Takes every mail unless `answers` says otherwise for its recipient. `rules` see each mail before it is taken."""

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None, **options: Any) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.rule: Callable[[EmailMessage], str] = lambda mail: OK
        self.connections = 0
        self.delay = 0.0
        self.hangs_up_after = 0
        """How many mails it takes over one connection; 0 for any number."""
        self._counting = threading.Lock()
        super().__init__(self, hostname="127.0.0.1", port=0, server_hostname="localhost", ssl_context=ssl_context, **options)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for somebody, in the order it came."""
        return [mail for mail, envelope in zip(self.mails, self.envelopes, strict=True) if envelope.rcpt_tos == [address]]

    def subjects(self) -> Counter[str]:
        return Counter(str(mail["Subject"]) for mail in self.mails)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return lines

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.hangs_up_after and getattr(session, "taken", 0) >= self.hangs_up_after:
            return "421 4.7.0 Too many mails over this connection"
        envelope.mail_from = address
        return OK

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.answers.get(address, OK)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.delay:
            time.sleep(self.delay)
        session.taken = getattr(session, "taken", 0) + 1  # type: ignore[attr-defined]
        content = envelope.original_content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        answer = self.rule(mail)
        if answer.startswith("2"):
            with self._counting:
                self.mails.append(mail)
                self.envelopes.append(envelope)
        return answer

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
