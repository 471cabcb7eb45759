"""The form of an agreement, and that of its renewal."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from blueprints import wording
from blueprints.editing.entries import one_a_line
from blueprints.editing.naming import organisation_named, person_named, require_one_organisation, require_one_person
from models import Agreement, Organisation, Programme
from support.addresses import is_web_address
from support.db import db
from support.form_fields import Many, WholeNumber, YearWithinReason, line, lines, options
from support.versions import Versioned

NUMBER, SUBJECT, ADDRESS, NOTE, PARTNERS = 100, 300, 1000, 5_000, 5_000
"""The longest there may be of each, in characters."""
MOST_MONTHS, MOST_PARTNERS = 60, 50
DAYS = ("signed_on", "starts_on", "ends_on", "notice_months")
PLAIN = ("kind", "number", "fields", "subject_area", "renewal", "note", "document", *DAYS)


def day(label: Any) -> DateField:
    return DateField(label, validators=[Optional(), YearWithinReason()])


class AgreementForm(Versioned, FlaskForm):
    """Who agreed on what, until when. Partners are one a line, the contact is named by typing."""

    partners = lines(_l("Partners"), PARTNERS, required=_l("Name one partner at least."))
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.AGREEMENT_KINDS))
    number = line(_l("Number"), NUMBER)
    programmes = Many(_l("Opportunities that need it"), coerce=int)
    signed_on = day(_l("Signed on"))
    starts_on = day(_l("In force from"))
    ends_on = day(_l("Last day"))
    renewal = SelectField(_l("Renewal"), choices=lambda: options(wording.RENEWALS))
    notice_months = WholeNumber(
        _l("Months before the end to renew it"),
        validators=[Optional(), NumberRange(0, MOST_MONTHS, _l("Enter between 0 and %(max)s months."))],
    )
    fields = Many(_l("Fields of study"), choices=lambda: options(wording.STUDY_FIELDS))
    subject_area = line(_l("Subject in its own words"), SUBJECT)
    contact = line(_l("Contact person"), 300)
    document = line(_l("Address of the document"), ADDRESS)
    note = lines(_l("Note"), NOTE)

    agreement: Agreement

    @classmethod
    def of(cls, agreement: Agreement, **more: Any) -> Self:
        """The form, filled in with what there is."""
        named = {
            "partners": "\n".join(partner.label() for partner in agreement.partners),
            "programmes": [programme.id for programme in agreement.programmes],
            "contact": agreement.contact.label() if agreement.contact else "",
        }
        form = cls(data={**{field: getattr(agreement, field) for field in PLAIN}, **named}, **more)
        form.agreement = agreement
        found = db.session.execute(select(Programme.id, Programme.name).order_by(Programme.by_name(), Programme.id))
        form.programmes.choices = options((number, name.shown().text) for number, name in found)
        return form

    def validate_partners(self, field: Any) -> None:
        if len(one_a_line(field.data)) > MOST_PARTNERS:
            raise ValidationError(_("These are too many partners: %(most)d at most.", most=MOST_PARTNERS))
        if any(len(name) > 200 for name in one_a_line(field.data)):
            raise ValidationError(_("A name is too long: 200 characters at most."))
        require_one_organisation(field)

    def validate_contact(self, field: Any) -> None:
        require_one_person(field.data, self.agreement.contact)

    def validate_ends_on(self, field: Any) -> None:
        begins = self.starts_on.data or self.signed_on.data
        if field.data and begins and field.data < begins:
            raise ValidationError(_("The last day cannot be before the first."))

    def validate_document(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Enter a full address that begins with https://."))

    def fill(self, agreement: Agreement) -> None:
        """Let the agreement be what was typed."""
        plain = {field: self[field].data if field in DAYS else self[field].data or "" for field in PLAIN}
        agreement.revise(
            {
                **plain,
                "fields": sorted(self.fields.data or []),
                "partners": self._partners(agreement),
                "programmes": _the_same_or(agreement.programmes, Programme, self.programmes.data or []),
                "contact": person_named(self.contact.data, agreement.contact),
            }
        )

    def _partners(self, agreement: Agreement) -> list[Organisation]:
        stored = {partner.label(): partner for partner in agreement.partners}
        found = [stored.get(name) or organisation_named(name) for name in one_a_line(self.partners.data)]
        named = list(dict.fromkeys(one for one in found if one))
        return agreement.partners if set(agreement.partners) == set(named) else named


def _the_same_or(stored: list[Any], kind: Any, numbers: list[int]) -> list[Any]:
    """The rows of some numbers; the very list that is stored where it has them, so that the record tells of no change."""
    if {one.id for one in stored} == set(numbers):
        return stored
    return list(db.session.scalars(select(kind).where(kind.id.in_(numbers)).order_by(kind.id)))


class RenewalForm(FlaskForm):
    """Until when it goes on."""

    until = DateField(_l("In force until"), validators=[InputRequired(_l("Enter the new last day.")), YearWithinReason()])
