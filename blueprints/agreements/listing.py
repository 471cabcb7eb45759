"""Staff's list of agreements."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select

from blueprints import wording
from blueprints.listing import Col, OneOf, Since, StaffList, Until, Words
from models import Agreement, Organisation, Programme
from models.agreement import agreement_partners, agreement_programmes
from models.partners import in_order
from support.countries import country_name
from support.db import db


def known_countries() -> dict[str, str]:
    """The countries of partners, by their names."""
    signing = Organisation.id.in_(select(agreement_partners.c.organisation_id))
    used = db.session.scalars(select(Organisation.country).where(signing, Organisation.country != "").distinct())
    return {code: country_name(code) for code in in_order(used)}


def known_programmes() -> dict[str, str]:
    """The opportunities that rest on an agreement."""
    resting = Programme.id.in_(select(agreement_programmes.c.programme_id))
    found = db.session.execute(select(Programme.id, Programme.name).where(resting).order_by(Programme.by_name(), Programme.id))
    return {str(number): name.shown().text for number, name in found}


class Agreements(StaffList):
    """Whom we have agreed with, about what and until when."""

    id, title, order = "agreements", _l("Agreements"), "partners"
    columns = (
        Col("partners", _l("Partners"), sort=Agreement.by_partner, value=lambda one: partners_of(one), width=60),
        Col("country", _l("Country"), value=lambda one: countries_of(one), width=24),
        Col("kind", _l("Kind"), sort=lambda: Agreement.kind, value=lambda one: wording.AGREEMENT_KINDS[one.kind], width=32),
        Col("number", _l("Number"), sort=lambda: Agreement.number),
        Col("programmes", _l("Opportunities"), value=lambda one: [programme.name for programme in one.programmes], width=48),
        Col("fields", _l("Fields of study"), value=lambda one: fields_of(one), on_page=False, width=48),
        Col("subject_area", _l("Subject in its own words"), on_page=False, width=36),
        Col("signed_on", _l("Signed"), sort=lambda: Agreement.signed_on, on_page=False, backwards=True),
        Col("starts_on", _l("First day"), sort=lambda: Agreement.starts_on, on_page=False, backwards=True),
        Col("ends_on", _l("Last day"), sort=lambda: Agreement.ends_on),
        Col("renewal", _l("Renewal"), value=lambda one: wording.RENEWALS[one.renewal], on_page=False),
        Col("renew_by", _l("Renew by"), sort=lambda: Agreement.renew_by, on_page=False),
        Col("state", _l("State"), value=lambda one: wording.AGREEMENT_STATES[one.state]),
        Col("contact", _l("Contact"), value=lambda one: one.contact and one.contact.label(), on_page=False, width=36),
        Col("document", _l("Document"), on_page=False, width=36),
        Col("note", _l("Note"), on_page=False, width=48),
    )
    filters = (
        Words(Agreement.fitting, _l("Partner, number or subject")),
        OneOf("state", _l("State"), wording.AGREEMENT_STATES, Agreement.in_state),
        OneOf("kind", _l("Kind"), wording.AGREEMENT_KINDS, Agreement.kind),
        OneOf("country", _l("Country"), known_countries, lambda code: Agreement.with_partners(Organisation.country == code)),
        OneOf("programme", _l("Opportunity"), known_programmes, lambda number: Agreement.needed_for(int(number))),
        OneOf("field", _l("Field of study"), wording.STUDY_FIELDS, Agreement.of_field, more=True),
        Since(Agreement.ends_on, label=_l("Ends on or after"), more=True),
        Until(Agreement.ends_on, label=_l("Ends on or before"), more=True),
    )

    def query(self) -> Select[Any]:
        return Agreement.lists()

    def counted(self, number: int) -> str:
        return ngettext("%(num)s agreement", "%(num)s agreements", number)


def partners_of(agreement: Agreement) -> str:
    """Partners as a file names them, by their labels."""
    return "; ".join(partner.label() for partner in agreement.partners)


def fields_of(agreement: Agreement) -> list[str]:
    """The fields of study in words."""
    return [str(wording.STUDY_FIELDS[code]) for code in agreement.fields]


def countries_of(agreement: Agreement) -> list[str]:
    """The partners' countries, each once."""
    return [country_name(code) for code in in_order({partner.country for partner in agreement.partners} - {""})]
