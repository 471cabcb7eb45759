"""Giving somebody a part."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from blueprints.editing.entries import spoken_choices
from blueprints.editing.picking import PicksPerson
from models import AgendaSession, Event, Person
from models.event import PART_ROLES
from support import clock
from support.form_fields import Many, line, options
from support.languages import Translated, language

NAME, NOTE = 200, 300


class ProposedPart(NamedTuple):
    """A part as it would be."""

    person: Person
    role: str
    session: AgendaSession | None
    languages: list[str]

    @property
    def session_id(self) -> int | None:
        return self.session.id if self.session else None


class PartForm(PicksPerson, FlaskForm):
    """Who, as what, and in which row of the agenda if not all the time."""

    name = line(_l("Person"), NAME, required=_l("Enter a name."))
    is_new = BooleanField(_l("Nobody of that name is known yet: add them"))
    role = SelectField(_l("Part"), choices=lambda: options((code, wording.PART_ROLES[code]) for code in PART_ROLES))
    row = SelectField(_l("When"), coerce=int, default=0, validators=[Optional()])
    languages = Many(_l("Interprets between"))
    note = line(_l("Note"), NOTE)
    asks_whether_new = False

    @classmethod
    def for_event(cls, event: Event, **more: Any) -> Self:
        form = cls(**more)
        form.rows = {row.id: row for row in event.agenda if row.starts_at}
        form.row.choices = options([(0, _("The whole event")), *((row.id, _called(row, event)) for row in form.rows.values())])
        form.languages.choices = options(spoken_choices())
        return form

    def refuse_name(self, meant: Sequence[Person], offered: Sequence[Person]) -> None:
        if meant:
            super().refuse_name(meant, offered)
        if self.is_new.data:
            return
        self.asks_whether_new = True
        if offered:
            raise ValidationError(_("Nobody is called just that. Choose whom you mean below, or tick to add somebody new."))
        raise ValidationError(_("Nobody of that name is known yet. Check the spelling, or tick below to add them."))

    @property
    def proposed(self) -> ProposedPart | None:
        """The part as it would be; None for somebody new, who is nowhere else."""
        return ProposedPart(self.person, self.role.data, self.session, self.languages.data or []) if self.person else None

    @property
    def session(self) -> AgendaSession | None:
        return self.rows.get(self.row.data or 0)

    def somebody(self) -> Person:
        """The person meant, made new where nobody was."""
        if self.person is None:
            self.person = Person()
            self.person.revise({"name": Translated().rewritten({language(): self.name.data or ""}, clock.now())})
        return self.person


def _called(row: AgendaSession, event: Event) -> str:
    assert row.starts_at
    return f"{row.starts_at.astimezone(event.zone):%d.%m. %H:%M} {row.title.shown().text}"
