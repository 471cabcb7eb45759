"""The form of a template of steps."""

from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FormField, SelectField, TimeField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from blueprints.editing.rows import Row
from models import Preparation, PreparationStep
from models.counted_back import MOST_DAYS
from support.db import db
from support.form_fields import Rows, TranslatedField, WholeNumber, Within, options
from support.languages import language
from support.versions import Versioned

NAME = 200


class StepRow(Row):
    """What is due so many days before the date of the call."""

    label = TranslatedField(_l("Step"), NAME)
    days_before = WholeNumber(
        _l("Days before"), validators=[Optional(), Within(0, MOST_DAYS, _l("Between 0 and %(max)s days before."))]
    )
    counted_in = SelectField(_l("Counted in"), choices=lambda: options(wording.COUNTED_IN), default="calendar")
    hour = TimeField(_l("Hour"), validators=[Optional()])
    visibility = SelectField(_l("Who sees it"), choices=lambda: options(wording.DATE_VISIBILITIES), default="university")

    @property
    def empty(self) -> bool:
        typed = self.days_before.raw_data and self.days_before.raw_data[0]
        return not any((*self.label.texts.values(), typed, self.hour.raw_data and self.hour.raw_data[0]))

    def validate(self, extra_validators: Any = None) -> bool:
        self.label.must = None if self.empty else _("Name the step.")
        valid = super().validate(extra_validators)
        if not self.empty and self.days_before.data is None and not self.days_before.errors:
            self.days_before.errors = [_("Enter how many days before it is due.")]
            return False
        return valid


class PreparationForm(Versioned, FlaskForm):
    """A name and its steps."""

    name = TranslatedField(_lp("steps", "Name"), NAME, required=_l("Enter a name in one language at least."))
    steps = Rows(FormField(StepRow), max_entries=30)

    @classmethod
    def of(cls, preparation: Preparation, posted: MultiDict[str, str] | None = None, *, stored: bool = False) -> Self:
        """The form, filled in with what there is, or with what was posted over it unless it is wanted as `stored`."""
        given = None if stored else posted if posted is not None else request.form or None
        return cls(formdata=given, data={"name": preparation.name, "steps": [_shown(step) for step in preparation.steps]})

    def validate_steps(self, field: Any) -> None:
        if all(entry.form.empty or entry.form.remove.data for entry in field):
            raise ValidationError(_("Enter a step at least."))

    def fill(self, preparation: Preparation) -> None:
        """Let a template be what was typed."""
        preparation.revise({"name": self.name.rewritten(language())})
        db.session.flush()
        with preparation.noting("steps"):
            preparation.steps = self._steps(preparation)

    def _steps(self, preparation: Preparation) -> list[PreparationStep]:
        stored, kept = {step.id: step for step in preparation.steps}, []
        for row in (entry.form for entry in self.steps if not entry.form.remove.data and not entry.form.empty):
            step = stored.get(row.stored_id or 0) or PreparationStep()
            step.label, step.days_before, step.hour = row.label.rewritten(language()), row.days_before.data, row.hour.data
            step.in_working_days, step.visibility = row.counted_in.data == "working", row.visibility.data
            kept.append(step)
        return kept


def _shown(step: PreparationStep) -> dict[str, Any]:
    counted_in = "working" if step.in_working_days else "calendar"
    same = {field: getattr(step, field) for field in ("label", "days_before", "hour", "visibility")}
    return {"row_id": step.id, "counted_in": counted_in, **same}
