"""Staff's list of mobility."""

from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from models import MobilityRecord
from models.mobility import academic_year
from models.mobility_figures import MobilityFigures
from support.countries import country_name


def known_years() -> dict[str, str]:
    """Academic years that have lines, the latest first."""
    return {str(year): academic_year(year) for year in MobilityFigures.years()}


def known_countries() -> dict[str, str]:
    """The countries of lines, by their names."""
    return {code: country_name(code) for code in MobilityFigures.countries()}


class Mobility(StaffList):
    """How many, when, where and in what."""

    id, title, order = "mobility", _l("Mobility in figures"), "-year"
    columns = (
        Col(
            "year",
            _l("Academic year"),
            sort=lambda: MobilityRecord.year,
            value=lambda one: one.academic_year,
            backwards=True,
        ),
        Col("semester", _l("Semester"), sort=lambda: MobilityRecord.semester, value=lambda one: wording.SEMESTERS[one.semester]),
        Col("direction", _l("Direction"), sort=lambda: MobilityRecord.direction, value=lambda one: wording.WAYS[one.direction]),
        Col("level", _l("Who"), sort=lambda: MobilityRecord.level, value=lambda one: wording.LEVELS[one.level], width=24),
        Col("country", _l("Country"), sort=lambda: MobilityRecord.country, value=lambda one: country_name(one.country)),
        Col("partner", _l("Partner"), value=lambda one: one.partner and one.partner.label(), width=48),
        Col("programme", _l("Programme"), value=lambda one: one.programme.name if one.programme else one.activity, width=48),
        Col("headcount", _lp("number", "People"), sort=lambda: MobilityRecord.headcount, number=True, backwards=True, width=12),
        Col("source", _l("Source"), on_page=False, width=48),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(MobilityRecord.fitting, _l("Partner, programme or source")),
        OneOf("year", _l("Academic year"), known_years, lambda year: MobilityRecord.year == int(year)),
        OneOf("semester", _l("Semester"), wording.SEMESTERS, MobilityRecord.semester),
        OneOf("direction", _l("Direction"), wording.WAYS, MobilityRecord.direction),
        OneOf("level", _l("Who"), wording.LEVELS, MobilityRecord.level),
        OneOf("country", _l("Country"), known_countries, MobilityRecord.country),
    )

    def query(self) -> Select[Any]:
        return MobilityRecord.lists()

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)

    @cached_property
    def people(self) -> int:
        """How many people the lines that are asked for are about, all pages together."""
        return MobilityRecord.counted(*(field.condition() for field in self.fields if field.asked))
