"""The form of what an opportunity is whatever the year, and the one that begins a year."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired, NumberRange

from blueprints.programmes.fields import Understood
from models import Programme
from support.form_fields import TranslatedField, WholeNumber, line
from support.languages import language
from support.versions import Versioned

NAME, SHORT, ALIASES = 200, 60, 500
PLAIN = ("short_name", "period", "code")
ANSWERED = ("current", "needs_agreement")
FIRST_YEAR, LAST_YEAR = 1990, 2100


class ProgrammeForm(Versioned, FlaskForm):
    """Names, family, codes."""

    name = TranslatedField(_lp("programme", "Name"), NAME, required=_l("Enter a name."))
    short_name = line(_l("Short name"), SHORT)
    family = line(_l("Family"), NAME)
    aliases = line(_l("Other names"), ALIASES)
    period = line(_l("Period"), SHORT)
    code = line(_l("Identifier of its calls"), SHORT * 2)
    needs_agreement = BooleanField(_l("It needs an agreement with a partner"))
    current = BooleanField(_l("Calls still come"), default=True)

    @classmethod
    def of(cls, programme: Programme, **more: Any) -> "ProgrammeForm":
        """The form, filled in with what there is."""
        same = {field: getattr(programme, field) for field in ("name", *PLAIN, *ANSWERED)}
        shown = {"family": programme.family.shown().text, "aliases": ", ".join(programme.aliases)}
        return cls(data={**same, **shown}, **more)

    def fill(self, programme: Programme) -> None:
        """Store what was typed."""
        changes = {
            **{field: self[field].data or "" for field in PLAIN},
            **{field: self[field].data for field in ANSWERED},
            "name": self.name.rewritten(language()),
            "family": programme.family_named(self.family.data or "", language()),
            "aliases": [alias.strip() for alias in (self.aliases.data or "").split(",") if alias.strip()],
        }
        programme.revise(changes)


class StartForm(FlaskForm):
    """Which call year begins."""

    year = WholeNumber(
        _l("Call year"),
        validators=[
            InputRequired(_l("Enter a year.")),
            Understood(),
            NumberRange(FIRST_YEAR, LAST_YEAR, message=_l("The year must be between 1990 and 2100.")),
        ],
    )
