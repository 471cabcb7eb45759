"""Who comes instead, and where."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from blueprints.editing.picking import PicksPerson
from models import Account, Event, PlanLine
from support.dates import day
from support.form_fields import Many, line, options
from support.orm import session


class OfEvents(FlaskForm):
    """Some events of several; all of them are ticked at first."""

    events = Many(_l("In these events"), coerce=int)
    found: dict[int, Event]

    def offer(self, events: Iterable[Event]) -> Self:
        """Let these be chosen from."""
        self.found = {event.id: event for event in events}
        self.events.choices = options((number, _dated(event)) for number, event in self.found.items())
        if not self.is_submitted():
            self.events.data = list(self.found)
        return self

    @property
    def chosen(self) -> list[Event]:
        return [self.found[number] for number in self.events.data or [] if number in self.found]


class ReplacementForm(PicksPerson, OfEvents):
    """Another person."""

    name = line(_l("Who comes instead"), 200, required=_l("Enter a name."))

    def validate_events(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one event."))


class HandOverForm(OfEvents):
    """Another colleague."""

    lines = Many(_l("Lines of the plan"), coerce=int)
    to = SelectField(_l("Who takes over"), coerce=int)

    def offer_lines(self, lines: Sequence[PlanLine], colleagues: Sequence[Account]) -> Self:
        self.known_lines = {line.id: line for line in lines}
        self.lines.choices = options((line.id, line.title.shown().text) for line in lines)
        self.to.choices = options((account.id, account.name or account.email) for account in colleagues)
        if not self.is_submitted():
            self.lines.data = list(self.known_lines)
        return self

    @property
    def chosen_lines(self) -> list[PlanLine]:
        return [self.known_lines[number] for number in self.lines.data or [] if number in self.known_lines]

    @property
    def colleague(self) -> Account:
        found: Any = session().get(Account, self.to.data)
        return found  # type: ignore[no-any-return]

    def validate_to(self, _field: Field) -> None:
        if not (self.events.data or self.lines.data):
            raise ValidationError(_("Choose at least one event or line."))


def _dated(event: Event) -> str:
    title = event.title.shown().text
    return f"{day(event.local_start)}: {title}" if event.local_start else title
