"""The short form that makes a draft, and the long one that holds everything an event has."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, FormField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from blueprints import wording
from blueprints.editing.naming import require_one_organisation
from blueprints.editing.rows import AgendaRow, GuestRow, QuestionRow
from models.email_address import BadAddress, clean_email
from models.event import KINDS
from support.addresses import is_web_address
from support.form_fields import (
    Filled,
    Many,
    Rows,
    TranslatedField,
    WallClockField,
    WholeNumber,
    YearWithinReason,
    email_line,
    line,
    lines,
    options,
)
from support.versions import Versioned

TITLE, SUMMARY, TEXT, PLACE, ORGANISATION, LINK, SEATS = 200, 500, 20_000, 200, 300, 500, 100_000
"""The longest there may be of each in characters, and the most seats."""
ZONES = ("Asia/Almaty", "Europe/Brussels", "Asia/Tashkent", "Asia/Bishkek", "Europe/Istanbul", "Europe/London", "UTC")


def seats(label: Any) -> WholeNumber:
    sentence = _l("The number of seats is between 1 and %(max)s.")
    return WholeNumber(label, validators=[Optional(), NumberRange(1, SEATS, message=sentence)])


def minutes(label: Any) -> WholeNumber:
    sentence = _l("Enter minutes between 0 and %(max)s.")
    return WholeNumber(label, validators=[Optional(), NumberRange(0, 24 * 60, message=sentence)])


class Timed(Form):
    """A start, an end and the zone they are meant in."""

    starts_at = WallClockField(
        _l("Start"), validators=[InputRequired(_l("Enter the date and hour of the start.")), YearWithinReason()]
    )
    ends_at = WallClockField(_l("End"), validators=[InputRequired(_l("Enter the date and hour of the end.")), YearWithinReason()])

    zone: ZoneInfo
    moments: dict[str, datetime | None]

    def read_moments(self, *names: str) -> bool:
        """Turn wall clocks into moments; False where an hour does not exist or the end is not after the start."""
        self.moments = {}
        for name in (name for name in names if not self[name].errors):
            try:
                self.moments[name] = self[name].moment_in(self.zone)
            except ValidationError as problem:
                self[name].errors = [*self[name].errors, str(problem)]
        start, end = self.moments.get("starts_at"), self.moments.get("ends_at")
        if start and end and end <= start:
            self.ends_at.errors = [*self.ends_at.errors, _("The end must come after the start.")]
        return not any(self[name].errors for name in names)


class NewEventForm(Timed, FlaskForm):
    """Six fields in one language: enough for a draft."""

    title = line(_l("Title"), TITLE, required=_l("Enter a title."))
    kind = SelectField(
        _l("Kind"), choices=lambda: options((name, wording.KINDS[kind.kind_code()]) for name, kind in KINDS.items())
    )
    place = line(_l("Place"), PLACE)
    seats = seats(_l("Seats"))

    def __init__(self, zone: ZoneInfo, **more: Any) -> None:
        super().__init__(**more)
        self.zone = zone

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) & self.read_moments("starts_at", "ends_at")

    @property
    def model(self) -> type:
        return KINDS[self.kind.data]


class EventForm(Versioned, Timed, FlaskForm):
    """Everything an event has; the fields of other kinds are taken away by `blueprints.editing.filling`."""

    title = TranslatedField(_l("Title"), TITLE, required=_l("Enter a title in one language at least."))
    summary = TranslatedField(_l("Summary"), SUMMARY, kind=lines)
    timezone = line(_l("Time zone"), 60, required=True)
    format = SelectField(_l("Format"), coerce=int, validators=[Optional()])
    mode = RadioField(_l("How it is held"), choices=lambda: options(wording.MODES))
    room = SelectField(_l("Room"), coerce=int, validators=[Optional()])
    place = TranslatedField(_l("Another place"), PLACE)
    address = line(_l("Street"), PLACE)
    city = line(_l("City"), 100)
    online_link = line(_l("Link"), LINK)
    setup_minutes = minutes(_l("Minutes to set up"))
    clearing_minutes = minutes(_l("Minutes to clear"))

    aim = TranslatedField(_l("Aim"), 1000, kind=lines)
    description = TranslatedField(_l("Description"), TEXT, kind=lines)
    edition = TranslatedField(_l("Edition"), 100)
    national_office_guest = TranslatedField(_l("Guest of the national office"), 200)
    theme = TranslatedField(_l("Theme"), 300)
    direction = RadioField(_l("Direction"), choices=lambda: options(wording.DIRECTIONS))
    moderated = BooleanField(_l("Questions are read by a moderator before they are shown"))

    host = line(_l("Host organisation"), ORGANISATION)
    organisers = lines(_l("Organised by"), 5000)
    contact_name = line(_l("Contact person"), 120)
    contact_email = email_line(_l("Contact e-mail"))
    contact_phone = line(_l("Contact phone"), 40)
    audience = Many(_l("For whom"), choices=lambda: options(wording.AUDIENCES))
    languages_spoken = Many(_l("Languages spoken"))
    programmes = Many(_l("Opportunities it is about"), coerce=int)
    series = Many(_l("Part of"), coerce=int)

    agenda = Rows(FormField(AgendaRow), _l("Agenda"), max_entries=200)
    guests = Rows(FormField(GuestRow), _l("Guests"), max_entries=100)

    takes_registrations = BooleanField(_l("Visitors register for it"))
    capacity = seats(_l("Seats"))
    registration_opens_at = WallClockField(_l("Registration opens"), validators=[Optional(), YearWithinReason()])
    registration_closes_at = WallClockField(_l("Registration closes"), validators=[Optional(), YearWithinReason()])
    asks_phone = BooleanField(_l("Ask for a phone number"))
    questions = Rows(FormField(QuestionRow), _l("Questions"), max_entries=30)

    visibility = RadioField(_l("Who sees it"), choices=lambda: options(wording.VISIBILITIES))
    team = Many(_l("Its team"), coerce=int)
    reason = TranslatedField(_l("Reason for the new time"), 500)
    confirmed = Many(_l("These translations are still right"))

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.timezone.errors:
            return False
        self.zone = ZoneInfo(self.timezone.data)
        valid &= self.read_moments("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
        opens, closes = self.moments.get("registration_opens_at"), self.moments.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.registration_closes_at.errors = [_("Registration must close after it opens.")]
            return False
        start, end = self.starts_at.data, self.ends_at.data
        if start and end and start.date() == end.date():
            for row in self.agenda:
                row.form.day.data = row.form.day.data or start.date()
        return valid & all([row.form.read_hours(self.zone) for row in self.agenda])

    def validate_timezone(self, field: Any) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("This is no time zone; Asia/Almaty is one."))

    def validate_online_link(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Enter a full address that begins with https://."))

    def validate_organisers(self, field: Any) -> None:
        if any(len(name) > ORGANISATION for name in (field.data or "").splitlines()):
            raise ValidationError(_("This is too long: %(max)d characters at most.", max=ORGANISATION))
        require_one_organisation(field)

    def validate_host(self, field: Any) -> None:
        require_one_organisation(field)

    def validate_contact_email(self, field: Any) -> None:
        if field.data:
            try:
                field.data = clean_email(field.data)
            except BadAddress:
                raise ValidationError(_("Enter an e-mail address, like name@example.org.")) from None


class CallOffForm(FlaskForm):
    """Why an event is called off."""

    reason = TranslatedField(_l("Reason"), 500, kind=lines)


class CopyForm(FlaskForm):
    """When an event is held again."""

    starts_at = WallClockField(_l("Start"), validators=[Filled(_l("Enter the date and hour of the start.")), YearWithinReason()])
