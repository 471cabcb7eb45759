"""Fields that take what people really type: invisible letters, control characters, local times, several languages."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import Form
from wtforms.fields import (
    DateTimeLocalField,
    EmailField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, NumberRange, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from support import clock
from support.i18n import offered_languages
from support.languages import Translated

OUT_OF_REACH = 10**9
INVISIBLE = {"Cf", "Zl", "Zp"}  # format characters such as a zero-width space, and Unicode's own line ends


EMPTY = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and a symbol that are drawn as nothing: the fillers of Korean, and Braille without a dot."""


def tidied(text: str | None) -> str | None:
    """A text without what nobody sees, in one normal form, so that two spellings of it are equal (Unicode NFC)."""
    if not isinstance(text, str):
        return text
    visible = "".join(letter for letter in text if unicodedata.category(letter) not in INVISIBLE)
    if all(letter in EMPTY or unicodedata.category(letter) in ("Zs", "Mn") for letter in visible):
        return ""
    return unicodedata.normalize("NFC", visible).replace("\r\n", "\n").strip()


class Filled:
    """Something must be typed that can be seen."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Fill in this field.")

    def __call__(self, _form: Form, field: Field) -> None:
        if not field.data or not str(field.data).strip():
            raise StopValidation(str(self.message))


class NoControls:
    """Control characters come from broken copies and from attacks; nothing is stored with them."""

    def __call__(self, _form: Form, field: Field) -> None:
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in field.data or ""):
            raise StopValidation(str(_l("This text has hidden control characters. Type it anew instead of pasting it.")))


class OneLine:
    """A name or a title has no line breaks."""

    def __call__(self, _form: Form, field: Field) -> None:
        if "\n" in (field.data or "") or "\t" in (field.data or ""):
            raise StopValidation(str(_l("Write this on one line.")))


def options(named: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """The entries of a menu, from codes with their words."""
    pairs = named.items() if isinstance(named, Mapping) else named
    return [SelectChoice(value, label) for value, label in pairs]


def at_most(number: int) -> Length:
    return Length(max=number, message=_l("This is too long: %(max)d characters at most."))


def line(label: Any, limit: int, *, required: Any = None, **more: Any) -> StringField:
    """One line of text; `required` True, or the sentence that asks for it."""
    asked = [Filled(None if required is True else required)] if required else []
    return StringField(label, filters=[tidied], validators=[*asked, NoControls(), OneLine(), at_most(limit)], **more)


def lines(label: Any, limit: int, *, required: Any = None, **more: Any) -> TextAreaField:
    """Text with line breaks."""
    asked = [Filled(None if required is True else required)] if required else []
    return TextAreaField(label, filters=[tidied], validators=[*asked, NoControls(), at_most(limit)], **more)


def email_line(label: Any, *, required: Any = None, **more: Any) -> EmailField:
    """An e-mail address; its shape is the form's to judge."""
    asked = [Filled(None if required is True else required)] if required else []
    return EmailField(label, filters=[tidied], validators=[*asked, NoControls(), OneLine()], **more)


def numbered(text: str | None) -> int | None:
    """A number as our own forms write them, of a row or a place in a list; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def row_numbers(name: str, keys: Iterable[str]) -> list[int]:
    """Which rows were sent of a list: 0 and 2 of "guests-0-name", "guests-2-name"."""
    found = (numbered(key.split("-")[1]) for key in keys if key.startswith(f"{name}-"))
    return sorted({number for number in found if number is not None})


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs only
    """A list of rows, whatever number they were sent under."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        return row_numbers(prefix, formdata)


class WholeNumber(IntegerField):
    """One of hundreds of figures counts as one of ten: what is out of reach is out of reach, and validators reckon in floats."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = max(-OUT_OF_REACH, min(self.data, OUT_OF_REACH))


class Within(NumberRange):
    """A number between two others. Of what is no number the field itself says so, once."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None:
            super().__call__(form, field)


class Many(SelectMultipleField):
    """Any number of several, as check boxes; each counts once however often it was sent."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = list(dict.fromkeys(self.data or []))


class Choice(RadioField):
    """One of several, or none: whether it must be answered is for a validator to say."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            try:
                super().pre_validate(form)
            except ValueError:
                raise ValidationError(_l("Choose one of these.")) from None


@lru_cache
def _a_field_each(codes: tuple[str, ...], kind: Any, limit: int) -> type[Form]:
    return type("InEachLanguage", (Form,), {code: kind("", limit) for code in codes})


class TranslatedField(FormField):  # type: ignore[type-arg]  # generic in its stubs only
    """A text in each language on offer. `obj` and `data` are `Translated`; `texts` is what was typed, by language."""

    def __init__(self, label: Any, limit: int, *, kind: Any = line, required: Any = None, **more: Any) -> None:
        super().__init__(Form, label, **more)
        self.kind, self.limit, self.must = kind, limit, required

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.form_class = _a_field_each(tuple(offered_languages()), self.kind, self.limit)
        stored = data if isinstance(data, Translated) else self.__dict__.get("object_data", Translated())
        self.object_data = stored
        self.form = self.form_class(formdata=formdata, prefix=self.name + self.separator, data=dict(stored.texts))

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        valid = super().validate(form, tuple(extra_validators))
        if valid and self.must and not any(self.texts.values()):
            first = next(iter(self.form))
            first.errors = [*first.errors, str(self.must)]
            return False
        return valid

    @property
    def texts(self) -> dict[str, str]:
        return {field.short_name: field.data or "" for field in self.form}

    def rewritten(self, source: str = "") -> Translated:
        """What was there with what was typed now."""
        stored: Translated = self.object_data
        return stored.rewritten(self.texts, clock.now(), source)


class WallClockField(DateTimeLocalField):
    """A date and an hour on the wall of a zone; `moment_in(zone)` says which instant that is."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("This is not a date and an hour that exist, such as 2026-12-03 10:00.")) from None

    def moment_in(self, zone: ZoneInfo) -> datetime | None:
        """The instant, None when nothing was typed. Raises ValidationError for an hour that the zone skips or repeats."""
        if not isinstance(self.data, datetime):
            return None
        try:
            return clock.moment_in(zone, self.data)
        except clock.SkippedTime:
            raise ValidationError(_l("The clocks go forward then: this hour does not exist. Choose another.")) from None
        except clock.RepeatedTime:
            raise ValidationError(_l("The clocks go back then: this hour comes twice. Choose another.")) from None

    def show(self, moment: datetime | None, zone: ZoneInfo) -> None:
        """Fill in a moment as the zone's clock says it."""
        self.data = moment.astimezone(zone).replace(tzinfo=None) if moment else None


class YearWithinReason:
    """Typing slips give years such as 0026 or 20261."""

    def __call__(self, _form: Form, field: Field) -> None:
        if isinstance(field.data, date) and not 1990 <= field.data.year <= 2100:
            raise StopValidation(str(_l("The year must be between 1990 and 2100.")))
