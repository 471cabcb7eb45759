"""The forms of special days."""

from base64 import b64decode, b64encode
from contextlib import closing
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from blueprints import wording
from models import SpecialDay
from models.importing import Reading, Unreadable, read_calendar
from models.public_holidays import YEARS
from models.working_week import WEEKS
from support.db import db
from support.form_fields import (
    TranslatedField,
    WholeNumber,
    YearWithinReason,
    line,
    options,
)
from support.languages import language
from support.versions import Versioned

NAME, SOURCE = 200, 300
"""The longest there may be of each, in characters."""
LONGEST = timedelta(days=366)
LARGEST = 400_000
"""The largest calendar in bytes: it travels on in a field of the preview."""
SAME = ("kind", "starts_on", "ends_on", "week", "warns", "expected")


class DayForm(Versioned, FlaskForm):
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
    def of(cls, day: SpecialDay, **more: Any) -> "DayForm":
        """The form, filled in with what there is. A source that the calendar gave itself is not typed over."""
        form = cls(data={field: getattr(day, field) for field in (*SAME, "name", "source")} if day.id else None, **more)
        if day.source in wording.DAY_SOURCES:
            del form.source
        return form

    def validate_ends_on(self, field: Any) -> None:
        first: date | None = self.starts_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_("The last day cannot be before the first."))
        if first and field.data and field.data - first > LONGEST:
            raise ValidationError(_("A span is a year long at most."))

    def fill(self, day: SpecialDay) -> None:
        """Store what was typed."""
        typed = {field: self[field].data for field in SAME}
        source = {"source": self.source.data or ""} if "source" in self else {}
        last, name = self.ends_on.data or self.starts_on.data, self.name.rewritten(language())
        with db.session.no_autoflush:
            day.revise({**typed, **source, "ends_on": last, "name": name})


class WeekForm(Versioned, FlaskForm):
    """How many days a week the university works."""

    working_week = RadioField(
        _l("Working week"),
        choices=lambda: options((week, wording.DAY_WEEKS[week]) for week in WEEKS),
        validators=[InputRequired()],
    )


class YearForm(FlaskForm):
    """The year whose holidays are proposed."""

    year = WholeNumber(
        _l("Year"),
        validators=[
            InputRequired(_l("Enter a year.")),
            NumberRange(YEARS[0], YEARS[-1], _l("The rules are known for the years %(min)s to %(max)s.")),
        ],
    )


class ImportForm(FlaskForm):
    """A calendar file, and what its entries are. `calendar` carries the file from the preview to the button below it."""

    file = FileField(_l("Calendar file (.ics)"))
    calendar = HiddenField()
    kind = SelectField(_l("Its entries are"), choices=lambda: options(wording.DAY_KINDS), default="period")
    warns = BooleanField(_l("Warn when an event is planned then"), default=True)

    reading: Reading

    def validate(self, extra_validators: Any = None) -> bool:
        """Also read the file: `reading` holds what it says."""
        if not super().validate(extra_validators):
            return False
        try:
            self.reading = read_calendar(self._contents())
        except Unreadable as why:
            self.file.errors = [why.said()]
        except ValueError as why:
            self.file.errors = [str(why)]
        return not self.file.errors

    def _contents(self) -> bytes:
        if self.calendar.data:
            try:
                return b64decode(self.calendar.data, validate=True)
            except ValueError:
                raise ValueError(_("Choose the file again.")) from None
        if not self.file.data:
            raise ValueError(_("Choose a file."))
        with closing(self.file.data) as file:
            data: bytes = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(_("The file is too large: %(most)s kilobytes at most.", most=LARGEST // 1000))
        self.calendar.data = b64encode(data).decode()
        return data
