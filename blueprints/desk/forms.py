"""When an event is, on the clock of the office's calendar."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from blueprints.editing.forms import Timed
from models import Event
from support.form_fields import TranslatedField, WallClockField, YearWithinReason, lines


class TimeForm(Timed, FlaskForm):
    """A new start; without an end the event stays as long as it is."""

    ends_at = WallClockField(_l("End"), validators=[Optional(), YearWithinReason()])
    reason = TranslatedField(_l("Reason for the new time"), 500, kind=lines)

    def __init__(self, event: Event, zone: ZoneInfo, **more: Any) -> None:
        super().__init__(**more)
        self.event, self.zone = event, zone

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators) & self.read_moments("starts_at", "ends_at")
        if valid and self.ends is None:
            self.ends_at.errors = [_("Enter the date and hour of the end.")]
            return False
        return valid

    @property
    def starts(self) -> datetime:
        """The start that was asked for; only of a form that is valid."""
        start = self.moments["starts_at"]
        assert start
        return start

    @property
    def ends(self) -> datetime | None:
        """The end that was asked for, else the one that the event's length gives."""
        lasts: timedelta | None = None
        if self.event.starts_at and self.event.ends_at and self.event.has_hour:
            lasts = self.event.ends_at - self.event.starts_at
        return self.moments["ends_at"] or (self.starts + lasts if lasts else None)
