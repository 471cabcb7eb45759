"""The form of registration: who, how to reach them, and what the organiser asked."""

import re
import secrets
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from models import Attendee, Event, Registration, RegistrationQuestion
from models.email_address import BadAddress, clean_email
from support.form_fields import Choice, Filled, Many, email_line, line, lines, options
from support.i18n import language_name, offered_languages
from support.languages import language

NAME, ORGANISATION, PHONE, NEEDS, ANSWER = 120, 200, 40, 1000, 1000
"""The longest there may be of each, in characters."""
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{10,64}")


class RegistrationForm(FlaskForm):
    """What everybody is asked; `for_event` adds what one event asks."""

    form_key = HiddenField()
    name = line(_l("Full name"), NAME, required=_l("Enter your full name."))
    email = email_line(_l("E-mail"), required=_l("Enter an e-mail address, like name@example.org."))
    audience = Choice(_l("You are"))
    organisation = line(_l("Faculty or organisation"), ORGANISATION)
    phone = line(_l("Phone"), PHONE)
    presence = Choice(
        _l("How will you attend?"), choices=lambda: options((code, wording.MODES[code]) for code in ("on_site", "online"))
    )
    language = SelectField(_l("Language of our mails"))
    needs = lines(_l("Access or dietary needs"), NEEDS)
    consent = BooleanField(_l("I agree that the organisers keep these details to run the event."))

    event: Event
    question_fields: list[tuple[RegistrationQuestion, str]]

    @classmethod
    def for_event(cls, event: Event, registration: Registration | None = None) -> Self:
        """The form of one event, filled in with a registration where there is one already."""
        asked = {question.key: question_field(question) for question in event.questions}
        kind: type[Self] = type("RegistrationFormOfEvent", (cls,), asked)
        form = kind(data=kind._filled_in(registration) if registration else {"language": language(), "presence": "on_site"})
        form.event, form.question_fields = event, [(question, question.key) for question in event.questions]
        form._fit(event, registration)
        return form

    def _fit(self, event: Event, registration: Registration | None) -> None:
        """Take away what this event does not ask, and what a holder cannot change."""
        self.audience.choices = options((code, wording.ATTENDEES[code]) for code in (event.audience or wording.ATTENDEES))
        self.language.choices = options((code, language_name(code)) for code in offered_languages())
        if self.form_key.data is None or not FORM_KEY.fullmatch(self.form_key.data):
            self.form_key.data = secrets.token_urlsafe(16)
        if not event.asks_phone:
            del self.phone
        if event.mode != "hybrid":
            del self.presence
        if registration:
            del self.consent, self.email, self.form_key

    @staticmethod
    def _filled_in(registration: Registration) -> dict[str, Any]:
        fields = ("name", "audience", "organisation", "phone", "language", "needs")
        kept = {field: getattr(registration, field) for field in fields}
        return {**kept, "presence": "online" if registration.attends_online else "on_site", **registration.answers}

    def validate_email(self, field: Any) -> None:
        try:
            field.data = clean_email(field.data)
        except BadAddress as bad:
            raise ValidationError(wording.address_problem(bad)) from None

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Tick the box so that we can register you."))

    @property
    def attendee(self) -> Attendee:
        return Attendee(
            name=self.name.data,
            email=self.email.data if "email" in self else "",
            audience=self.audience.data or "",
            organisation=self.organisation.data or "",
            phone=self.phone.data or "" if "phone" in self else "",
            language=self.language.data,
            needs=self.needs.data or "",
            attends_online=self.event.mode == "online" or ("presence" in self and self.presence.data == "online"),
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by the questions' keys; nothing for what was left empty."""
        given = {question.key: self[key].data for question, key in self.question_fields}
        return {key: answer for key, answer in given.items() if answer not in (None, "", [])}


def question_field(question: RegistrationQuestion) -> Any:
    """The field that asks an organiser's question."""
    label = question.label.shown().text
    required = [Filled(_l("Answer this question."))] if question.required else [Optional()]
    if question.kind == "choice":
        return Choice(label, choices=options(question.choices(language())), validators=required)
    if question.kind == "many":
        asked = [Filled(_l("Answer this question."))] if question.required else []  # Optional() would forgive what is no choice
        return Many(label, choices=options(question.choices(language())), validators=asked)
    if question.kind == "yes_no":
        return Choice(label, choices=options({"yes": _l("Yes"), "no": _l("No")}), validators=required)
    return lines(label, ANSWER, required=_l("Answer this question.") if question.required else None)
