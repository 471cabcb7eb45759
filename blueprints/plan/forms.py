"""The forms of the plan."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import or_, select
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from blueprints import wording
from blueprints.plan.listing import month_names
from models import Account, EventFormat, Organisation, PlanLine
from support.countries import countries
from support.db import db
from support.form_fields import (
    Many,
    TranslatedField,
    WholeNumber,
    line,
    lines,
    options,
)
from support.languages import language
from support.versions import Versioned

TITLE, ORGANISATION, BASIS, BUDGET, REASON, MOST = 200, 200, 300, 300, 500, 100_000
"""The longest there may be of each in characters, and the most participants."""
SAME = ("title", "year", "kind", "expected", "audience", "country", "basis", "budget")


class PlanLineForm(Versioned, FlaskForm):
    """What is meant to be held, as far as it is known."""

    title = TranslatedField(_l("Title"), TITLE, required=_l("Enter a title in one language at least."))
    year = WholeNumber(
        _l("Year"),
        validators=[
            InputRequired(_l("Enter the year.")),
            NumberRange(1990, 2100, _l("The year must be between 1990 and 2100.")),
        ],
    )
    month = SelectField(_l("Month"), coerce=int)
    kind = SelectField(_l("Kind"), choices=lambda: options(wording.KINDS))
    format = SelectField(_l("Format"), coerce=int)
    owner = SelectField(_l("Owner"), coerce=int)
    host = line(_l("Host organisation"), ORGANISATION)
    country = SelectField(_l("Country"))
    audience = Many(_l("For whom"), choices=lambda: options(wording.AUDIENCES))
    expected = WholeNumber(
        _l("Participants expected"),
        validators=[Optional(), NumberRange(0, MOST, _l("The number of participants is between 0 and %(max)s."))],
    )
    basis = line(_l("Basis"), BASIS)
    budget = lines(_l("Budget"), BUDGET)

    @classmethod
    def of(cls, planned: PlanLine, **more: Any) -> "PlanLineForm":
        """The form, filled in with what there is."""
        same = {field: getattr(planned, field) for field in SAME}
        numbers = {"month": planned.month or 0, "format": planned.format_id or 0, "owner": planned.owner_id or 0}
        form = cls(data={**same, **numbers, "host": planned.host.name.shown().text if planned.host else ""}, **more)
        form.offer(planned)
        return form

    def offer(self, planned: PlanLine) -> None:
        """Fill the menus; whoever owns the line stays among them."""
        months = {number: name for number, name in month_names().items() if number != "0"}
        self.month.choices = options([(0, wording.NO_MONTH), *((int(number), name) for number, name in months.items())])
        formats = ((one.id, one.name.shown().text) for one in EventFormat.in_order(planned.format))
        self.format.choices = options([(0, _("None of these")), *formats])
        staff = or_(Account.active & Account.role.in_(("admin", "staff")), Account.id == (planned.owner_id or 0))
        people = db.session.scalars(select(Account).where(staff).order_by(Account.name, Account.id))
        self.owner.choices = options([(0, _("Nobody yet")), *((account.id, account.name or account.email) for account in people)])
        self.country.choices = options([("", _("Not known")), *countries().items()])

    def fill(self, planned: PlanLine) -> None:
        """Let a line be what was typed."""
        changes: dict[str, Any] = {field: self[field].data for field in SAME if field != "title"}
        changes["title"] = self.title.rewritten(language())
        changes["month"] = self.month.data or None
        changes["format"] = db.session.get(EventFormat, self.format.data) if self.format.data else None
        changes["owner"] = db.session.get(Account, self.owner.data) if self.owner.data else None
        changes["host"] = self._host(planned.host)
        planned.revise(changes)

    def _host(self, stored: Organisation | None) -> Organisation | None:
        if not self.host.data:
            return None
        return stored if stored and self.host.data == stored.name.shown().text else Organisation.called(self.host.data)


DROP = "drop-"
"""The prefix of the second form on a line's page."""


class DropForm(FlaskForm):
    """Why a line is given up."""

    reason = line(_l("Reason"), REASON, required=_l("Say why, for the report of the year."))


class EventOfLineForm(FlaskForm):
    """Which event came of a line; 0 for none."""

    event = SelectField(_l("Event"), coerce=int)


class ApprovalForm(FlaskForm):
    """Whether the office approves its lines."""

    needed = BooleanField(_l("A line needs approval before it becomes an event"))
