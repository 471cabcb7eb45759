"""A letter to an event's people."""

from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import ValidationError

from blueprints import wording
from models.recipients import Recipient, Recipients
from support.form_fields import Many, TranslatedField, lines, options


class LetterForm(FlaskForm):
    """To whom and what, in as many languages as staff write; whoever reads another one gets the best there is."""

    groups = Many(_l("To whom"))
    subject = TranslatedField(_l("Subject"), 150, required=_l("Enter a subject in one language at least."))
    body = TranslatedField(_l("Text"), 5000, kind=lines, required=_l("Enter a text in one language at least."))
    asks_to_confirm = BooleanField(_l("Ask everybody to confirm that they have seen it"))
    counted = HiddenField()

    @classmethod
    def to(cls, recipients: Recipients, **more: object) -> Self:
        """The form with the groups that have somebody in them."""
        form = cls(**more)
        form.recipients = recipients
        form.groups.choices = options(
            (group, f"{wording.GROUPS[group]} ({number})") for group, number in recipients.numbers.items()
        )
        return form

    def validate_groups(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one group."))

    recipients: Recipients

    @property
    def readers(self) -> list[Recipient]:
        """Everybody it goes to."""
        return self.recipients.of(self.groups.data or [])
