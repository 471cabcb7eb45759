"""The lines of the plan as a list."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, or_, select

from blueprints import wording
from blueprints.listing import Col, OneOf, StaffList, Words
from blueprints.scoping import current_account, office
from models import Account, Event, PlanLine
from support.countries import country_name
from support.dates import locale, month
from support.db import db


def month_names() -> dict[str, str]:
    """The months by their numbers, and "0" for a line that has none."""
    named = {str(number): name.capitalize() for number, name in locale().months["stand-alone"]["wide"].items()}
    return {**named, "0": str(wording.NO_MONTH)}


def years() -> dict[str, str]:
    """The years that have lines, the latest first."""
    found = db.session.scalars(select(PlanLine.year).distinct().order_by(PlanLine.year.desc()))
    return {str(year): str(year) for year in found}


def owners() -> dict[str, str]:
    """Those who own a line."""
    owning = select(PlanLine.owner_id).where(PlanLine.owner_id.is_not(None))
    found = db.session.execute(
        select(Account.id, Account.name, Account.email).where(Account.id.in_(owning)).order_by(Account.name)
    )
    return {str(number): name or email for number, name, email in found}


def in_state(state: str) -> ColumnElement[bool]:
    """Whether a line waits, has become an event, or was given up."""
    made = PlanLine.event_id.in_(select(Event.id).where(Event.kept()))
    if state == "dropped":
        return PlanLine.dropped_at.is_not(None)
    if state == "made":
        return made
    waiting = and_(or_(PlanLine.event_id.is_(None), ~made), PlanLine.dropped_at.is_(None))
    return and_(waiting, PlanLine.approved_at.is_(None)) if state == "unapproved" else waiting


def states() -> dict[str, Any]:
    """What a list can be narrowed to; approval only where the office approves."""
    known = wording.PLAN_STATES
    return {code: name for code, name in known.items() if code != "unapproved" or office().approves_plan}


class PlanLines(StaffList):
    """Every line that its reader may see."""

    id, title, order = "plan-lines", _l("Plan of the year"), "month"
    columns = (
        Col("title", _l("Title"), sort=lambda: PlanLine.search_text, width=48),
        Col("year", _l("Year"), on_page=False, width=8),
        Col("month", _l("Month"), sort=lambda: (PlanLine.year, PlanLine.month), value=lambda line: month_of(line), width=18),
        Col("kind", _l("Kind"), sort=lambda: PlanLine.kind, value=lambda line: wording.KINDS[line.kind], width=22),
        Col("owner", _l("Owner"), value=lambda line: line.owner and (line.owner.name or line.owner.email), width=26),
        Col("host", _l("Host organisation"), value=lambda line: line.host and line.host.name, on_page=False, width=36),
        Col("country", _l("Country"), value=lambda line: country_name(line.country), on_page=False),
        Col("audience", _l("For whom"), value=lambda line: [wording.AUDIENCES[code] for code in line.audience], on_page=False),
        Col("expected", _l("Participants"), sort=lambda: PlanLine.expected, number=True, backwards=True, width=12),
        Col("basis", _l("Basis"), sort=lambda: PlanLine.basis, width=36),
        Col("budget", _l("Budget"), on_page=False, width=24),
        Col("state", _l("State"), value=lambda line: state_of(line)),
        Col("reason", _l("Reason"), value=lambda line: line.drop_reason, on_page=False, width=36),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(PlanLine.search_text),
        OneOf("year", _l("Year"), years, lambda year: PlanLine.year == int(year)),
        OneOf("month", _l("Month"), month_names, lambda month: PlanLine.month == (int(month) or None)),
        OneOf("kind", _l("Kind"), wording.KINDS, PlanLine.kind),
        OneOf("state", _l("State"), states, in_state),
        OneOf("owner", _l("Owner"), owners, lambda number: PlanLine.owner_id == int(number), more=True),
    )

    def query(self) -> Select[Any]:
        return PlanLine.lists().where(PlanLine.visible_to(current_account()))

    def counted(self, number: int) -> str:
        return ngettext("%(num)s line", "%(num)s lines", number)


def month_of(line: PlanLine) -> str:
    """As in "November 2026"; the year alone where the month is not known."""
    return month(date(line.year, line.month, 1)) if line.month else str(line.year)


def state_of(line: PlanLine) -> Any:
    """What has become of a line, in a word."""
    return wording.EVENT_STATES.get(line.state) or wording.PLAN_STATES[line.state]
