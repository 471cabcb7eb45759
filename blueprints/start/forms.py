"""The forms of the start page."""

import re
from contextlib import closing
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from blueprints import wording
from models.accent import HOUSE, Accent, is_colour, is_readable, nearest_readable, spelt_out
from models.email_address import BadAddress, clean_email
from models.logo import LARGEST_FILE, BadPicture, Logo
from support.form_fields import TranslatedField, email_line, line, lines, tidied
from support.i18n import language_name
from support.versions import Versioned

NAME, PERSON, POSITION, PHONE, SENDER, PROFILE, CODE = 200, 120, 200, 40, 100, 10_000, 20
"""The longest there may be of each, in characters."""
DOMAINS = 30
"""The most there may be."""


class Domains(StringField):
    """Mail domains on one line, as they are stored: in small letters, each once."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = re.split(r"[\s,;]+", tidied(" ".join(valuelist)) or "")
        self.data = list(dict.fromkeys(one.casefold().removeprefix("@") for one in typed if one))

    def _value(self) -> str:
        return ", ".join(self.data or [])


class UniversityForm(Versioned, FlaskForm):
    """Names, domains, logo and colour. `offered` is a tone that can be read, in place of one that cannot."""

    name = TranslatedField(_l("Name of the university"), NAME, required=_l("Write the name in at least one language."))
    department = TranslatedField(_l("Name of the office"), NAME)
    mail_domains = Domains(_l("Mail domains"))
    new_logo = FileField(_l("Logo"))
    remove_logo = BooleanField(_l("Show no logo"))
    accent = ColorField(_l("Accent colour"))
    accent_code = line(_l("Or its code"), CODE)

    drawn: Logo | None = None
    offered: Accent | None = None

    def validate_mail_domains(self, field: Any) -> None:
        field.data = [written_domain(domain) for domain in field.data[:DOMAINS]]

    def validate_new_logo(self, field: Any) -> None:
        if not field.data:
            return
        try:
            with closing(field.data) as upload:
                self.drawn = Logo.from_upload(upload.read(LARGEST_FILE + 1))
        except BadPicture as bad:
            raise ValidationError(picture_problem(bad)) from None

    def validate_accent(self, field: Any) -> None:
        if not self.accent_code.data:
            self._judge(self.colour)

    def validate_accent_code(self, field: Any) -> None:
        if field.data:
            self._judge(self.colour)

    @property
    def colour(self) -> str:
        """The colour that was chosen: the offered one that was taken, else the typed code, else the picked colour."""
        return spelt_out(request.form.get("taken") or self.accent_code.data or self.accent.data or HOUSE)

    @property
    def own_colour(self) -> str:
        """The colour as it is stored: nothing for the house's own."""
        return "" if self.colour == HOUSE else self.colour

    def _judge(self, colour: str) -> None:
        if not is_colour(colour):
            raise ValidationError(_("Write the colour as # and six of 0–9 and a–f, such as #0b5a5c."))
        if not is_readable(colour):
            self.offered = Accent.of(colour)
            raise ValidationError(
                _(
                    "Text in %(colour)s is hard to read. The nearest tone that can be read is %(readable)s.",
                    colour=colour,
                    readable=nearest_readable(colour),
                )
            )


class ProfileForm(Versioned, FlaskForm):
    """What the office says of itself."""

    profile = TranslatedField(_l("Profile"), PROFILE, kind=lines)


class MemberForm(Versioned, FlaskForm):
    """Somebody of the office."""

    name = line(_l("Name"), PERSON, required=_l("Enter the name."))
    position = TranslatedField(_l("Position"), POSITION)
    email = email_line(_l("E-mail"))
    phone = line(_l("Phone"), PHONE)

    def validate_email(self, field: Any) -> None:
        field.data = written_address(field.data)


class LanguagesForm(Versioned, FlaskForm):
    """Which languages are on offer. Their order is the order of the choices."""

    languages = SelectMultipleField(
        _l("Languages"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )

    def __init__(self, order: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.languages.choices = [(code, language_name(code)) for code in order]

    def validate_languages(self, field: Any) -> None:
        if not self.chosen:
            raise ValidationError(_("Choose at least one language."))

    @property
    def chosen(self) -> list[str]:
        return [code for code, _name in self.languages.choices if code in (self.languages.data or ())]


class SenderForm(Versioned, FlaskForm):
    """From whom mails come."""

    sender_name = line(_l("Sender's name"), SENDER)
    sender_address = email_line(_l("Sender's address"))

    def validate_sender_address(self, field: Any) -> None:
        field.data = written_address(field.data)


def written_address(typed: str | None) -> str:
    """An address as it is stored, "" for none. Raises ValidationError with a sentence."""
    if not typed:
        return ""
    try:
        return clean_email(typed)
    except BadAddress as bad:
        raise ValidationError(wording.address_problem(bad)) from None


def written_domain(typed: str) -> str:
    """A domain as addresses are written with it. Raises ValidationError with a sentence."""
    try:
        return clean_email(f"somebody@{typed}").rpartition("@")[2].casefold()
    except BadAddress:
        raise ValidationError(_("“%(domain)s” is no mail domain, such as university.example.", domain=typed)) from None


def picture_problem(bad: BadPicture) -> str:
    """What is wrong with a picture, in a sentence."""
    if bad.reason == "size":
        return _("The file is larger than 1 MB. Make the picture smaller, then choose it again.")
    if bad.reason == "pixels":
        return _("The picture has more than 25 million pixels. Make it smaller, then choose it again.")
    return _("This is not a PNG, JPEG or WebP picture that we can read.")
