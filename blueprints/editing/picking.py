"""A field in which somebody is named: where the name says not who, those who may be meant are offered."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from models import Person
from models.likeness import OFFERED, people_called_like
from support.form_fields import Choice, options


class PicksPerson:
    """For a form with a field `name`: `person` is who is meant. Several of one name are offered too."""

    alike = Choice(_l("Did you mean"), choices=[], validate_choice=False)
    person: Person | None = None

    def validate_name(self, field: Field) -> None:
        meant = Person.meant(field.data or "")
        if len(meant) == 1:
            self.person = meant[0]
            return
        offered = meant[:OFFERED] or people_called_like(field.data or "")
        self.alike.choices = options((str(one.id), one.label()) for one in offered)
        self.person = next((one for one in offered if str(one.id) == self.alike.data), None)
        if self.person is None:
            self.refuse_name(meant, offered)

    def refuse_name(self, meant: Sequence[Person], offered: Sequence[Person]) -> None:
        """Say why the name is not enough. Raises ValidationError."""
        if meant:
            raise ValidationError(
                _("Several people are called that: %(names)s.", names="; ".join(one.label() for one in meant[:OFFERED]))
            )
        if offered:
            raise ValidationError(_("Nobody is called just that. Choose whom you mean below."))
        raise ValidationError(_("Nobody of that name is known."))
