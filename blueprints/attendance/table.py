"""Registrations as a table for a spreadsheet program.

Needs are left out on purpose: people were told when they are deleted, and nobody deletes them from a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _

from blueprints import wording
from blueprints.attendance.words import answer_to
from models import Event, Registration
from support.i18n import language_name
from support.spreadsheets import Column, Value


class RegistrationTable:
    """Headings in the reader's language and a row for each registration. Times are those of the event's zone."""

    def __init__(self, event: Event, places: Mapping[int, int]) -> None:
        self.event, self.places = event, places
        self.hybrid = event.mode == "hybrid"

    @property
    def columns(self) -> Sequence[Column]:
        zone = self.event.timezone
        columns = [Column(_("Name"), 32), Column(_("E-mail"), 32), Column(_("Audience")), Column(_("Organisation"), 32)]
        columns += [Column(_("Phone"), 18)] if self.event.asks_phone else []
        columns += [Column(_("Language")), Column(_("State"), 18), Column(_("Place in the queue"), 10)]
        columns += [Column(_("Attends online"), 10)] if self.hybrid else []
        columns += [Column(_("Registered (%(zone)s)", zone=zone), 20), Column(_("Came (%(zone)s)", zone=zone), 20)]
        return columns + [Column(question.label.shown().text, 28) for question in self.event.questions]

    def rows(self, registrations: Iterable[Registration]) -> Iterator[Sequence[Value]]:
        """A row for each, in the order they come."""
        for registration in registrations:
            yield self._row(registration)

    def _row(self, one: Registration) -> Sequence[Value]:
        row: list[Value] = [one.name, one.email, str(wording.ATTENDEES.get(one.audience, "")), one.organisation]
        row += [one.phone] if self.event.asks_phone else []
        row += [language_name(one.language), str(wording.REGISTRATION_STATES[one.state]), self.places.get(one.id)]
        row += [_("Yes") if one.attends_online else _("No")] if self.hybrid else []
        row += [self._local(one.created_at), self._local(one.attended_at)]
        return row + [answer_to(question, one.answers.get(question.key)) for question in self.event.questions]

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.event.zone) if moment else None
