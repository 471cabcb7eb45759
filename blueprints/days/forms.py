"""The forms of special days."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from blueprints import wording
from models import SpecialDay
from models.public_holidays import YEARS
from models.working_week import WEEKS
from support.form_fields import TranslatedField, YearWithinReason, line, options
from support.languages import language

NAME, SOURCE = 200, 300
"""The longest there may be of each, in characters."""
LONGEST = timedelta(days=366)
SAME = ("kind", "starts_on", "ends_on", "week", "warns", "expected")


class DayForm(FlaskForm):
    """A day, or the first and the last of several."""

    name = TranslatedField(_lp("day", "Name"), NAME, required=_l("Enter a name."))
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.DAY_KINDS))
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Enter the first day.")), YearWithinReason()])
    ends_on = DateField(_l("Last day"), validators=[Optional(), YearWithinReason()])
    week = SelectField(_l("Working week"), choices=lambda: options(wording.DAY_WEEKS))
    warns = BooleanField(_l("Warn when an event is planned then"), default=True)
    expected = BooleanField(_l("Expected: not confirmed yet"))
    source = line(_l("Source"), SOURCE)

    @classmethod
    def of(cls, day: SpecialDay) -> "DayForm":
        """The form, filled in with what there is. A source that the calendar gave itself is not typed over."""
        form = cls(data={field: getattr(day, field) for field in (*SAME, "name", "source")} if day.id else None)
        if day.source in wording.DAY_SOURCES:
            del form.source
        return form

    def validate_ends_on(self, field: Any) -> None:
        first: date | None = self.starts_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_("The last day cannot be before the first."))
        if first and field.data and field.data - first > LONGEST:
            raise ValidationError(_("A span is a year long at most."))

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, by the names of columns."""
        typed = {field: self[field].data for field in SAME}
        source = {"source": self.source.data or ""} if "source" in self else {}
        return {
            **typed,
            **source,
            "ends_on": self.ends_on.data or self.starts_on.data,
            "name": self.name.rewritten(language()),
        }


class WeekForm(FlaskForm):
    """How many days a week the university works."""

    working_week = RadioField(
        _l("Working week"),
        choices=lambda: options((week, wording.DAY_WEEKS[week]) for week in WEEKS),
        validators=[InputRequired()],
    )


class YearForm(FlaskForm):
    """The year whose holidays are proposed."""

    year = IntegerField(
        _l("Year"),
        validators=[
            InputRequired(_l("Enter a year.")),
            NumberRange(YEARS[0], YEARS[-1], _l("The rules are known for the years %(min)s to %(max)s.")),
        ],
    )
