"""The form of a format."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm

from support.form_fields import TranslatedField
from support.versions import Versioned

NAME = 80
"""The longest name, in characters."""


class FormatForm(Versioned, FlaskForm):
    """Its name in each language; the others are shown the one there is."""

    name = TranslatedField(_lp("format", "Name"), NAME, required=_l("Enter a name."))
