"""The form of an organisation."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from blueprints.editing.entries import one_a_line
from models import Organisation
from support.addresses import is_web_address
from support.countries import countries
from support.form_fields import TranslatedField, line, lines, options
from support.versions import Versioned

PLAIN = ("short_name", "kind", "city", "country", "website")


class OrganisationForm(Versioned, FlaskForm):
    """All that is known of it. The other names are one a line."""

    name = TranslatedField(_lp("organisation", "Name"), 200, required=_l("Enter the full name in one language at least."))
    short_name = line(_l("Short name"), 40)
    kind = SelectField(_l("Kind"), choices=lambda: options([("", _("Not said")), *wording.ORGANISATION_KINDS.items()]))
    city = line(_l("City"), 100)
    country = SelectField(_l("Country"), choices=lambda: options([("", _("Not said")), *countries().items()]))
    website = line(_l("Website"), 500)
    variants = lines(_l("Other names and spellings"), 2000)

    @classmethod
    def of(cls, entry: Organisation, **more: Any) -> Self:
        """The form, filled in with what there is."""
        plain = {field: getattr(entry, field) for field in PLAIN}
        return cls(data={**plain, "name": entry.name, "variants": "\n".join(entry.variants or ())}, **more)

    def validate_website(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Enter a full address that begins with https://."))

    def fill(self, entry: Organisation) -> None:
        """Let the organisation be what was typed."""
        plain = {field: self[field].data or "" for field in PLAIN}
        entry.revise({**plain, "name": self.name.rewritten(), "variants": one_a_line(self.variants.data)})
