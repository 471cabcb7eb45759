"""A mail of the outbox as its reader gets it: rendered in their language from what is so now."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

from flask import current_app
from flask_babel import gettext as _

from blueprints.outbox.account_occasions import ACCOUNT_OCCASIONS
from blueprints.outbox.address_occasions import ADDRESS_OCCASIONS
from blueprints.outbox.news_occasions import NEWS_OCCASIONS
from blueprints.outbox.occasions import OCCASIONS, AboutAnEvent, AboutAPlace
from blueprints.outbox.part_occasions import PART_OCCASIONS
from models import Message, Office
from models.email_address import clean_email
from models.event_entry import has_entry
from models.invitation import invitation
from support import clock
from support.i18n import speaking_to
from support.mail_policy import MAIL
from support.mailer import Refused
from support.settings import current

DECEPTIVE = re.compile(r'[<>@"\\]')  # in a name they only make it look like an address, or like several
BREAKS = re.compile(r"[^\S\xa0\u202f]+")  # white space without the narrow kinds that hold a date together
LIKE_A_LINK = re.compile(r"[/@]|\w\w\.[a-z]{2,}", re.IGNORECASE)

ALL_OCCASIONS = OCCASIONS | ACCOUNT_OCCASIONS | PART_OCCASIONS | ADDRESS_OCCASIONS | NEWS_OCCASIONS


class Letter:
    """The subject, text and HTML of a message. `link` stands in for the personal link where staff look on.

    Raises Gone where what it is about was removed.
    """

    def __init__(self, message: Message, *, link: str = "") -> None:
        self.message, self.language = message, message.language
        with speaking_to(self.language):
            self.office = Office.ours()
            self.occasion = ALL_OCCASIONS[message.occasion](message, link)
            self.title = one_line(self.occasion.about.shown().text) if self.occasion.about else ""
            self.subject, *self.paragraphs = self._words()
            self.greeting = greeting(message.name)
            self.facts = [fact._replace(text=one_line(fact.text), more=one_line(fact.more)) for fact in self.occasion.facts]
            self.actions = list(self.occasion.actions)
            self.text, self.html = self._rendered("mail/letter.txt"), self._rendered("mail/letter.html")
            self._secret = self.occasion.secret

    @property
    def overtaken(self) -> bool:
        return self.occasion.overtaken

    @property
    def sender(self) -> Address:
        """The office's mailbox, that of the settings before the start page was filled in."""
        if self.office.sender_address:
            return mailbox(self.office.sender_name, self.office.sender_address)
        return mailbox(*parseaddr(current().mail_from))

    def mail(self) -> EmailMessage:
        """Ready to be sent. Raises Refused where the address is none."""
        mail = EmailMessage(policy=MAIL)
        mail["From"] = self.sender
        mail["To"] = self._recipient()
        if answers_to := self._answers_to():
            mail["Reply-To"] = answers_to
        mail["Subject"] = self.subject
        mail["Date"] = clock.now()
        mail["Message-ID"] = self._identity
        for name, value in self.occasion.headers(self.sender.addr_spec).items():
            mail[name] = value
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notices shall not answer
        mail.set_content(self.text, cte="quoted-printable")
        mail.add_alternative(self.html, subtype="html", cte="quoted-printable")
        self._attach_entry(mail)
        mail["Content-Language"] = self.language  # last: set_content clears what begins with Content-
        return mail

    def discreet(self, text: str) -> str:
        """A text without the personal link: servers like to quote what they refuse."""
        return text.replace(self._secret, "…") if self._secret else text

    def _words(self) -> list[str]:
        """The subject, then the paragraphs; each on one line, whatever names and titles hold."""
        reason = one_line(getattr(self.occasion, "reason", ""))
        template = current_app.jinja_env.get_template(f"mail/words/{self.message.occasion}.txt")
        words = template.render(occasion=self.occasion, title=self.title, reason=reason)
        return [one_line(paragraph) for paragraph in re.split(r"\n\s*\n", words) if paragraph.strip()]

    def _rendered(self, template: str) -> str:
        """Outside any request: the worker has none."""
        return current_app.jinja_env.get_template(template).render(letter=self, office=self.office, language=self.language)

    @property
    def _identity(self) -> str:
        return f"<{Message.identity_of(self.message.key)}@{self.sender.domain}>"

    def _recipient(self) -> Address:
        try:
            return mailbox(self.message.name, self.message.to)
        except ValueError as error:
            raise Refused(f"{self.message.to!r} is not an address: {error}") from error

    def _answers_to(self) -> Address | None:
        if not isinstance(self.occasion, AboutAnEvent) or not self.occasion.event.contact_email:
            return None
        try:
            return mailbox(self.occasion.event.contact_name, self.occasion.event.contact_email)
        except ValueError:
            return None

    def _attach_entry(self, mail: EmailMessage) -> None:
        """As a part and as a file: multipart/mixed of [text, HTML, text/calendar] and application/ics.

        That is the tree of CalConnect's guide (devguide.calconnect.org, "iMIP Best Practices"), whose authors make Gmail, Outlook
        and others: some programs draw their buttons from the part alone, some see the file alone. The parameter says what METHOD
        says (RFC 6047, 2.4). Bytes, for a str would lose its CRLFs.
        """
        about = self.occasion
        if isinstance(about, AboutAPlace) and (method := about.method) and has_entry(about.event):
            entry = invitation(about.registration, method, str(self.sender))
            parameters = {"method": method, "charset": "utf-8"}
            mail.add_alternative(entry, maintype="text", subtype="calendar", params=parameters, disposition="inline")
            mail.add_attachment(entry, maintype="application", subtype="ics", filename="invite.ics")


def mailbox(name: str, address: str) -> Address:
    """A mailbox as headers have it: its name breaks out of nothing, its domain is ASCII. Raises ValueError where it is none."""
    try:
        return Address(one_line(DECEPTIVE.sub(" ", name)), addr_spec=address if address.isascii() else clean_email(address))
    except HeaderParseError as error:
        raise ValueError(str(error)) from error


def greeting(name: str) -> str:
    """By name, unless it looks like a link: whoever types a stranger's address into a form must not advertise through us."""
    name = one_line(name)
    known = name and not LIKE_A_LINK.search(name)
    return str(_("Hello %(name)s,", name=name) if known else _("Hello,"))


def one_line(text: str) -> str:
    """A text without line ends, control characters and the invisible ones that turn the direction of writing."""
    kept = (letter if letter.isspace() or unicodedata.category(letter)[0] != "C" else "" for letter in text)
    return BREAKS.sub(" ", "".join(kept)).strip()
