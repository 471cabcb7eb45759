"""The form of a series."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from models import Series
from support.db import db
from support.form_fields import TranslatedField, YearWithinReason, lines, options
from support.languages import language
from support.versions import Versioned

NAME, TEXT = 200, 5_000
"""The longest there may be of each, in characters."""
TRANSLATED = ("name", "description")
PLAIN = ("kind", "starts_on", "ends_on")


class SeriesForm(Versioned, FlaskForm):
    """What a series is called, and when an umbrella is."""

    name = TranslatedField(_lp("series", "Name"), NAME, required=_l("Enter a name."))
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.SERIES_KINDS))
    description = TranslatedField(_l("Description"), TEXT, kind=lines)
    starts_on = DateField(_l("First day"), validators=[Optional(), YearWithinReason()])
    ends_on = DateField(_l("Last day"), validators=[Optional(), YearWithinReason()])

    @classmethod
    def of(cls, series: Series, **more: Any) -> "SeriesForm":
        """The form, filled in with what there is."""
        return cls(data={field: getattr(series, field) for field in (*TRANSLATED, *PLAIN)}, **more)

    def validate_ends_on(self, field: Any) -> None:
        if field.data and not self.starts_on.data and not self.starts_on.errors:
            raise ValidationError(_("Enter the first day too."))
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day cannot be before the first."))

    def fill(self, series: Series) -> None:
        """Store what was typed."""
        texts = {field: self[field].rewritten(language()) for field in TRANSLATED}
        with db.session.no_autoflush:
            series.revise({**texts, **{field: self[field].data for field in PLAIN}})
