"""Rows within the form of an event: agenda, guests, questions. Empty rows are nothing; a row can be taken out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Form, HiddenField, SelectField, TimeField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from support import clock
from support.form_fields import TranslatedField, YearWithinReason, line, lines, numbered, options, row_numbers


class Row(Form):
    """A row that may be there already (`row_id`), be new, or be on its way out."""

    row_id = HiddenField()
    remove = BooleanField(_l("Take this row out"))

    @property
    def stored_id(self) -> int | None:
        return numbered(str(self.row_id.data or ""))


class AgendaRow(Row):
    """Hours on the event's own clock. `moments` holds start and end once `read_hours` has found them good."""

    day = DateField(_l("Day"), validators=[Optional(), YearWithinReason()])
    starts = TimeField(_l("From"), validators=[Optional()])
    ends = TimeField(_l("Until"), validators=[Optional()])
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.SESSION_KINDS))
    title = TranslatedField(_l("Title"), 200)
    speaker = TranslatedField(_l("Speaker"), 200)
    room = SelectField(_l("Room"), coerce=int, default=0, validators=[Optional()])
    place = TranslatedField(_l("Another place"), 200)

    moments: tuple[datetime | None, datetime | None] = (None, None)

    @property
    def empty(self) -> bool:
        hours, texts = (self.starts.data, self.ends.data), (self.title, self.speaker, self.place)
        return not any((*hours, *(text for field in texts for text in field.texts.values())))

    def read_hours(self, zone: ZoneInfo) -> bool:
        """Turn the hours into moments; False where they do not exist or end before they start."""
        self._ask_for_what_hours_need()
        if self.day.errors or self.starts.errors or self.ends.errors:
            return False
        try:
            start, end = (self._moment(field, zone) for field in (self.starts, self.ends))
        except ValidationError as problem:
            self.starts.errors = [*self.starts.errors, str(problem)]
            return False
        if start and end and end <= start:
            self.ends.errors = [*self.ends.errors, _("The end must come after the start.")]
            return False
        self.moments = (start, end)
        return True

    def _ask_for_what_hours_need(self) -> None:
        """An end means nothing without a start, nor an hour without its day: neither is forgotten in silence."""
        for needed, wanted in ((self.starts, self.ends.data), (self.day, self.starts.data or self.ends.data)):
            if wanted and not needed.data and not needed.errors:
                needed.errors = [_("Fill in this field.")]

    def _moment(self, field: Any, zone: ZoneInfo) -> datetime | None:
        if not self.day.data or not field.data:
            return None
        try:
            return clock.moment_in(zone, datetime.combine(self.day.data, field.data))
        except (clock.SkippedTime, clock.RepeatedTime):
            raise ValidationError(_("The clocks change then: choose another hour.")) from None


class GuestRow(Row):
    """A guest; the order of the rows is the order of precedence."""

    name = line(_l("Name"), 120)
    position = TranslatedField(_l("Position"), 200)
    organisation = TranslatedField(_l("Organisation"), 200)

    @property
    def empty(self) -> bool:
        return not (self.name.data or any(self.position.texts.values()) or any(self.organisation.texts.values()))


class QuestionRow(Row):
    """A question to those who register; its options are lines, the same number of them in each language."""

    kind = SelectField(_l("Answer"), choices=lambda: options(wording.QUESTION_KINDS))
    required = BooleanField(_l("Must be answered"))
    label = TranslatedField(_l("Question"), 300)
    options = TranslatedField(_l("Options, one a line"), 2000, kind=lines)

    @property
    def empty(self) -> bool:
        return not any((*self.label.texts.values(), *self.options.texts.values()))

    def validate(self, extra_validators: Any = None) -> bool:
        self.label.must = None if self.empty else _("Fill in this field.")
        return super().validate(extra_validators)

    def validate_kind(self, field: Any) -> None:
        if not self.empty and field.data in ("choice", "many") and len(self.listed_options) < 2:
            raise ValidationError(_("A choice needs two options at least."))

    @property
    def listed_options(self) -> list[dict[str, str]]:
        """The options, each a text by language; where a language has fewer lines, the others speak for it."""
        listed = {
            code: [option.strip() for option in text.splitlines() if option.strip()] for code, text in self.options.texts.items()
        }
        length = max((len(options) for options in listed.values()), default=0)
        return [{code: options[number] for code, options in listed.items() if number < len(options)} for number in range(length)]


LISTS = ("agenda", "guests", "questions", "positions", "lengths", "rates", "documents", "faq", "links", "criteria", "steps")


def rearranged(posted: MultiDict[str, str], action: str) -> MultiDict[str, str] | None:
    """What was posted, with a row moved ("guests-2-up", "guests-2-down") or one more ("agenda-add"); None for no such action.

    Buttons of the form post it whole, so that rows can be arranged without JavaScript and nothing typed is lost.
    """
    name, _dash, rest = action.partition("-")
    if name not in LISTS:
        return None
    indices = row_numbers(name, posted)
    if rest == "add":
        return MultiDict([*posted.items(multi=True), (f"{name}-{max(indices, default=-1) + 1}-row_id", "")])
    number, _dash, direction = rest.partition("-")
    one = numbered(number)
    if one is None or direction not in ("up", "down"):
        return None
    other = one + (1 if direction == "down" else -1)
    return _swapped(posted, name, one, other) if {one, other} <= set(indices) else posted


def _swapped(posted: MultiDict[str, str], name: str, one: int, other: int) -> MultiDict[str, str]:
    prefixes = {f"{name}-{one}-": f"{name}-{other}-", f"{name}-{other}-": f"{name}-{one}-"}

    def renamed(key: str) -> str:
        return next((new + key.removeprefix(old) for old, new in prefixes.items() if key.startswith(old)), key)

    items: Iterable[tuple[str, str]] = ((renamed(key), value) for key, value in posted.items(multi=True))
    return MultiDict(items)
