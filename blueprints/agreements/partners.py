"""The university's partners, for everybody."""

from flask import Response, request

from blueprints.agreements import bp
from models import Programme
from models.partners import Partners
from support.countries import country_name
from support.htmx import page

LONGEST_SEARCH = 100


@bp.get("/partners")
def partners() -> Response:
    """Partners under agreements in force, by country; ?country=, ?programme= and ?q= narrow them."""
    typed = "".join(letter for letter in request.args.get("q", "")[:LONGEST_SEARCH].strip() if letter.isprintable())
    countries = {code: country_name(code) for code in Partners.countries()}
    programmes = {one.slug: one for one in Partners.programmes()}
    asked: Programme | None = programmes.get(request.args.get("programme", ""))
    country = request.args.get("country", "")
    found = Partners(country if country in countries else "", typed, asked)
    return page(
        "agreements/partners.html", fragment="agreements/_partners.html", partners=found, countries=countries,
        programmes=programmes,
    )  # fmt: skip
