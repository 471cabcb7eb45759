"""Statistics of mobility, for everybody."""

from typing import Any

from flask import Response, abort, request
from flask_babel import pgettext

from blueprints.listing import download
from blueprints.mobility import bp
from blueprints.mobility.charts import HEADS, TITLES, chart_of, charts_of
from models import Programme
from models.mobility import DIRECTIONS, SEMESTERS, academic_year
from models.mobility_figures import WHO, MobilityFigures
from support.countries import country_name
from support.form_fields import numbered
from support.htmx import page
from support.spreadsheets import CSV_TYPE, Column, csv_file


@bp.get("/statistics")
def statistics() -> Response:
    """How many go and come; ?direction=, ?year=, ?semester=, ?who=, ?country= and ?programme= narrow it."""
    figures = _asked()
    return page(
        "mobility/statistics.html", fragment="mobility/_statistics.html", figures=figures, charts=charts_of(figures),
        arguments=_arguments(figures), known=_known(),
    )  # fmt: skip


@bp.get("/statistics/<by>.csv")
def statistics_file(by: str) -> Response:
    """One of the tables as a file; 404 for a name that is none of them."""
    if by not in TITLES:
        abort(404)
    heads = [Column(str(HEADS[by])), Column(pgettext("number", "People"))]
    figures = _asked()
    return download(csv_file(heads, chart_of(figures, by).rows), CSV_TYPE, f"mobility-{figures.direction}-by-{by}.csv")


def _asked() -> MobilityFigures:
    """What the address asks for; what makes no sense in it is left out."""
    asked = request.args
    year = numbered(asked.get("year"))
    return MobilityFigures(
        direction=_one_of(DIRECTIONS, asked.get("direction"), DIRECTIONS[0]),
        year=year if year in MobilityFigures.years() else None,
        semester=_one_of(SEMESTERS, asked.get("semester")),
        who=_one_of(WHO, asked.get("who")),
        country=_one_of(MobilityFigures.countries(), asked.get("country")),
        programme=Programme.with_slug(asked.get("programme", "")[:200]) if asked.get("programme") else None,
    )


def _one_of(known: object, asked: str | None, otherwise: str = "") -> str:
    return asked if asked and asked in known else otherwise  # type: ignore[operator]


def _known() -> dict[str, dict[Any, str]]:
    """What there is to choose from."""
    return {
        "years": {year: academic_year(year) for year in MobilityFigures.years()},
        "countries": {code: country_name(code) for code in MobilityFigures.countries()},
        "programmes": {one.slug: one.name.shown().text for one in MobilityFigures.programmes()},
    }


def _arguments(figures: MobilityFigures) -> dict[str, str]:
    """What narrows the figures, as an address says it; the direction aside."""
    asked = {
        "year": str(figures.year or ""),
        "semester": figures.semester,
        "who": figures.who,
        "country": figures.country,
        "programme": figures.programme.slug if figures.programme else "",
    }
    return {name: value for name, value in asked.items() if value}
