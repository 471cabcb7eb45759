"""Staff's list of organisations."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select, select

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from models import Organisation
from models.duplicates import Duplicates
from support.countries import countries, country_name
from support.db import db


def known_countries() -> dict[str, str]:
    used = set(db.session.scalars(select(Organisation.country).where(Organisation.kept()).distinct()))
    return {code: name for code, name in countries().items() if code in used}


def known_cities() -> dict[str, str]:
    used = select(Organisation.city).where(Organisation.kept(), Organisation.city != "").distinct().order_by(Organisation.city)
    return {city: city for city in db.session.scalars(used.limit(500))}


class Organisations(StaffList):
    """Never by an acronym alone: two universities are called METU."""

    id, title, order = "organisations", _l("Organisations"), "name"
    columns = (
        Col("name", _lp("organisation", "Name"), sort=Organisation.by_name, width=60),
        Col("short_name", _l("Short name"), sort=lambda: Organisation.short_name, on_page=False),
        Col("kind", _l("Kind"), sort=lambda: Organisation.kind, value=lambda one: wording.ORGANISATION_KINDS.get(one.kind, "")),
        Col("city", _l("City"), sort=lambda: Organisation.city),
        Col("country", _l("Country"), sort=lambda: Organisation.country, value=lambda one: country_name(one.country)),
        Col("website", _l("Website"), on_page=False),
        Col("variants", _l("Other names and spellings"), on_page=False),
    )
    filters = (
        Words(Organisation.search_text, _l("Name, short name or city")),
        OneOf("kind", _l("Kind"), wording.ORGANISATION_KINDS, Organisation.kind),
        OneOf("country", _l("Country"), known_countries, Organisation.country),
        OneOf("city", _l("City"), known_cities, Organisation.city, more=True),
        OneOf(
            "twice",
            _l("Duplicates"),
            lambda: {"1": _("Suspected duplicates")},
            lambda _value: Organisation.id.in_({number for pair in Duplicates.of(Organisation) for number in pair[:2]}),
            more=True,
        ),
    )

    def query(self) -> Select[Any]:
        return select(Organisation).where(Organisation.kept())

    def counted(self, number: int) -> str:
        return ngettext("%(num)s organisation", "%(num)s organisations", number)
