"""The form of a line of mobility."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange

from blueprints import wording
from blueprints.editing.naming import organisation_named, require_one_organisation
from models import MobilityRecord, Programme
from models.mobility import academic_year
from support import clock
from support.countries import countries
from support.db import db
from support.form_fields import TranslatedField, WholeNumber, line, options
from support.languages import language
from support.settings import current
from support.versions import Versioned

FIRST_YEAR, MOST, PARTNER, ACTIVITY, SOURCE = 1991, 100_000, 300, 200, 500
"""The first academic year there may be, the most people, and the longest there may be of each text."""
PLAIN = ("year", "semester", "direction", "level", "country", "headcount", "source")


class MobilityForm(Versioned, FlaskForm):
    """So many people in a semester."""

    year = SelectField(_l("Academic year"), coerce=int)
    semester = SelectField(_l("Semester"), choices=lambda: options(wording.SEMESTERS))
    direction = SelectField(_l("Direction"), choices=lambda: options(wording.WAYS))
    level = SelectField(_l("Who"), choices=lambda: options(wording.LEVELS))
    headcount = WholeNumber(
        _l("Number of people"),
        validators=[
            InputRequired(_l("Enter how many people.")),
            NumberRange(1, MOST, _l("The number of people is between 1 and %(max)s.")),
        ],
    )
    country = SelectField(_l("Country"), choices=lambda: options([("", _("Not said")), *countries().items()]))
    partner = line(_l("Partner organisation"), PARTNER)
    programme = SelectField(_l("Opportunity of the catalogue"), coerce=int)
    activity = TranslatedField(_l("Programme in words"), ACTIVITY)
    source = line(_l("Source"), SOURCE)

    @classmethod
    def of(cls, record: MobilityRecord, **more: Any) -> Self:
        """The form, filled in with what there is."""
        partner = record.partner.label() if record.partner else ""
        plain = {field: getattr(record, field) for field in PLAIN}
        form = cls(data={**plain, "activity": record.activity, "partner": partner, "programme": record.programme_id or 0}, **more)
        latest = clock.today(current().zone).year
        years = dict.fromkeys([*range(latest + 1, FIRST_YEAR - 1, -1), record.year or latest])
        form.year.choices = options((year, academic_year(year)) for year in sorted(years, reverse=True))
        found = db.session.execute(select(Programme.id, Programme.name).order_by(Programme.by_name(), Programme.id))
        form.programme.choices = options([(0, _("None of these")), *((number, name.shown().text) for number, name in found)])
        return form

    def validate_partner(self, field: Any) -> None:
        require_one_organisation(field)

    def fill(self, record: MobilityRecord) -> None:
        """Let the line be what was typed; where only the partner is named, the country is the partner's."""
        partner = record.partner
        if partner is None or self.partner.data != partner.label():
            partner = organisation_named(self.partner.data, partner)
        programme = db.session.get(Programme, self.programme.data) if self.programme.data else None
        plain = {field: self[field].data for field in PLAIN}
        plain["country"] = self.country.data or (partner.country if partner else "")
        record.revise({**plain, "activity": self.activity.rewritten(language()), "partner": partner, "programme": programme})
