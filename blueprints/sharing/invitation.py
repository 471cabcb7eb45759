"""What is said of an event to those who have not heard of it: in a messenger, on a link's picture, on a poster."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from blueprints import wording
from models import Event
from models.tally import Tally
from support import dates
from support.i18n import language_name, speaking_to
from support.lettering import without_controls
from support.settings import current


@dataclass(frozen=True)
class Invitation:
    """An event in one language, in plain words; "" for what there is nothing to say of."""

    language: str
    collection: str
    kind: str
    title: str
    summary: str
    state: str
    day: str
    hours: str
    where: str
    spoken: str
    seats: str
    path: str

    @classmethod
    def to(cls, event: Event, code: str, tally: Tally | None = None) -> Self:
        """The event as a speaker of a language is told of it; of seats only where a tally is given."""
        with speaking_to(code):
            return cls(
                language=code,
                collection=event.collection,
                kind=str(wording.KINDS[event.kind]),
                title=without_controls(event.title.shown().text),
                summary=without_controls(event.summary.shown().text),
                state=pgettext("event", "Cancelled")
                if event.cancelled
                else _("New time")
                if event.moved and not event.over
                else "",
                day=without_controls(day_of(event)),
                hours=hours_of(event),
                where=without_controls(where_of(event)),
                spoken=", ".join(language_name(spoken) for spoken in event.languages_spoken),
                seats=seats_of(event, tally) if tally else "",
                path=f"/events/{event.slug}",
            )

    @property
    def heading(self) -> str:
        return f"{self.state}: {self.title}" if self.state else self.title

    @property
    def when(self) -> str:
        return ", ".join(part for part in (self.day, self.hours) if part)

    @property
    def link(self) -> str:
        """The page in this language, whoever opens it."""
        return current().address(f"{self.path}?lang={self.language}")

    @property
    def words(self) -> str:
        """A short message, a line for each thing to know."""
        return "\n".join(line for line in (self.heading, self.when, self.where, self.seats) if line)

    @property
    def message(self) -> str:
        """The words with the link."""
        return f"{self.words}\n{self.link}"

    @property
    def telegram(self) -> str:
        return "https://t.me/share/url?" + urlencode({"url": self.link, "text": self.words}, quote_via=quote)

    @property
    def whatsapp(self) -> str:
        return "https://wa.me/?" + urlencode({"text": self.message}, quote_via=quote)


def day_of(event: Event) -> str:
    """ "Friday, 27 November 2026", "3–5 December 2026", or as much of a date as is known."""
    start = event.local_start
    if not start or not event.dates or event.precision == "unknown":
        return ""
    if event.precision in ("month", "year"):
        return dates.month(start) if event.precision == "month" else str(start.year)
    first, last = event.dates
    return dates.days(first, last) if first != last else f"{dates.weekday(first).capitalize()}, {dates.day(first)}"


def hours_of(event: Event) -> str:
    """ "10:00–12:00 (Almaty, UTC+5)"; for several days when the first begins."""
    start, end = event.local_start, event.local_end
    if not start or not end or not event.has_hour:
        return ""
    begun = dates.hour(start)
    hours = f"{begun}–{dates.hour(end)}" if start.date() == end.date() else _("from %(hour)s", hour=begun)
    return f"{hours} ({dates.zone(start)})"


def where_of(event: Event) -> str:
    place = event.location() if event.has_room else ""
    if not event.is_online:
        return place
    return _("%(place)s, and online", place=place) if place else _("Online")


def seats_of(event: Event, tally: Tally) -> str:
    """Whether one can still register, and until when."""
    if not event.published or event.cancelled or event.over or not event.takes_registrations:
        return ""
    if event.registration_not_yet_open and (opens := event.registration_opens_at):
        opens = opens.astimezone(event.zone)
        return _("Registration opens on %(day)s, %(hour)s.", day=dates.day_and_month(opens), hour=dates.hour(opens))
    if not event.open_for_registration:
        return _("Registration is closed.")
    left = tally.left(event.capacity)
    sentences = []
    if left == 0 or tally.queued:
        sentences.append(_("All seats are taken; there is a waiting list."))
    elif left is not None:
        sentences.append(ngettext("%(num)s seat left.", "%(num)s seats left.", left))
    if closes := event.registration_closes_at:
        closes = closes.astimezone(event.zone)
        sentences.append(_("Registration closes on %(day)s, %(hour)s.", day=dates.day_and_month(closes), hour=dates.hour(closes)))
    return " ".join(sentences)
