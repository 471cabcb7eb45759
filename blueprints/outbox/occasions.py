"""Why somebody is written to: a class an occasion, with the facts it tells. Its words are in templates/mail/words."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from models import Message
from models.event_entry import has_entry
from models.invitation import Method
from models.timely import REMIND_BEFORE
from support import clock, dates
from support.languages import Translated
from support.settings import current


class Fact(NamedTuple):
    """Something the reader needs to know; `href` where it leads somewhere, `more` what is to be said of it besides."""

    label: str
    text: str
    href: str = ""
    more: str = ""


class Action(NamedTuple):
    """Something the reader can do."""

    label: str
    href: str


class Gone(Exception):
    """What a mail is about was removed."""


class Occasion:
    """What a mail is about. To be asked while the reader's language is spoken."""

    about: Translated | None = None
    secret = ""
    """What of its link nobody else may see, such as a server that quotes what it refuses."""

    def __init__(self, message: Message, link: str) -> None:
        self.message = message

    @property
    def method(self) -> Method | None:
        """What the calendar entry asks of the reader's program; None where the mail carries none."""
        return None

    @property
    def overtaken(self) -> bool:
        """Whether it is no longer true, so that the mail need not be sent."""
        return False

    def headers(self, sender: str) -> dict[str, str]:
        """Headers of its own, in ASCII; `sender` is the office's address."""
        return {}

    @property
    def facts(self) -> Iterator[Fact]:
        yield from ()

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("To our pages"), current().address("/"))


class Test(Occasion):
    """The start page tries out the sender."""


class AboutAnEvent(Occasion):
    """Something of an event. Raises Gone where the event was removed."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        if message.event is None:
            raise Gone
        self.event = message.event
        self.about = self.event.title

    @property
    def overtaken(self) -> bool:
        return self.event.cancelled or self.event.deleted or self.event.over

    @property
    def facts(self) -> Iterator[Fact]:
        yield from self.when()
        yield from self.where()
        yield from self.contact()

    @property
    def reason(self) -> str:
        """Why the event was moved or cancelled, in the best language there is."""
        return Translated(self.message.facts.get("reason") or {}).shown().text

    def when(self) -> Iterator[Fact]:
        start, end = self.event.local_start, self.event.local_end
        if start and end:
            yield Fact(_("When"), hours(start, end) if self.event.has_hour else dates.days(start.date(), end.date()))

    knows_the_link = False
    """Whether the reader may have the link of an event that is held online."""

    def where(self) -> Iterator[Fact]:
        """The place, and for those who may have it the link."""
        if self.event.has_room and (location := self.event.location()):
            yield Fact(_("Where"), location)
        if self.knows_the_link and self.event.is_online and (online := self.event.online_link):
            yield Fact(_("Online"), online, online if online.startswith(("https://", "http://")) else "")

    def contact(self) -> Iterator[Fact]:
        email = self.event.contact_email
        known = [part for part in (self.event.contact_name, email, self.event.contact_phone) if part]
        if known:
            yield Fact(_("Contact"), ", ".join(known), f"mailto:{email}" if email else "")

    def old_and_new(self) -> Iterator[Fact]:
        """When it is now, beside when it was."""
        for label, which in ((_("Now"), "new"), (_("Was"), "old")):
            start, end = self.times(which)
            yield Fact(label, hours(start.astimezone(self.event.zone), end.astimezone(self.event.zone)))

    def times(self, which: str) -> tuple[datetime, datetime]:
        """Start and end, "new" or "old", as the mail was written about them."""
        start, end = self.message.facts[which]
        return datetime.fromisoformat(start), datetime.fromisoformat(end)


class AboutAPlace(AboutAnEvent):
    """Somebody holds a place, or held one. `link` is the personal one. Raises Gone where the registration was removed."""

    def __init__(self, message: Message, link: str) -> None:
        if message.registration is None:
            raise Gone
        super().__init__(message, link)
        self.registration = message.registration
        self.secret = self.registration.token
        self.link = link or current().address(f"/registrations/{self.registration.token}")

    @property
    def overtaken(self) -> bool:
        return self.registration.cancelled or super().overtaken

    @property
    def knows_the_link(self) -> bool:  # type: ignore[override]
        return self.registration.confirmed

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("My registration"), self.link)
        if self.registration.confirmed and not self.event.cancelled and has_entry(self.event):
            yield Action(_("Add to calendar"), f"{self.link}.ics")


class Confirmed(AboutAPlace):
    """A seat was given at once."""

    @property
    def method(self) -> Method | None:
        return "REQUEST" if self.registration.confirmed else None


class SeatGiven(Confirmed):
    """A seat was given to the head of the queue."""


class Waiting(AboutAPlace):
    """All seats were taken."""

    @property
    def overtaken(self) -> bool:
        return super().overtaken or self.registration.confirmed


class Moved(AboutAPlace):
    """The event takes place at another time than before."""

    @property
    def method(self) -> Method | None:
        """An entry for those with a seat; none where the event was moved on since, for then another mail brings it."""
        starts_at, _ends_at = self.times("new")
        return "REQUEST" if self.registration.confirmed and starts_at == self.event.starts_at else None

    def when(self) -> Iterator[Fact]:
        yield from self.old_and_new()


class Relocated(Confirmed):
    """The event takes place somewhere else than before, or has another link."""


class Reopened(Confirmed):
    """The event was called off and takes place after all."""


class EventCancelled(AboutAPlace):
    """The event does not take place."""

    @property
    def method(self) -> Method | None:
        return "CANCEL" if self.registration.confirmed else None

    @property
    def overtaken(self) -> bool:
        return self.registration.cancelled

    def where(self) -> Iterator[Fact]:
        yield from ()


class GivenBack(AboutAPlace):
    """Its holder gave the place back, or staff did at their wish."""

    overtaken = False

    @property
    def method(self) -> Method | None:
        return "CANCEL" if self.message.facts.get("had_seat") else None

    def where(self) -> Iterator[Fact]:
        yield from ()


class Reminder(Confirmed):
    """It is tomorrow."""

    @property
    def overtaken(self) -> bool:
        starts_at = self.event.starts_at
        return super().overtaken or starts_at is None or not clock.now() < starts_at <= clock.now() + REMIND_BEFORE

    @property
    def is_today(self) -> bool:
        """Whether it was the day itself when the mail was sent."""
        assert self.event.local_start
        return (self.message.sent_at or clock.now()).astimezone(self.event.zone).date() >= self.event.local_start.date()


class Link(AboutAPlace):
    """Somebody typed an address that holds a place already."""

    overtaken = False


class Declined(AboutAPlace):
    """An answer to the invitation says that its holder does not come, and anybody could have sent it."""


OCCASIONS: dict[str, type[Occasion]] = {
    "confirmed": Confirmed,
    "waiting": Waiting,
    "seat_given": SeatGiven,
    "moved": Moved,
    "relocated": Relocated,
    "event_cancelled": EventCancelled,
    "reopened": Reopened,
    "cancelled": GivenBack,
    "reminder": Reminder,
    "link": Link,
    "declined": Declined,
    "test": Test,
}


def hours(start: datetime, end: datetime) -> str:
    """When something is, and on whose clock: "Fri, 27 November 2026, 10:00–12:00 (Almaty, UTC+5)"."""
    return f"{dates.span(start, end)} ({dates.zone(start)})"
