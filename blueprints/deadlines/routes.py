"""The dates of calls, as readers see them."""

from itertools import groupby

from flask import render_template, request

from blueprints.deadlines import bp
from models import Deadline
from support.addresses import asked_page
from support.db import db
from support.settings import current

PER_PAGE = 40


@bp.get("/deadlines")
def index() -> str:
    """Every coming date or, with ?past=1, those that were, a month at a time."""
    past = request.args.get("past") == "1"
    listed = db.paginate(Deadline.archive(), page=asked_page(request.args), per_page=PER_PAGE, error_out=False) if past else None
    deadlines = listed.items if listed else Deadline.coming()
    months = [list(group) for _month, group in groupby(deadlines, lambda deadline: (deadline.on.year, deadline.on.month))]
    return render_template("deadlines/index.html", months=months, past=past, listed=listed, zone=current().zone)
