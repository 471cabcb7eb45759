"""The form of a programme."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from models import Programme
from support.addresses import is_web_address
from support.form_fields import TranslatedField, line, lines, options
from support.languages import language
from support.versions import Versioned

NAME, SHORT, ALIASES, LINKS, TEXT = 200, 60, 500, 5_000, 5_000
"""The longest there may be of each, in characters."""
ANSWERS = {"": None, "yes": True, "no": False}
TRANSLATED = ("name", "description", "duration", "grant", "applicants", "documents")
PLAIN = ("short_name", "period", "code")


def answer(label: Any) -> SelectField:
    """Yes, no, or nothing said."""
    return SelectField(label, choices=options({"": _l("Not known"), "yes": _l("Yes"), "no": _l("No")}))


class ProgrammeForm(Versioned, FlaskForm):
    """What a programme's page tells."""

    name = TranslatedField(_lp("programme", "Name"), NAME, required=_l("Enter a name."))
    short_name = line(_l("Short name"), SHORT)
    family = line(_l("Family"), NAME)
    description = TranslatedField(_l("Description"), TEXT, kind=lines)
    links = lines(_l("Links"), LINKS)
    aliases = line(_l("Other names"), ALIASES)
    period = line(_l("Period"), SHORT)
    code = line(_l("Identifier of its calls"), SHORT * 2)
    duration = TranslatedField(_l("Duration"), TEXT, kind=lines)
    grant = TranslatedField(_l("Grant"), TEXT, kind=lines)
    applicants = TranslatedField(_l("Who can apply"), TEXT, kind=lines)
    documents = TranslatedField(_l("Documents"), TEXT, kind=lines)
    can_take_part = answer(_l("Can our university take part?"))
    can_apply = answer(_l("Can our university apply itself?"))
    current = BooleanField(_l("Calls still come"), default=True)

    @classmethod
    def of(cls, programme: Programme, **more: Any) -> "ProgrammeForm":
        """The form, filled in with what there is."""
        said = {known: word for word, known in ANSWERS.items()}
        same = {field: getattr(programme, field) for field in (*TRANSLATED, *PLAIN, "current")}
        return cls(
            data={
                **same,
                "family": programme.family.shown().text,
                "links": "\n".join(programme.links),
                "aliases": ", ".join(programme.aliases),
                "can_take_part": said[programme.can_take_part],
                "can_apply": said[programme.can_apply],
            },
            **more,
        )

    def validate_links(self, field: Any) -> None:
        for address in (field.data or "").split():
            if not is_web_address(address):
                raise ValidationError(_("A link begins with https://, one on each line: %(link)s", link=address[:60]))

    def changes(self, programme: Programme) -> dict[str, Any]:
        """What was typed, by the names of columns."""
        return {
            **{field: self[field].rewritten(language()) for field in TRANSLATED},
            **{field: self[field].data or "" for field in PLAIN},
            "family": programme.family_named(self.family.data or "", language()),
            "links": (self.links.data or "").split(),
            "aliases": [alias.strip() for alias in (self.aliases.data or "").split(",") if alias.strip()],
            "can_take_part": ANSWERS[self.can_take_part.data],
            "can_apply": ANSWERS[self.can_apply.data],
            "current": self.current.data,
        }
