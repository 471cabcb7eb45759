"""Fields of the catalogue's forms: amounts of money, and rows that know what they are stored as."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, StopValidation, ValidationError

from blueprints import wording
from blueprints.editing.rows import Row
from support import clock
from support.addresses import is_web_address
from support.form_fields import Many, Rows, TranslatedField, WholeNumber, line, lines, options, tidied
from support.i18n import language_name, offered_languages
from support.languages import language
from support.money import read_amount

MOST_ROWS, READ_ROWS = 60, 500
"""How many rows a list may have, and how many of a form are looked at, so that one too many is said and not lost."""
LONGEST = 3650


class AmountField(StringField):
    """A sum of money as people type it; `data` is a Decimal or None."""

    def process(self, *arguments: Any, **more: Any) -> None:
        self.raw_data = None
        super().process(*arguments, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = tidied(valuelist[0]) if valuelist else ""
        try:
            self.data = read_amount(text) if text else None
        except ValueError:
            self.data = None
            raise ValueError(_("Write an amount in figures, such as 30 000 or 12.50.")) from None

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else format(self.data, "f")


class Understood:
    """What is no number at all is not too small as well: one sentence is enough."""

    def __call__(self, _form: Form, field: Field) -> None:
        if field.process_errors:
            raise StopValidation()


def number(label: Any, limit: int = LONGEST) -> WholeNumber:
    message = _l("Write a whole number between %(min)d and %(max)d.")
    return WholeNumber(label, validators=[Optional(), Understood(), NumberRange(0, limit, message=message)])


def rows(kind: type[Form], label: Any) -> FieldList:  # type: ignore[type-arg]  # generic in its stubs only
    return Rows(FormField(kind), label, max_entries=READ_ROWS, validators=[_not_too_many])


def _not_too_many(_form: Form, field: Any) -> None:
    if len(field.entries) > MOST_ROWS:
        raise ValidationError(_("There are too many rows here: %(max)d at most.", max=MOST_ROWS))


def participants(label: Any) -> Many:
    return Many(label, choices=lambda: options(wording.PARTICIPANTS))


class YearRow(Row):
    """A row that is filled into one of `models.edition_rows`; `must` is the text without which it says nothing."""

    must: ClassVar[str] = ""

    @property
    def data(self) -> dict[str, Any]:
        """What it says, whatever its number: two people who start a year alike have nothing to choose between."""
        return {name: said for name, said in super().data.items() if name != "row_id"}

    @property
    def empty(self) -> bool:
        return not any(
            _typed(field) for field in self if field.type not in ("SelectField", "BooleanField", "HiddenField", "Many")
        )

    def validate(self, extra_validators: Any = None) -> bool:
        if self.must:
            self[self.must].must = None if self.empty else _("Fill in this field.")
        return super().validate(extra_validators)

    def fill(self, row: Any) -> Any:
        """Let a stored or a new row be what was typed; the row."""
        for field in self:
            if isinstance(field, TranslatedField):
                stored = getattr(row, field.short_name)
                setattr(row, field.short_name, stored.rewritten(field.texts, clock.now(), language()))
            elif field.short_name not in ("row_id", "remove"):
                setattr(row, field.short_name, field.data)
        return row

    @classmethod
    def shown(cls, row: Any, number: int) -> dict[str, Any]:
        """A row as the form's data, which knows it by that number."""
        names = (name for name, field in vars(cls).items() if hasattr(field, "field_class"))
        return {"row_id": number, **{name: getattr(row, name) for name in names}}


def _typed(field: Any) -> bool:
    if isinstance(field, TranslatedField):
        return any(field.texts.values())
    return bool(field.raw_data and str(field.raw_data[0]).strip()) if field.raw_data is not None else field.data is not None


class LengthRow(YearRow):
    """From how much to how much of what, for whom."""

    least = number(_l("From"))
    most = number(_l("Up to"))
    unit = SelectField(_l("Unit"), choices=lambda: options(wording.LENGTH_UNITS), default="months")
    who = participants(_l("For whom"))
    note = TranslatedField(_l("Note"), 200)

    def validate_most(self, field: Any) -> None:
        if field.data is not None and self.least.data is not None and field.data < self.least.data:
            raise ValidationError(_("The second number cannot be smaller than the first."))


class RateRow(YearRow):
    """A line of the table of rates."""

    must = "name"
    name = TranslatedField(_l("For whom or what"), 300)
    amount = AmountField(_l("Amount"))
    note = TranslatedField(_l("Note"), 300)


class DocumentRow(YearRow):
    """A document, whether and when it is needed, by whom, and in which languages."""

    must = "name"
    name = TranslatedField(_l("Document"), 300)
    need = SelectField(_l("Needed"), choices=lambda: options(wording.NEEDS), default="required")
    condition = TranslatedField(_l("In which cases"), 300)
    languages = Many(_l("It must be in"), choices=lambda: options((code, language_name(code)) for code in offered_languages()))
    who = participants(_l("For whom"))
    note = TranslatedField(_l("Note"), 500)


class QuestionRow(YearRow):
    """A question that people ask."""

    must = "question"
    question = TranslatedField(_l("Question"), 300)
    answer = TranslatedField(_l("Answer"), 3000, kind=lines)


class LinkRow(YearRow):
    """A page elsewhere."""

    address = line(_l("Address"), 500)
    name = TranslatedField(_l("What is there"), 200)

    def validate_address(self, field: Any) -> None:
        if not self.empty and not is_web_address(field.data or ""):
            raise ValidationError(_("Enter a full address that begins with https://."))
