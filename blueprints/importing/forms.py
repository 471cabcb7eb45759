"""The form that takes a file or its contents, and the choices of the preview."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, FileField, Form, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from blueprints.importing.words import SORTS
from models.event import KINDS
from models.importing import Window
from models.importing.reading import usual_window
from models.importing.words import line_of
from models.importing.zones import zone_named
from support.form_fields import YearWithinReason, line, options
from support.settings import current

SOURCE = 120
ONLY_ADDRESS = re.compile(r"\s*(?:https?|webcals?)://\S+\s*", re.IGNORECASE)


class UploadForm(FlaskForm):
    """What it is, and the file or what stands in it."""

    sort = RadioField(_l("What do you bring?"), choices=lambda: options(SORTS), default="calendar")
    file = FileField(_l("File"))
    pasted = TextAreaField(_l("Or paste its contents"))
    kind = SelectField(
        _l("What the new events become"), choices=lambda: options((name, wording.COLLECTIONS[name]) for name in KINDS)
    )
    source = line(_l("Name of the calendar"), SOURCE)

    content: bytes = b""
    file_name: str = ""

    def validate_pasted(self, field: Any) -> None:
        """One of the two, and contents rather than an address: we fetch nothing, for who knows whose network we are in."""
        brought = request.files.get(self.file.name)
        if brought and brought.filename:
            self.content, self.file_name = brought.read(), line_of(brought.filename, SOURCE) or "?"
        if self.content and (field.data or "").strip():
            raise ValidationError(_l("Bring either a file or its contents, not both."))
        if ONLY_ADDRESS.fullmatch(field.data or ""):
            raise ValidationError(
                _l("This is an address. Open it in your browser, save the file, and bring that or paste what stands in it.")
            )
        self.content = self.content or (field.data or "").encode("utf-8", "replace")
        if not self.content and not self.file_name:
            raise ValidationError(_l("Choose a file, or paste its contents."))


class ChoicesForm(Form):
    """How it is read; in the address of the preview, and once more in its confirmation."""

    timezone = line(_l("Time zone of hours that name none"), 60)
    first = DateField(_l("Not before"), validators=[Optional(), YearWithinReason()])
    last = DateField(_l("Not after"), validators=[Optional(), YearWithinReason()])
    publish = BooleanField(_l("Publish the new ones that have a place"))

    def validate_timezone(self, field: Any) -> None:
        if field.data and zone_named(field.data) is None:
            raise ValidationError(_l("This is not a time zone. Asia/Almaty is one."))

    def validate_last(self, field: Any) -> None:
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_l("The end must come after the start."))

    @property
    def zone(self) -> ZoneInfo | None:
        return zone_named(self.timezone.data) if self.timezone.data and not self.timezone.errors else None

    @property
    def window(self) -> Window | None:
        """The days that were asked for, None where none were."""
        if self.first.errors or self.last.errors or not (self.first.data or self.last.data):
            return None
        usual = usual_window()
        return Window(self.first.data or usual.first, self.last.data or usual.last, asked=True)

    @property
    def zone_or_ours(self) -> ZoneInfo:
        return self.zone or current().zone
