"""What staff type when they add somebody by hand: the name is all that is needed."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from models import Attendee, Event, Registration, RegistrationQuestion
from models.email_address import BadAddress, clean_email
from support.form_fields import Many, email_line, line, lines, options
from support.i18n import language_name, offered_languages
from support.languages import language

NAME, ORGANISATION, PHONE, NEEDS, ANSWER = 120, 200, 40, 1000, 1000
"""The longest there may be of each, in characters; as long as in the form that attendees fill in."""
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{10,64}")
UNANSWERED = ("", _l("Not answered"))


class AttendeeForm(FlaskForm):
    """Somebody added by hand. `form_key` tells one form that was sent twice from two people of the same name."""

    form_key = HiddenField()
    name = line(_l("Full name"), NAME, required=_l("Enter the name."))
    email = email_line(_l("E-mail"))
    audience = SelectField(_l("Audience"), default="")
    organisation = line(_l("Faculty or organisation"), ORGANISATION)
    phone = line(_l("Phone"), PHONE)
    attends_online = BooleanField(_l("Attends online"))
    needs = lines(_l("Access or dietary needs"), NEEDS)
    language = SelectField(_l("Language of our mails"))
    came = BooleanField(_l("They are here: mark as came"))
    questions: list[RegistrationQuestion]
    always_online: bool

    @classmethod
    def for_event(cls, event: Event, *, came: bool = False) -> Self:
        """The form with the event's own questions, none of which staff have to answer."""
        asked = {question.key: _field_for(question) for question in event.questions}
        form: Self = type("AttendeeFormOfEvent", (cls,), asked)(data={"came": came, "language": language()})
        form.questions = list(event.questions)
        form.audience.choices = options({"": _("Not known"), **wording.ATTENDEES})
        form.language.choices = options((code, language_name(code)) for code in offered_languages())
        if not FORM_KEY.fullmatch(form.form_key.data or ""):
            form.form_key.data = secrets.token_urlsafe(16)
        form.always_online = event.mode == "online"
        if event.mode != "hybrid":
            del form.attends_online
        return form

    def validate_email(self, field: Field) -> None:
        try:
            field.data = clean_email(field.data) if field.data else ""
        except BadAddress as bad:
            raise ValidationError(_problem_with(bad)) from None

    @property
    def attendee(self) -> Attendee:
        """Who is added. Consent is theirs to give, so nothing is noted of it."""
        texts = {
            name: self[name].data or "" for name in ("name", "email", "audience", "organisation", "phone", "language", "needs")
        }
        online = "attends_online" in self and self.attends_online.data
        return Attendee(**texts, attends_online=online, consented=False)

    @property
    def answers(self) -> Mapping[str, Any]:
        """What was answered, by the questions' keys."""
        given = {question.key: self[question.key].data for question in self.questions}
        return {key: answer for key, answer in given.items() if answer not in (None, "", [])}

    def refuse_address(self, holder: Registration) -> None:
        """Say beside the address who holds a place with it."""
        self.email.errors = [
            *self.email.errors,
            _("This address holds a place already, under the name %(name)s.", name=holder.name),
        ]


def _field_for(question: RegistrationQuestion) -> Field:
    label, choices = question.label.shown().text, question.choices(language())
    if question.kind == "many":
        return Many(label, choices=options(choices))
    if question.kind == "choice":
        return SelectField(label, choices=options([UNANSWERED, *choices]), default="")
    if question.kind == "yes_no":
        return SelectField(label, choices=options([UNANSWERED, ("yes", _l("Yes")), ("no", _l("No"))]), default="")
    return lines(label, ANSWER)


def _problem_with(bad: BadAddress) -> str:
    """What is wrong with an address, in a sentence."""
    if bad.reason == "letters":
        return _("The address has letters that are not Latin: %(letters)s. Look at the keyboard's language.", letters=bad.letters)
    if bad.reason == "length":
        return _("The address is too long: 254 characters at most.")
    return _("Enter an e-mail address, like name@example.org, or leave it empty.")
