"""The plan, month by month and as a list."""

from datetime import date

from flask import Response, render_template, request

from blueprints.plan import bp
from blueprints.plan.listing import PlanLines, month_of
from blueprints.scoping import current_account, staff_only
from models.plan import Plan
from support import clock
from support.settings import current

bp.context_processor(lambda: {"month_of": month_of, "today": clock.today(current().zone)})


@bp.get("/plan")
@staff_only
def index() -> str:
    """The lines of ?year=, this year's for anything else."""
    today = clock.today(current().zone)
    plan = Plan.asked(request.args.get("year", ""), current_account(), today)
    months = [(date(plan.year, month, 1) if month else None, lines) for month, lines in plan.by_month().items()]
    return render_template("plan/index.html", plan=plan, months=months, counts=plan.counts())


@bp.get("/plan/lines")
@staff_only
def lines() -> Response:
    """The lines of all years to filter, sort and take along as a file."""
    return PlanLines().answer("plan/lines.html", fragment="plan/_list.html")
