"""The form of a date."""

from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from blueprints import wording
from models import Call, Deadline, Programme
from support import clock
from support.addresses import is_web_address
from support.form_fields import (
    Many,
    TranslatedField,
    WholeNumber,
    YearWithinReason,
    line,
    lines,
    options,
)
from support.languages import language
from support.settings import current
from support.versions import Versioned

LABEL, ADDRESS, TEXT = 200, 500, 2_000
"""The longest there may be of each, in characters."""
ZONES = ("Europe/Brussels", "Asia/Almaty", "Asia/Tashkent", "Asia/Bishkek", "Europe/Istanbul", "Europe/London", "UTC")
SAME = ("kind", "label", "expected", "basis", "source", "note", "checked_on", "superseded", "visibility")


class DeadlineForm(Versioned, FlaskForm):
    """A day, an hour where it is known, and what the date is of."""

    on = DateField(_l("Date"), validators=[InputRequired(_l("Enter the date.")), YearWithinReason()])
    hour = TimeField(_l("Hour"), validators=[Optional()])
    timezone = line(_l("Time zone"), LABEL, required=_l("Enter a time zone, such as Europe/Brussels."))
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.DEADLINE_KINDS), default="call")
    label = TranslatedField(_l("Label"), LABEL)
    expected = BooleanField(_l("Expected: not announced yet"))
    basis = TranslatedField(_l("Why it is expected"), TEXT, kind=lines)
    source = line(_l("Source"), ADDRESS)
    checked_on = DateField(_l("Checked on"), validators=[Optional(), YearWithinReason()])
    superseded = BooleanField(_l("Another date has replaced it"))
    visibility = SelectField(_l("Who sees it"), choices=lambda: options(wording.DATE_VISIBILITIES), default="public")
    follows = BooleanField(_l("Moves with the date it is counted from"))
    slip = BooleanField(_l("It was our slip: nothing has been moved"))
    note = lines(_l("Note for the office"), TEXT)

    @classmethod
    def of(cls, deadline: Deadline, **more: Any) -> "DeadlineForm":
        """The form, filled in with what there is."""
        same = {field: getattr(deadline, field) for field in (*SAME, "on", "timezone")}
        hour = deadline.local.time() if deadline.local else None
        form = cls(data={**same, "hour": hour, "follows": deadline.follows}, **more)
        if not deadline.counted_from:
            del form.follows
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._hour_exists()

    def validate_timezone(self, field: Any) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("This is not a time zone; Europe/Brussels is one."))

    def validate_source(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("The address of the source begins with https://."))

    def _hour_exists(self) -> bool:
        try:
            Deadline().set_date(self.on.data, self.hour.data, self.timezone.data)
        except clock.SkippedTime:
            self.hour.errors = [_("The clocks go forward then: this hour does not exist. Choose another.")]
        except clock.RepeatedTime:
            self.hour.errors = [_("The clocks go back then: this hour comes twice. Choose another.")]
        return not self.hour.errors

    def fill(self, deadline: Deadline) -> None:
        """Let a date be what was typed; one that is counted back stays by hand where it was put on another day."""
        translated = {field: self[field].rewritten(language()) for field in ("label", "basis")}
        moved = deadline.id is not None and self.on.data != deadline.on
        slip = bool(self.slip and self.slip.data)
        deadline.set_date(self.on.data, self.hour.data, self.timezone.data, slip=slip)
        deadline.revise({**{field: self[field].data for field in SAME}, **translated})
        if self.follows and not moved and self.follows.data:
            deadline.follow_again()
        elif self.follows:
            deadline.put_by_hand()


class NewDeadlineForm(DeadlineForm):
    """A date of a call that is there, or is made with it."""

    programmes = Many(_l("Opportunities"), coerce=int)
    year = WholeNumber(
        _l("Year of the call"),
        validators=[
            InputRequired(_l("Enter the year of the call.")),
            NumberRange(1990, 2100, _l("The year must be between 1990 and 2100.")),
        ],
    )

    @classmethod
    def with_choices(cls, known: list[Programme], **given: Any) -> "NewDeadlineForm":
        form = cls(data={"timezone": ZONES[0], "checked_on": clock.today(current().zone), **given})
        del form.slip, form.follows
        form.programmes.choices = options((programme.id, programme.name.shown().text) for programme in known)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not self.programmes.data and not any(self.label.texts.values()):
            self.programmes.errors = [_("Tick an opportunity, or enter a label.")]
            return False
        return valid

    def call(self, known: list[Programme]) -> Call:
        """The call it is a date of."""
        call = Call.of([programme for programme in known if programme.id in self.programmes.data], self.year.data)
        if not call.programmes:
            call.revise({"title": self.label.rewritten(language())})
        return call


class DateOfCallForm(DeadlineForm):
    """One more date of a call that is there."""

    @classmethod
    def empty(cls) -> "DateOfCallForm":
        form = cls(data={"timezone": ZONES[0], "checked_on": clock.today(current().zone)})
        del form.slip, form.follows
        return form
