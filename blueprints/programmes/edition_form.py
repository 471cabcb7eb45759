"""The form of an opportunity's year."""

from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from blueprints import wording
from blueprints.programmes.fields import (
    AmountField,
    DocumentRow,
    LengthRow,
    LinkRow,
    QuestionRow,
    RateRow,
    number,
    participants,
    rows,
)
from models.edition import Edition
from models.edition_rows import ROWS
from models.email_address import BadAddress, clean_email
from support.addresses import is_web_address
from support.form_fields import TranslatedField, YearWithinReason, email_line, line, lines, options
from support.languages import language
from support.money import currencies
from support.versions import Versioned

TEXT, LINE = 5_000, 300
TRANSLATED = (
    "description", "duration", "workload", "requirements", "applicants", "consortium", "outcome", "steps", "managed_by", "grant",
)  # fmt: skip
PLAIN = ("contact_name", "contact_email", "contact_phone", "source", "grant_kind", "grant_period", "currency", "applies_to")
FIGURES = ("grant_min", "grant_max", "grant_limit", "consortium_organisations", "consortium_countries", "checked_on")
ANSWERS = {"": None, "yes": True, "no": False}
ANSWERED = ("can_take_part", "can_apply")
ROW_FORMS: dict[str, Any] = {
    "lengths": LengthRow, "rates": RateRow, "documents": DocumentRow, "faq": QuestionRow, "links": LinkRow,
}  # fmt: skip


def answer(label: Any) -> SelectField:
    """Yes, no, or nothing said."""
    return SelectField(label, choices=options({"": _l("Not known"), "yes": _l("Yes"), "no": _l("No")}))


def choice(label: Any, words: dict[str, Any]) -> SelectField:
    """One of several, or nothing said."""
    return SelectField(label, choices=lambda: options({"": _l("Not known"), **words}))


class EditionForm(Versioned, FlaskForm):
    """What an opportunity offers in a year."""

    description = TranslatedField(_l("Description"), TEXT, kind=lines)
    outcome = TranslatedField(_l("What one has afterwards"), TEXT, kind=lines)
    participants = participants(_l("Who takes part"))
    requirements = TranslatedField(_l("What one must have or be"), TEXT, kind=lines)
    applies_to = choice(_l("To whom one applies"), wording.APPLIES_TO)
    applicants = TranslatedField(_l("Who applies to whom, in words"), TEXT, kind=lines)
    can_take_part = answer(_l("Can our university take part?"))
    can_apply = answer(_l("Can our university apply itself?"))
    consortium_organisations = number(_l("Organisations at least"), 500)
    consortium_countries = number(_l("Countries at least"), 250)
    consortium = TranslatedField(_l("The consortium in words"), TEXT, kind=lines)
    lengths = rows(LengthRow, _l("Lengths"))
    duration = TranslatedField(_l("Duration in words"), LINE)
    workload = TranslatedField(_l("Workload"), LINE)
    grant_kind = choice(_l("Kind of grant"), wording.GRANT_KINDS)
    grant_min = AmountField(_l("From"))
    grant_max = AmountField(_l("Up to"))
    currency = line(_l("Currency"), 10)
    grant_period = choice(_l("This amount is for"), wording.GRANT_PERIODS)
    grant_limit = AmountField(_l("At most altogether"))
    rates = rows(RateRow, _l("Rates"))
    grant = TranslatedField(_l("The grant in words"), TEXT, kind=lines)
    steps = TranslatedField(_l("Steps"), TEXT, kind=lines)
    documents = rows(DocumentRow, _l("Documents"))
    faq = rows(QuestionRow, _l("Questions and answers"))
    contact_name = line(_l("Contact person"), 120)
    contact_email = email_line(_l("Contact e-mail"))
    contact_phone = line(_l("Contact phone"), 40)
    managed_by = TranslatedField(_l("Managed by"), LINE)
    links = rows(LinkRow, _l("Links"))
    source = line(_l("Source"), 500)
    checked_on = DateField(_l("Checked on"), validators=[Optional(), YearWithinReason()])

    @classmethod
    def of(cls, edition: Edition, posted: MultiDict[str, str] | None = None, *, stored: bool = False) -> Self:
        """The form, filled in with what there is, or with what was posted over it unless it is wanted as `stored`."""
        given = None if stored else posted if posted is not None else request.form or None
        same = {field: getattr(edition, field) for field in ("participants", *TRANSLATED, *PLAIN, *FIGURES)}
        said = {known: word for word, known in ANSWERS.items()}
        answers = {field: said[getattr(edition, field)] for field in ANSWERED}
        known = {name: edition.numbered(name).items() for name in ROW_FORMS}
        listed = {name: [form.shown(row, number) for number, row in known[name]] for name, form in ROW_FORMS.items()}
        return cls(formdata=given, data={**same, **answers, **listed})

    def validate_grant_max(self, field: Any) -> None:
        if field.data is not None and self.grant_min.data is not None and field.data < self.grant_min.data:
            raise ValidationError(_("The second amount cannot be smaller than the first."))

    def validate_currency(self, field: Any) -> None:
        if (field.data or "").upper() not in currencies():
            raise ValidationError(_("This is no currency of today: EUR, USD and KZT are codes of some (ISO 4217)."))

    def validate_contact_email(self, field: Any) -> None:
        if field.data:
            try:
                field.data = clean_email(field.data)
            except BadAddress:
                raise ValidationError(_("Enter an e-mail address, like name@example.org.")) from None

    def validate_source(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Enter a full address that begins with https://."))

    def fill(self, edition: Edition) -> None:
        """Let the year be what was typed, and start it where it is a draft. Raises YearTaken where that was done meanwhile."""
        changes: dict[str, Any] = {field: self[field].rewritten(language()) for field in TRANSLATED}
        changes |= {field: self[field].data or "" for field in PLAIN} | {field: self[field].data for field in FIGURES}
        changes |= {field: ANSWERS[self[field].data] for field in ANSWERED} | {"participants": self.participants.data or []}
        changes["currency"] = changes["currency"].upper()
        known = {name: edition.numbered(name) for name in ROWS}
        if edition.id is None:
            edition.programme.start(edition)
        with edition.holding() as hold:
            edition.revise(changes)
            for name in ROWS:
                hold(name, self._rows(name, known[name]))

    def _rows(self, name: str, stored: dict[int, Any]) -> list[Any]:
        """The rows as they are to be stored, those that were there with what is typed now."""
        typed = (entry.form for entry in self[name] if not entry.form.remove.data and not entry.form.empty)
        return [row.fill(stored.pop(row.stored_id or 0, None) or ROWS[name]()) for row in typed]
