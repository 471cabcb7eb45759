"""One field for everything that has a name."""

from flask import Response, request

from blueprints.scoping import current_account, staff_only
from blueprints.search import bp
from models.search import Search
from support.htmx import page

LONGEST = 100


@bp.get("/search")
@staff_only
def index() -> Response:
    """People, organisations, rooms, events and opportunities that ?q= fits, and a better spelling where there are none."""
    typed = "".join(letter for letter in request.args.get("q", "")[:LONGEST].strip() if letter.isprintable())
    return page("search/index.html", fragment="search/_results.html", typed=typed, search=Search(typed, current_account()))
